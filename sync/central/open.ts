// What every use of the central API needs, listening or not: database, keys, bell, job queue, and the configuration that calls look
// at. The server adds its listeners to it (central.ts); the command line's larger jobs work on it alone (commands.ts).
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { hangBell } from './bell.ts';
import type { CentralConfig } from './config.ts';
import { openDatabase } from './db/open.ts';
import type { Database } from './db/open.ts';
import { readCity } from './feed/city.ts';
import { seedFeed } from './feed/seed.ts';
import { startJobs } from './jobs/jobs.ts';
import type { Jobs } from './jobs/jobs.ts';
import { loadKeyring } from './keys/keyring.ts';
import { openPushQueue } from './push/queue.ts';
import { openNoticeQueue } from './mailbox/notice-mail.ts';
import { openReminderQueue } from './slips/reminder.ts';
import { openSignInQueue } from './web/sign-in-mail.ts';
import { putBackSpares } from './keys/spare.ts';
import { readSecretFile } from './keys/secret.ts';
import type { Log } from './log.ts';
import { openAnnouncementQueue } from './messages/announce-mail.ts';
import { makeMetrics } from './metrics.ts';
import { advisoryLock } from './parts.ts';
import type { Parts } from './parts.ts';
import { readAnchors } from './pki/chain.ts';
import { openPki } from './pki/pki.ts';
import { defaultLimits } from './verifications/limits.ts';
import type { VerificationLimits } from './verifications/limits.ts';
import { Rush } from './rush.ts';
import { version } from './version.ts';

export interface OpenOptions {
  readonly config: CentralConfig;
  readonly log: Log;
  readonly limits: Partial<VerificationLimits>;
  readonly now: () => Date;
  readonly publicUrl: () => string;
}

export interface Opened {
  readonly parts: Parts;
  readonly database: Database;
  readonly jobs: Jobs;
}

/** How to take down what is up, last first. */
export type Undo = (() => Promise<unknown> | void)[];

/** Opens the parts; what is up is in `undo` even when a later one throws. */
export async function openParts(
  { config, log, limits, now, publicUrl }: OpenOptions,
  undo: Undo,
): Promise<Opened> {
  const secret = readSecretFile(config.secretFile);
  const city = config.cityDir === null ? null : readCity(config.cityDir);
  const anchors = {
    sign: readAnchors(config.anchors.sign),
    auth: readAnchors(config.anchors.auth),
    genuine: config.anchors.genuine ?? [],
  };
  const database = await openConfigured(config, log);
  undo.push(() => database.close());
  const { db } = database;
  const hosts = [...new Set(['127.0.0.1', 'localhost', config.terminalHost])];
  const { keys, pki } = await db.transaction().execute(async (trx) => {
    // Nodes that start together must agree on one set of keys and one set of seeds.
    await advisoryLock(trx, 'start');
    const spares = await putBackSpares(trx, config.secretFile);
    if (spares > 0) log.warn('keys-put-back', { count: spares });
    const loaded = await loadKeyring(trx, secret, now());
    log.info('seeded', { count: await seedFeed(trx, city, loaded, now()) });
    return { keys: loaded, pki: await openPki(trx, secret, hosts, now()) };
  });
  const bell = await hangBell(database);
  undo.push(() => bell.close());
  const jobs = await startJobs(database, log);
  undo.push(() => jobs.stop());
  await openPushQueue(jobs.boss);
  await openReminderQueue(jobs.boss);
  await openNoticeQueue(jobs.boss);
  await openAnnouncementQueue(jobs.boss);
  await openSignInQueue(jobs.boss);
  const parts: Parts = {
    db,
    boss: jobs.boss,
    bell,
    keys,
    pki,
    metrics: makeMetrics(database, { process: config.metrics !== null }),
    rush: new Rush(),
    secret,
    secretFile: config.secretFile,
    log,
    limits: { ...defaultLimits, ...limits },
    anchors,
    publicUrl,
    pushesLocally: config.pushLocalAuthority !== null,
    version,
    city: city?.name ?? null,
    desk: config.desk,
    quietHours: config.quietHours,
    jobsWork: () => jobs.works(),
    now,
    lock: advisoryLock,
  };
  return { parts, database, jobs };
}

/** Where the embedded database lies within the data folder. */
export const pgliteFolder = (dataDir: string): string =>
  dataDir.startsWith('memory://') ? dataDir : join(dataDir, 'pglite');

/** The database that the configuration names. Also used by the command line, without anything else running. */
export async function openConfigured(config: CentralConfig, log: Log): Promise<Database> {
  if (config.databaseUrl === null && !config.dataDir.startsWith('memory://')) {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  }
  return openDatabase({
    url: config.databaseUrl,
    folder: pgliteFolder(config.dataDir),
    onConnectionError: (part) => {
      log.warn('database-trouble', { part });
    },
  });
}
