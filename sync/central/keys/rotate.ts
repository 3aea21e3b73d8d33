// Keys of the exchange are replaced while the central API runs and terminals are cut off. A new key is made and announced in the
// feed in one transaction. An old sealing key goes on opening until every terminal has told, by its cursor, that it has read the
// announcement, and after that, by a report, that its outbox was empty: then nothing sealed with the old key is left to come.
import { ring } from '../bell.ts';
import type { Db, Trx } from '../db/open.ts';
import { publish } from '../feed/publish.ts';
import { receiptEntry, sealingEntry } from '../feed/seed.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { advisoryLock } from '../parts.ts';
import { keysTopic, publicOf } from './keyring.ts';
import type { Secret } from './secret.ts';
import { writeSpare } from './spare.ts';
import { keyStore } from './store.ts';
import type { ExchangePurpose } from './store.ts';

/** A record may be sealed while the announcement is being applied, and a backup of a terminal may be put back: at least so long. */
export const keptAtLeastMs = 24 * 3_600_000;

/** Makes a new key, announces it and lets it take over. Returns its kid. */
export async function rotateKey(
  db: Db,
  { secret, secretFile }: { readonly secret: Secret; readonly secretFile: string },
  purpose: ExchangePurpose,
  now: Date,
): Promise<string> {
  return db.transaction().execute(async (trx) => {
    await advisoryLock(trx, 'start');
    const row = await keyStore(trx, secret, now).makeJwk(purpose);
    if (purpose === 'sealing') writeSpare(secretFile, row);
    const named = (purpose === 'sealing' ? sealingEntry : receiptEntry)(publicOf(row));
    const announced = (await publish(trx, [named], now)).get(named[0]) ?? null;
    await trx.updateTable('keys').set({ announced }).where('kid', '=', row.kid).execute();
    await trx
      .updateTable('keys')
      .set({ replaced_at: now })
      .where('purpose', '=', purpose)
      .where('kid', '!=', row.kid)
      .where('replaced_at', 'is', null)
      .execute();
    await ring(trx, keysTopic);
    return row.kid;
  });
}

export interface KeyState {
  readonly kid: string;
  readonly purpose: ExchangePurpose;
  readonly createdAt: Date;
  readonly replacedAt: Date | null;
  /** Terminals that may still bring records sealed with it; empty for a key that is in use, and for receipt keys. */
  readonly awaited: readonly { readonly id: string; readonly name: string }[];
}

/** Every key of the exchange, newest first. */
export async function listKeys(db: Db | Trx): Promise<readonly KeyState[]> {
  const rows = await db
    .selectFrom('keys')
    .select(['kid', 'purpose', 'created_at', 'replaced_at'])
    .where('purpose', 'in', ['sealing', 'receipt'])
    .orderBy('created_at', 'desc')
    .execute();
  const states: KeyState[] = [];
  for (const { kid, purpose, created_at, replaced_at } of rows) {
    if (purpose !== 'sealing' && purpose !== 'receipt') continue;
    const awaited = purpose === 'sealing' && replaced_at !== null ? await awaitedFor(db, created_at) : [];
    states.push({ kid, purpose, createdAt: created_at, replacedAt: replaced_at, awaited });
  }
  return states;
}

/** Terminals whose outbox was not yet seen empty after they had read of the key that followed the one made at `createdAt`. */
async function awaitedFor(db: Db | Trx, createdAt: Date): Promise<{ id: string; name: string }[]> {
  const next = await db
    .selectFrom('keys')
    .select('announced')
    .where('purpose', '=', 'sealing')
    .where('created_at', '>', createdAt)
    .where('announced', 'is not', null)
    .orderBy('created_at')
    .executeTakeFirst();
  const announced = next?.announced ?? Number.MAX_SAFE_INTEGER;
  return db
    .selectFrom('terminals')
    .select(['id', 'name'])
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('drained_at', 'is', null), eb('drained_at', '<', announced)]))
    .orderBy('enrolled_at')
    .execute();
}

export type DestroyError =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'in-use' }
  | { readonly kind: 'too-young' }
  | {
      readonly kind: 'awaited';
      readonly terminals: readonly { readonly id: string; readonly name: string }[];
    };

/** Destroys an old sealing key; `force`: even when terminals may still bring records that only it opens. */
export async function destroyKey(
  db: Db,
  kid: string,
  { force, now }: { readonly force: boolean; readonly now: Date },
): Promise<Result<null, DestroyError>> {
  return db.transaction().execute(async (trx) => {
    await advisoryLock(trx, 'start');
    const key = (await listKeys(trx)).find((one) => one.kid === kid && one.purpose === 'sealing');
    if (key === undefined) return err({ kind: 'unknown' });
    if (key.replacedAt === null) return err({ kind: 'in-use' });
    if (!force && key.awaited.length > 0) return err({ kind: 'awaited', terminals: key.awaited });
    if (!force && now.getTime() - key.replacedAt.getTime() < keptAtLeastMs) return err({ kind: 'too-young' });
    await trx.deleteFrom('keys').where('kid', '=', kid).execute();
    await trx.insertInto('destroyed_keys').values({ kid, destroyed_at: now, forced: force }).execute();
    await ring(trx, keysTopic);
    return ok(null);
  });
}

/** Destroys every sealing key that is drained; returns their kids. Part of the hourly sweep. */
export async function destroyDrained(db: Db, now: Date): Promise<readonly string[]> {
  const destroyed: string[] = [];
  for (const { kid, purpose, replacedAt } of await listKeys(db)) {
    if (purpose !== 'sealing' || replacedAt === null) continue;
    if ((await destroyKey(db, kid, { force: false, now })).ok) destroyed.push(kid);
  }
  return destroyed;
}
