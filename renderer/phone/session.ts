// Whose session the browser's cookie belongs to. The page cannot read the cookie; it notes which slip was opened last in this browser,
// so that another slip's page, or an older tab, never acts on somebody else's account (families share phones).
import type { Store } from './look.svelte.ts';

const KEY = 'session';

export class SessionMark {
  readonly #store: Store;
  readonly #tail: string;
  #mine: string | null = null;

  /** @param slip the digits in the address; their last ones tell slips apart and open nothing */
  constructor(store: Store, slip: string) {
    this.#store = store;
    this.#tail = slip.slice(-8);
  }

  /** The session that this browser opened last may be this slip's. */
  mayGoOn(): boolean {
    const kept = this.#store.read(KEY);
    if (kept?.split(':')[0] !== this.#tail) return false;
    this.#mine = kept;
    return true;
  }

  /** A session was opened for this slip, just now. */
  opened(random: number): void {
    this.#mine = `${this.#tail}:${String(random).slice(2)}`;
    this.#store.write(KEY, this.#mine);
  }

  /** No other tab has opened a session since. */
  isMine(): boolean {
    return this.#mine !== null && this.#store.read(KEY) === this.#mine;
  }

  closed(): void {
    if (this.isMine()) this.#store.write(KEY, null);
    this.#mine = null;
  }
}
