// Starts the dock for trying things out.
import '../ui/fonts.css';
import '../ui/tokens.css';
import '../ui/base.css';
import './dock.css';
import { mount } from 'svelte';
import App from './App.svelte';

const target = document.getElementById('app');
if (target !== null) mount(App, { target });
