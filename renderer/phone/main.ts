// Starts the page behind the slip's QR code.
import '../ui/tokens.css';
import '../ui/base.css';
import './phone.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { Follow, tokenOf, type Surroundings } from './follow.svelte.ts';

const around: Surroundings = {
  fetch: (path, init) => fetch(path, init),
  hidden: () => document.hidden,
  onVisible: (listener) => {
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) listener();
    });
  },
  random: Math.random,
};
const token = tokenOf(location.pathname);
const target = document.getElementById('app');
if (target !== null) {
  mount(App, { target, props: { follow: token === null ? null : new Follow(token, around) } });
}
