// A chip as a transport, in process, with faults on demand.
import { setTimeout as delay } from 'node:timers/promises';
import { err, ok } from '../../../sync/contract/result.ts';
import { fromHex } from '../bytes.ts';
import type { Transport } from '../transport.ts';
import type { Chip, ChipTraits } from './chip.ts';

/** What can be made to go wrong. */
export interface Faults extends ChipTraits {
  /** Time that the card takes for each command. */
  readonly latencyMs?: number;
  /** The card is pulled before it answers the n-th command of a visit, counted from 1. */
  readonly removeAt?: number;
  /** The n-th command reaches the card and its answer is lost; the card is pulled then. */
  readonly loseAnswerAt?: number;
  /** The card takes power but never says a word: upside down, in a sleeve, two cards. */
  readonly mute?: boolean;
  /** The card does not answer the n-th command, and does not leave either. */
  readonly hangAt?: number;
  /** The n-th command reaches the card and its answer comes as noise. */
  readonly garbageAt?: number;
}

/** Noise: more than a status word, and none that anybody knows. */
export const GARBAGE = fromHex('A55AA55AA5');

export interface SoftwareWire {
  readonly chip: Chip;
  readonly faults: Faults;
  /** False as soon as the card has been taken away. */
  here(): boolean;
  /** The fault takes the card away. */
  pull(): void;
}

/** Connects to a chip that has power. */
export function softwareTransport({ chip, faults, here, pull }: SoftwareWire): Transport {
  let count = 0;
  return {
    atr: chip.atr,
    async transmit(bytes, deadlineMs) {
      // A copy, as a reader's driver would take: the caller wipes its own.
      const command = bytes.slice();
      count += 1;
      if (faults.removeAt === count) pull();
      if (!here()) return err({ kind: 'removed' });
      if (faults.hangAt === count) {
        await delay(deadlineMs, undefined, { ref: false });
        return err({ kind: 'timeout' });
      }
      // Never at once: a caller must not come to rely on an answer within the same turn.
      await delay(faults.latencyMs ?? 0);
      if (!here()) return err({ kind: 'removed' });
      const answer = chip.process(command);
      command.fill(0);
      if (faults.loseAnswerAt === count) {
        pull();
        return err({ kind: 'lost' });
      }
      return ok(faults.garbageAt === count ? GARBAGE : answer);
    },
    close(how) {
      if (how === 'unpower') chip.power();
      return Promise.resolve();
    },
  };
}
