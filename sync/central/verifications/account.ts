// Codes for an account whose owner goes on at home, on the page behind the slip: the address can be another than the one given at
// the counter as long as it is not proved, and what proves it is a code sent to it.
import type { CodeAnswer, VerificationAnswer } from '../../contract/api.ts';
import type { PhoneContact } from '../../contract/phone.ts';
import { err } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { Language } from '../../contract/words.ts';
import type { Trx } from '../db/open.ts';
import type { VerificationsTable } from '../db/tables.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import { lockAccount } from '../mailbox/account.ts';
import { holdMailboxes, settleMailboxes } from '../mailbox/takeover.ts';
import type { Parts } from '../parts.ts';
import { allowance } from './allowance.ts';
import { addresseeMeter, answer, networkOf } from './answer.ts';
import { deliveryOf } from './follow.ts';
import { openMeters, readMeter } from './meters.ts';
import { sendAndHear, writeSending } from './send.ts';

type Channel = VerificationsTable['channel'];

export interface AccountSending {
  readonly channel: Channel;
  readonly address: string;
  /** It is a trusted helper's. */
  readonly helper: boolean;
  /** Of telephones; a short message without it. */
  readonly by?: 'sms' | 'voice' | undefined;
  readonly language: Language;
}

const hourMs = 3_600_000;

/**
 * Makes this the account's address and sends a code to it. `source`: the address that the request came from. Refused with
 * `forbidden` when this contact is proved already, `rate-limited`, `address-refused`, `mail-failed`, `not-found` without account.
 */
export async function sendForAccount(
  accountId: string,
  sending: AccountSending,
  source: string,
  parts: Parts,
  abort?: AbortSignal,
): Promise<Result<VerificationAnswer, Refusal>> {
  return sendAndHear(parts, abort, async (trx, id) => {
    const account = await accountOf(trx, accountId);
    if (account === null) return err(refuse('not-found'));
    const contact = await contactOf(trx, accountId, sending.channel);
    if (contact?.confirmed_at != null) return err(refuse('forbidden', { detail: 'confirmed' }));
    const meter = {
      of: ['sendings', networkOf(source)],
      max: parts.limits.perSourceAnHour,
      windowMs: hourMs,
      pauseMs: hourMs,
    };
    const meters = await openMeters(trx, [meter], parts);
    if (meters.reading.pausedUntil !== null) return err(tooMany(meters.reading.pausedUntil, parts));
    const { channel, address, helper, language } = sending;
    const by = channel === 'phone' ? (sending.by ?? 'sms') : null;
    const written = await writeSending(trx, parts, {
      ...{ id, kind: 'handoff', channel, address, helper, language, by, accountId },
      sessionId: account.session_id,
      terminalId: account.terminal_id,
    });
    if (!written.ok) return written;
    await meters.count();
    await trx
      .insertInto('contacts')
      .values({ account_id: accountId, channel, address, helper })
      .onConflict((conflict) => conflict.columns(['account_id', 'channel']).doUpdateSet({ address, helper }))
      .execute();
    return written;
  });
}

/**
 * Tries a code for the account's present address and proves the contact with it. Null: nothing was ever sent to this address.
 */
export async function answerForAccount(
  accountId: string,
  channel: Channel,
  code: string,
  source: string,
  parts: Parts,
): Promise<CodeAnswer | null> {
  return parts.db.transaction().execute(async (trx) => {
    // A proved email may decide whose mailbox it is: before anything else is locked.
    await holdMailboxes(trx, [accountId]);
    await lockAccount(trx, accountId);
    const contact = await contactOf(trx, accountId, channel);
    if (contact === null) return null;
    const row = await trx
      .selectFrom('verifications')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('channel', '=', channel)
      .where('address', '=', contact.address)
      .orderBy('created_at', 'desc')
      .limit(1)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return null;
    const given = await answer(trx, row, code, source, parts);
    if (given.outcome === 'confirmed' && contact.confirmed_at === null) {
      await trx
        .updateTable('contacts')
        .set({ confirmed_at: parts.now() })
        .where('account_id', '=', accountId)
        .where('channel', '=', channel)
        .execute();
      if (channel === 'email') await settleMailboxes(trx, [accountId], parts);
    }
    return given;
  });
}

/** The newest code of the account's present address, as its owner's page tells it; null when none was sent. */
export async function codeState(
  accountId: string,
  channel: Channel,
  parts: Parts,
): Promise<PhoneContact['code']> {
  return parts.db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('verifications')
      .innerJoin('contacts', (join) =>
        join
          .onRef('contacts.account_id', '=', 'verifications.account_id')
          .onRef('contacts.channel', '=', 'verifications.channel')
          .onRef('contacts.address', '=', 'verifications.address'),
      )
      .selectAll('verifications')
      .where('verifications.account_id', '=', accountId)
      .where('verifications.channel', '=', channel)
      .orderBy('verifications.created_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (row === undefined) return null;
    const asked = { kind: 'handoff', sessionId: row.session_id, channel, address: row.address } as const;
    const { left, nextAt } = await allowance(trx, asked, parts.limits, parts.now());
    const pause = await readMeter(trx, addresseeMeter(row, parts.limits), parts);
    return {
      number: row.number,
      expiresAt: row.expires_at.toISOString(),
      resendAt: nextAt.toISOString(),
      left,
      delivery: deliveryOf(row),
      pausedUntil: pause?.pausedUntil?.toISOString() ?? null,
    };
  });
}

async function accountOf(
  trx: Trx,
  accountId: string,
): Promise<{ session_id: string; terminal_id: string } | null> {
  const row = await trx
    .selectFrom('accounts')
    .innerJoin('registrations', 'registrations.id', 'accounts.registration_id')
    .select(['registrations.session_id', 'registrations.terminal_id'])
    .where('accounts.id', '=', accountId)
    .executeTakeFirst();
  return row ?? null;
}

async function contactOf(
  trx: Trx,
  accountId: string,
  channel: Channel,
): Promise<{ address: string; confirmed_at: Date | null } | null> {
  const row = await trx
    .selectFrom('contacts')
    .select(['address', 'confirmed_at'])
    .where('account_id', '=', accountId)
    .where('channel', '=', channel)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

const tooMany = (until: Date, { now }: Parts): Refusal =>
  refuse('rate-limited', { retryAfterS: Math.ceil((until.getTime() - now().getTime()) / 1000) });
