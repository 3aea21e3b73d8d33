// The terminal's line to the central API, put together: worker, identity, push, pull and report. Nothing here is waited for at
// the counter: a registration is safe once the store has it, and the rest happens when it can.
import { err, ok, type Result } from '../../sync/contract/result.ts';
import type { TerminalReport } from '../../sync/contract/api.ts';
import type { Line } from '../../sync/contract/worker.ts';
import type { SecretError } from '../shell/shell.ts';
import type { Store } from '../store/store.ts';
import { agrees, Balancer } from './balance.ts';
import { faultCode, isShutOut, type Caller } from './call.ts';
import { threadSpawner, WorkerClient } from './client.ts';
import { CounterCalls } from './counter-calls.ts';
import { Enroller } from './enrolment.ts';
import { knowsTrust, loadIdentity, trustOf, type Identity } from './identity.ts';
import { Keeper } from './keeper.ts';
import { Monitor, type LinkState } from './monitor.ts';
import type { CentralLine, LinkOptions, SyncOutcome } from './options.ts';
import { Puller } from './pull.ts';
import { Pusher, type Round } from './push.ts';
import { quietly } from './quiet.ts';
import { receiptKeysOf } from './receipt.ts';
import { SlipTeller } from './slips.ts';
import { Alarm, systemTimers, type Timers } from './timers.ts';

export type LinkError = { readonly kind: 'secrets'; readonly error: SecretError };

const deadlinesMs = { report: 10_000, enrol: 20_000 };
const reportEveryMs = 60_000;
/** Without other news the push loop looks at the outbox this often. */
const lookEveryMs = 60_000;
/** A network that flaps does not make us push more often than this. */
const pokeEveryMs = 15_000;
const feedPagesAtMost = 1000;
const usualKeepDays = 7;

/**
 * Starts the worker and the loops. Comes back as soon as the identity of an earlier enrolment is read (or known to be missing)
 * and never waits for the network.
 */
export async function startLink(options: LinkOptions): Promise<Result<Link, LinkError>> {
  const stored = await loadIdentity(options.secrets);
  if (!stored.ok) return err({ kind: 'secrets', error: stored.error });
  // Another central API than the one that we know, and a code for it: enrol there. Without a code the old identity is tried.
  const moved = stored.value !== null && !knowsTrust(stored.value, options.line.trust);
  return ok(new Link(options, moved && options.enrolmentCode !== null ? null : stored.value));
}

export class Link {
  /** What is asked while somebody stands at the counter. */
  readonly counter: CounterCalls;
  readonly #options: LinkOptions;
  readonly #store: Store;
  readonly #timers: Timers;
  readonly #monitor: Monitor;
  readonly #client: WorkerClient;
  readonly #pusher: Pusher;
  readonly #puller: Puller;
  readonly #balancer: Balancer;
  readonly #slipTeller: SlipTeller;
  readonly #enroller: Enroller;
  readonly #alarms: {
    readonly enrol: Alarm;
    readonly push: Alarm;
    readonly pull: Alarm;
    readonly report: Alarm;
    readonly balance: Alarm;
    readonly slips: Alarm;
    readonly keep: Alarm;
  };
  readonly #identified = Promise.withResolvers<Identity>();
  readonly #keeper: Keeper;
  readonly #call: Caller;
  readonly #collectors = new Set<Collector>();
  readonly #loops: readonly Promise<void>[];
  #line: CentralLine;
  #code: string | null;
  #identity: Identity | null = null;
  #impatient = false;
  #pullAtOnce = false;
  #tellAtOnce = false;
  /** IT gave a code to a terminal that was shut out. */
  #comeBack = false;
  #moreToRead = false;
  #pokedAt = -Infinity;
  #pushing: Promise<unknown> = Promise.resolve();
  #balancing: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(options: LinkOptions, identity: Identity | null) {
    const { store, log, timers = systemTimers, random = Math.random } = options;
    const alarm = (): Alarm => new Alarm(timers);
    this.#options = options;
    this.#store = store;
    this.#timers = timers;
    this.#line = options.line;
    this.#code = options.enrolmentCode;
    this.#alarms = {
      enrol: alarm(),
      push: alarm(),
      pull: alarm(),
      report: alarm(),
      balance: alarm(),
      slips: alarm(),
      keep: alarm(),
    };
    this.#monitor = new Monitor(store, timers, {
      onChange: (state) => {
        if (!this.#stopped) options.onState(state);
      },
      onOnline: () => this.#poke(),
    });
    this.#client = new WorkerClient({
      spawn: options.spawn ?? threadSpawner(options.workerEntry, log),
      timers,
      random,
      log,
      onState: (state) => this.#monitor.setWorker(state),
      onClock: (clock) => this.#monitor.measured(clock),
    });
    this.#call = quietly(this.#ask, { store, timers, random });
    this.counter = new CounterCalls(this.#call, () => this.#identity !== null);
    const parts = { store, call: this.#call, timers, random, log };
    this.#keeper = new Keeper({
      ...parts,
      secrets: options.secrets,
      clockErrorMs: () => this.#monitor.state().clockErrorMs,
      trust: () => (this.#moreToRead || store.cursor() === null ? null : store.trust()),
      lineOf: (own) => this.#lineOf(own),
      report: () => this.#ownReport(),
      saidExpired: () => this.#monitor.state().refused === 'certificate-expired',
      onIdentity: (own) => this.#become(own, false),
      onRecovery: (number) => this.#monitor.setRecovery(number),
    });
    this.#enroller = new Enroller({
      ...parts,
      secrets: options.secrets,
      terminal: options.terminal,
      send: (request) => this.#call('enrol', request, deadlinesMs.enrol),
    });
    this.#puller = new Puller({ ...parts, onApplied: (more) => this.#applied(more) });
    this.#pusher = new Pusher({
      ...parts,
      receiptKeys: receiptKeysOf(store, () => this.#identity),
      onAnswered: ({ confirmed }) => this.#answered(confirmed),
    });
    this.#balancer = new Balancer({
      ...parts,
      keepDays: options.keepDays ?? usualKeepDays,
      clockErrorMs: () => this.#monitor.state().clockErrorMs,
      onReoffered: () => this.committed(),
    });
    this.#slipTeller = new SlipTeller(parts);
    if (identity) this.#become(identity, false);
    else void this.#configure();
    this.#monitor.setEnrolment(identity ? 'enrolled' : this.#code === null ? 'no-code' : 'waiting');
    this.#loops = [this.#enrolLoop(), ...this.#workLoops()];
  }

  state(): LinkState {
    return this.#monitor.state();
  }

  /** Null until the terminal is enrolled. */
  identity(): Identity | null {
    return this.#identity;
  }

  /** Resolves when the terminal is enrolled; at once when it was at the start. */
  identified(): Promise<Identity> {
    return this.#identified.promise;
  }

  /** A registration was committed: it is pushed now, whatever our own back-off says. */
  committed(id?: string): void {
    if (id !== undefined) for (const { later } of this.#collectors) later.add(id);
    this.#monitor.changed();
    this.#impatient = true;
    this.#alarms.push.ring();
  }

  /** A notice about a slip was written down: it is told now. */
  slipNoted(): void {
    this.#tellAtOnce = true;
    this.#alarms.slips.ring();
  }

  /** Pushes everything that waits now and reads the feed to its end, and says exactly what came of it. */
  async syncNow(): Promise<SyncOutcome> {
    const before = this.#store.counts();
    const collector: Collector = { confirmed: [], later: new Set() };
    this.#collectors.add(collector);
    const last = this.#identity === null ? null : await this.#oneAtATime(() => this.#drain());
    this.#collectors.delete(collector);
    const feed = this.#identity === null ? 'not-enrolled' : await this.#readFeed();
    const balanced =
      this.#identity === null ? null : await this.#oneBalance(() => this.#balancer.run('sync-now'));
    const { saved, sent, needsAttention } = this.#store.counts();
    const pushed =
      last?.kind === 'failed' ? faultCode(last.error) : last?.kind === 'waiting' ? 'asked-to-wait' : null;
    return {
      offered: before.saved + before.sent,
      confirmed: collector.confirmed.filter((id) => !collector.later.has(id)),
      waiting: saved + sent,
      needsAttention,
      feedCurrent: feed === null,
      balanced: balanced?.ok === true && agrees(balanced.value),
      failed: pushed ?? feed ?? (balanced?.ok === false ? faultCode(balanced.error) : null),
      askedToWaitUntil: last?.kind === 'waiting' ? last.untilMs : null,
    };
  }

  /** A new one-time code from IT: after the first was refused, when there was none, or when the terminal was shut out. */
  enrol(code: string): void {
    if (this.#identity !== null && !this.#shutOut()) return;
    this.#code = code;
    this.#comeBack = this.#identity !== null;
    this.#enroller.retryAtOnce();
    if (this.#identity === null) this.#monitor.setEnrolment('waiting');
    this.#alarms.enrol.ring();
    this.#alarms.keep.ring();
  }

  /** The central API has another address now (an embedded one was started again). */
  async reach(line: CentralLine): Promise<void> {
    this.#line = line;
    await this.#configure();
    this.#wakeAll();
  }

  /** The dock's switch: true pulls the cable, false puts it back. */
  async cut(cut: boolean): Promise<void> {
    await this.#client.cut(cut);
    if (cut) this.#monitor.heard(err({ kind: 'offline', cause: 'cut' }));
    else this.#wakeAll();
  }

  /** Ends the worker and the loops. What is under way is asked again at the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wakeAll();
    await this.#client.stop();
    await Promise.all(this.#loops);
  }

  readonly #ask: Caller = async (name, args, deadlineMs) => {
    const result = await this.#client.call(name, args, deadlineMs);
    // What is said to another certificate, or to none, says nothing of ours.
    if (this.#stopped || name === 'prove' || name === 'recover') return result;
    const before = this.#monitor.state().refused;
    this.#monitor.heard(result);
    if (this.#shutOut() && this.#monitor.state().refused !== before) this.#alarms.keep.ring();
    return result;
  };

  /** The central API answers and does not let this certificate in. */
  #shutOut(): boolean {
    return isShutOut(this.#monitor.state().refused);
  }

  #configure(): Promise<unknown> {
    return this.#client.configure(this.#lineOf(this.#identity));
  }

  #lineOf(own: Identity | null): Line {
    return {
      url: this.#line.url,
      trust: trustOf(this.#line.trust, own),
      identity: own && { certificate: own.certificate, privateKey: own.privateKey },
      proxy: this.#options.proxy ?? null,
    };
  }

  #applied(more: boolean): void {
    this.#moreToRead = more;
    this.#options.onFeed?.();
    // It may have brought another authority.
    if (!more) this.#alarms.keep.ring();
  }

  #become(identity: Identity, fresh: boolean): void {
    this.#identity = identity;
    // A store that is younger than the identity (replaced, or full on the day) gets the key likewise.
    if (fresh || this.#store.sealingKey() === null)
      this.#store.adoptCentral(identity.sealingKey, identity.terminalId);
    void this.#configure();
    this.#monitor.setEnrolment('enrolled');
    this.#identified.resolve(identity);
    this.#wakeAll();
  }

  #wakeAll(): void {
    this.#impatient = true;
    this.#pullAtOnce = true;
    this.#tellAtOnce = true;
    for (const alarm of Object.values(this.#alarms)) alarm.ring();
  }

  /** The network is back: what was put off because of it goes now. */
  #poke(): void {
    const now = this.#timers.now();
    if (this.#stopped || Math.abs(now - this.#pokedAt) < pokeEveryMs) return;
    this.#pokedAt = now;
    this.#store.makeDue();
    this.#impatient = true;
    this.#alarms.push.ring();
    this.#balancer.reconnected();
    this.#alarms.balance.ring();
    this.slipNoted();
  }

  #answered(confirmed: readonly string[]): void {
    for (const collector of this.#collectors) collector.confirmed.push(...confirmed);
    if (this.#stopped) return;
    if (confirmed.length > 0) this.#options.onAccepted?.(confirmed);
    this.#monitor.changed();
  }

  async #enrolLoop(): Promise<void> {
    while (!this.#stopped && this.#identity === null) {
      const pauseMs = this.#code === null ? null : await this.#tryToEnrol(this.#code);
      if (!this.#stopped && this.#identity === null) await this.#alarms.enrol.wait(pauseMs);
    }
  }

  /** Gives the pause before the next try; null when another code is needed first. */
  async #tryToEnrol(code: string): Promise<number | null> {
    const tried = await this.#enroller.attempt(code);
    if (tried.kind === 'later') return tried.waitMs;
    this.#comeBack = false;
    if (tried.kind === 'enrolled') {
      this.#code = null;
      this.#become(tried.identity, true);
      return null;
    }
    // Unless IT has given a new one meanwhile.
    if (this.#code !== code) return 0;
    this.#code = null;
    if (this.#identity === null) this.#monitor.setEnrolment('refused');
    return null;
  }

  #workLoops(): Promise<void>[] {
    return [
      this.#loop(this.#alarms.push, () => this.#oneAtATime(() => this.#pushTurn())),
      this.#loop(this.#alarms.pull, () => this.#pullTurn()),
      this.#loop(this.#alarms.report, () => this.#report()),
      this.#loop(this.#alarms.keep, (own) => this.#keepTurn(own)),
      this.#loop(this.#alarms.balance, () => this.#oneBalance(() => this.#balancer.turn())),
      this.#loop(this.#alarms.slips, () => this.#slipTurn()),
    ];
  }

  /** Turn, pause, turn, until the link is stopped; begins when the terminal is enrolled. */
  async #loop(alarm: Alarm, turn: (own: Identity) => Promise<number | null>): Promise<void> {
    while (!this.#stopped) {
      const pauseMs = this.#identity === null ? null : await turn(this.#identity);
      if (!this.#stopped && pauseMs !== 0) await alarm.wait(pauseMs);
    }
  }

  /** Only one push at a time: the loop's, or the one of `syncNow`. */
  #oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#pushing.then(work);
    this.#pushing = turn.catch(() => undefined);
    return turn;
  }

  /** Only one balance at a time: the loop's, or the one of `syncNow`. */
  #oneBalance<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#balancing.then(work);
    this.#balancing = turn.catch(() => undefined);
    return turn;
  }

  /** A feed that had to begin anew asks for a balance. */
  async #pullTurn(): Promise<number> {
    const atOnce = this.#pullAtOnce;
    this.#pullAtOnce = false;
    const pauseMs = await this.#puller.turn({ now: atOnce });
    if (this.#balancer.asked()) this.#alarms.balance.ring();
    return pauseMs;
  }

  #slipTurn(): Promise<number> {
    const now = this.#tellAtOnce;
    this.#tellAtOnce = false;
    return this.#slipTeller.turn({ now });
  }

  /** A code from IT brings back a terminal that was shut out; the keeper does what can be done without one. */
  async #keepTurn(own: Identity): Promise<number | null> {
    if (this.#code !== null && (this.#comeBack || this.#shutOut()))
      // Refused, the keeper has its turn at once.
      return (await this.#tryToEnrol(this.#code)) ?? 0;
    return this.#keeper.turn(own);
  }

  async #pushTurn(): Promise<number> {
    const impatient = this.#impatient;
    this.#impatient = false;
    const round = await this.#pusher.round({ now: impatient });
    const now = this.#timers.now();
    if (round.kind === 'waiting') return Math.max(1, round.untilMs - now);
    if (round.kind !== 'idle') return 0;
    this.#store.tidy();
    return Math.min(Math.max(1, (this.#store.nextDueAt() ?? Infinity) - now), lookEveryMs);
  }

  /** Round after round until nothing is due or something ends it. */
  async #drain(): Promise<Round> {
    this.#store.makeDue();
    const { saved, sent } = this.#store.counts();
    let round: Round = { kind: 'pushed' };
    // Every round answers at least one; the margin is for what is committed meanwhile.
    for (let left = saved + sent + 20; left > 0 && round.kind === 'pushed'; left -= 1)
      round = await this.#pusher.round({ now: true });
    return round;
  }

  /** Null when the feed was read to its end, else the code of what ended it. */
  async #readFeed(): Promise<string | null> {
    for (let left = feedPagesAtMost; left > 0; left -= 1) {
      const pulled = await this.#puller.page(0);
      if (pulled.kind === 'failed') return faultCode(pulled.error);
      if (!pulled.more) return null;
    }
    return 'too-many-pages';
  }

  async #report(): Promise<number> {
    await this.#call('report', this.#ownReport(), deadlinesMs.report);
    return reportEveryMs;
  }

  #ownReport(): TerminalReport {
    const { saved, sent, accepted, needsAttention } = this.#store.counts();
    const waiting = saved + sent;
    const total = waiting + accepted + needsAttention;
    return { ...this.#options.describe(), saved: total, waiting, needsAttention };
  }
}

/** What one `syncNow` has seen confirmed, and what was committed after it had begun. */
interface Collector {
  readonly confirmed: string[];
  readonly later: Set<string>;
}
