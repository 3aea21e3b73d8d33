// IT's three steps from one authority to the next, each with what terminals are told of it in the feed, in one transaction.
import { X509Certificate } from 'node:crypto';
import { ring } from '../bell.ts';
import type { Db, Trx } from '../db/open.ts';
import { appendToFeed } from '../feed/append.ts';
import type { Secret } from '../keys/secret.ts';
import { advisoryLock } from '../parts.ts';
import { addNext, loadAuthorities, retireFormer, switchToNext, trustList } from './authorities.ts';
import type { Authorities } from './authorities.ts';
import { pkiTopic } from './pki.ts';

export const rolloverSteps = ['next', 'switch', 'retire'] as const;
export type RolloverStep = (typeof rolloverSteps)[number];

/** Why a step cannot be taken now, in words for IT. */
export type RolloverError =
  | { readonly kind: 'out-of-order'; readonly words: string }
  /** Terminals, in use, that have no certificate of the present authority yet. */
  | { readonly kind: 'still-needed'; readonly terminals: readonly string[] };

/** Takes one step; null when it is done. `force` retires although terminals would be shut out. */
export function rollOver(
  step: RolloverStep,
  force: boolean,
  { db, secret }: { readonly db: Db; readonly secret: Secret },
  now: Date,
): Promise<RolloverError | null> {
  return db.transaction().execute(async (trx) => {
    await advisoryLock(trx, 'start');
    const before = await loadAuthorities(trx, secret, now);
    const refused = outOfOrder(step, before);
    if (refused !== null) return { kind: 'out-of-order', words: refused };
    if (step === 'next') await addNext(trx, secret, now);
    else if (step === 'switch') await switchToNext(trx, secret, now);
    else {
      const terminals = force ? [] : await withoutCertificateOf(trx, before, now);
      if (terminals.length > 0) return { kind: 'still-needed', terminals };
      await retireFormer(trx, now);
    }
    const after = trustList(await loadAuthorities(trx, secret, now));
    await appendToFeed(trx, [{ scopes: null, entry: { kind: 'trust', ...after } }], now);
    await ring(trx, pkiTopic);
    return null;
  });
}

function outOfOrder(step: RolloverStep, { has }: Authorities): string | null {
  if (step === 'next' && has('next')) return 'there is a next authority already';
  if (step === 'next' && has('former')) return 'the former authority must be retired first';
  if (step === 'switch' && !has('next')) return 'there is no next authority';
  return step === 'retire' && !has('former') ? 'there is no former authority' : null;
}

async function withoutCertificateOf(trx: Trx, { issuing }: Authorities, now: Date): Promise<string[]> {
  const authority = new X509Certificate(issuing.certificatePem);
  const rows = await trx
    .selectFrom('certificates')
    .innerJoin('terminals', 'terminals.id', 'certificates.terminal_id')
    .select(['terminals.id', 'pem'])
    .where('terminals.revoked_at', 'is', null)
    .where('certificates.revoked_at', 'is', null)
    .where('not_after', '>', now)
    .execute();
  const served = rows.filter(({ pem }) => new X509Certificate(pem).verify(authority.publicKey));
  const done = new Set(served.map(({ id }) => id));
  return [...new Set(rows.map(({ id }) => id))].filter((id) => !done.has(id));
}
