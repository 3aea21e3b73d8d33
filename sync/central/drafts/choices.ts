// What can be chosen at home: the catalogues as they stand in the feed at this moment.
import { z } from 'zod';
import { Choices } from '../../contract/drafts.ts';
import { Interest, LinkedService, Municipality } from '../../contract/feed.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { Db } from '../db/open.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Parts } from '../parts.ts';

/** The choices; refused while no city has been given. */
export async function choices({ db, city }: Pick<Parts, 'db' | 'city'>): Promise<Result<Choices, Refusal>> {
  const [interests, services, municipalities] = await Promise.all([
    items(db, 'interests', Interest),
    items(db, 'services', LinkedService),
    items(db, 'municipalities', Municipality),
  ]);
  const municipality = city ?? municipalities[0]?.name;
  if (municipality === undefined) return err(refuse('unavailable', { retryAfterS: 60 }));
  return ok({
    municipality,
    interests,
    services: services.map(({ id, label, description, provider }) => ({ id, label, description, provider })),
  });
}

async function items<T>(db: Db, name: string, item: z.ZodType<T>): Promise<T[]> {
  const row = await db.selectFrom('catalogue').select('content').where('name', '=', name).executeTakeFirst();
  return row === undefined ? [] : z.object({ items: z.array(item) }).parse(row.content).items;
}
