// Makes a draft: six digits to type, 24 for the QR code, and the content sealed under a key that is not in the database.
import { randomInt } from 'node:crypto';
import { toString as drawQr } from 'qrcode';
import type { Choices, DraftAnswer, DraftRequest } from '../../contract/drafts.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { Db } from '../db/open.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Secret } from '../keys/secret.ts';
import type { Parts } from '../parts.ts';
import { choices } from './choices.ts';
import { draftLifeMs, livingAtMost, pauseMs } from './limits.ts';

type Needs = Pick<Parts, 'db' | 'city' | 'secret' | 'now'>;

/** Keeps what was chosen for two hours. Refuses what is not offered, and when there are too many already. */
export async function makeDraft(draft: DraftRequest, parts: Needs): Promise<Result<DraftAnswer, Refusal>> {
  const { db, secret, now } = parts;
  const offered = await choices(parts);
  if (!offered.ok) return offered;
  const wrong = notOffered(draft, offered.value);
  if (wrong !== null) return err(refuse('malformed', { detail: `body.${wrong}` }));
  await forgetDrafts(db, now());
  const { living } = await db
    .selectFrom('drafts')
    .select(({ fn }) => fn.countAll<number>().as('living'))
    .executeTakeFirstOrThrow();
  if (living >= livingAtMost) return err(refuse('unavailable', { retryAfterS: 600 }));

  const number = digits(24);
  const numberHash = hashOf(secret, 'number', number);
  const content = secret.wrap(Buffer.from(JSON.stringify(draft)), contentName(numberHash));
  const expiresAt = new Date(now().getTime() + draftLifeMs);
  // With the most drafts there may be, ten in a row are taken once in 10^20 times.
  for (let tries = 0; tries < 10; tries += 1) {
    const code = digits(6);
    const row = {
      number_hash: numberHash,
      code_hash: hashOf(secret, 'code', code),
      content,
      expires_at: expiresAt,
    };
    const made = await db
      .insertInto('drafts')
      .values(row)
      .onConflict((conflict) => conflict.column('code_hash').doNothing())
      .returning('number_hash')
      .executeTakeFirst();
    if (made === undefined) continue;
    const qrSvg = await drawQr(number, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
    return ok({ code, number, qrSvg, expiresAt: expiresAt.toISOString() });
  }
  return err(refuse('unavailable', { retryAfterS: 600 }));
}

/** Takes away what has expired, and misses that no pause needs any more. */
export async function forgetDrafts(db: Db, now: Date): Promise<void> {
  await db.deleteFrom('drafts').where('expires_at', '<=', now).execute();
  await db
    .deleteFrom('draft_misses')
    .where('since', '<=', new Date(now.getTime() - pauseMs))
    .execute();
}

/** What is stored instead of a code or a number. */
export const hashOf = (secret: Secret, what: 'code' | 'number', digits: string): string =>
  secret.hmac(`draft ${what}`, digits).toString('base64url');

/** The name that a draft's content is sealed under: put beside another number it does not open. */
export const contentName = (numberHash: string): string => `draft ${numberHash}`;

/** Each at random by itself: `randomInt` has no bias. */
const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('');

function notOffered(
  draft: DraftRequest,
  offered: Pick<Choices, 'interests' | 'services'>,
): 'interests' | 'services' | null {
  for (const kind of ['interests', 'services'] as const) {
    const ids = new Set(offered[kind].map(({ id }) => id));
    if (draft[kind].some((id) => !ids.has(id)) || new Set(draft[kind]).size < draft[kind].length) return kind;
  }
  return null;
}
