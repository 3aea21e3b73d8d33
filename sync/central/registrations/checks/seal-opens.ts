// The JWE opens with one of our sealing keys.
import { err, ok } from '../../../contract/result.ts';
import { openSeal, parseCompact, textOf } from '../../keys/compact.ts';
import type { Arrived, CheckPorts, Checked } from '../item.ts';

/** Gives the JWS inside. */
export async function sealOpens(item: Arrived, { openingKey }: CheckPorts): Checked<string> {
  const jwe = parseCompact(item.sealed, 5);
  if (jwe?.header.kid === undefined) return err({ code: 'seal-unreadable' });
  const key = await openingKey(jwe.header.kid);
  if (key === null) return err({ code: 'seal-unreadable', detail: 'unknown sealing key' });
  const jws = textOf(openSeal(jwe, key));
  return jws === null ? err({ code: 'seal-unreadable' }) : ok(jws);
}
