// Whether something is plugged into the headphone jack, as ALSA's control of that jack says. `alsactl` tells when a control of
// the card changes, `amixer` is then asked for the value: both belong to alsa-utils, and need no right beyond the sound device's.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Fields } from '../log.ts';
import { findProgram } from './engine.ts';

export interface Jack {
  /** Null: it cannot be told. Then nothing may be said, for it could come out of a loudspeaker. */
  plugged(): boolean | null;
  close(): void;
}

/** For a terminal whose socket has no switch, or whose handset is always there. */
export const alwaysPlugged: Jack = { plugged: () => true, close: () => undefined };

/** The two programs of alsa-utils. */
export interface AlsaTools {
  readonly amixer: string;
  readonly alsactl: string;
}
const installed = (): AlsaTools => ({
  amixer: findProgram('amixer') ?? 'amixer',
  alsactl: findProgram('alsactl') ?? 'alsactl',
});

export interface JackPorts {
  /** ALSA's name of the card, e.g. `hw:0`. */
  readonly card: string;
  /** Name of the control, e.g. `Headphone Jack`. */
  readonly control: string;
  onChange(): void;
  log(event: string, fields?: Fields): void;
  readonly tools?: AlsaTools;
  /** Between two tries when the watching has ended, milliseconds. */
  readonly retryMs?: number;
}

const ASK_MS = 3_000;

/** Watches until closed. A card that comes later (USB) is found by trying again. */
export function watchJack({
  card,
  control,
  onChange,
  log,
  tools = installed(),
  retryMs = 10_000,
}: JackPorts): Jack {
  let value: boolean | null = null;
  let closed = false;
  let asking = false;
  let again = false;
  let monitor: ChildProcess | null = null;
  let retry: NodeJS.Timeout | null = null;

  const settle = (now: boolean | null): void => {
    if (now === value || closed) return;
    value = now;
    log('voice.jack', { state: now === null ? 'unknown' : now ? 'plugged' : 'unplugged' });
    onChange();
  };

  /** One question at a time; what changes meanwhile is asked for again. */
  function ask(): void {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    execFile(
      tools.amixer,
      ['-D', card, 'cget', `iface=CARD,name=${control}`],
      { timeout: ASK_MS },
      (error, out) => {
        asking = false;
        const [, word] = /: values=(on|off)/u.exec(out) ?? [];
        settle(error !== null || word === undefined ? null : word === 'on');
        if (!again || closed) return;
        again = false;
        ask();
      },
    );
  }

  function watch(): void {
    const program = spawn(tools.alsactl, ['monitor', card], { stdio: ['ignore', 'pipe', 'ignore'] });
    monitor = program;
    program.once('spawn', ask);
    createInterface({ input: program.stdout }).on('line', ask);
    let over = false;
    const ended = (): void => {
      if (over || closed) return;
      over = true;
      // Nobody would tell when the plug is pulled.
      settle(null);
      retry = setTimeout(watch, retryMs);
    };
    program.once('error', ended);
    program.once('close', ended);
  }

  watch();
  return {
    plugged: () => value,
    close() {
      closed = true;
      if (retry !== null) clearTimeout(retry);
      monitor?.kill('SIGKILL');
    },
  };
}
