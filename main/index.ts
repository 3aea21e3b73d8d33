// The composition root: builds the rooms and joins them. It decides nothing; where something is decided, a room is named.
import { join } from 'node:path';
import { z } from 'zod';
import type { FaceCode } from '../preload/contract/faces.ts';
import type { SyncReport } from '../preload/contract/state.ts';
import { err, ok, type Result } from '../sync/contract/result.ts';
import { careForQueue } from './care.ts';
import { chooseCard, writeTestAnchors } from './card/choose.ts';
import { proxyOf, type LoadedConfig } from './config/config.ts';
import type { Dock } from './dock/dock.ts';
import { exchangeAtTerminal } from './exchange/directory.ts';
import { counterPrinter } from './handoff/counter.ts';
import { startEmbedded, type CentralReady } from './link/embedded.ts';
import { startLink, type Link } from './link/link.ts';
import { noContactYet, type LinkState } from './link/monitor.ts';
import type { Log } from './log.ts';
import { mailboxRoom, type MailboxLine } from './mailbox/room.ts';
import { ambientOf, blockedBy, firstAmbient } from './registration/ambient.ts';
import { catalogueOf } from './registration/catalogue.ts';
import { codeFace } from './registration/faces.ts';
import type { Times } from './registration/flow/types.ts';
import { slipDesk } from './registration/slip-desk.ts';
import { startSession, type Session } from './registration/session.ts';
import { readTrust, type StartError } from './start-error.ts';
import type { KioskWindow, Shell } from './shell/shell.ts';
import { diagnose } from './staff/diagnostics.ts';
import { syncReport } from './staff/sync-report.ts';
import type { WriteError } from './store/errors.ts';
import { settingAs } from './store/setting.ts';
import { VERSION } from './version.ts';
import { openVoice } from './voice/room.ts';

export interface Terminal {
  /** What the ready line says. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Ends everything in order; what is under way is asked again at the next start. */
  stop(): Promise<void>;
}

/** How often the room on the disk and the like are looked at when nothing else happens. */
const LOOK_MS = 30_000;

/** Longer than any page takes to be drawn; then the rest is started whether or not it was. */
const FIRST_SCREEN_MS = 3_000;

const saysShown = (raw: unknown): boolean =>
  typeof raw === 'object' && raw !== null && 'type' in raw && raw.type === 'shown';

/** Brings a terminal up in this shell. Nothing is half open when it fails. */
export async function buildTerminal(
  shell: Shell,
  config: LoadedConfig,
  log: Log,
  onFatal: (why: string) => void,
): Promise<Result<Terminal, StartError>> {
  const closing: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  const failed = async (error: StartError): Promise<Result<never, StartError>> => {
    await stop();
    return err(error);
  };
  const { dataDir } = config;
  const info = (event: string, fields = {}): void => log('info', event, fields);

  const cared = careForQueue(config, info);
  if (!cared.ok) return failed({ kind: 'store', error: cared.error });
  const care = cared.value;
  const { store } = care;
  closing.push(() => care.stop());

  // `npm run card` looks in the data directory as well.
  const testPkiDir = dataDir;
  const chosen = await chooseCard(config.reader, {
    packaged: shell.packaged,
    testPkiDir,
    log: (event, cause) => log('warn', event, { cause }),
  });
  if (!chosen.ok) {
    if (chosen.error.kind === 'software-refused') return failed({ kind: 'software-card-in-packaged-build' });
    return failed({ kind: 'unreadable-file', key: 'reader.anchors', path: chosen.error.path });
  }
  const { room, software } = chosen.value;
  closing.push(() => room.close());

  // Filled below; what is called before is called again by the first change.
  let session: Session | null = null;
  let link: Link | null = null;
  let synced: SyncReport | null = null;
  let central: CentralReady | null = null;
  /** Somebody stands at the counter. */
  let busy = false;

  const trust = await readTrust(config.central.trust);
  if (!trust.ok) return failed(trust.error);
  const slips = await counterPrinter({ shell, config, store, log });
  const lineState = (): LinkState => link?.state() ?? noContactYet(store);
  const ambient = (): void => {
    if (session === null || link === null) return;
    session.ambient(
      ambientOf({
        store,
        link: link.state(),
        printer: slips.printer.state(),
        voice: voice.state(),
        blocked: blockedBy(care, link, room),
        municipality: config.terminal.municipality,
      }),
    );
  };

  const voice = openVoice(config.speech, { onState: ambient, log: info });
  closing.push(() => voice.close());

  const publicUrl = (): string => central?.public ?? link?.identity()?.publicUrl ?? '';

  let window: KioskWindow | null = null;
  session = startSession({
    municipality: config.terminal.municipality,
    slips: slipDesk({
      store,
      days: config.slip.days,
      municipality: config.terminal.municipality,
      now: () => Date.now() - (lineState().clockErrorMs ?? 0),
      check: (words) => link?.counter.checkSlip(words) ?? null,
      onNotice: () => link?.slipNoted(),
    }),
    card: room,
    times: milliseconds(config.times),
    ambient: firstAmbient(config, store, {
      trial: software !== null,
      reader: room.reader().state,
      present: room.present(),
    }),
    catalogue: () => catalogueOf(store),
    identity() {
      const identity = link?.identity() ?? null;
      const sealingKey = store.sealingKey();
      return identity === null || sealingKey === null
        ? null
        : { ...identity, sealingKey, publicUrl: publicUrl() };
    },
    clockErrorMs: () => lineState().clockErrorMs,
    timeUnsure: () => lineState().timeUnsure,
    sequence: () => store.nextSequence(),
    commit({ id, sealed, receiptNumber, slip }) {
      const saved = store.commitRegistration({ id, sealed, receiptNumber, slip, audit: {} });
      if (saved.ok) link?.committed(id);
      else log('error', 'commit.failed', { kind: saved.error.kind });
      return saved.ok ? ok(null) : err(diskFace(saved.error));
    },
    async sendCode(request) {
      if (link === null) return err<FaceCode>('network.offline');
      const sent = await link.counter.sendCode(request);
      return sent.ok ? sent : err(codeFace(sent.error, request.channel));
    },
    async checkCode(id, code) {
      if (link === null) return err<FaceCode>('network.offline');
      const checked = await link.counter.checkCode(id, code);
      return checked.ok ? checked : err(codeFace(checked.error, 'check'));
    },
    async followCode(id) {
      if (link === null) return err<FaceCode>('network.offline');
      const followed = await link.counter.followCode(id);
      return followed.ok ? followed : err(codeFace(followed.error, 'check'));
    },
    async claimDraft(code) {
      const claimed = await link?.counter.claimDraft(code);
      return claimed?.ok === true ? claimed : err<FaceCode>('draft.unreachable');
    },
    printSlip: (job) => slips.print(job),
    slipWords: (job) => slips.words(job),
    mailSlip: async (mail) => (await link?.counter.mailSlip(mail))?.ok === true,
    mailbox: mailboxRoom(
      store,
      lineToMailboxes(() => link),
      log,
    ),
    commitCommand(command) {
      const saved = store.commitCommand({ ...command, audit: {} });
      if (saved.ok) link?.committed(command.id);
      else log('error', 'commit.failed', { kind: saved.error.kind });
      return saved.ok ? ok(null) : err(diskFace(saved.error));
    },
    pin1: {
      misses: (address) => store.pin1Misses(address),
      missed(address) {
        const missed = store.pin1Missed(address);
        return missed.ok ? missed.value : { left: 0, pausedUntil: null };
      },
      right: (address) => void store.pin1Right(address),
    },
    diagnose: () =>
      diagnose({
        version: VERSION,
        shell: shell.kind,
        card: room,
        printer: slips.printer.state(),
        link: lineState(),
        attention: store.attention(),
        lastSync: store.lastApplied(),
        keeping: care.keeping(),
        sync: synced,
      }),
    async syncNow() {
      await exchangeAtTerminal(config, care, link?.identity() ?? null, info);
      const outcome = await link?.syncNow();
      if (outcome !== undefined) synced = syncReport(outcome, Date.now());
      care.look(lineState(), true);
      ambient();
    },
    printTest: () => slips.printTest(publicUrl()),
    retry(receiptNumber) {
      store.retry(receiptNumber);
      link?.committed();
    },
    voice: voice.voice,
    publish: (view) => window?.publish(view),
    onSession(id) {
      slips.setSession(id);
      busy = id !== null;
      if (!busy) care.look(lineState(), busy);
    },
    log: info,
    now: Date.now,
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  });
  const running = session;
  closing.push(() => running.stop());
  slips.printer.onState(ambient);
  closing.push(slips.watch());
  const watch = setInterval(() => {
    care.look(lineState(), busy);
    ambient();
  }, LOOK_MS);
  const unwatch = room.watch(() => ambient());
  closing.push(() => {
    clearInterval(watch);
    unwatch();
  });

  let kioskAddress: string | null = null;
  let dock: Dock | null = null;
  if (software !== null && !shell.packaged) {
    // For trying things out only: a real terminal's start does not wait for it to be read.
    const [{ dockControls }, { startDock }] = await Promise.all([
      import('./dock/controls.ts'),
      import('./dock/dock.ts'),
    ]);
    const controls = dockControls({
      card: software,
      printer: slips.printer,
      filePrinter: config.printer.kind === 'file',
      cut: async (cut) => void (await link?.cut(cut)),
      central: () => central,
      municipality: config.terminal.municipality,
    });
    dock = await startDock({
      packaged: shell.packaged,
      rendererDir: shell.paths.renderer,
      controls,
      kioskAddress: () => kioskAddress,
    });
    const open = dock;
    closing.push(() => open.close());
  }

  // The window first, whatever else takes its time (reference/lessons.md 2.2): it says that the terminal is getting ready.
  const firstShown = Promise.withResolvers<null>();
  const opening = shell.openKiosk({
    port: config.ui.port,
    onEvent(raw) {
      if (saysShown(raw)) firstShown.resolve(null);
      running.receive(raw);
    },
    onTrouble({ kind, reason }) {
      log('error', 'window', { trouble: kind, reason });
      if (kind === 'gave-up') onFatal('the window cannot be kept open');
    },
    dock,
    first: running.view(),
    onAddress: (address) => (kioskAddress = address),
  });
  closing.push(async () => {
    const shown = await opening;
    if (shown.ok) await shown.value.close();
  });
  void opening.then((shown) => {
    if (!shown.ok) return firstShown.resolve(null);
    window = shown.value;
    running.refresh();
  });
  if (shell.kind !== 'none') {
    // What is started below would take the processor from the page.
    const patience = setTimeout(() => firstShown.resolve(null), FIRST_SCREEN_MS);
    await firstShown.promise;
    clearTimeout(patience);
  }

  if (config.central.url === 'embedded') {
    const anchorsFile =
      config.central.anchors ?? (shell.packaged ? null : join(dataDir, 'central', 'anchors.json'));
    if (config.central.anchors === null && anchorsFile !== null)
      await writeTestAnchors(testPkiDir, anchorsFile);
    const started = await startEmbedded({
      startChild: (spec) => shell.startChild(spec),
      dataDir: join(dataDir, 'central'),
      cityDir: join(shell.paths.resources, 'sample-city'),
      rendererDir: shell.paths.renderer,
      anchorsFile,
      port: settingAs(store, 'central.port', z.number().int().min(0).max(65_535)) ?? 0,
      onRestart: (ready) => {
        central = ready;
        void link?.reach({ url: ready.terminals, trust: ready.trust });
      },
      onGone: () => log('error', 'central.gone'),
      log: info,
    });
    if (!started.ok) return failed(started.error);
    const running = started.value;
    central = running.ready;
    store.setSetting('central.port', new URL(central.public).port);
    closing.push(() => running.stop());
  }

  const linked = await startLink({
    store,
    workerEntry: join(shell.paths.programs, 'sync-worker.js'),
    line:
      central === null
        ? { url: config.central.url, trust: trust.value }
        : { url: central.terminals, trust: central.trust },
    proxy: proxyOf(config),
    secrets: shell.secrets,
    enrolmentCode: central?.enrolmentCode ?? config.central.enrolmentCode,
    terminal: config.terminal,
    keepDays: config.outbox.keepDays,
    describe: () => ({
      version: VERSION,
      reader: room.reader().state,
      printer: slips.printer.state().state,
      screen: session?.shown() ?? 'none',
    }),
    onState: ambient,
    onFeed: ambient,
    onAccepted: (ids) => {
      for (const id of ids) session?.progress(id, true, true);
    },
    log: info,
  });
  if (!linked.ok) return failed({ kind: 'secrets', error: linked.error.error });
  link = linked.value;
  const line = link;
  closing.push(() => line.stop());

  const shown = await opening;
  if (!shown.ok) return failed({ kind: 'shell', error: shown.error });
  ambient();

  const ready = {
    event: 'ready',
    shell: shell.kind,
    why: shell.reason,
    ui: shown.value.address,
    dock: dock?.url ?? null,
    reader: { kind: room.kind, why: chosen.value.reason, state: room.reader().state },
    central: central === null ? config.central.url : { embedded: central.terminals },
    public: publicUrl() === '' ? null : publicUrl(),
    mail: central?.mail ?? null,
    staff: central?.staff ?? [],
    printer: config.printer.kind === 'file' ? { file: slips.directory } : { system: config.printer.name },
    data: dataDir,
  };
  log('info', 'started', { shell: shell.kind, reader: room.kind, version: VERSION });
  return ok({ ready, stop });
}

const diskFace = ({ kind }: WriteError): FaceCode => (kind === 'disk-full' ? 'disk.full' : 'store.failed');

/** Before the link is there, the line is cut. */
function lineToMailboxes(link: () => Link | null): MailboxLine {
  const cut = err({ kind: 'offline', cause: 'starting' } as const);
  return {
    online: () => link()?.state().network === 'online',
    open: async (request) => (await link()?.counter.openMailbox(request)) ?? cut,
    message: async (query) => (await link()?.counter.openMessage(query)) ?? cut,
  };
}

/** The configuration speaks in seconds, the flow in milliseconds. */
function milliseconds(times: LoadedConfig['times']): Times {
  const { idle, prompt, pinIdle, end, cardGrace, slowFactor } = times;
  return {
    idle: idle * 1000,
    prompt: prompt * 1000,
    pinIdle: pinIdle * 1000,
    end: end * 1000,
    cardGrace: cardGrace * 1000,
    slowFactor,
  };
}
