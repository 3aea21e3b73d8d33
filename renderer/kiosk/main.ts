// Starts the kiosk's page.
import '../ui/fonts.css';
import '../ui/tokens.css';
import '../ui/themes.css';
import '../ui/base.css';
import './kiosk.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { Kiosk } from './kiosk.svelte.ts';
import { preloadFonts } from '../ui/languages/fonts.ts';
import { preloadTexts } from '../ui/languages/index.ts';

const target = document.getElementById('app');
if (target !== null) mount(App, { target, props: { kiosk: new Kiosk(window) } });

// The other languages are fetched once the first screen has been painted: two frames later.
requestAnimationFrame(() =>
  requestAnimationFrame(() => {
    void preloadTexts();
    void preloadFonts();
  }),
);
