// One account as the phone's pages know it, read in a few statements.
import type { Db } from '../db/open.ts';
import type { Language } from '../../contract/words.ts';
import { stepsOf } from './steps.ts';
import type { Steps } from './steps.ts';

export interface AccountContact {
  readonly address: string;
  readonly confirmed: boolean;
  readonly helper: boolean;
}

export interface PhoneAccount {
  readonly language: Language;
  readonly receiptNumber: string;
  readonly municipality: string;
  readonly receivedAt: Date;
  readonly email: AccountContact;
  readonly phone: AccountContact | null;
  readonly interests: ReadonlySet<string>;
  readonly notify: { readonly push: boolean; readonly email: boolean };
  readonly pushDevices: number;
  readonly pins: { readonly pin1: boolean; readonly pin2: boolean };
  readonly mailboxWanted: boolean;
  readonly steps: Steps;
}

/** Null: there is no such account (any more). */
export async function readAccount(accountId: string, db: Db): Promise<PhoneAccount | null> {
  const row = await db
    .selectFrom('accounts')
    .innerJoin('registrations', 'registrations.id', 'accounts.registration_id')
    .select([
      'registrations.language',
      'registrations.receipt_number',
      'registrations.received_at',
      'accounts.municipality',
      'accounts.notify_push',
      'accounts.notify_email',
      'accounts.pin1',
      'accounts.pin2',
    ])
    .where('accounts.id', '=', accountId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { email, phone } = await contactsOf(accountId, db);
  if (email === null) return null;
  const [interests, memberships, devices, answered] = await Promise.all([
    db.selectFrom('interests').select('interest').where('account_id', '=', accountId).execute(),
    db.selectFrom('memberships').select('municipality').where('account_id', '=', accountId).execute(),
    db.selectFrom('push_subscriptions').select('id').where('account_id', '=', accountId).execute(),
    db.selectFrom('phone_answers').select('step').where('account_id', '=', accountId).execute(),
  ]);
  const pin1 = row.pin1 !== null;
  const mailboxWanted = pin1 || memberships.length > 0;
  return {
    language: row.language,
    receiptNumber: row.receipt_number,
    municipality: row.municipality,
    receivedAt: row.received_at,
    email,
    phone,
    interests: new Set(interests.map(({ interest }) => interest)),
    notify: { push: row.notify_push, email: row.notify_email },
    pushDevices: devices.length,
    pins: { pin1, pin2: row.pin2 !== null },
    mailboxWanted,
    steps: stepsOf({
      emailConfirmed: email.confirmed,
      phoneConfirmed: phone?.confirmed ?? null,
      mailboxWanted,
      pin1Set: pin1,
      interestsAnswered: interests.length > 0 || answered.some(({ step }) => step === 'interests'),
      pushWanted: row.notify_push,
      pushDevices: devices.length,
    }),
  };
}

async function contactsOf(
  accountId: string,
  db: Db,
): Promise<{ readonly email: AccountContact | null; readonly phone: AccountContact | null }> {
  const rows = await db
    .selectFrom('contacts')
    .select(['channel', 'address', 'confirmed_at', 'helper'])
    .where('account_id', '=', accountId)
    .execute();
  const of = (wanted: 'email' | 'phone'): AccountContact | null => {
    const row = rows.find(({ channel }) => channel === wanted);
    if (row === undefined) return null;
    return { address: row.address, confirmed: row.confirmed_at !== null, helper: row.helper };
  };
  return { email: of('email'), phone: of('phone') };
}
