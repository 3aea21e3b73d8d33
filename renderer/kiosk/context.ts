// What every screen needs and none should pass down: the way to main, the language, and the texts in it.
import { createContext } from 'svelte';
import type { KioskEvent } from '../../preload/contract/events.ts';
import type { LocalText, ViewState } from '../../preload/contract/state.ts';
import type { Texts, UiLanguage } from '../ui/languages/index.ts';

export interface KioskContext {
  readonly send: (event: KioskEvent) => void;
  /** The whole state; live. */
  readonly state: ViewState;
  readonly language: UiLanguage;
  readonly texts: Texts;
  /** True while nothing is in front of the screen: then the physical keyboard belongs to it. */
  readonly front: boolean;
  /** A text of the catalogue of services and the like, in the resident's language. */
  local(text: LocalText): string;
}

export const [getKiosk, setKiosk] = createContext<KioskContext>();
