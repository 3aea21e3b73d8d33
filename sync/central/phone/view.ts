// Everything that the pages draw, and waiting for it to change.
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { Interest } from '../../contract/feed.ts';
import type { PhoneContact, PhoneView } from '../../contract/phone.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { catalogueItems, municipalityName } from '../feed/catalogue.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Parts } from '../parts.ts';
import { pushKeyFor } from '../push/key.ts';
import { codeState } from '../verifications/account.ts';
import { readAccount } from './account.ts';
import type { AccountContact, PhoneAccount } from './account.ts';
import { isOpen } from './sessions.ts';
import type { PhoneSession } from './sessions.ts';
import { accountTopic } from './topic.ts';

/** The view of a session's own account. */
export async function phoneView(session: PhoneSession, parts: Parts): Promise<Result<PhoneView, Refusal>> {
  const account = await readAccount(session.accountId, parts.db);
  if (account === null) return err(refuse('unauthenticated'));
  const interests = await catalogueItems('interests', Interest, parts.db);
  const contact = async (channel: 'email' | 'phone', own: AccountContact): Promise<PhoneContact> => ({
    ...own,
    code: await codeState(session.accountId, channel, parts),
  });
  const view: Omit<PhoneView, 'version'> = {
    language: account.language,
    receiptNumber: account.receiptNumber,
    municipality: await nameOf(account, parts),
    slipExpiresAt: session.slipExpiresAt.toISOString(),
    stages: stagesOf(account),
    ...account.steps,
    email: await contact('email', account.email),
    phone: account.phone === null ? null : await contact('phone', account.phone),
    interests: interests.map((interest) => ({ ...interest, on: account.interests.has(interest.id) })),
    notify: account.notify,
    pushDevices: account.pushDevices,
    pushKey: pushKeyFor(parts),
    pins: account.pins,
  };
  return ok({ version: versionOf(view), ...view });
}

/**
 * The view when it is another than `after`, or after `waitS` at the latest. `unauthenticated` when the session ends meanwhile.
 */
export async function awaitView(
  session: PhoneSession,
  { wait, after }: { readonly wait: number; readonly after?: string | undefined },
  parts: Parts,
  abort: AbortSignal,
): Promise<Result<PhoneView, Refusal>> {
  const first = await phoneView(session, parts);
  if (wait === 0 || !first.ok || first.value.version !== after) return first;
  const until = performance.now() + wait * 1000;
  for (;;) {
    const leftMs = Math.max(0, until - performance.now());
    // Listening starts before looking, so that nothing falls in between.
    const rings = await listen(session, leftMs, parts, abort);
    try {
      if (!(await isOpen(session, parts))) return err(refuse('unauthenticated'));
      const view = await phoneView(session, parts);
      if (!view.ok || view.value.version !== after || leftMs === 0 || abort.aborted) return view;
      await Promise.race(rings.map(({ rung }) => rung));
    } finally {
      for (const { cancel } of rings) cancel();
    }
  }
}

/** Rings for the account itself and for its codes on their way. */
async function listen(
  { accountId, slip }: PhoneSession,
  timeoutMs: number,
  { db, bell }: Parts,
  abort: AbortSignal,
): Promise<readonly { readonly rung: Promise<void>; cancel(): void }[]> {
  const codes = await db
    .selectFrom('verifications')
    .select('id')
    .where('account_id', '=', accountId)
    .orderBy('created_at', 'desc')
    .limit(4)
    .execute();
  const topics = [accountTopic(accountId), `slip:${slip}`, ...codes.map(({ id }) => `verification:${id}`)];
  return topics.map((topic) => bell.wait(topic, timeoutMs, abort));
}

function stagesOf({ receivedAt, email, mailboxWanted }: PhoneAccount): PhoneView['stages'] {
  return {
    receivedAt: receivedAt.toISOString(),
    contact: email.confirmed ? 'confirmed' : 'open',
    mailbox: !mailboxWanted ? 'not-wanted' : email.confirmed ? 'open' : 'waiting',
  };
}

async function nameOf(
  { municipality }: PhoneAccount,
  { db, city }: Parts,
): Promise<PhoneView['municipality']> {
  return (await municipalityName(municipality, db)) ?? city ?? { ja: municipality, en: municipality };
}

/** Of all that can change; when the next code may be asked for moves with the clock and is left out. */
function versionOf(view: Omit<PhoneView, 'version'>): string {
  const still = (contact: PhoneContact | null): object | null =>
    contact === null || contact.code === null
      ? contact
      : { ...contact, code: { ...contact.code, resendAt: null } };
  const told = { ...view, email: still(view.email), phone: still(view.phone) };
  return createHash('sha256')
    .update(canonicalize(told) ?? '')
    .digest('base64url')
    .slice(0, 22);
}
