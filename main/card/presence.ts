// What is known of the reader and of the card on it, and who wants to hear of changes. One for every kind of reader.
import type { CardEvent, ReaderState } from './card.ts';

export class Presence {
  #reader: ReaderState = { state: 'none' };
  #present = false;
  #insertion = 0;
  readonly #listeners = new Set<(event: CardEvent) => void>();

  get reader(): ReaderState {
    return this.#reader;
  }

  get present(): boolean {
    return this.#present;
  }

  /** Grows with every card put down. */
  get insertion(): number {
    return this.#insertion;
  }

  /** Tells the present situation at once, then every change. Returns how to stop. */
  watch(listener: (event: CardEvent) => void): () => void {
    // Wrapped, so that the same function may watch twice and each stops on its own.
    const entry = (event: CardEvent) => {
      listener(event);
    };
    this.#listeners.add(entry);
    entry({ type: 'reader', reader: this.#reader });
    if (this.#present) entry({ type: 'inserted', insertion: this.#insertion });
    return () => {
      this.#listeners.delete(entry);
    };
  }

  /** Takes over what the reader shows now; tells only what is new. A card cannot outlive its reader. */
  update(reader: ReaderState, present: boolean): void {
    const has = present && reader.state === 'ready';
    if (this.#present && !has) {
      this.#present = false;
      this.#tell({ type: 'removed' });
    }
    if (!sameReader(this.#reader, reader)) {
      this.#reader = reader;
      this.#tell({ type: 'reader', reader });
    }
    if (!this.#present && has) {
      this.#present = true;
      this.#insertion += 1;
      this.#tell({ type: 'inserted', insertion: this.#insertion });
    }
  }

  stop(): void {
    this.#listeners.clear();
  }

  #tell(event: CardEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

function sameReader(a: ReaderState, b: ReaderState): boolean {
  if (a.state !== b.state) return false;
  if (a.state === 'none' || b.state === 'none') return true;
  const cause = (state: typeof a) => (state.state === 'failed' ? state.cause : '');
  return a.name === b.name && cause(a) === cause(b);
}
