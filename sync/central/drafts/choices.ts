// What can be chosen at home: the catalogues as they stand in the feed at this moment.
import type { Choices } from '../../contract/drafts.ts';
import { Interest, LinkedService, Municipality } from '../../contract/feed.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { catalogueItems } from '../feed/catalogue.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Parts } from '../parts.ts';

/** The choices; refused while no city has been given. */
export async function choices({ db, city }: Pick<Parts, 'db' | 'city'>): Promise<Result<Choices, Refusal>> {
  const [interests, services, municipalities] = await Promise.all([
    catalogueItems('interests', Interest, db),
    catalogueItems('services', LinkedService, db),
    catalogueItems('municipalities', Municipality, db),
  ]);
  const municipality = city ?? municipalities[0]?.name;
  if (municipality === undefined) return err(refuse('unavailable', { retryAfterS: 60 }));
  return ok({
    municipality,
    interests,
    services: services.map(({ id, label, description, provider }) => ({ id, label, description, provider })),
  });
}
