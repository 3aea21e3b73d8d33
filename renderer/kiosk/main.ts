// Starts the kiosk's page.
import '../ui/fonts.css';
import '../ui/tokens.css';
import '../ui/themes.css';
import '../ui/base.css';
import './kiosk.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { Kiosk } from './kiosk.svelte.ts';
import { mailbox } from './mailbox.svelte.ts';
import { preloadFonts } from '../ui/languages/fonts.ts';
import { preloadTexts } from '../ui/languages/index.ts';

/** The other languages and the mailbox. Asked for more than once, they are fetched once. */
function fetchTheRest(): void {
  void preloadTexts();
  void preloadFonts();
  // What does not come now is asked for again when it is wanted.
  mailbox.load().catch(() => undefined);
}

const target = document.getElementById('app');
if (target !== null) mount(App, { target, props: { kiosk: new Kiosk(window), onpainted: fetchTheRest } });
