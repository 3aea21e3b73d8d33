// Writes an accepted registration: account, consents, contacts, memberships, interests, linked services, receipt. All of it
// in the caller's transaction, all of it or nothing.
import { randomUUID } from 'node:crypto';
import type { PgBoss } from 'pg-boss';
import type { RegistrationRecord } from '../../contract/record.ts';
import { mailboxAddress } from '../../contract/mailbox.ts';
import type { Trx } from '../db/open.ts';
import { enqueueCode } from '../jobs/jobs.ts';
import type { VerificationLimits } from '../verifications/limits.ts';
import type { Judged } from './item.ts';

export interface Acceptance {
  readonly sealedSha256: string;
  readonly receipt: string;
  readonly now: Date;
}

/** False when a registration of this id, or behind this slip, is already there (then nothing was written). */
export async function storeRegistration(
  trx: Trx,
  { record, assurance, jws }: Judged,
  acceptance: Acceptance,
): Promise<boolean> {
  const inserted = await trx
    .insertInto('registrations')
    .values({
      id: record.id,
      terminal_id: record.terminalId,
      municipality: record.municipality,
      session_id: record.sessionId,
      receipt_number: record.receiptNumber,
      language: record.language,
      assurance,
      committed_at: new Date(record.at),
      received_at: acceptance.now,
      clock_error_ms: record.clockErrorMs,
      sealed_sha256: acceptance.sealedSha256,
      handoff_sha256: record.handoffSha256,
      receipt: acceptance.receipt,
      record_jws: jws,
      declaration: record.declaration,
    })
    // A second delivery that runs at the same time waits here for the first one's commit, then finds it. No column is
    // named: with only the id, two deliveries that insert in the same instant would collide on the slip's index instead.
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** The resident's account, for a registration that was just stored. Returns its id. */
export async function storeAccount(trx: Trx, record: RegistrationRecord, now: Date): Promise<string> {
  const id = randomUUID();
  const { basicFour, authCertificate } = record;
  await trx
    .insertInto('accounts')
    .values({
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
    })
    .execute();
  await storeLists(trx, id, record, now);
  return id;
}

async function storeLists(
  trx: Trx,
  account_id: string,
  record: RegistrationRecord,
  now: Date,
): Promise<void> {
  const consents = record.consents.map(({ at, ...consent }) => ({
    account_id,
    ...consent,
    given_at: new Date(at),
  }));
  await trx.insertInto('consents').values(consents).execute();
  const { email, emailVerification, phone, phoneVerification } = record.contact;
  const contacts = [
    {
      account_id,
      channel: 'email' as const,
      address: email,
      confirmed_at: emailVerification === null ? null : now,
    },
    ...(phone === null
      ? []
      : [
          {
            account_id,
            channel: 'phone' as const,
            address: phone,
            confirmed_at: phoneVerification === null ? null : now,
          },
        ]),
  ];
  await trx.insertInto('contacts').values(contacts).execute();
  if (record.memberships.length > 0) {
    const rows = record.memberships.map((municipality) => ({
      account_id,
      municipality,
      state: 'receiving' as const,
      since: now,
    }));
    await trx.insertInto('memberships').values(rows).execute();
  }
  if (record.interests.length > 0) {
    const rows = record.interests.map((interest) => ({ account_id, interest }));
    await trx.insertInto('interests').values(rows).execute();
  }
  if (record.services.length > 0) {
    const rows = record.services.map((service) => ({ account_id, service, linked_at: now }));
    await trx.insertInto('linked_services').values(rows).execute();
  }
}

/** An email address that could not be proved at the counter: a code for home, mailed by a job of this transaction. */
export async function openEmail(
  trx: Trx,
  boss: PgBoss,
  record: RegistrationRecord,
  accountId: string,
  limits: VerificationLimits,
  now: Date,
): Promise<void> {
  const id = randomUUID();
  const { number } = await trx
    .selectFrom('verifications')
    .select(({ fn, lit }) => fn.coalesce(fn.max('number'), lit(0)).as('number'))
    .where('session_id', '=', record.sessionId)
    .where('channel', '=', 'email')
    .where('address', '=', record.contact.email)
    .executeTakeFirstOrThrow();
  await trx
    .insertInto('verifications')
    .values({
      id,
      kind: 'handoff',
      terminal_id: record.terminalId,
      session_id: record.sessionId,
      account_id: accountId,
      channel: 'email',
      address: record.contact.email,
      language: record.language,
      number: Number(number) + 1,
      delivery: 'queued',
      created_at: now,
      expires_at: new Date(now.getTime() + limits.handoffLifeMs),
    })
    .execute();
  await enqueueCode(boss, trx, 'email', id, 'handoff');
}
