// Builds a running central API from its parts and takes it down again. No logic of its own.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { hangBell } from './bell.ts';
import type { CentralConfig } from './config.ts';
import { openDatabase } from './db/open.ts';
import type { Database } from './db/open.ts';
import { readCity } from './feed/city.ts';
import { seedFeed } from './feed/seed.ts';
import { makePublicApp } from './http/public-app.ts';
import { makeTerminalsApp, mutualTls, verifiedPeer } from './http/terminals-app.ts';
import { startJobs } from './jobs/jobs.ts';
import { loadKeyring } from './keys/keyring.ts';
import { readSecretFile } from './keys/secret.ts';
import { makeLog } from './log.ts';
import type { Log } from './log.ts';
import { makePost } from './mail/post.ts';
import { startSink } from './mail/sink.ts';
import { advisoryLock } from './parts.ts';
import type { Parts } from './parts.ts';
import { readAnchors } from './pki/chain.ts';
import { followPki, openPki } from './pki/pki.ts';
import { sweep } from './sweep.ts';
import { deliverCode } from './verifications/deliver.ts';
import { defaultLimits } from './verifications/limits.ts';
import type { VerificationLimits } from './verifications/limits.ts';
import { version } from './version.ts';

export interface StartOptions {
  readonly config: CentralConfig;
  readonly log?: Log;
  readonly limits?: Partial<VerificationLimits>;
  readonly now?: () => Date;
  /** Calls a minute from one address to what is open to anyone. */
  readonly openCallsAMinute?: number;
}

export interface RunningCentral {
  readonly terminalsUrl: string;
  readonly publicUrl: string;
  /** Page of the embedded mail sink; null when SMTP_URL is given. */
  readonly mailUrl: string | null;
  readonly database: 'postgresql' | 'pglite';
  /** CA certificate that terminals must trust, PEM. */
  readonly trust: string;
  readonly parts: Parts;
  stop(): Promise<void>;
}

/** Where the embedded database lies within the data folder. */
export const pgliteFolder = (dataDir: string): string =>
  dataDir.startsWith('memory://') ? dataDir : join(dataDir, 'pglite');

/** Starts everything; throws when a part cannot be had, after taking down what was already up. */
export async function startCentral(options: StartOptions): Promise<RunningCentral> {
  const undo: (() => Promise<unknown> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (let last = undo.pop(); last !== undefined; last = undo.pop()) await last();
  };
  try {
    return await start(options, undo, once(stop));
  } catch (cause) {
    await stop();
    throw cause;
  }
}

async function start(
  { config, log = makeLog(), limits = {}, now = () => new Date(), openCallsAMinute = 120 }: StartOptions,
  undo: (() => Promise<unknown> | void)[],
  stop: () => Promise<void>,
): Promise<RunningCentral> {
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
    const loaded = await loadKeyring(trx, secret, now());
    log.info('seeded', { count: await seedFeed(trx, city, loaded, now()) });
    return { keys: loaded, pki: await openPki(trx, secret, hosts, now()) };
  });
  const bell = await hangBell(database);
  undo.push(() => bell.close());
  const sink = config.smtpUrl === null || config.smsUrl === null ? await startSink(now) : null;
  if (sink !== null) undo.push(() => sink.close());
  const post = makePost({
    smtpUrl: config.smtpUrl ?? sink?.smtpUrl ?? '',
    from: config.mailFrom,
    sms: config.smsUrl === null ? { take: (to, text) => sink?.takeSms(to, text) } : { url: config.smsUrl },
  });
  undo.push(() => {
    post.close();
  });
  const jobs = await startJobs(database, log);
  undo.push(() => jobs.stop());
  let publicUrl = config.publicUrl ?? '';
  const parts: Parts = {
    db,
    boss: jobs.boss,
    bell,
    keys,
    pki,
    secret,
    log,
    limits: { ...defaultLimits, ...limits },
    anchors,
    publicUrl: () => publicUrl,
    version,
    city: city?.name ?? null,
    jobsWork: () => jobs.works(),
    now,
    lock: advisoryLock,
  };
  await jobs.work((id) => deliverCode(id, parts, post));
  const sweeper = setInterval(() => void sweep(parts), 3_600_000);
  sweeper.unref();
  undo.push(() => {
    clearInterval(sweeper);
  });
  await sweep(parts);

  const stopping = new AbortController();
  const { rendererDir } = config;
  const publicApp = await makePublicApp(parts, {
    stopping: stopping.signal,
    rendererDir,
    sink,
    openCallsAMinute,
  });
  undo.push(() => publicApp.close());
  const publicPort = await listen(publicApp, config.port, config.host);
  publicUrl ||= `http://${reachable(config.host)}:${publicPort}`;
  const tls = mutualTls(pki);
  const terminalsApp = makeTerminalsApp(parts, {
    stopping: stopping.signal,
    peerOf: verifiedPeer,
    serverFactory: tls.serverFactory,
  });
  undo.push(() => terminalsApp.close());
  void followPki(parts, tls.renew, stopping.signal);
  const terminalPort = await listen(terminalsApp, config.terminalPort, bindFor(config.terminalHost));
  undo.push(() => {
    stopping.abort();
  });
  log.info('started');
  return {
    terminalsUrl: `https://${reachable(config.terminalHost)}:${terminalPort}`,
    publicUrl,
    mailUrl: config.smtpUrl === null ? `http://${reachable(config.host)}:${publicPort}/mail` : null,
    database: database.kind,
    trust: pki.authorities().trusted.join(''),
    parts,
    stop,
  };
}

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

async function listen(app: FastifyInstance, port: number, host: string): Promise<number> {
  await app.listen({ port, host });
  // A TCP server's address is never a string.
  return (app.server.address() as AddressInfo).port;
}

const isLoopback = (host: string): boolean => host === '127.0.0.1' || host === 'localhost';
/** A name that terminals use need not be one of this machine's own: then every interface is listened on. */
const bindFor = (host: string): string => (isLoopback(host) ? '127.0.0.1' : '0.0.0.0');
const reachable = (host: string): string => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host);

function once(stop: () => Promise<void>): () => Promise<void> {
  let stopped: Promise<void> | null = null;
  return () => (stopped ??= stop());
}
