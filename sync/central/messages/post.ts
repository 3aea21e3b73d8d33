// A municipality posts a message. It is sealed for each recipient under a key that only their card's certificate gives
// (sync/contract/mailbox.ts) and appended to the feed; terminals carry it without being able to read it.
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { CompactEncrypt } from 'jose';
import type { MessageAnswer, MessageRequest } from '../../contract/api.ts';
import { mailboxKey } from '../../contract/mailbox.ts';
import type { MessageContent } from '../../contract/message.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { LocalText } from '../../contract/words.ts';
import type { Trx } from '../db/open.ts';
import { appendToFeed } from '../feed/append.ts';
import type { NewEntry } from '../feed/append.ts';
import { municipalityName } from '../feed/catalogue.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Parts } from '../parts.ts';

/** Posts once per id: the same id again gets the first answer; the same id with other content is refused. */
export async function postMessage(
  request: MessageRequest,
  municipality: string,
  parts: Parts,
): Promise<Result<MessageAnswer, Refusal>> {
  const from = await municipalityName(municipality, parts.db);
  if (from === null) return err(refuse('not-found'));
  const requestSha256 = createHash('sha256')
    .update(canonicalize({ municipality, request }) ?? '')
    .digest('hex');
  return parts.db.transaction().execute(async (trx) => {
    await parts.lock(trx, `message:${request.id}`);
    const first = await trx
      .selectFrom('messages')
      .select(['request_sha256', 'recipients'])
      .where('id', '=', request.id)
      .executeTakeFirst();
    if (first !== undefined) {
      if (first.request_sha256 === requestSha256) return ok({ id: request.id, recipients: first.recipients });
      return err(refuse('malformed', { detail: 'another message has this id' }));
    }
    const recipients = await findRecipients(trx, municipality, request.audience);
    await store(trx, request, { municipality, requestSha256, from, now: parts.now() }, recipients);
    parts.log.info('message-posted', { id: request.id, count: recipients.length });
    return ok({ id: request.id, recipients: recipients.length });
  });
}

interface Recipient {
  readonly accountIds: string[];
  readonly address: string;
  readonly certificate: string;
  /** Where their messages must be readable: the sender's terminals and those where they registered. */
  readonly scopes: string[];
}

/** Residents who receive, whose contact is confirmed and who have a mailbox; a person who registered twice counts once. */
async function findRecipients(
  trx: Trx,
  municipality: string,
  audience: MessageRequest['audience'],
): Promise<Recipient[]> {
  let query = trx
    .selectFrom('accounts')
    .innerJoin('memberships', 'memberships.account_id', 'accounts.id')
    .innerJoin('contacts', 'contacts.account_id', 'accounts.id')
    .innerJoin('registrations', 'registrations.id', 'accounts.registration_id')
    .select(['accounts.id', 'accounts.municipality', 'accounts.mailbox_address', 'accounts.auth_certificate'])
    .where('memberships.municipality', '=', municipality)
    .where('memberships.state', '=', 'receiving')
    .where('contacts.channel', '=', 'email')
    .where('contacts.confirmed_at', 'is not', null);
  if (audience.kind === 'receipt')
    query = query.where('registrations.receipt_number', '=', audience.receiptNumber);
  if (audience.kind === 'interest') {
    const { interest } = audience;
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('interests')
          .select('interests.interest')
          .whereRef('interests.account_id', '=', 'accounts.id')
          .where('interests.interest', '=', interest),
      ),
    );
  }
  const byAddress = new Map<string, Recipient>();
  for (const row of await query.orderBy('accounts.created_at').execute()) {
    if (row.mailbox_address === null || row.auth_certificate === null) continue;
    const known = byAddress.get(row.mailbox_address);
    byAddress.set(row.mailbox_address, {
      accountIds: [...(known?.accountIds ?? []), row.id],
      address: row.mailbox_address,
      certificate: row.auth_certificate,
      scopes: [...new Set([...(known?.scopes ?? [municipality]), row.municipality])],
    });
  }
  return [...byAddress.values()];
}

interface Posting {
  readonly municipality: string;
  readonly requestSha256: string;
  readonly from: LocalText;
  readonly now: Date;
}

const rowsAtOnce = 1_000;

async function store(
  trx: Trx,
  request: MessageRequest,
  posting: Posting,
  recipients: Recipient[],
): Promise<void> {
  const { id, title, body } = request;
  const { municipality, requestSha256, from, now } = posting;
  await trx
    .insertInto('messages')
    .values({
      id,
      municipality,
      request_sha256: requestSha256,
      title,
      body,
      recipients: recipients.length,
      sent_at: now,
    })
    .execute();
  const rows = recipients.flatMap(({ accountIds }) =>
    accountIds.map((account_id) => ({ message_id: id, account_id, delivered_at: now })),
  );
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    await trx
      .insertInto('deliveries')
      .values(rows.slice(start, start + rowsAtOnce))
      .execute();
  }
  const content: MessageContent = {
    id,
    from,
    texts: { ja: { title, body } },
    attachments: [],
    emergency: false,
  };
  const entries: NewEntry[] = [];
  for (const { address, certificate, scopes } of recipients) {
    const sealed = await seal(content, certificate);
    const entry = {
      kind: 'message',
      id,
      recipient: address,
      municipality,
      sentAt: now.toISOString(),
      sealed,
    } as const;
    entries.push({ scopes, entry });
  }
  await appendToFeed(trx, entries, now);
}

/** JWE with direct encryption (RFC 7518 section 4.5) under the key of the recipient's mailbox. */
function seal(content: MessageContent, certificate: string): Promise<string> {
  return new CompactEncrypt(Buffer.from(JSON.stringify(content)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(mailboxKey(Buffer.from(certificate, 'base64')));
}
