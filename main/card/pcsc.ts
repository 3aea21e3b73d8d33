// The card room over PC/SC readers. Exclusive connections only: what is unlocked with a PIN belongs to nobody else on this
// machine, and another program that holds the card is told as `reader-busy`.
import { setTimeout as delay } from 'node:timers/promises';
import type { Card, Reader } from 'pcsc-mini';
import { err, ok } from '../../sync/contract/result.ts';
import type { Result } from '../../sync/contract/result.ts';
import type { CardRoom, ReaderState } from './card.ts';
import { within } from './deadline.ts';
import { codeOf, connectError, worthRetrying } from './pcsc-errors.ts';
import { PcscMonitor } from './pcsc-monitor.ts';
import type { SeenReader } from './pcsc-monitor.ts';
import { pcscTransport } from './pcsc-transport.ts';
import { Presence } from './presence.ts';
import { SlotRoom } from './room.ts';
import type { RoomOptions, Slot } from './room.ts';
import type { ConnectError, Transport } from './transport.ts';

export interface PcscOptions extends RoomOptions {
  /** Part of the reader's name, any case; empty takes the first. */
  readonly name: string;
  /** Reader trouble, for the terminal's log. Carries PC/SC's own words only. */
  readonly log?: (event: string, cause: string) => void;
}

/** How long another program may hold the card before it is called busy. */
const BUSY_MS = 1_500;
const RETRY_MS = 100;
const CONNECT_MS = 5_000;
/** SCARD_SHARE_EXCLUSIVE; SCARD_PROTOCOL_T1, or either where a reader speaks T=0 to the host. */
const EXCLUSIVE = 1;
const PROTOCOLS = [2, 3] as const;

/** Opens the room. Readers may come and go, and so may the PC/SC service. */
export function openPcscCardRoom(options: PcscOptions): CardRoom {
  return new SlotRoom(new PcscSlot(options.name, options.log ?? (() => undefined)), options);
}

/** Whether a reader of that name is there now. Never longer than `deadlineMs`. */
export async function hasPcscReader(name: string, deadlineMs = 1_000): Promise<boolean> {
  let found: (yes: boolean) => void = () => undefined;
  const answer = new Promise<boolean>((resolve) => {
    found = resolve;
  });
  const monitor: PcscMonitor = new PcscMonitor({
    onChange: () => {
      if (choose(monitor.readers, name, null) !== null) found(true);
      else if (monitor.trouble !== null) found(false);
    },
    log: () => undefined,
  });
  try {
    void monitor.start();
    return (await within(answer, deadlineMs)) === true;
  } finally {
    void monitor.stop();
  }
}

/** The reader to use: stays with the one in use, else the first by name. Security-module slots take no residents' cards. */
function choose(
  readers: ReadonlyMap<string, SeenReader>,
  pattern: string,
  inUse: string | null,
): SeenReader | null {
  const wanted = pattern.toLowerCase();
  const names = [...readers.keys()]
    .filter((name) => name.toLowerCase().includes(wanted) && (wanted !== '' || !/\bSAM\b/.test(name)))
    .sort();
  const name = inUse !== null && names.includes(inUse) ? inUse : names[0];
  return name === undefined ? null : (readers.get(name) ?? null);
}

class PcscSlot implements Slot {
  readonly kind = 'pcsc';
  readonly presence = new Presence();
  readonly #pattern: string;
  readonly #log: (event: string, cause: string) => void;
  readonly #monitor: PcscMonitor;
  #inUse: string | null = null;
  #events = 0;
  /** A native call that did not come back. While it is out nothing else is started: one lost thread at most. */
  #stuck: Promise<unknown> | null = null;

  constructor(pattern: string, log: (event: string, cause: string) => void) {
    this.#pattern = pattern;
    this.#log = log;
    this.#monitor = new PcscMonitor({
      onChange: () => {
        this.#refresh();
      },
      log,
    });
    void this.#monitor.start();
  }

  async connect(): Promise<Result<Transport, ConnectError>> {
    const until = performance.now() + BUSY_MS;
    for (;;) {
      if (this.#stuck !== null) return err({ kind: 'timeout', verify: 'not-sent' });
      const seen = this.#chosen();
      if (seen === null) return err({ kind: 'no-reader' });
      if (!seen.present) return err({ kind: 'no-card' });
      if (seen.mute) return err({ kind: 'unreadable', cause: 'mute' });
      const attempt = await this.#attempt(seen.reader);
      if (attempt.ok) return attempt;
      if (attempt.error === 'late') return err({ kind: 'timeout', verify: 'not-sent' });
      if (attempt.error.startsWith('TooMany')) this.#monitor.restart(attempt.error);
      if (!worthRetrying(attempt.error) || performance.now() > until) return err(connectError(attempt.error));
      // Another program has the card for a moment; PC/SC has no event for its release.
      await delay(RETRY_MS);
    }
  }

  close(): Promise<void> {
    return this.#monitor.stop();
  }

  /** One connection, T=1 first. The error is PC/SC's code, or `late`. */
  async #attempt(reader: Reader): Promise<Result<Transport, string>> {
    let code = 'ProtoMismatch';
    for (const protocol of PROTOCOLS) {
      if (code !== 'ProtoMismatch') break;
      const call = reader.connect(EXCLUSIVE, protocol);
      try {
        const card = await within(call, CONNECT_MS);
        if (card === 'late') {
          this.#waitFor(call.then((late) => late.disconnect(0)));
          return err('late');
        }
        return await this.#open(card);
      } catch (thrown) {
        code = codeOf(thrown);
      }
    }
    return err(code);
  }

  async #open(card: Card): Promise<Result<Transport, string>> {
    // The answer to reset that comes with reader events is not to be relied on (pcsc-mini 0.1.3); the connection's is.
    const call = card.state();
    const state = await within(call, CONNECT_MS).catch(async (thrown: unknown) => {
      await card.disconnect(0).catch(() => undefined);
      throw thrown;
    });
    if (state === 'late') {
      this.#waitFor(call.finally(() => card.disconnect(0)));
      return err('late');
    }
    return ok(
      pcscTransport({
        card,
        atr: state.atr.slice(),
        onStuck: (stuck) => {
          this.#waitFor(stuck);
        },
        onTrouble: (code) => {
          this.#log('card-not-released', code);
        },
      }),
    );
  }

  #waitFor(call: Promise<unknown>): void {
    this.#log('reader-stuck', this.#inUse ?? '');
    const over = () => {
      if (this.#stuck === call) this.#stuck = null;
      this.#refresh();
    };
    this.#stuck = call;
    call.then(over, over);
    this.#refresh();
  }

  #chosen(): SeenReader | null {
    const seen = choose(this.#monitor.readers, this.#pattern, this.#inUse);
    this.#inUse = seen?.reader.name() ?? null;
    return seen;
  }

  #refresh(): void {
    const before = this.#inUse;
    const seen = this.#chosen();
    const swapped = before !== this.#inUse || this.#events !== (seen?.events ?? 0);
    this.#events = seen?.events ?? 0;
    const state = this.#state(seen);
    // Taken off and put back between two looks: for the flow these are two cards.
    if (swapped && seen?.present && this.presence.present) this.presence.update(state, false);
    this.presence.update(state, seen?.present ?? false);
  }

  #state(seen: SeenReader | null): ReaderState {
    const { trouble } = this.#monitor;
    if (trouble === 'starting') return { state: 'none' };
    if (trouble !== null) return { state: 'failed', name: this.#pattern, cause: trouble };
    if (seen === null) return { state: 'none' };
    const name = seen.reader.name();
    return this.#stuck === null ? { state: 'ready', name } : { state: 'failed', name, cause: 'stuck' };
  }
}
