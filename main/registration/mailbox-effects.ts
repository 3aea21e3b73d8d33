// What the flow asks to be done with a mailbox, done: opening it, reading from it, and commands, which go the way of registrations.
import { v7 as uuidv7 } from 'uuid';
import { needsPin1, type MailboxAction } from '../../sync/contract/commands.ts';
import { pinProof, proofMatches } from '../../sync/contract/pin.ts';
import { seal } from '../../sync/contract/sealed.ts';
import { MailboxKeys } from '../mailbox/keys.ts';
import type { PendingAction } from '../mailbox/pending.ts';
import type { Of } from './effects.ts';
import type { FlowEvent } from './flow/types.ts';
import type { Live } from './live.ts';
import type { SessionPorts } from './ports.ts';
import { newReceiptNumber, sealCommand } from './record.ts';

/** What of the session's ports a mailbox needs. */
export type MailboxPorts = Pick<
  SessionPorts,
  | 'municipality'
  | 'mailbox'
  | 'identity'
  | 'clockErrorMs'
  | 'timeUnsure'
  | 'sequence'
  | 'commitCommand'
  | 'pin1'
  | 'log'
  | 'now'
>;

/** The mailbox of the card that the facts were read from; null: that card has no certificate to find it by. */
function keysOf(live: Live): MailboxKeys | null {
  if (live.mailbox === null && live.authCertificate !== null)
    live.mailbox = new MailboxKeys(live.authCertificate);
  return live.mailbox;
}

export async function openMailbox(ports: MailboxPorts, live: Live): Promise<FlowEvent> {
  const keys = keysOf(live);
  if (keys === null) return { type: 'mailbox.failed', face: 'card.no-mailbox-certificate' };
  const opened = await ports.mailbox.open(keys, live.id);
  return { type: 'mailbox.opened', opened, here: ports.municipality };
}

/** Its text; and, when it was unread, word of the reading on its way. That one is not there for it to be told where it fails. */
export async function openMessage(
  ports: MailboxPorts,
  live: Live,
  { id, live: seenLive, unread, language }: Of<'message.open'>,
): Promise<FlowEvent> {
  const keys = keysOf(live);
  if (keys === null) return { type: 'message.failed', face: 'mailbox.message-not-here' };
  const found = await ports.mailbox.message(keys, { sessionId: live.id, message: id }, seenLive);
  if (!found.ok) return { type: 'message.failed', face: found.error };
  if (unread && !keys.blank) {
    const action: MailboxAction = { kind: 'read', message: id };
    const told = await commit(ports, live, keys, { action, subject: {} }, language, null);
    if (told.type !== 'mailbox.committed') ports.log('mailbox.read-untold', {});
  }
  return { type: 'message.opened', content: found.value };
}

/** PIN1 first, where the act asks for it; then the command. What was typed is overwritten whatever becomes of it. */
export async function command(
  ports: MailboxPorts,
  live: Live,
  { ask, language }: Of<'mailbox.command'>,
): Promise<FlowEvent> {
  const keys = keysOf(live);
  if (keys === null) return { type: 'mailbox.command-failed', face: 'store.failed' };
  if (!needsPin1(ask.action)) return commit(ports, live, keys, ask, language, null);
  const proved = await prove(ports, live, keys);
  return 'proof' in proved ? commit(ports, live, keys, ask, language, proved.proof) : proved;
}

async function prove(
  ports: MailboxPorts,
  live: Live,
  keys: MailboxKeys,
): Promise<{ readonly proof: string } | FlowEvent> {
  const typed = live.secret('accountPin1');
  try {
    if (keys.verifier === null) return { type: 'mailbox.pin1', face: 'pin1.none' };
    const paused = pauseMinutes(ports, keys);
    if (paused !== null) return { type: 'mailbox.pin1', face: 'pin1.paused', left: paused };
    const { verifier } = keys;
    const proof = await typed.lend((pin) => pinProof(pin, verifier));
    if (proof === null) return { type: 'mailbox.pin1', face: 'pin1.none' };
    if (proofMatches(verifier, proof)) {
      ports.pin1.right(keys.address);
      return { proof };
    }
    const { left } = ports.pin1.missed(keys.address);
    return left > 0
      ? { type: 'mailbox.pin1', face: 'pin1.wrong', left }
      : { type: 'mailbox.pin1', face: 'pin1.paused', left: pauseMinutes(ports, keys) ?? 60 };
  } finally {
    typed.wipe();
  }
}

/** The longer of the pause here and the central API's; whole minutes, null: none. */
function pauseMinutes(ports: MailboxPorts, keys: MailboxKeys): number | null {
  const here = ports.pin1.misses(keys.address).pausedUntil ?? 0;
  const there = keys.pausedUntil === null ? 0 : Date.parse(keys.pausedUntil) + (ports.clockErrorMs() ?? 0);
  const left = Math.max(here, there) - ports.now();
  return left > 0 ? Math.ceil(left / 60_000) : null;
}

async function commit(
  ports: MailboxPorts,
  live: Live,
  keys: MailboxKeys,
  { action, subject }: Pick<PendingAction, 'action' | 'subject'>,
  language: Of<'mailbox.command'>['language'],
  pin1: string | null,
): Promise<FlowEvent> {
  const identity = ports.identity();
  if (identity === null) return { type: 'mailbox.command-failed', face: 'store.failed' };
  const id = uuidv7();
  const receiptNumber = newReceiptNumber();
  const now = ports.now();
  const clockErrorMs = ports.clockErrorMs();
  const at = new Date(now).toISOString();
  // What it is laid over was dated by the central API: a reset here takes what was there, however wrong this clock is.
  const trueAt = new Date(now - (clockErrorMs ?? 0)).toISOString();
  const pending: PendingAction = { receiptNumber, at: trueAt, action, subject };
  const [sealed, shown] = await Promise.all([
    sealCommand(
      {
        type: 'madoguchi.command/1',
        ...{ id, at, language, receiptNumber, action, pin1 },
        sessionId: live.id,
        terminalId: identity.terminalId,
        municipality: ports.municipality,
        clockErrorMs,
        sequence: ports.sequence(),
        timeUnsure: ports.timeUnsure(),
        mailbox: keys.address,
      },
      identity,
    ),
    seal(pending, keys.key),
  ]);
  // The session may have ended meanwhile: then its key is gone, and nobody waits for this any more.
  if (keys.blank) return { type: 'mailbox.command-failed', face: 'session.card-gone' };
  const saved = ports.commitCommand({
    ...sealed,
    receiptNumber,
    pending: { recipient: keys.address, sealed: shown },
  });
  if (!saved.ok) return { type: 'mailbox.command-failed', face: saved.error };
  return { type: 'mailbox.committed', commandId: id, receiptNumber };
}
