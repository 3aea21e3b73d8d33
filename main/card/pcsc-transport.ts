// One exclusive PC/SC connection as a transport. The native call cannot be cancelled: when it outlives its deadline the
// connection is given up, and `onStuck` tells the slot to wait for it before it connects again.
import type { Card } from 'pcsc-mini';
import { err, ok } from '../../sync/contract/result.ts';
import { within } from './deadline.ts';
import { codeOf, transmitError } from './pcsc-errors.ts';
import type { Transport } from './transport.ts';

/** Largest answer of an extended command with its status word. pcsc-mini's own buffer holds 264 bytes only. */
const ANSWER_BUFFER = 65_538;
const DISCONNECT_MS = 3_000;
/** SCARD_LEAVE_CARD and SCARD_UNPOWER_CARD. */
const DISPOSITION = { leave: 0, unpower: 2 } as const;

export interface PcscTransportOptions {
  readonly card: Card;
  readonly atr: Uint8Array;
  /** Called when a native call did not come back in time; settles when it does. */
  readonly onStuck: (call: Promise<unknown>) => void;
  /** The connection could not be closed in order. */
  readonly onTrouble: (code: string) => void;
}

export function pcscTransport({ card, atr, onStuck, onTrouble }: PcscTransportOptions): Transport {
  const buffer = new ArrayBuffer(ANSWER_BUFFER);
  let stuck = false;

  return {
    atr,
    async transmit(command, deadlineMs) {
      if (stuck) return err({ kind: 'timeout' });
      // Our own copy, kept until the native call is over: it holds a bare pointer to these bytes, and the caller wipes its own.
      const bytes = command.slice();
      const call = card.transmit(bytes, buffer).finally(() => {
        bytes.fill(0);
      });
      try {
        const answer = await within(call, deadlineMs);
        if (answer === 'late') {
          stuck = true;
          onStuck(call.finally(() => card.disconnect(DISPOSITION.unpower)));
          return err({ kind: 'timeout' });
        }
        return ok(answer.slice());
      } catch (thrown) {
        return err(transmitError(codeOf(thrown)));
      }
    },
    async close(how) {
      // A card with a call in flight cannot be disconnected; `onStuck` does it when the call is over.
      if (stuck) return;
      try {
        const call = card.disconnect(DISPOSITION[how]);
        if ((await within(call, DISCONNECT_MS)) === 'late') onStuck(call);
      } catch (thrown) {
        onTrouble(codeOf(thrown));
      } finally {
        new Uint8Array(buffer).fill(0);
      }
    },
  };
}
