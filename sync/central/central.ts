// Builds a running central API from its parts and takes it down again. No logic of its own.
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Municipality } from '../contract/feed.ts';
import { listenForBounces } from './bounces/listener.ts';
import type { CentralConfig } from './config.ts';
import { makeUpStaff } from './desk/staff.ts';
import type { ToldStaff } from './desk/staff.ts';
import { catalogueItems } from './feed/catalogue.ts';
import { makeMetricsApp } from './http/metrics-app.ts';
import { makePublicApp } from './http/public-app.ts';
import { makeTerminalsApp, mutualTls, verifiedPeer } from './http/terminals-app.ts';
import { keysTopic } from './keys/keyring.ts';
import { makeLog } from './log.ts';
import type { Log } from './log.ts';
import { workNotices } from './mailbox/notice-mail.ts';
import { makePost } from './mail/post.ts';
import { startSink } from './mail/sink.ts';
import { workAnnouncementMails } from './messages/announce-mail.ts';
import { carryMessages } from './messages/courier.ts';
import { openParts } from './open.ts';
import type { Undo } from './open.ts';
import type { Parts } from './parts.ts';
import { followPki } from './pki/pki.ts';
import { makePusher } from './push/pusher.ts';
import { guardResidency } from './residency/guard.ts';
import { httpResidency } from './residency/http.ts';
import { workPushes } from './push/queue.ts';
import { workReminders } from './slips/reminder.ts';
import { keepSwept } from './sweep.ts';
import { deliverCodes } from './verifications/deliver.ts';
import type { VerificationLimits } from './verifications/limits.ts';
import { workSignIns } from './web/sign-in-mail.ts';

export interface StartOptions {
  readonly config: CentralConfig;
  readonly log?: Log;
  readonly limits?: Partial<VerificationLimits>;
  readonly now?: () => Date;
  /** Calls a minute from one address to what is open to anyone. */
  readonly openCallsAMinute?: number;
  /** False: messages are left to other nodes. */
  readonly carries?: boolean;
}

export interface RunningCentral {
  readonly terminalsUrl: string;
  readonly publicUrl: string;
  /** Page of the embedded mail sink; null when SMTP_URL is given. */
  readonly mailUrl: string | null;
  /** Null when metrics are not served. */
  readonly metricsUrl: string | null;
  /** Where mails that come back are taken; null when they are not. */
  readonly bouncePort: number | null;
  readonly database: 'postgresql' | 'pglite';
  /** Made-up staff with their passwords of this start; none where staff are real. */
  readonly staff: readonly ToldStaff[];
  /** CA certificate that terminals must trust, PEM. */
  readonly trust: string;
  readonly parts: Parts;
  stop(): Promise<void>;
}

/** Starts everything; throws when a part cannot be had, after taking down what was already up. */
export async function startCentral(options: StartOptions): Promise<RunningCentral> {
  const undo: Undo = [];
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
  {
    config,
    log = makeLog(),
    limits = {},
    now = () => new Date(),
    openCallsAMinute = 120,
    carries = true,
  }: StartOptions,
  undo: Undo,
  stop: () => Promise<void>,
): Promise<RunningCentral> {
  let publicUrl = config.publicUrl ?? '';
  const opened = await openParts({ config, log, limits, now, publicUrl: () => publicUrl }, undo);
  const { parts, database, jobs } = opened;
  const sink = config.smtpUrl === null || config.gatewayUrl === null ? await startSink(now) : null;
  if (sink !== null) undo.push(() => sink.close());
  const post = makePost({
    smtpUrl: config.smtpUrl ?? sink?.smtpUrl ?? '',
    from: config.mailFrom,
    gatewayUrl: config.gatewayUrl ?? sink?.gatewayUrl ?? '',
  });
  undo.push(() => {
    post.close();
  });
  const bounceDomain = config.bounces?.domain ?? null;
  await jobs.work((some) => deliverCodes(some, parts, { post, bounceDomain }), parts.rush);
  const pusher = makePusher({
    subject: `mailto:${config.mailFrom}`,
    key: () => parts.keys.push,
    localAuthority: config.pushLocalAuthority,
    now,
  });
  undo.push(() => {
    pusher.close();
  });
  await workPushes({ db: parts.db, boss: parts.boss, log, now, pusher });
  await workReminders(parts, post);
  await workNotices(parts, post);
  await workAnnouncementMails(parts, { post, bounceDomain });
  await workSignIns(parts, post);
  // Before the mail system is taken down, so that what is under way ends.
  undo.push(() => jobs.stop());
  if (carries) undo.push(carryMessages(parts));
  undo.push(await keepSwept(parts));
  if (config.residency !== null) {
    const { aMinute } = config.residency;
    undo.push(guardResidency(parts, { provider: httpResidency(config.residency), aMinute }));
  }
  const bounces = config.bounces === null ? null : await listenForBounces(config.bounces, parts);
  if (bounces !== null) undo.push(() => bounces.close());

  const stopping = new AbortController();
  const { rendererDir } = config;
  const { staff, told } = await staffOf(parts);
  const publicApp = await makePublicApp(parts, {
    stopping: stopping.signal,
    rendererDir,
    sink,
    openCallsAMinute,
    trustedProxies: config.trustedProxies,
    staff,
  });
  undo.push(() => publicApp.close());
  const publicPort = await listen(publicApp, config.port, config.host);
  publicUrl ||= `http://${reachable(config.host)}:${publicPort}`;
  const tls = mutualTls(parts.pki);
  const terminalsApp = makeTerminalsApp(parts, {
    stopping: stopping.signal,
    post,
    peerOf: verifiedPeer,
    serverFactory: tls.serverFactory,
  });
  undo.push(() => terminalsApp.close());
  void followPki(parts, tls.renew, stopping.signal);
  const terminalPort = await listen(terminalsApp, config.terminalPort, bindFor(config.terminalHost));
  let metricsUrl: string | null = null;
  if (config.metrics !== null) {
    const metricsApp = makeMetricsApp(parts);
    undo.push(() => metricsApp.close());
    const port = await listen(metricsApp, config.metrics.port, config.metrics.host);
    metricsUrl = `http://${reachable(config.metrics.host)}:${port}/metrics`;
  }
  void followKeys(parts, stopping.signal);
  undo.push(() => {
    stopping.abort();
  });
  log.info('started');
  return {
    terminalsUrl: `https://${reachable(config.terminalHost)}:${terminalPort}`,
    publicUrl,
    mailUrl: config.smtpUrl === null ? `http://${reachable(config.host)}:${publicPort}/mail` : null,
    metricsUrl,
    bouncePort: bounces?.port ?? null,
    database: database.kind,
    staff: told,
    trust: parts.pki.authorities().trusted.join(''),
    parts,
    stop,
  };
}

/** Who may sign in at our own provider. */
async function staffOf({ db, desk: { signIn } }: Parts): ReturnType<typeof makeUpStaff> {
  if (signIn.kind === 'local') return { staff: signIn.staff, told: [] };
  if (signIn.kind !== 'made-up') return { staff: [], told: [] };
  const municipalities = await catalogueItems('municipalities', Municipality, db);
  return makeUpStaff(municipalities.map(({ code }) => code));
}

/** Takes up keys that another node or the command line has made or destroyed. */
async function followKeys({ bell, db, keys, log }: Parts, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const heard = bell.wait(keysTopic, lookAgainMs, stopping);
    // Listening starts before looking, so that nothing falls in between. A database that is away now is asked again.
    await keys.reload(db).catch(() => {
      log.warn('database-trouble', { part: 'keys' });
    });
    await heard.rung;
  }
}
const lookAgainMs = 60_000;

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
