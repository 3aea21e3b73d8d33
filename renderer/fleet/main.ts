// Starts IT's and the desk's page.
import './no-eval.ts';
import '../ui/fonts.css';
import '../ui/tokens.css';
import '../ui/themes.css';
import '../ui/base.css';
import './fleet.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { followTheme } from './theme.ts';

followTheme();
const target = document.getElementById('app');
if (target !== null) mount(App, { target });
