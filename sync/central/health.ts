// Whether this node is alive, and whether it can do its work, for load balancers and for IT's monitoring.
import { once } from 'node:events';
import { sql } from 'kysely';
import type { Health, Readiness } from '../contract/api.ts';
import { standing } from './db/migrations/index.ts';
import { LocalText, withoutReadings } from '../contract/words.ts';
import type { Parts } from './parts.ts';

/** That this answers is the answer: nothing outside the process is asked, so that a database outage restarts nobody. */
export function alive({ version, city }: Parts): Health {
  return { status: 'ok', version, ...(city === null ? {} : { city: plainText(city) }) };
}

/** For programs, which know nothing of readings. */
const plainText = (texts: LocalText): LocalText =>
  LocalText.parse(
    Object.fromEntries(
      Object.entries(texts).map(([language, text]) => [language, withoutReadings(text ?? '')]),
    ),
  );

/** A look at a part that takes longer than this has failed. */
const lookMs = 3_000;

/** Looks at every part; never throws. */
export async function checkReadiness(parts: Parts): Promise<Readiness> {
  const { db, keys, bell } = parts;
  const [database, migrations, jobs] = await Promise.all([
    works(async () => {
      await sql`select 1`.execute(db);
      return true;
    }),
    works(async () => (await standing(db)) !== 'behind'),
    works(parts.jobsWork),
  ]);
  const all = {
    database,
    migrations,
    keys: state(keys.openingKey(keys.sealing.kid) !== null),
    jobs,
    bell: state(bell.hears()),
  } as const;
  // Without the bell everything goes on, later: those who wait look again by themselves.
  const { bell: _late, ...needed } = all;
  const ready = Object.values(needed).every((part) => part === 'ok');
  return { status: ready ? 'ok' : 'failing', parts: all, version: parts.version };
}

const state = (good: boolean): 'ok' | 'failing' => (good ? 'ok' : 'failing');

async function works(look: () => Promise<boolean>): Promise<'ok' | 'failing'> {
  const late = once(AbortSignal.timeout(lookMs), 'abort').then(() => false);
  return Promise.race([look(), late]).then(state, () => 'failing');
}
