// Starts the kiosk's page.
import '../ui/fonts.css';
import '../ui/tokens.css';
import '../ui/base.css';
import './kiosk.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { Kiosk } from './kiosk.svelte.ts';

const target = document.getElementById('app');
if (target !== null) mount(App, { target, props: { kiosk: new Kiosk(window) } });
