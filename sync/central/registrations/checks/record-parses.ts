// The payload is a registration record of a version that this program knows.
import { RegistrationRecord } from '../../../contract/record.ts';
import { err, ok } from '../../../contract/result.ts';
import type { Checked } from '../item.ts';

/** The detail names the first wrong field, never its value. */
export function recordParses(payload: unknown): Awaited<Checked<RegistrationRecord>> {
  const parsed = RegistrationRecord.safeParse(payload);
  if (parsed.success) return ok(parsed.data);
  const path = parsed.error.issues[0]?.path.filter((part) => typeof part === 'string').join('.') ?? '';
  return err({ code: 'record-malformed', detail: path === '' ? 'record' : path });
}
