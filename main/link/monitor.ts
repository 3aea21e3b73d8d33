// What is known of the line, gathered from every answer and every silence.
import { z } from 'zod';
import type { ProblemCode } from '../../sync/contract/api.ts';
import type { Result } from '../../sync/contract/result.ts';
import type { CallError } from '../../sync/contract/worker.ts';
import type { Counts } from '../store/outbox.ts';
import type { Store } from '../store/store.ts';
import { faultCode, isPassing } from './call.ts';
import type { WorkerState } from './client.ts';
import type { Timers } from './timers.ts';

export interface LinkState {
  readonly network: 'online' | 'offline' | 'unknown';
  readonly worker: WorkerState;
  /** `refused`: the code is wrong, used or too old; IT must give another. */
  readonly enrolment: 'enrolled' | 'waiting' | 'no-code' | 'refused';
  /** The central API answers but will not have us (`terminal-revoked`, `unauthenticated`, `unavailable`, …). */
  readonly refused: ProblemCode | null;
  /** What IT compares before it lets a terminal with an expired certificate come back; null when that is not asked for. */
  readonly recovery: string | null;
  /** Why there is no connection: stable code (`clock`, `tls`, `timeout`, `offline`, …); null while there is one. */
  readonly trouble: string | null;
  /** Last answer from the central API, milliseconds since the epoch. */
  readonly lastContact: number | null;
  /** Terminal clock minus central clock when last measured, to about a second; null when never measured. */
  readonly clockErrorMs: number | null;
  /** The last measurement is too old, or the clock was set since: what it shows now is a guess. */
  readonly timeUnsure: boolean;
  readonly counts: Counts;
}

/** Before there is a line: while the embedded central API still starts. */
export const noContactYet = (store: Pick<Store, 'counts'>): LinkState => ({
  network: 'unknown',
  worker: 'running',
  enrolment: 'waiting',
  refused: null,
  recovery: null,
  trouble: null,
  lastContact: null,
  clockErrorMs: null,
  timeUnsure: true,
  counts: store.counts(),
});

/** A cheap clock drifts by minutes a month; a week keeps it within what a record's time is needed for. */
const measurementLifeMs = 7 * 86_400_000;
/** Wall clock and steady clock may run apart by this much before we say that the clock was set. */
const setToleranceMs = 60_000;

const contactKey = 'link.last-contact';
const clockKey = 'link.clock-error-ms';
/** Worth writing down. */
const contactStepMs = 60_000;
const clockStepMs = 2000;
/** `Date` has whole seconds (RFC 9110 section 5.6.7): half of one is what it hides on average. */
const dateHidesMs = 500;

export class Monitor {
  readonly #store: Store;
  readonly #timers: Timers;
  readonly #onChange: (state: LinkState) => void;
  readonly #onOnline: () => void;
  #network: LinkState['network'] = 'unknown';
  #worker: WorkerState = 'running';
  #enrolment: LinkState['enrolment'] = 'waiting';
  #refused: ProblemCode | null = null;
  #recovery: string | null = null;
  #trouble: string | null = null;
  #lastContact: number | null;
  #writtenContact: number;
  #clockErrorMs: number | null;
  /** Both clocks at the last measurement of this run. */
  #measuredAt: { readonly wall: number; readonly steady: number } | null = null;
  #writtenClock: number | null;

  constructor(
    store: Store,
    timers: Timers,
    listeners: { readonly onChange: (state: LinkState) => void; readonly onOnline: () => void },
  ) {
    this.#store = store;
    this.#timers = timers;
    this.#onChange = listeners.onChange;
    this.#onOnline = listeners.onOnline;
    this.#lastContact = storedNumber(store, contactKey);
    this.#writtenContact = this.#lastContact ?? 0;
    this.#clockErrorMs = storedNumber(store, clockKey);
    this.#writtenClock = this.#clockErrorMs;
  }

  state(): LinkState {
    return {
      network: this.#network,
      worker: this.#worker,
      enrolment: this.#enrolment,
      refused: this.#refused,
      recovery: this.#recovery,
      trouble: this.#trouble,
      lastContact: this.#lastContact,
      clockErrorMs: this.#clockErrorMs,
      timeUnsure: this.#timeUnsure(),
      counts: this.#store.counts(),
    };
  }

  changed(): void {
    this.#onChange(this.state());
  }

  setWorker(worker: WorkerState): void {
    if (worker === this.#worker) return;
    this.#worker = worker;
    this.changed();
  }

  setEnrolment(enrolment: LinkState['enrolment']): void {
    if (enrolment === this.#enrolment) return;
    this.#enrolment = enrolment;
    this.changed();
  }

  setRecovery(number: string | null): void {
    if (number === this.#recovery) return;
    this.#recovery = number;
    this.changed();
  }

  /** The result of any call. */
  heard(result: Result<unknown, CallError>): void {
    const error = result.ok ? null : result.error;
    if (error === null || error.kind === 'refused') this.#contact(error?.problem.code ?? null);
    else if (error.kind !== 'worker-gone') this.#silent(faultCode(error));
  }

  measured({ centralMs, localMs }: { readonly centralMs: number; readonly localMs: number }): void {
    this.#clockErrorMs = localMs - centralMs - dateHidesMs;
    this.#measuredAt = { wall: this.#timers.now(), steady: this.#timers.steady() };
    if (Math.abs(this.#clockErrorMs - (this.#writtenClock ?? Infinity)) < clockStepMs) return;
    this.#writtenClock = this.#clockErrorMs;
    this.#store.setSetting(clockKey, String(this.#clockErrorMs));
  }

  #timeUnsure(): boolean {
    const { now, steady } = this.#timers;
    // The last contact was the last measurement; it is on disk, so that a start without network can tell as well.
    const sinceMs = now() - (this.#lastContact ?? 0);
    if (this.#clockErrorMs === null || sinceMs < -setToleranceMs || sinceMs > measurementLifeMs) return true;
    if (this.#measuredAt === null) return false;
    const { wall, steady: then } = this.#measuredAt;
    return Math.abs(now() - wall - (steady() - then)) > setToleranceMs;
  }

  #contact(code: ProblemCode | null): void {
    this.#lastContact = this.#timers.now();
    if (Math.abs(this.#lastContact - this.#writtenContact) >= contactStepMs) {
      this.#writtenContact = this.#lastContact;
      this.#store.setSetting(contactKey, String(this.#lastContact));
    }
    const refused = code !== null && isPassing(code) ? code : null;
    const before = this.#refused;
    this.#refused = refused;
    this.#trouble = null;
    if (this.#network !== 'online') this.#setNetwork('online');
    else if (refused !== before) this.changed();
  }

  #silent(code: string): void {
    const news = code !== this.#trouble && this.#network === 'offline';
    this.#trouble = code;
    this.#setNetwork('offline');
    if (news) this.changed();
  }

  #setNetwork(network: LinkState['network']): void {
    const before = this.#network;
    if (network === before) return;
    this.#network = network;
    this.changed();
    if (network === 'online' && before === 'offline') this.#onOnline();
  }
}

function storedNumber(store: Store, key: string): number | null {
  return z.coerce.number().int().nullable().catch(null).parse(store.setting(key));
}
