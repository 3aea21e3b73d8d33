// A terminal asks for the mailbox of the card that lies on its reader. What it gets opens only with that card's certificate, and the
// mailbox's owner sees at which municipality's counter it was opened.
import type {
  MailboxMessageAnswer,
  MailboxMessageQuery,
  MailboxOpen,
  MailboxOpened,
} from '../../contract/mailbox-view.ts';
import type { Terminal } from '../enrolments/identify.ts';
import type { Parts } from '../parts.ts';
import { checkSoon } from '../residency/guard.ts';
import { logAccessOnce } from './access.ts';
import { lockAccount, ownerOf } from './account.ts';
import { tellChanged } from './changed.ts';
import { listDelegated } from './list.ts';
import { openMessage } from './open.ts';
import { sealMessage, sealSnapshot } from './seal.ts';
import { mailboxView } from './view.ts';

type Ports = Pick<Parts, 'db' | 'now'>;
/** A visit at a counter: asking again within it, after a command for instance, is not another one. */
const visitMs = 10 * 60_000;

/** The mailbox as it is now, and what its owner reads for others. */
export async function openAtCounter(
  { mailbox }: MailboxOpen,
  { municipality }: Terminal,
  parts: Ports,
): Promise<MailboxOpened> {
  const { db, now } = parts;
  const owner = await ownerOf(mailbox, db);
  if (owner === null) return { state: 'none' };
  if (!owner.confirmed) return { state: 'waiting' };
  await noteVisit(owner.id, municipality, parts);
  const view = await mailboxView(owner.id, parts);
  const pins = await db
    .selectFrom('accounts')
    .select(['pin1', 'pin1_paused_until'])
    .where('id', '=', owner.id)
    .executeTakeFirst();
  if (view === null || pins === undefined) return { state: 'none' };
  const snapshot = {
    ...{ at: now().toISOString(), view, pin1: pins.pin1 },
    delegated: await listDelegated(owner.id, view, parts),
    pin1PausedUntil: pins.pin1_paused_until?.toISOString() ?? null,
  };
  return { state: 'open', sealed: await sealSnapshot(snapshot, owner.certificate) };
}

/** One message of it, or one that its owner was given to read. */
export async function messageAtCounter(
  { mailbox, message }: MailboxMessageQuery,
  { municipality }: Terminal,
  parts: Ports,
): Promise<MailboxMessageAnswer> {
  const owner = await ownerOf(mailbox, parts.db);
  if (owner?.confirmed !== true) return { sealed: null };
  await noteVisit(owner.id, municipality, parts);
  const content = await openMessage(owner.id, message, parts, 'counter');
  return { sealed: content === null ? null : await sealMessage(content, owner.certificate) };
}

async function noteVisit(accountId: string, municipality: string, { db, now }: Ports): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if ((await lockAccount(trx, accountId)) === null) return;
    const access = { who: 'resident', place: 'counter', what: 'mailbox-opened', municipality } as const;
    await checkSoon(trx, accountId, now());
    if (await logAccessOnce(trx, { accountId, at: now(), ...access }, visitMs))
      await tellChanged(trx, [accountId], [], { now });
  });
}
