// The only door between renderer and main: two members, the same in every shell.
import type { KioskEvent } from './events.ts';
import type { ViewState } from './state.ts';

export interface KioskBridge {
  /** Calls `listener` with the present state at once and with every later one. Returns how to stop. */
  state(listener: (state: ViewState) => void): () => void;
  /** Sends what a person did. There is no answer but the next state. */
  send(event: KioskEvent): void;
}

/**
 * Dispatched on `window` by a bridge whose way to main can break (the Chromium shell's socket): the page then shows that staff
 * are needed, and goes on by itself when the way is back. The preload of Electron has no use for them.
 */
export const bridgeLost = 'kiosk:lost';
export const bridgeFound = 'kiosk:found';

declare global {
  interface Window {
    readonly kiosk: KioskBridge;
  }
}
