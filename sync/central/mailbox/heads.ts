// What a list shows of messages: read from deliveries by index, for one mailbox or for many at once.
import { sql } from 'kysely';
import { headsAtMost } from '../../contract/mailbox-view.ts';
import { MessageHead } from '../../contract/message.ts';
import type { LocalText } from '../../contract/words.ts';
import type { Db } from '../db/open.ts';

interface Row {
  readonly account_id: string;
  readonly message_id: string;
  readonly delivered_at: Date;
  readonly opened_at: Date | null;
  readonly municipality: string;
  readonly titles: unknown;
  readonly emergency: boolean;
  readonly opened_receipts: boolean;
  readonly attention_until: Date | null;
  readonly attachments: number;
}

/** A message's texts in every language that it has; in rows of an older program title and body are the Japanese text. */
export const textsOf = sql`coalesce(messages.texts, jsonb_build_object('ja',
  jsonb_build_object('title', messages.title, 'body', messages.body)))`;

export interface HeadFilter {
  /** Only from this municipality; null: from all. */
  readonly municipality: string | null;
  /** Only with these words in a title or a body, in any language; empty: all. */
  readonly text: string;
}
export const everything: HeadFilter = { municipality: null, text: '' };

export interface Heads {
  /** Newest first, at most `headsAtMost`. */
  readonly messages: MessageHead[];
  readonly total: number;
}

/** The messages of each mailbox that were delivered and neither deleted nor reset. */
export async function readHeads(
  db: Db,
  accountIds: readonly string[],
  filter: HeadFilter,
  nameOf: (code: string) => LocalText,
): Promise<ReadonlyMap<string, Heads>> {
  const { rows } = await sql<Row>`
    select wanted.id as account_id, head.* from unnest(${accountIds}::uuid[]) as wanted (id)
    cross join lateral (
      select deliveries.message_id, delivered_at, opened_at, messages.municipality, emergency, attention_until,
        opened_receipts,
        (select jsonb_object_agg(key, value->'title') from jsonb_each(${textsOf})) as titles,
        (select count(*)::int from attachments where attachments.message_id = messages.id) as attachments
      from deliveries join messages on messages.id = deliveries.message_id
      where account_id = wanted.id and deleted_at is null and reset_at is null and ${wanted(filter)}
      order by delivered_at desc, deliveries.message_id desc limit ${headsAtMost}
    ) as head order by wanted.id, delivered_at desc, message_id desc`.execute(db);
  const found = new Map<string, MessageHead[]>(accountIds.map((id) => [id, []]));
  for (const row of rows) found.get(row.account_id)?.push(headOf(row, nameOf));
  const heads = new Map<string, Heads>();
  for (const [id, messages] of found) {
    const total = messages.length < headsAtMost ? messages.length : await count(db, id, filter);
    heads.set(id, { messages, total });
  }
  return heads;
}

async function count(db: Db, accountId: string, filter: HeadFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from deliveries join messages on messages.id = deliveries.message_id
    where account_id = ${accountId} and deleted_at is null and reset_at is null and ${wanted(filter)}`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}

const headOf = (row: Row, nameOf: (code: string) => LocalText): MessageHead =>
  MessageHead.parse({
    id: row.message_id,
    from: nameOf(row.municipality),
    municipality: row.municipality,
    titles: row.titles,
    sentAt: row.delivered_at.toISOString(),
    opened: row.opened_at !== null,
    emergency: row.emergency,
    attachments: row.attachments,
    attentionUntil: row.attention_until?.toISOString() ?? null,
    ...(row.opened_receipts && { openedTold: true }),
  });

const wanted = ({ municipality, text }: HeadFilter) => {
  const from = municipality === null ? sql`true` : sql`messages.municipality = ${municipality}`;
  const words = text.normalize('NFKC').toLowerCase().trim();
  return words === '' ? from : sql`${from} and ${says(words)}`;
};

/** Widths and cases do not count, nor do readings: `{漢字|かんじ}を` is found by 漢字を and by かんじ. */
const says = (words: string) => {
  const pattern = `%${words.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const written = sql.lit(String.raw`\{([^{|}]+)\|[^{|}]+\}`);
  return sql`exists (
    select from jsonb_each(${textsOf}) as texts (language, said),
      lateral (select normalize(lower(said->>'title' || E'\n' || (said->>'body')), NFKC)) as own (text)
    where own.text like ${pattern} or regexp_replace(own.text, ${written}, '\\1', 'g') like ${pattern})`;
};
