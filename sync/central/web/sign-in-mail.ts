// The mails of a sign-in, by a job that is queued for every one that was begun, right or wrong: what the call does, and how long it takes,
// tells nobody whether there is such a mailbox. The codes are computed, as all are (verifications/code.ts).
import { fromKysely } from 'pg-boss';
import type { PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { Db, Trx } from '../db/open.ts';
import { openQueue, settle } from '../jobs/queue.ts';
import type { Sending } from '../jobs/queue.ts';
import type { Secret } from '../keys/secret.ts';
import type { Post } from '../mail/post.ts';
import { codeMail } from '../mail/texts.ts';
import type { Parts } from '../parts.ts';
import { codeFor } from '../verifications/code.ts';

const queue = 'mail-sign-in';
const JobData = z.strictObject({ signInId: z.uuid() });
// Somebody waits for it and can begin anew.
const attempts = { retryLimit: 2, retryDelay: 5, expireInSeconds: 60 } as const;

export type SignInPorts = Pick<Parts, 'db' | 'boss' | 'log' | 'now' | 'secret'>;

/** The code that opens one account's mailbox in one sign-in. */
export const signInCode = (secret: Secret, signInId: string, accountId: string): string =>
  codeFor(secret, `sign-in ${signInId} ${accountId}`);

/** Before anything is queued. */
export const openSignInQueue = (boss: PgBoss): Promise<void> => openQueue(boss, queue);

/** Queues the mails of a sign-in, inside the caller's transaction. */
export async function enqueueSignIn(boss: PgBoss, trx: Trx, signInId: string): Promise<void> {
  const data: z.infer<typeof JobData> = { signInId };
  await boss.insert(queue, [{ data, ...attempts }], { db: fromKysely(trx) });
}

/** Begins to send. Ends with the job queue. */
export async function workSignIns(ports: SignInPorts, post: Pick<Post, 'mail'>): Promise<void> {
  const pace = {
    batchSize: 10,
    localConcurrency: 2,
    burstWhenBatchFull: true,
    perJobResults: true,
    pollingIntervalSeconds: 2,
    notifyPollingIntervalSeconds: 10,
  } as const;
  const sending: Sending<z.infer<typeof JobData>> = {
    shape: JobData,
    send: ({ signInId }) => mail(signInId, ports, post),
    part: 'sign-in-mail',
  };
  await ports.boss.work(queue, pace, (jobs) => Promise.all(jobs.map((job) => settle(job, sending, ports))));
}

/** False: the mail system did not take one, and may another time. */
async function mail(
  signInId: string,
  { db, log, now, secret }: SignInPorts,
  post: Pick<Post, 'mail'>,
): Promise<boolean> {
  const signIn = await db
    .selectFrom('sign_ins')
    .selectAll()
    .where('id', '=', signInId)
    .where('expires_at', '>', now())
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (signIn === undefined || signIn.accounts.length === 0) return true;
  const holders = await holdersOf(signIn.accounts, db);
  const number = await numberOf(signIn, db);
  const sent = await Promise.all(
    holders.map(({ id, address, receipt_number, helper }) => {
      const code = signInCode(secret, signInId, id);
      const receiptNumber = holders.length > 1 ? receipt_number : null;
      const { language } = signIn;
      const text = codeMail({
        ...{ language, number, code, receiptNumber },
        ...{ kind: 'sign-in', helper, page: null },
      });
      return post.mail({ to: address, returnTo: null, ...text });
    }),
  );
  for (const delivery of sent)
    if (delivery === 'sent') log.info('code-sent', { id: signInId });
    else log.warn('code-not-sent', { id: signInId, code: delivery });
  return !sent.includes('failed');
}

/** Proved addresses of accounts that are open. */
const holdersOf = (accounts: readonly string[], db: Db) =>
  db
    .selectFrom('accounts')
    .innerJoin('contacts', 'contacts.account_id', 'accounts.id')
    .innerJoin('registrations', 'registrations.id', 'accounts.registration_id')
    .select(['accounts.id', 'contacts.address', 'contacts.helper', 'registrations.receipt_number'])
    .where('accounts.id', 'in', accounts)
    .where('contacts.channel', '=', 'email')
    .where('contacts.confirmed_at', 'is not', null)
    .where('accounts.closed_at', 'is', null)
    .execute();

/** Which of the mails that went to this address lately it is, so that the newest is found. */
async function numberOf(
  { address, created_at }: { readonly address: string; readonly created_at: Date },
  db: Db,
): Promise<number> {
  const { count } = await db
    .selectFrom('sign_ins')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('address', '=', address)
    .where('created_at', '<=', created_at)
    .where((eb) => eb(eb.fn<number>('cardinality', ['accounts']), '>', 0))
    .executeTakeFirstOrThrow();
  return Number(count);
}
