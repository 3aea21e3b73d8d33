// Whether the parts work, for load balancers and for IT's monitoring.
import { sql } from 'kysely';
import type { Health } from '../contract/api.ts';
import type { Parts } from './parts.ts';

/** Looks at every part; never throws. */
export async function checkHealth(parts: Parts): Promise<Health> {
  const database = await sql`select 1`.execute(parts.db).then(
    () => 'ok' as const,
    () => 'failing' as const,
  );
  const jobs = parts.jobsWork() ? 'ok' : 'failing';
  return {
    status: database === 'ok' && jobs === 'ok' ? 'ok' : 'failing',
    parts: { database, jobs },
    version: parts.version,
    ...(parts.city === null ? {} : { city: parts.city }),
  };
}
