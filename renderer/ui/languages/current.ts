// The language around a component: what the page is shown in. Set once by the page's shell; a page that has only one kind of
// reader sets none.
import { getContext, setContext } from 'svelte';
import type { Language } from './greetings.ts';

interface Around {
  /** Live. */
  readonly language: Language;
}
const key = Symbol('language');

export const setLanguage = (around: Around): Around => setContext(key, around);
/** Undefined where no page has set one. */
export const getLanguage = (): Around | undefined => getContext<Around | undefined>(key);
