// What lies on terminals at rest: only mailboxes whose owners asked for it, sealed for their card, through the feed of the municipalities
// whose terminals they named. The feed holds one snapshot of a mailbox and each message once: what is replaced or deleted is emptied
// where it lies (its number and mark stay, for the cursors of terminals).
import { sql } from 'kysely';
import type { Db, Trx } from '../db/open.ts';
import { appendToFeed } from '../feed/append.ts';
import type { MessageContent } from '../../contract/message.ts';
import type { NewEntry } from '../feed/append.ts';
import { lockAccounts } from './account.ts';
import type { MailboxPorts } from './account.ts';
import { readContents } from './open.ts';
import { sealMessage, sealSnapshot } from './seal.ts';
import { mailboxViews } from './view.ts';

/** A mailbox that is kept somewhere. */
export interface Kept {
  readonly accountId: string;
  readonly recipient: string;
  readonly certificate: string;
  readonly scopes: readonly string[];
}
type Ports = Pick<MailboxPorts, 'now'>;

/** Views of so many are held in memory at once. */
const atOnce = 100;

/**
 * Puts a message that was just delivered to these accounts into the feed for those of them who keep their messages somewhere, with a
 * fresh snapshot. In the transaction that delivers, at its end: it locks those accounts, then the feed.
 */
export async function keepDelivered(
  trx: Trx,
  { messageId, accountIds }: { readonly messageId: string; readonly accountIds: readonly string[] },
  ports: Ports,
): Promise<void> {
  const ids = (await keptAmong(trx, accountIds)).map(({ accountId }) => accountId);
  if (ids.length === 0) return;
  await lockAccounts(trx, ids);
  // Whose owner ended it meanwhile is not kept any more.
  const kept = await keptAmong(trx, ids);
  if (kept.length === 0) return;
  await publishKept(trx, kept, await deliveredEntries(trx, kept, messageId), ports);
}

/** Which of these keep their messages, and where. */
export async function keptAmong(db: Db, accountIds: readonly string[]): Promise<Kept[]> {
  if (accountIds.length === 0) return [];
  const { rows } = await sql<{ id: string; recipient: string; certificate: string; scopes: string[] }>`
    select accounts.id, mailbox_address as recipient, auth_certificate as certificate,
      array_agg(kept_at.municipality order by kept_at.municipality) as scopes
    from accounts join kept_at on account_id = accounts.id
    where accounts.id = any(${accountIds}::uuid[]) and closed_at is null
      and mailbox_address is not null and auth_certificate is not null
    group by accounts.id order by accounts.id`.execute(db);
  return rows.map(({ id, ...kept }) => ({ accountId: id, ...kept }));
}

/** Fresh snapshots after `entries`, all in one go: the feed's head is locked from here to the end of the transaction. */
export async function publishKept(
  trx: Trx,
  kept: readonly Kept[],
  entries: readonly NewEntry[],
  { now }: Ports,
): Promise<void> {
  const at = now();
  const snapshots: NewEntry[] = [];
  for (let from = 0; from < kept.length; from += atOnce)
    snapshots.push(...(await snapshotEntries(trx, kept.slice(from, from + atOnce), at)));
  await emptySnapshots(
    trx,
    kept.map(({ recipient }) => recipient),
  );
  await appendToFeed(trx, [...entries, ...snapshots], at);
}

async function snapshotEntries(trx: Trx, kept: readonly Kept[], now: Date): Promise<NewEntry[]> {
  const ids = kept.map(({ accountId }) => accountId);
  const views = await mailboxViews(trx, ids, now);
  const pins = await trx
    .selectFrom('accounts')
    .select(['id', 'pin1', 'pin1_paused_until'])
    .where('id', 'in', ids)
    .execute();
  const pinOf = new Map(pins.map((row) => [row.id, row]));
  const entries: NewEntry[] = [];
  for (const { accountId, recipient, certificate, scopes } of kept) {
    const view = views.get(accountId);
    if (view === undefined) continue;
    const at = now.toISOString();
    const pin1PausedUntil = pinOf.get(accountId)?.pin1_paused_until?.toISOString() ?? null;
    const snapshot = { at, view, delegated: [], pin1: pinOf.get(accountId)?.pin1 ?? null, pin1PausedUntil };
    const sealed = await sealSnapshot(snapshot, certificate);
    entries.push({ scopes, entry: { kind: 'mailbox', recipient, at, sealed } });
  }
  return entries;
}

/** One message for many. */
export async function deliveredEntries(
  trx: Trx,
  kept: readonly Kept[],
  messageId: string,
): Promise<NewEntry[]> {
  const [content] = await readContents(trx, [messageId]);
  const rows = await trx
    .selectFrom('deliveries')
    .innerJoin('messages', 'messages.id', 'deliveries.message_id')
    .select(['account_id', 'municipality', 'delivered_at'])
    .where('message_id', '=', messageId)
    .where(
      'account_id',
      'in',
      kept.map(({ accountId }) => accountId),
    )
    .where('deleted_at', 'is', null)
    .where('reset_at', 'is', null)
    .execute();
  const rowOf = new Map(rows.map((row) => [row.account_id, row]));
  const entries: NewEntry[] = [];
  for (const one of kept) {
    const row = rowOf.get(one.accountId);
    if (row !== undefined && content !== undefined) entries.push(await messageEntry(one, content, row));
  }
  return entries;
}

async function messageEntry(
  { recipient, certificate, scopes }: Kept,
  content: MessageContent,
  { municipality, delivered_at }: { readonly municipality: string; readonly delivered_at: Date },
): Promise<NewEntry> {
  const sealed = await sealMessage(content, certificate);
  const sentAt = delivered_at.toISOString();
  return { scopes, entry: { kind: 'message', id: content.id, recipient, municipality, sentAt, sealed } };
}

/** What is in a mailbox when somebody begins to keep it, oldest first. */
export async function messageEntries(trx: Trx, kept: Kept): Promise<NewEntry[]> {
  const newest = await trx
    .selectFrom('deliveries')
    .innerJoin('messages', 'messages.id', 'deliveries.message_id')
    .select(['messages.id', 'messages.municipality', 'delivered_at'])
    .where('account_id', '=', kept.accountId)
    .where('deleted_at', 'is', null)
    .where('reset_at', 'is', null)
    .orderBy('delivered_at', 'desc')
    .orderBy('messages.id', 'desc')
    .limit(messagesAtMost)
    .execute();
  const contents = await readContents(
    trx,
    newest.map(({ id }) => id),
  );
  const contentOf = new Map(contents.map((content) => [content.id, content]));
  const entries: NewEntry[] = [];
  for (const row of newest.toReversed()) {
    const content = contentOf.get(row.id);
    if (content !== undefined) entries.push(await messageEntry(kept, content, row));
  }
  return entries;
}
/** The older ones stay where they are: on the phone, and at every counter that has a network. */
const messagesAtMost = 200;

/** The same once more, for all its terminals: when much has come at once. */
export async function refilledEntries(trx: Trx, kept: Kept): Promise<NewEntry[]> {
  await sql`update feed set scopes = '{}', body = '{}' where kind = 'message'
    and body->>'recipient' = ${kept.recipient}`.execute(trx);
  return messageEntries(trx, kept);
}

/** What a message's deletion means to terminals that keep it; its entry in the feed is emptied. */
export async function deletionEntries(
  trx: Trx,
  { recipient, scopes }: Kept,
  messageIds: readonly string[],
): Promise<NewEntry[]> {
  await sql`update feed set scopes = '{}', body = '{}' where kind = 'message' and body->>'recipient' = ${recipient}
    and body->>'id' = any(${messageIds}::text[])`.execute(trx);
  return messageIds.map((id) => ({ scopes, entry: { kind: 'message-deleted', id, recipient } }));
}

/** Nothing of a mailbox is kept on these municipalities' terminals any more. */
export async function goneEntry(trx: Trx, { recipient, scopes }: Kept): Promise<NewEntry> {
  await sql`update feed set scopes = array(select unnest(scopes) except select unnest(${scopes}::text[]))
    where kind in ('mailbox', 'message') and body->>'recipient' = ${recipient}`.execute(trx);
  await sql`update feed set body = '{}' where kind in ('mailbox', 'message') and scopes = '{}'
    and body->>'recipient' = ${recipient}`.execute(trx);
  return { scopes, entry: { kind: 'mailbox-gone', recipient } };
}

async function emptySnapshots(trx: Trx, recipients: readonly string[]): Promise<void> {
  await sql`update feed set scopes = '{}', body = '{}'
    where kind = 'mailbox' and body->>'recipient' = any(${recipients}::text[])`.execute(trx);
}
