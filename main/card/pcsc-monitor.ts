// Watches PC/SC for readers and cards and keeps doing so: a daemon that is not there yet, is stopped, or is started anew only
// means trying again. Windows stops the service with the last reader (lessons.md 2.2).
import { setTimeout as delay } from 'node:timers/promises';
import type { Client, Reader } from 'pcsc-mini';
import { codeOf } from './pcsc-errors.ts';

/** Bits of a reader's state (pcsc-mini's ReaderStatus). */
const PRESENT = 32;
const MUTE = 512;
const RETRY_MS = { first: 250, longest: 2_000 };
/** pcsc-mini 0.1.3 stops a client by SCardCancel and then waits for its thread. A cancel that comes while the thread is between
 *  two waits is lost, and the wait would be for ever, on our thread. So a client is stopped only after it has been quiet. */
const QUIET_MS = 250;

/** Clients that could not be stopped because their service was gone. Kept for ever, one per death of the service: were one
 *  collected, pcsc-mini 0.1.3 would try again, fail again and throw where nobody can catch it. */
const unstoppable = new Set<Client>();

/** One reader as PC/SC shows it. */
export interface SeenReader {
  readonly reader: Reader;
  readonly present: boolean;
  /** A card that does not answer: upside down, in a sleeve, two at once. */
  readonly mute: boolean;
  /** Counts cards put down and taken off; a quick swap shows only here. */
  readonly events: number;
}

/** A started client. */
interface Watch {
  readonly client: Client;
  lastEvent: number;
  /** Its thread is over: it has told an error. */
  ended: boolean;
}

/** The one error after which pcsc-mini's thread goes on: events came faster than we took them. */
const OVERFLOW = 'StatusEventBufferOverflow';

export interface MonitorOptions {
  readonly onChange: () => void;
  readonly log: (event: string, cause: string) => void;
}

export class PcscMonitor {
  readonly readers = new Map<string, SeenReader>();
  /** Why there is no service, or null while there is one. */
  trouble: string | null = 'starting';
  readonly #options: MonitorOptions;
  #watch: Watch | null = null;
  #timer: NodeJS.Timeout | undefined;
  #wait = RETRY_MS.first;
  #over = false;

  constructor(options: MonitorOptions) {
    this.#options = options;
  }

  /** Loads the binding and begins. A machine without it stays in trouble and says so. */
  async start(): Promise<void> {
    try {
      // Loaded when needed: a machine without the PC/SC library must still start, with the software card or with a message.
      const pcsc = await import('pcsc-mini');
      if (!this.#over) this.#begin(new pcsc.Client());
    } catch (thrown) {
      if (!this.#over) this.#failed(codeOf(thrown));
    }
  }

  /** Starts over with a new client. */
  restart(why: string): void {
    if (this.#over) return;
    void this.#drop();
    this.#failed(why);
  }

  /** Resolves when the service has been let go. */
  stop(): Promise<void> {
    this.#over = true;
    clearTimeout(this.#timer);
    return this.#drop();
  }

  #begin(client: Client): void {
    const watch: Watch = { client, lastEvent: performance.now(), ended: false };
    // Events of a client that has been dropped only tell that it is not quiet yet.
    const current = () => {
      watch.lastEvent = performance.now();
      return this.#watch === watch;
    };
    client.on('error', (error) => {
      watch.ended = codeOf(error) !== OVERFLOW;
      if (current()) this.restart(codeOf(error));
    });
    client.on('reader', (reader) => {
      reader.on('change', (status) => {
        if (!current()) return;
        const present = (status.raw & PRESENT) !== 0;
        const mute = (status.raw & MUTE) !== 0;
        this.readers.set(reader.name(), { reader, present, mute, events: status.raw >>> 16 });
        this.#options.onChange();
      });
      reader.on('disconnect', () => {
        if (!current()) return;
        this.readers.delete(reader.name());
        this.#options.onChange();
      });
    });
    client.start();
    this.#watch = watch;
    this.#wait = RETRY_MS.first;
    this.trouble = null;
    this.#options.onChange();
  }

  #failed(cause: string): void {
    if (this.trouble !== cause) this.#options.log('pcsc-unavailable', cause);
    this.trouble = cause;
    this.#options.onChange();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.start(), this.#wait);
    this.#timer.unref();
    this.#wait = Math.min(this.#wait * 2, RETRY_MS.longest);
  }

  async #drop(): Promise<void> {
    const watch = this.#watch;
    this.#watch = null;
    this.readers.clear();
    if (watch === null) return;
    for (;;) {
      const wait = watch.lastEvent + QUIET_MS - performance.now();
      if (watch.ended || wait <= 0) break;
      await delay(wait);
    }
    try {
      watch.client.stop();
    } catch (thrown) {
      // The service is gone already; there is nothing left to detach from.
      unstoppable.add(watch.client);
      this.#options.log('pcsc-stop', codeOf(thrown));
    }
  }
}
