// Starts the resident's mailbox in a browser.
import '../../ui/tokens.css';
import '../../ui/themes.css';
import '../../ui/base.css';
import '../phone.css';
import './mailbox.css';
import { mount } from 'svelte';
import { install } from '../install.ts';
import { Look } from '../look.svelte.ts';
import { browserStore } from '../surroundings.ts';
import App from './App.svelte';
import { Mailbox } from './mailbox.svelte.ts';
import { mailboxSurroundings } from './surroundings.ts';

declare global {
  interface Window {
    /** The question whether there is a session, asked by index.html. */
    early?: Promise<Response>;
  }
}

const look = new Look(browserStore, document.documentElement, navigator.languages);
// Tabs of one browser share the session's cookie: when it becomes another, all of them look again. Browsers without it look when seen.
const tabs = 'BroadcastChannel' in window ? new BroadcastChannel('mailbox') : null;
const mailbox = new Mailbox(mailboxSurroundings, {
  onview: (view) => {
    look.suggest(view.language);
  },
  tell: () => tabs?.postMessage(null),
});
tabs?.addEventListener('message', () => {
  mailbox.elsewhere();
});
addEventListener('hashchange', () => {
  mailbox.go(location.hash);
});
mailbox.go(location.hash);

const target = document.getElementById('app');
if (target !== null) mount(App, { target, props: { look, mailbox } });
void mailbox.start(window.early);
install('');
