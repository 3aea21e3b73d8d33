// One thing done on the web or the phone: PIN1 held against its verifier where the action needs it, then applied at once. The same id
// again is answered as the first time; a wrong PIN1 has done nothing, and the same id may come again with another.
import { needsPin1 } from '../../contract/commands.ts';
import type { CommandOutcome } from '../../contract/commands.ts';
import type { MailboxChange, MailboxChanged } from '../../contract/mailbox-view.ts';
import { pinMatches } from '../../contract/pin.ts';
import type { Trx } from '../db/open.ts';
import type { Parts } from '../parts.ts';
import { applyAction } from './apply.ts';
import { tellChanged } from './changed.ts';
import { lockFor } from './lock-for.ts';
import { countPin1 } from './pin1.ts';

type Changed = Omit<MailboxChanged, 'view'>;
type Ports = Pick<Parts, 'db' | 'boss' | 'now'>;

/** Outcomes are those of the contract; `account-gone` when the account was closed meanwhile. */
export async function changeOnWeb(accountId: string, change: MailboxChange, parts: Ports): Promise<Changed> {
  const { action, pin1 } = change;
  // Before the transaction: scrypt takes its time, and nobody else should wait for it.
  const tried = needsPin1(action) && pin1 !== null ? await tryPin1(accountId, pin1, parts) : null;
  return parts.db.transaction().execute((trx) => changeOnce(trx, accountId, change, tried, parts));
}

interface Tried {
  readonly verifier: string | null;
  readonly matches: boolean;
}

async function tryPin1(accountId: string, pin1: string, { db, now }: Ports): Promise<Tried> {
  const row = await db
    .selectFrom('accounts')
    .select(['pin1', 'pin1_paused_until'])
    .where('id', '=', accountId)
    .executeTakeFirst();
  const paused = row?.pin1_paused_until != null && row.pin1_paused_until > now();
  const verifier = row?.pin1 ?? null;
  return { verifier, matches: !paused && (await pinMatches(verifier, pin1)) };
}

async function changeOnce(
  trx: Trx,
  accountId: string,
  { id, action }: MailboxChange,
  tried: Tried | null,
  ports: Ports,
): Promise<Changed> {
  // Two that were sent at once wait here for one another.
  const account = await lockFor(trx, accountId, action);
  const first = await trx
    .selectFrom('mailbox_commands')
    .select(['account_id', 'outcome'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (first !== undefined) return plain(first.account_id === accountId ? first.outcome : 'not-found');
  if (account === null) return plain('account-gone');
  const now = ports.now();
  if (needsPin1(action)) {
    const verdict = tried === null ? null : await countPin1(trx, accountId, tried, now);
    if (verdict?.kind !== 'right') {
      // Terminals that keep the mailbox hear of the pause.
      if (verdict !== null) await tellChanged(trx, [accountId], [], ports);
      if (verdict?.kind === 'paused')
        return { outcome: 'pin1-paused', triesLeft: 0, pausedUntil: verdict.until.toISOString() };
      return { ...plain('pin1-wrong'), triesLeft: verdict?.triesLeft ?? null };
    }
  }
  const applying = {
    accountId,
    action,
    pressedAt: now,
    place: 'web',
    pin1Right: needsPin1(action) || null,
  } as const;
  const outcome = await applyAction(trx, applying, ports);
  await trx
    .insertInto('mailbox_commands')
    .values({
      ...{ id, terminal_id: null, account_id: accountId, kind: action.kind, receipt_number: null },
      ...{ pressed_at: now, received_at: now, sealed_sha256: null, receipt: null, outcome },
    })
    .execute();
  return plain(outcome);
}

const plain = (outcome: CommandOutcome): Changed => ({ outcome, triesLeft: null, pausedUntil: null });
