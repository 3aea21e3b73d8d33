// Delivers a message in parts: each is one INSERT … SELECT behind a cursor that moves in the same transaction, so that a node that ends in
// the middle has done a part or not begun it, and any other goes on from there. Who receives is judged part by part: who joined after the
// message went, or paused before their turn, does not get it.
import { sql } from 'kysely';
import { Audience } from '../../contract/desk.ts';
import { ring } from '../bell.ts';
import type { Trx } from '../db/open.ts';
import { mailboxTopic } from '../mailbox/account.ts';
import { keepDelivered } from '../mailbox/kept.ts';
import type { Parts } from '../parts.ts';
import { matchingPart, partEnd } from './audience.ts';
import type { Target } from './audience.ts';
import { courierTopic } from './courier-topic.ts';
import { matchList } from './lists.ts';
import { beginPart } from './hold.ts';
import { storeReceipts } from './receipts.ts';

/** Long enough to be quick, short enough that a stop and other nodes do not wait. */
export const partSize = 5_000;
const none = '00000000-0000-0000-0000-000000000000';
const beyond = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

type DeliverParts = Pick<Parts, 'db' | 'log' | 'now'>;

/** The next part of the most urgent message that is due; false when none is, or others have them all in hand. */
export async function deliverPart(parts: DeliverParts, size = partSize): Promise<boolean> {
  return parts.db.transaction().execute(async (trx) => {
    await beginPart(trx);
    const message = await nextDue(trx, parts.now());
    if (message === undefined) return false;
    const now = parts.now();
    const { id } = message;
    const target = await targetOf(trx, message, now);
    if (message.state === 'scheduled')
      await trx.updateTable('messages').set({ state: 'sending' }).where('id', '=', id).execute();
    const after = message.sent_to ?? none;
    const end = (await partEnd(target, after, size).execute(trx)).rows[0]?.id ?? null;
    const part = await insertPart(trx, id, target, after, end ?? beyond);
    if (part.kept.length > 0) await keepDelivered(trx, { messageId: id, accountIds: part.kept }, parts);
    if (part.listening.length > 0) await ring(trx, ...part.listening.map(mailboxTopic));
    if (end !== null) await trx.updateTable('messages').set({ sent_to: end }).where('id', '=', id).execute();
    else await finish(trx, id, now, parts);
    return true;
  });
}

const dueAt = (trx: Trx, now: Date) =>
  trx
    .selectFrom('messages')
    .select(['id', 'municipality', 'state', 'audience', 'released_at', 'send_at', 'sent_to'])
    // What is being sent is due, whatever the time is here: nodes' clocks differ, and a batch has the time at which it came.
    .where((eb) =>
      eb.or([eb('state', '=', 'sending'), eb.and([eb('state', '=', 'scheduled'), eb('send_at', '<=', now)])]),
    );
type DueRow = Awaited<ReturnType<ReturnType<typeof dueAt>['executeTakeFirstOrThrow']>>;

const nextDue = (trx: Trx, now: Date) =>
  dueAt(trx, now)
    .orderBy('emergency', 'desc')
    .orderBy('send_at')
    .limit(1)
    // Deliveries refer to it while it is held: that must not wait for us.
    .forNoKeyUpdate()
    .skipLocked()
    .executeTakeFirst();

/** To whom it goes; before its first part its list is matched. */
async function targetOf(
  trx: Trx,
  { municipality, state, audience: written, released_at, send_at }: DueRow,
  now: Date,
): Promise<Target> {
  const audience = Audience.parse(written);
  if (state === 'scheduled' && audience.list !== undefined) await matchList(trx, audience.list, municipality);
  return { municipality, audience, until: latest(released_at, send_at, now), at: now };
}

/** A message whose delivery is due or has begun, and is held. */
export interface Due {
  readonly id: string;
  readonly target: Target;
  /** Whose turn is over: up to this account. */
  readonly after: string;
}

/** What is to be delivered still, while parts are held up (`holdDelivering`). It is not stopped until the transaction ends. */
export async function holdDue(trx: Trx, now: Date): Promise<Due[]> {
  const rows = await dueAt(trx, now).orderBy('id').forShare().execute();
  const due: Due[] = [];
  for (const row of rows)
    due.push({ id: row.id, target: await targetOf(trx, row, now), after: row.sent_to ?? none });
  return due;
}

/** Who receives is who received when the message went: when it was let go, or at its time when that is later. */
const latest = (released: Date | null, sendAt: Date | null, now: Date): Date =>
  new Date(Math.max(released?.getTime() ?? now.getTime(), sendAt?.getTime() ?? 0));

interface Part {
  /** Of those delivered now: whose messages lie on terminals, and who has their mailbox open. */
  readonly kept: readonly string[];
  readonly listening: readonly string[];
}

async function insertPart(trx: Trx, id: string, target: Target, after: string, end: string): Promise<Part> {
  const { at: now } = target;
  const { rows } = await sql<Part>`
    with part as materialized (${matchingPart(target, after, end)}
    ), put as (
      insert into deliveries (message_id, account_id, delivered_at)
      select ${id}::uuid, account_id, ${now} from part order by account_id
      on conflict do nothing returning account_id
    )
    select array(select distinct account_id from put join kept_at using (account_id)) as kept,
      array(select distinct account_id from put join mailbox_sessions using (account_id)
        where expires_at > ${now}) as listening`.execute(trx);
  const [part] = rows;
  if (part === undefined) throw new Error('a select without a from has a row');
  return part;
}

async function finish(trx: Trx, id: string, now: Date, { log }: DeliverParts): Promise<void> {
  await trx.updateTable('messages').set({ state: 'sent', sent_at: now }).where('id', '=', id).execute();
  const { delivered } = await storeReceipts(id, trx, now);
  await ring(trx, courierTopic);
  log.info('message-sent', { id, count: delivered });
}
