// The payload is a command of a version that this program knows.
import { MailboxCommand } from '../../../contract/commands.ts';
import { err, ok } from '../../../contract/result.ts';
import type { Checked } from '../item.ts';

/** What says of itself that it is a command is judged as one. */
export const isCommand = (payload: unknown): boolean =>
  typeof payload === 'object' &&
  payload !== null &&
  'type' in payload &&
  payload.type === MailboxCommand.shape.type.value;

/** The detail names the first wrong field, never its value. */
export function commandParses(payload: unknown): Awaited<Checked<MailboxCommand>> {
  const parsed = MailboxCommand.safeParse(payload);
  if (parsed.success) return ok(parsed.data);
  const path = parsed.error.issues[0]?.path.filter((part) => typeof part === 'string').join('.') ?? '';
  return err({ code: 'record-malformed', detail: path === '' ? 'command' : path });
}
