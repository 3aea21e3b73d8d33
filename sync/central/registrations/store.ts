// Writes accepted registrations: accounts, consents, contacts, memberships, interests, linked services, receipts, and the jobs
// that mail codes. All of it in the caller's transaction, all of it or nothing; few statements, however many they are.
import { randomUUID } from 'node:crypto';
import type { PgBoss } from 'pg-boss';
import { mailboxAddress } from '../../contract/mailbox.ts';
import type { Trx } from '../db/open.ts';
import { insertRows } from '../db/rows.ts';
import { enqueueCodes } from '../jobs/jobs.ts';
import { insertFirstSlips } from '../slips/first.ts';
import { ourTime } from '../mailbox/account.ts';
import { settleMailboxes } from '../mailbox/takeover.ts';
import { tellArrivals } from '../push/tell.ts';
import type { VerificationLimits } from '../verifications/limits.ts';
import type { Judged } from './item.ts';

export interface Acceptance {
  readonly judged: Judged;
  readonly sealedSha256: string;
  readonly receipt: string;
  readonly now: Date;
}

export interface StorePorts {
  readonly boss: PgBoss;
  readonly limits: VerificationLimits;
}

interface Account {
  readonly id: string;
  readonly acceptance: Acceptance;
}

/** Stores them and gives those that were stored. The others are already there, by id or behind the same slip. */
export async function storeAll(
  trx: Trx,
  acceptances: readonly Acceptance[],
  { boss, limits }: StorePorts,
): Promise<ReadonlySet<Acceptance>> {
  // The same id twice in one batch: the first of them.
  const byId = new Map(acceptances.toReversed().map((one) => [one.judged.record.id, one]));
  const inserted = await insertRegistrations(trx, [...byId.values()]);
  const stored = [...byId].flatMap(([id, one]) => (inserted.has(id.toLowerCase()) ? [one] : []));
  const accounts = stored.map((acceptance) => ({ id: randomUUID(), acceptance }));
  const [first] = stored;
  if (first === undefined) return new Set();
  await insertAccounts(trx, accounts);
  await insertLists(trx, accounts);
  await insertFirstSlips(
    trx,
    stored.map(({ judged }) => judged.record),
  );
  await openEmails(trx, accounts, boss, limits);
  const arrived = stored.map(({ judged: { record } }) => ({
    recordId: record.id,
    slip: record.handoffSha256,
  }));
  await tellArrivals(arrived, trx, { boss, now: first.now });
  // At the end: it locks mailboxes, and the feed.
  const ids = accounts.map(({ id }) => id);
  await settleMailboxes(trx, ids, { now: () => first.now });
  return new Set(stored);
}

async function insertRegistrations(trx: Trx, acceptances: readonly Acceptance[]): Promise<Set<string>> {
  const rows = acceptances.map(({ judged: { record, assurance, jws }, sealedSha256, receipt, now }) => ({
    id: record.id,
    terminal_id: record.terminalId,
    municipality: record.municipality,
    session_id: record.sessionId,
    receipt_number: record.receiptNumber,
    language: record.language,
    assurance,
    committed_at: new Date(record.at),
    received_at: now,
    clock_error_ms: record.clockErrorMs,
    sealed_sha256: sealedSha256,
    handoff_sha256: record.handoffSha256,
    receipt,
    record_jws: jws,
    declaration: record.declaration,
  }));
  const inserted = await trx
    .insertInto('registrations')
    // In one order everywhere, so that two nodes with the same records wait for one another and never in a ring.
    .values(rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
    // A second delivery that runs at the same time waits here for the first one's commit, then finds it. No column is
    // named: with only the id, two deliveries that insert in the same instant would collide on the slip's index instead.
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute();
  return new Set(inserted.map(({ id }) => id));
}

async function insertAccounts(trx: Trx, accounts: readonly Account[]): Promise<void> {
  const rows = accounts.map(({ id, acceptance: { judged, now } }) => {
    const { record } = judged;
    const { basicFour, authCertificate } = record;
    return {
      id,
      registration_id: record.id,
      municipality: record.municipality,
      name: basicFour.name,
      birth_date: basicFour.birthDate,
      sex: basicFour.sex,
      address: basicFour.address,
      auth_certificate: authCertificate,
      mailbox_address:
        authCertificate === null ? null : mailboxAddress(Buffer.from(authCertificate, 'base64')),
      pin1: record.accountPins.pin1,
      pin2: record.accountPins.pin2,
      notify_push: record.notify.push,
      notify_email: record.notify.email,
      created_at: now,
      facts_at: ourTime(record.at, record.clockErrorMs, now),
    };
  });
  await insertRows(trx, 'accounts', rows).execute();
}

async function insertLists(trx: Trx, accounts: readonly Account[]): Promise<void> {
  const each = accounts.map(({ id, acceptance: { judged, now } }) => ({
    account_id: id,
    record: judged.record,
    now,
  }));
  const consents = each.flatMap(({ account_id, record }) =>
    record.consents.map(({ at, ...consent }) => ({ account_id, ...consent, given_at: new Date(at) })),
  );
  await insertRows(trx, 'consents', consents).execute();
  const contacts = each.flatMap(({ account_id, record: { contact }, now }) => {
    const proved = (verification: string | null): Date | null => (verification === null ? null : now);
    const email = { channel: 'email' as const, address: contact.email };
    const helper = contact.helper ?? false;
    const rows = [{ account_id, ...email, helper, confirmed_at: proved(contact.emailVerification) }];
    if (contact.phone === null) return rows;
    const phone = { channel: 'phone' as const, address: contact.phone };
    return [...rows, { account_id, ...phone, helper, confirmed_at: proved(contact.phoneVerification) }];
  });
  await insertRows(trx, 'contacts', contacts).execute();
  const memberships = each.flatMap(({ account_id, record, now }) =>
    record.memberships.map((municipality) => ({
      account_id,
      municipality,
      state: 'receiving' as const,
      // What was decided later elsewhere may have arrived sooner.
      since: ourTime(record.at, record.clockErrorMs, now),
    })),
  );
  if (memberships.length > 0) await insertRows(trx, 'memberships', memberships).execute();
  const interests = each.flatMap(({ account_id, record }) =>
    record.interests.map((interest) => ({ account_id, interest })),
  );
  if (interests.length > 0) await insertRows(trx, 'interests', interests).execute();
  const services = each.flatMap(({ account_id, record, now }) =>
    record.services.map((service) => ({ account_id, service, linked_at: now })),
  );
  if (services.length > 0) await insertRows(trx, 'linked_services', services).execute();
}

/** Email addresses that could not be proved at the counter: a code for home, mailed by a job of this transaction. */
async function openEmails(
  trx: Trx,
  accounts: readonly Account[],
  boss: PgBoss,
  limits: VerificationLimits,
): Promise<void> {
  const open = accounts.filter(
    ({ acceptance }) => acceptance.judged.record.contact.emailVerification === null,
  );
  if (open.length === 0) return;
  const sessions = open.map(({ acceptance }) => acceptance.judged.record.sessionId);
  const before = await trx
    .selectFrom('verifications')
    .select(['session_id', 'address', ({ fn }) => fn.max('number').as('number')])
    .where('session_id', 'in', sessions)
    .where('channel', '=', 'email')
    .groupBy(['session_id', 'address'])
    .execute();
  const numbers = new Map(before.map((row) => [`${row.session_id} ${row.address}`, row.number]));
  const rows = open.map(({ id, acceptance: { judged, now } }) => {
    const { record } = judged;
    const address = record.contact.email;
    return {
      id: randomUUID(),
      kind: 'handoff' as const,
      terminal_id: record.terminalId,
      session_id: record.sessionId,
      account_id: id,
      channel: 'email' as const,
      address,
      language: record.language,
      number: (numbers.get(`${record.sessionId} ${address}`) ?? 0) + 1,
      delivery: 'queued' as const,
      created_at: now,
      expires_at: new Date(now.getTime() + limits.handoffLifeMs),
      helper: record.contact.helper ?? false,
      slip_number: record.handoffNumber ?? null,
    };
  });
  await insertRows(trx, 'verifications', rows).execute();
  const ids = rows.map(({ id }) => id);
  await enqueueCodes(boss, trx, 'email', ids, 'handoff');
}
