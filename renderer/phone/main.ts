// Starts the pages behind the slip's QR code.
import '../ui/tokens.css';
import '../ui/themes.css';
import '../ui/base.css';
import './phone.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { install } from './install.ts';
import { Look } from './look.svelte.ts';
import { slipOf } from './slip.ts';
import { browserStore, browserSurroundings } from './surroundings.ts';
import { Visit } from './visit.svelte.ts';

declare global {
  interface Window {
    /** The question for the slip's status, asked by index.html. */
    early?: Promise<Response>;
  }
}

const { pathname } = location;
const slip = slipOf(pathname);
// One spelling from here on: the service worker and what is kept belong to it.
if (slip !== null && pathname.includes('/S/')) history.replaceState(null, '', pathname.replace('/S/', '/s/'));

const look = new Look(browserStore, document.documentElement, navigator.languages);
const visit =
  slip === null || slip === ''
    ? null
    : new Visit(slip, browserSurroundings, browserStore, {
        early: window.early,
        onview: (view) => {
          look.suggest(view.language);
        },
      });
const target = document.getElementById('app');
if (target !== null) mount(App, { target, props: { look, visit, typing: slip === '' } });
void visit?.start();
install(slip ?? '');
