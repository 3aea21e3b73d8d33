// Where the local provider keeps what it has to remember, in the same database: every node finds what another one has begun.
import { sql } from 'kysely';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Db } from '../db/open.ts';

/** The store of one of the provider's models. */
export function providerStore(model: string, db: Db, now: () => Date): Adapter {
  const found = async (column: 'id' | 'uid', value: string): Promise<AdapterPayload | undefined> => {
    const row = await db
      .selectFrom('desk_provider')
      .select(['payload', 'consumed_at'])
      .where('model', '=', model)
      .where(column, '=', value)
      .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now())]))
      .executeTakeFirst();
    if (row === undefined) return undefined;
    // The provider's own words, as it stored them.
    const payload = row.payload as AdapterPayload;
    return row.consumed_at === null ? payload : { ...payload, consumed: seconds(row.consumed_at) };
  };
  return {
    async upsert(id, payload, expiresInS) {
      const at = now();
      const row = {
        payload: JSON.stringify(payload),
        grant_id: payload.grantId ?? null,
        uid: payload.uid ?? null,
        expires_at: expiresInS === undefined ? null : new Date(at.getTime() + expiresInS * 1000),
      };
      await db
        .insertInto('desk_provider')
        .values({ model, id, ...row })
        .onConflict((conflict) => conflict.columns(['model', 'id']).doUpdateSet(row))
        .execute();
    },
    find: (id) => found('id', id),
    findByUid: (uid) => found('uid', uid),
    // Of devices without a browser: not offered.
    findByUserCode: () => Promise.resolve(undefined),
    async consume(id) {
      await one(db, model, id).set({ consumed_at: now() }).execute();
    },
    async destroy(id) {
      await db.deleteFrom('desk_provider').where('model', '=', model).where('id', '=', id).execute();
    },
    async revokeByGrantId(grantId) {
      await db.deleteFrom('desk_provider').where('grant_id', '=', grantId).execute();
    },
  };
}

const one = (db: Db, model: string, id: string) =>
  db.updateTable('desk_provider').where('model', '=', model).where('id', '=', id);

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

/** Ends the sessions of a person at the provider: there is no way in for whoever sits down at the same desk. */
export async function forgetSessions(subject: string, db: Db): Promise<void> {
  await db
    .deleteFrom('desk_provider')
    .where('model', '=', 'Session')
    .where(sql<string>`payload->>'accountId'`, '=', subject)
    .execute();
}
