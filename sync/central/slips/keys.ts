// The keys that slips are signed with: every certificate that the central API has issued, also one that has expired since. The feed
// tells them to the terminals of their municipality, so that each knows another's slips without network.
import { X509Certificate } from 'node:crypto';
import { longestSlipDays, slipKeyId } from '../../contract/slip-token.ts';
import { SlipKey } from '../../contract/slips.ts';
import type { Db, Trx } from '../db/open.ts';
import { publish } from '../feed/publish.ts';

const dayMs = 86_400_000;

interface Issued {
  readonly pem: string;
  readonly municipality: string;
  readonly revoked_at: Date | null;
}

function keyOf({ pem, municipality, revoked_at: revokedAt }: Issued): SlipKey {
  const certificate = new X509Certificate(pem);
  const { kty, crv, x, y } = certificate.publicKey.export({ format: 'jwk' });
  return SlipKey.parse({
    id: slipKeyId(certificate.raw),
    municipality,
    jwk: { kty, crv, x, y },
    ...(revokedAt === null ? {} : { revokedAt: revokedAt.toISOString() }),
  });
}

const issued = (db: Db | Trx) =>
  db
    .selectFrom('certificates')
    .innerJoin('terminals', 'terminals.id', 'certificates.terminal_id')
    .select(['pem', 'municipality', 'certificates.revoked_at']);

/** The keys with this name (`SlipKey.id`), of whichever municipality, whenever they were issued. */
export async function keysNamed(id: string, db: Db | Trx): Promise<SlipKey[]> {
  // A range of the primary key; `g` comes after every hexadecimal digit.
  const rows = await issued(db).where('fingerprint', '>=', id).where('fingerprint', '<', `${id}g`).execute();
  return rows.map(keyOf);
}

/** Tells a municipality's terminals its keys, when they have changed: those that a slip may still be good with. */
export async function publishSlipKeys(trx: Trx, municipality: string, now: Date): Promise<void> {
  // One after another, so that each sees what the one before has issued.
  await trx.selectFrom('feed_head').select('seq').forUpdate().execute();
  const rows = await issued(trx)
    .where('municipality', '=', municipality)
    .where('not_after', '>', new Date(now.getTime() - longestSlipDays * dayMs))
    .orderBy('fingerprint')
    .execute();
  const entry = { kind: 'slip-keys' as const, keys: rows.map(keyOf) };
  await publish(trx, [[`slip-keys:${municipality}`, entry]], now, [municipality]);
}

/** The same for the municipality of this terminal, whose certificates have changed. */
export async function publishSlipKeysOf(terminalId: string, trx: Trx, now: Date): Promise<void> {
  const terminal = await trx
    .selectFrom('terminals')
    .select('municipality')
    .where('id', '=', terminalId)
    .executeTakeFirst();
  if (terminal !== undefined) await publishSlipKeys(trx, terminal.municipality, now);
}

/** The same for every municipality that has terminals: what an older program has issued, or a backup has forgotten. */
export async function publishAllSlipKeys(db: Db, now: Date): Promise<void> {
  const rows = await db.selectFrom('terminals').select('municipality').distinct().execute();
  for (const { municipality } of rows)
    await db.transaction().execute((trx) => publishSlipKeys(trx, municipality, now));
}
