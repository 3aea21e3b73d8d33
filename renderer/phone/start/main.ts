// Starts the page where interests and services are chosen at home, before anybody has said who they are.
import '../../ui/tokens.css';
import '../../ui/themes.css';
import '../../ui/base.css';
import '../phone.css';
import { mount } from 'svelte';
import { Look } from '../look.svelte.ts';
import { browserStore, browserSurroundings } from '../surroundings.ts';
import App from './App.svelte';
import { Draft } from './draft.svelte.ts';
import { tabStore } from './made.ts';

const root = document.documentElement;
const dark = matchMedia('(prefers-color-scheme: dark)').matches;
const strong = matchMedia('(prefers-contrast: more)').matches;
root.dataset['theme'] = strong ? (dark ? 'contrast-dark' : 'contrast-light') : dark ? 'dark' : 'light';

const look = new Look(browserStore, root, navigator.languages);
const draft = new Draft(browserSurroundings, tabStore);
const target = document.getElementById('app');
if (target !== null) mount(App, { target, props: { look, draft } });
void draft.load();
