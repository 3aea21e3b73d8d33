// Reads the feed for one terminal: what concerns everybody and what concerns its municipality. With `wait` it holds the
// answer back until there is something, at most that long.
import type { FeedPage } from '../../contract/feed.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { Db } from '../db/open.ts';
import type { Terminal } from '../enrolments/identify.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Parts } from '../parts.ts';
import { cursorAt, readCursor } from './cursor.ts';

const entriesAtMost = 500;
/** Between two looks while waiting, should a ring be missed. */
const lookAgainMs = 5_000;

/** A page from `cursor` on (from the beginning without one). A cursor of another history is refused. */
export async function readChanges(
  query: { readonly cursor?: string | undefined; readonly wait: number },
  { id, municipality }: Terminal,
  parts: Parts,
  abort: AbortSignal,
): Promise<Result<FeedPage, Refusal>> {
  const until = performance.now() + query.wait * 1000;
  for (let first = true; ; first = false) {
    const leftMs = until - performance.now();
    // Listening starts before looking, so that nothing falls in between.
    const bell = parts.bell.wait('feed', Math.min(Math.max(leftMs, 0), lookAgainMs), abort);
    try {
      const page = await pageFrom(parts.db, query.cursor, municipality);
      if (page.ok && first) await noteRead(parts.db, id, page.value.after);
      if (!page.ok || page.value.page.entries.length > 0 || leftMs <= 0 || abort.aborted)
        return page.ok ? ok(page.value.page) : page;
      await bell.rung;
    } finally {
      bell.cancel();
    }
  }
}

async function pageFrom(
  db: Db,
  cursor: string | undefined,
  municipality: string,
): Promise<Result<{ page: FeedPage; after: number }, Refusal>> {
  const head = await db.selectFrom('feed_head').select(['epoch', 'seq']).executeTakeFirstOrThrow();
  const after = cursor === undefined ? 0 : await readCursor(cursor, head, db);
  if (after === null) return err(refuse('cursor-unknown'));
  const rows = await db
    .selectFrom('feed')
    .select(['seq', 'kind', 'body'])
    .where('seq', '>', after)
    .where('seq', '<=', head.seq)
    .where((eb) => eb.or([eb('scopes', 'is', null), eb(eb.val(municipality), '=', eb.fn.any('scopes'))]))
    .orderBy('seq')
    .limit(entriesAtMost + 1)
    .execute();
  const more = rows.length > entriesAtMost;
  const shown = rows.slice(0, entriesAtMost);
  const entries = shown.map(({ seq, kind, body }) => ({ ...asObject(body), seq, kind }));
  // At the end the cursor jumps to the head, past other municipalities' entries.
  const seq = more ? (shown.at(-1)?.seq ?? after) : head.seq;
  return ok({ page: { entries, cursor: await cursorAt({ epoch: head.epoch, seq }, db), more }, after });
}

/** A cursor says what its terminal has applied: keys are changed by that (keys/rotate.ts). */
async function noteRead(db: Db, terminalId: string, readTo: number): Promise<void> {
  await db
    .updateTable('terminals')
    .set({ read_to: readTo })
    .where('id', '=', terminalId)
    .where('read_to', 'is distinct from', readTo)
    .execute();
}

function asObject(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null)
    throw new Error('a feed entry in the database is not an object');
  return { ...body };
}
