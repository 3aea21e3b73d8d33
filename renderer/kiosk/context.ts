// What every screen needs and none should pass down: the way to main, the language, and the texts in it.
import { createContext } from 'svelte';
import type { KioskEvent } from '../../preload/contract/events.ts';
import type { LocalText, ViewState } from '../../preload/contract/state.ts';
import type { Language } from '../ui/languages/greetings.ts';
import type { Texts } from '../ui/languages/index.ts';

/** The sheets of the bar: choose a language; how the screen is shown and told. */
export type SheetName = 'language' | 'display';

export interface KioskContext {
  readonly send: (event: KioskEvent) => void;
  /** The whole state; live. */
  readonly state: ViewState;
  /** What is on the screen: the resident's language, once its texts are there. Text.svelte shows them; `plain` (ui/markup.ts) for attributes. */
  readonly language: Language;
  readonly texts: Texts;
  /** True while nothing is in front of the screen: then the physical keyboard belongs to it. */
  readonly front: boolean;
  /** What the resident has opened in front of the screen from the bar, if anything. Nothing below it is lost. */
  readonly sheet: SheetName | null;
  openSheet(sheet: SheetName | null): void;
  /** A text of the municipality in the resident's language, with its readings, for a sentence around it; alone it goes to Text.svelte as it is. */
  local(text: LocalText): string;
}

export const [getKiosk, setKiosk] = createContext<KioskContext>();
