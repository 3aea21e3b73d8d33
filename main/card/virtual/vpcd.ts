// A chip on the socket of vsmartcard's virtual reader, which makes it a card for pcscd and so for every PC/SC program.
// Wire: two bytes of length, then the payload; a payload of one byte is a control (mynumber-card.md section 9).
import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { concat, u16 } from '../bytes.ts';
import { traceLine } from '../trace.ts';
import type { TraceHook } from '../trace.ts';
import type { Chip } from './chip.ts';
import { GARBAGE } from './software-transport.ts';
import type { Faults } from './software-transport.ts';

const CONTROL = { powerOff: 0x00, powerOn: 0x01, reset: 0x02, getAtr: 0x04 } as const;
/** Between two attempts to reach the reader. */
const RETRY_MS = 250;

export interface VpcdOptions {
  readonly chip: Chip;
  readonly host: string;
  readonly port: number;
  readonly faults?: Faults;
  readonly trace?: TraceHook;
  readonly onState?: (state: 'connected' | 'disconnected') => void;
}

export interface VpcdCard {
  /** Resolves when the card lies on the virtual reader for the first time. */
  readonly connected: Promise<void>;
  /** Takes the card off for good. */
  remove(): void;
}

/** Puts a chip on the virtual reader; comes back by itself when the reader's daemon is started anew. */
export function putOnVirtualReader(options: VpcdOptions): VpcdCard {
  let socket: Socket | null = null;
  let over = false;
  let arrived: () => void = () => undefined;
  const connected = new Promise<void>((resolve) => {
    arrived = resolve;
  });

  const dial = () => {
    if (over) return;
    const wire = createConnection({ host: options.host, port: options.port });
    socket = wire;
    wire.setNoDelay(true);
    wire.once('connect', () => {
      options.chip.power();
      options.onState?.('connected');
      arrived();
      serve(wire, options, remove);
    });
    // `close` follows every `error`.
    wire.on('error', () => undefined);
    let was = false;
    wire.once('connect', () => {
      was = true;
    });
    wire.once('close', () => {
      if (was) options.onState?.('disconnected');
      if (!over) void delay(RETRY_MS).then(dial);
    });
  };
  const remove = () => {
    over = true;
    socket?.destroy();
  };
  dial();
  return { connected, remove };
}

function serve(wire: Socket, options: VpcdOptions, pull: () => void): void {
  let received: Uint8Array = new Uint8Array();
  let count = 0;
  let queue: Promise<void> = Promise.resolve();
  wire.on('data', (part) => {
    received = concat(received, part);
    while (received.length >= 2 && received.length >= 2 + u16(received, 0)) {
      const end = 2 + u16(received, 0);
      const payload = received.slice(2, end);
      received = received.slice(end);
      queue = queue.then(() => handle(payload));
    }
  });

  async function handle(payload: Uint8Array): Promise<void> {
    const { chip, faults = {} } = options;
    if (payload.length === 1) {
      control(payload[0]);
      return;
    }
    count += 1;
    if (faults.removeAt === count) {
      pull();
      return;
    }
    if (faults.hangAt === count) return;
    const before = performance.now();
    if (faults.latencyMs) await delay(faults.latencyMs);
    const answer = chip.process(payload);
    options.trace?.(traceLine(payload, answer, null, performance.now() - before));
    payload.fill(0);
    if (faults.loseAnswerAt === count) pull();
    else send(faults.garbageAt === count ? GARBAGE : answer);
  }

  function control(code: number | undefined): void {
    const { chip, faults = {} } = options;
    if (code === CONTROL.powerOn || code === CONTROL.powerOff) chip.power();
    if (code === CONTROL.reset) chip.reset();
    if (code === CONTROL.getAtr && !faults.mute) send(chip.atr);
  }

  function send(bytes: Uint8Array): void {
    if (!wire.destroyed) wire.write(concat(Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes));
  }
}
