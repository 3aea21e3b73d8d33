// The record, or the command, says the same as its envelope: same id, written by the terminal that is calling.
import { err, ok } from '../../../contract/result.ts';
import type { Arrived, Checked } from '../item.ts';

type Said = { readonly id: string; readonly terminalId: string };

/** Refuses a record under another's id or from another terminal. */
export function senderMatches(item: Arrived, record: Said): Awaited<Checked<null>> {
  if (record.id !== item.id) return err({ code: 'record-mismatch', detail: 'id' });
  if (record.terminalId !== item.terminalId) return err({ code: 'record-mismatch', detail: 'terminalId' });
  return ok(null);
}
