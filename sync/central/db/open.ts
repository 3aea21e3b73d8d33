// Opens the one database of the central API: PostgreSQL when it has an address, PGlite in a folder otherwise. The rest of
// the room sees Kysely, a bell to listen to, and what pg-boss needs; nobody else knows which of the two it is.
import { mkdirSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, PostgresDialect } from 'kysely';
import type { Transaction } from 'kysely';
import pg from 'pg';
import { fromPglite } from 'pg-boss';
import type { ConstructorOptions } from 'pg-boss';
import type { Tables } from './tables.ts';
import { holdFolder } from './hold.ts';
import { migrate } from './migrations/index.ts';

export type Db = Kysely<Tables>;
export type Trx = Transaction<Tables>;

export interface Database {
  readonly kind: 'postgresql' | 'pglite';
  readonly db: Db;
  /** Connections: all, idle, and callers that wait for one. */
  readonly pool: () => { readonly total: number; readonly idle: number; readonly waiting: number };
  /** Options with which pg-boss works on this database. */
  readonly bossOptions: ConstructorOptions;
  /** Calls back for every NOTIFY on the channel, and with an empty payload after a gap. Returns how to stop. */
  listen(channel: string, heard: (payload: string) => void): Promise<Listening>;
  close(): Promise<void>;
}

export interface Listening {
  /** Whether a ring would be heard now. */
  hears(): boolean;
  stop(): Promise<void>;
}

export interface DatabaseOptions {
  /** postgres://… or null for PGlite. */
  readonly url: string | null;
  /** PGlite's folder; `memory://` for tests. */
  readonly folder: string;
  readonly onConnectionError: (name: string) => void;
}

/** Opens and migrates. Throws when there is no database to be had: without one there is nothing to start. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const database =
    options.url === null ? await openPglite(options.folder) : openPostgres(options.url, options);
  try {
    await (options.url === null ? migrate(database.db) : migratePostgres(options.url));
    return database;
  } catch (cause) {
    await database.close();
    throw cause;
  }
}

async function openPglite(folder: string): Promise<Database> {
  const inMemory = folder.startsWith('memory://');
  if (!inMemory) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const release = inMemory ? () => Promise.resolve() : await holdFolder(folder);
  const pglite = new PGlite(folder);
  await pglite.waitReady;
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) });
  return {
    kind: 'pglite',
    db,
    pool: () => ({ total: 1, idle: 1, waiting: 0 }),
    bossOptions: { db: fromPglite(pglite), backend: 'pglite' },
    async listen(channel, heard) {
      const stop = await pglite.listen(channel, heard);
      return { hears: () => !pglite.closed, stop: () => stop() };
    },
    async close() {
      await db.destroy();
      if (!pglite.closed) await pglite.close();
      await release();
    },
  };
}

const connectWithinMs = 5_000;
/** Longer than any statement of a call. */
const answerWithinMs = 60_000;

/** On connections of its own: a migration may wait for another node's, and may take longer than any call. */
async function migratePostgres(url: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 2, application_name: 'madoguchi-migration' });
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(db);
  } finally {
    await db.destroy();
  }
}

function openPostgres(url: string, options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    application_name: 'madoguchi-central',
    types: numbers,
    connectionTimeoutMillis: connectWithinMs,
    keepAlive: true,
    // A statement that the server has lost must not hold its caller for ever.
    query_timeout: answerWithinMs,
    statement_timeout: answerWithinMs,
    idle_in_transaction_session_timeout: answerWithinMs,
  });
  // An idle connection that breaks (server restart) must not end the process; the pool makes a new one.
  pool.on('error', () => {
    options.onConnectionError('pool');
  });
  // Nor one that breaks between two statements of a transaction: the pool listens to idle ones only.
  pool.on('connect', (client) => {
    client.on('error', () => {
      options.onConnectionError('connection');
    });
  });
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    kind: 'postgresql',
    db,
    pool: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    bossOptions: {
      connectionString: url,
      max: 4,
      application_name: 'madoguchi-jobs',
      connectionTimeoutMillis: connectWithinMs,
    },
    listen: (channel, heard) => listenOnPostgres(url, channel, heard, options.onConnectionError),
    close: () => db.destroy(),
  };
}

/** bigint columns hold counts and milliseconds below 2^53: as numbers, like PGlite gives them. */
const numbers: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format),
};

const reconnectAfterMs = 2_000;

/** A connection of its own that comes back by itself; while it is away the readers' own polling carries on. */
async function listenOnPostgres(
  url: string,
  channel: string,
  heard: (payload: string) => void,
  onConnectionError: (name: string) => void,
): Promise<Listening> {
  let stopped = false;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  const connect = async (): Promise<void> => {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: 'madoguchi-bell',
      keepAlive: true,
      connectionTimeoutMillis: connectWithinMs,
    });
    fresh.on('notification', (message) => {
      heard(message.payload ?? '');
    });
    fresh.on('error', () => {
      onConnectionError('listener');
    });
    fresh.on('end', () => {
      if (client === fresh) client = null;
      retry();
    });
    await fresh.connect();
    await fresh.query(`listen ${pg.escapeIdentifier(channel)}`);
    client = fresh;
    heard('');
  };
  const retry = (): void => {
    if (stopped || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      connect().catch(retry);
    }, reconnectAfterMs);
    timer.unref();
  };
  try {
    await connect();
  } catch (cause) {
    stopped = true;
    throw cause;
  }
  return {
    hears: () => client !== null,
    async stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await client?.end();
    },
  };
}
