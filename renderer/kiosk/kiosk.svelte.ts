// What the page knows: the last pushed state, and whether the bridge still carries. Everything else is derived.
import { bridgeFound, bridgeLost, type KioskBridge } from '../../preload/contract/bridge.ts';
import type { KioskEvent } from '../../preload/contract/events.ts';
import type { ViewState } from '../../preload/contract/state.ts';

/** Without a first state by then, the resident is told to wait for staff. */
const firstStateMs = 15_000;
/** `awake` is sent at most this often. */
const awakeMs = 1_000;

/** The part of `window` that is needed; the bridge is missing when neither shell could put it there. */
type Host = Pick<Window, 'addEventListener'> & { readonly kiosk?: KioskBridge };

export class Kiosk {
  state = $state.raw<ViewState | null>(null);
  lost = $state(false);
  readonly #bridge: KioskBridge | undefined;
  #awakeAt = Number.NEGATIVE_INFINITY;

  constructor(host: Host) {
    this.#bridge = host.kiosk;
    // What is on the screen goes as well: nobody's facts stay where nobody watches.
    host.addEventListener(bridgeLost, () => {
      this.lost = true;
      this.state = null;
    });
    host.addEventListener(bridgeFound, () => (this.lost = false));
    if (this.#bridge === undefined) {
      this.lost = true;
      return;
    }
    const patience = setTimeout(() => (this.lost = true), firstStateMs);
    this.#bridge.state((state) => {
      clearTimeout(patience);
      this.state = state;
      this.lost = false;
    });
  }

  readonly send = (event: KioskEvent): void => {
    this.#bridge?.send(event);
  };

  /** Somebody touched the screen or a key. */
  readonly awake = (): void => {
    const now = performance.now();
    if (now - this.#awakeAt < awakeMs) return;
    this.#awakeAt = now;
    this.send({ type: 'awake' });
  };
}
