// Hears of what is new in the mailbox by server-sent events. They carry no content: the page asks for it. A line that breaks is opened
// again by the browser; one that the server closed, by us, more and more seldom; and whenever the page is looked at again, or the line
// has come back, the page asks anyway, so that nothing is missed.
import type { Surroundings } from '../wire.ts';

/** What of an EventSource is used. */
export interface Line {
  readonly readyState: number;
  addEventListener(type: 'open' | 'error' | 'end', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  close(): void;
}
export interface LiveSurroundings extends Surroundings {
  /** Opens the events of a path under /v1/. */
  events(path: string): Line;
  uuid(): string;
}

const CLOSED = 2;
const FIRST_MS = 3_000;
const MOST_MS = 60_000;
/** Without a line, the page asks so often while it is seen. */
export const ASK_MS = 20_000;

export class Live {
  readonly #around: LiveSurroundings;
  readonly #onnews: (version: string | null) => void;
  #line: Line | null = null;
  #open = false;
  #waits = 0;
  #again: ReturnType<typeof setTimeout> | undefined;
  #asking: ReturnType<typeof setInterval> | undefined;

  /** @param onnews there may be something new; `version` of the mailbox, where it is known */
  constructor(around: LiveSurroundings, onnews: (version: string | null) => void) {
    this.#around = around;
    this.#onnews = onnews;
    around.onVisible(() => {
      if (this.#asking === undefined) return;
      this.#onnews(null);
      if (this.#line === null) this.#connect();
    });
  }

  start(): void {
    if (this.#asking !== undefined) return;
    this.#asking = setInterval(() => {
      if (!this.#open && !this.#around.hidden()) this.#onnews(null);
    }, ASK_MS);
    this.#connect();
  }

  stop(): void {
    clearInterval(this.#asking);
    clearTimeout(this.#again);
    this.#asking = undefined;
    this.#drop();
    this.#waits = 0;
  }

  #drop(): void {
    this.#line?.close();
    this.#line = null;
    this.#open = false;
  }

  #connect(): void {
    clearTimeout(this.#again);
    const line = this.#around.events('mailbox/events');
    this.#line = line;
    const mine = (act: () => void) => () => {
      if (this.#line === line) act();
    };
    line.addEventListener(
      'open',
      mine(() => {
        const missed = this.#waits > 0 || !this.#open;
        this.#open = true;
        this.#waits = 0;
        if (missed) this.#onnews(null);
      }),
    );
    line.addEventListener('message', (event) => {
      if (this.#line === line) this.#onnews(versionOf(event.data));
    });
    line.addEventListener(
      'end',
      mine(() => {
        this.#drop();
        this.#onnews(null);
        this.#plan();
      }),
    );
    line.addEventListener(
      'error',
      mine(() => {
        this.#open = false;
        if (line.readyState !== CLOSED) return;
        this.#drop();
        this.#onnews(null);
        this.#plan();
      }),
    );
  }

  #plan(): void {
    if (this.#asking === undefined) return;
    const wait = Math.min(MOST_MS, FIRST_MS * 2 ** this.#waits) * (0.8 + 0.4 * this.#around.random());
    this.#waits += 1;
    this.#again = setTimeout(() => {
      if (!this.#around.hidden()) this.#connect();
    }, wait);
  }
}

function versionOf(data: unknown): string | null {
  try {
    const { version } = JSON.parse(String(data)) as { version?: unknown };
    return typeof version === 'string' ? version : null;
  } catch {
    return null;
  }
}
