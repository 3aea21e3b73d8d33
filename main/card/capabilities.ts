// What a card and its reader turned out to understand. The quick forms are tried first; what was refused once is not tried
// again with that kind of card (filed under the answer to reset).
import { toHex } from './bytes.ts';

export type Known = 'untried' | 'yes' | 'no';

export interface Capabilities {
  /** READ BINARY by short file id. */
  readById: Known;
  /** VERIFY by short file id. Learnt with the query that spends nothing. */
  verifyById: Known;
  /** COMPUTE DIGITAL SIGNATURE by short file id. */
  signById: Known;
  /** Le above 256. Learnt with free reads only. */
  extended: Known;
  /** The query as a command of four bytes, without Le. */
  bareQuery: Known;
}

const REMEMBERED = 64;

export class CapabilityMemory {
  readonly #byAtr = new Map<string, Capabilities>();

  /** The one object for this kind of card; the session writes down in it what it learns. */
  of(atr: Uint8Array): Capabilities {
    const key = toHex(atr);
    const known = this.#byAtr.get(key) ?? {
      readById: 'untried',
      verifyById: 'untried',
      signById: 'untried',
      extended: 'untried',
      bareQuery: 'untried',
    };
    // Contactless answers to reset differ from card to card: keep the latest few.
    this.#byAtr.delete(key);
    this.#byAtr.set(key, known);
    for (const oldest of this.#byAtr.keys()) {
      if (this.#byAtr.size <= REMEMBERED) break;
      this.#byAtr.delete(oldest);
    }
    return known;
  }
}
