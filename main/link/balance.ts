// Once a day, and whenever there is a reason to doubt it, terminal and central API tell each other what they hold (sync/contract/
// balance.ts). What the central API no longer has is offered again; what it has confirmed for long enough is erased here.
import { z } from 'zod';
import type { BalanceAnswer } from '../../sync/contract/balance.ts';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import { balanceDueKey } from '../store/balance.ts';
import type { Log } from '../store/log.ts';
import { settingAs } from '../store/setting.ts';
import type { Store } from '../store/store.ts';
import { askedWaitMs, faultCode, type Caller, type LinkFault } from './call.ts';
import { fullJitterMs, type Timers } from './timers.ts';

export interface BalanceParts {
  readonly store: Store;
  readonly call: Caller;
  readonly timers: Timers;
  readonly random: () => number;
  readonly log: Log;
  /** Days that a confirmed sealed record stays here. */
  readonly keepDays: number;
  /** Terminal clock minus central clock; null when never measured. */
  readonly clockErrorMs: () => number | null;
  /** Records were put back into the outbox. */
  readonly onReoffered: () => void;
}

/** How the last balance ended; kept on disk, shown to staff. Ids are listed in the audit trail. */
export const BalanceReport = z.strictObject({
  /** Milliseconds since the epoch. */
  at: z.number(),
  why: z.string(),
  /** Every record, or those that are not settled yet. */
  full: z.boolean(),
  confirmed: z.number(),
  reoffered: z.number(),
  /** The central API no longer has them, and nothing is left here to offer. */
  lost: z.number(),
  /** The central API has them, and this terminal does not know them. */
  surplus: z.number(),
  /** Promised in the audit trail, and not in the outbox. */
  gone: z.number(),
  /** Accepted, as each side counts. */
  here: z.number(),
  there: z.number(),
});
export type BalanceReport = z.infer<typeof BalanceReport>;

const reportKey = 'balance.last';
const fullKey = 'balance.full-difference';
const auditedKey = 'balance.audited';
const dayMs = 86_400_000;
const deadlineMs = 30_000;
const backoff = { baseMs: 5000, capMs: 30 * 60_000 };
/** A line that flaps does not ask for more balances than this. */
const restMs = 10 * 60_000;
/** With a clock that is further off nothing is erased: its days cannot be counted. */
const clockToleranceMs = 3_600_000;
/** So many ids of a kind are written into the audit trail. */
const listedAtMost = 100;

type Tally = Pick<BalanceReport, 'confirmed' | 'reoffered' | 'lost' | 'surplus' | 'gone' | 'there'>;

export class Balancer {
  readonly #parts: BalanceParts;
  #failures = 0;
  #reconnected = false;

  constructor(parts: BalanceParts) {
    this.#parts = parts;
  }

  /** The line is back after a cut: the next turn balances, unless one has just been done. */
  reconnected(): void {
    this.#reconnected = true;
  }

  last(): BalanceReport | null {
    return lastBalance(this.#parts.store);
  }

  /** True when something (a restarted feed, a salvaged file) wants every record compared. */
  asked(): boolean {
    return (this.#parts.store.setting(balanceDueKey) ?? '') !== '';
  }

  /** One turn of the loop; gives how long to pause before the next. */
  async turn(): Promise<number> {
    const why = this.#reason();
    if (why === null) return this.#untilNext();
    const ran = await this.run(why);
    if (ran.ok) {
      this.#failures = 0;
      return this.#untilNext();
    }
    this.#failures += 1;
    return askedWaitMs(ran.error) ?? fullJitterMs(this.#failures, this.#parts.random, backoff);
  }

  /** One balance: the records that are not settled, or all of them when the sums do not agree. */
  async run(why: string): Promise<Result<BalanceReport, LinkFault>> {
    const { store, timers, log } = this.#parts;
    const asked = store.setting(balanceDueKey) ?? '';
    this.#reconnected = false;
    const gone = this.#gone();
    let full = asked !== '' || this.last() === null;
    let ran = await this.#pages(full ? null : store.balanceFrom(), gone);
    if (ran.ok && !full && this.#difference(ran.value) !== this.#knownDifference()) {
      full = true;
      ran = await this.#pages(null, gone);
    }
    if (!ran.ok) {
      log('balance.failed', { code: faultCode(ran.error) });
      return ran;
    }
    const report = { at: timers.now(), why, full, here: store.counts().accepted, ...ran.value };
    const written = this.#write(report, asked);
    if (!written.ok) return err(written.error);
    const { confirmed, reoffered, lost, surplus } = report;
    log('balance.done', { confirmed, reoffered, lost, surplus });
    if (reoffered > 0) this.#parts.onReoffered();
    this.#erase();
    return ok(report);
  }

  #reason(): string | null {
    const asked = this.#parts.store.setting(balanceDueKey) ?? '';
    if (asked !== '') return asked;
    const sinceMs = this.#sinceLast();
    if (sinceMs >= dayMs) return 'daily';
    return this.#reconnected && sinceMs >= restMs ? 'reconnected' : null;
  }

  /** Whichever way the clock was moved since. */
  #sinceLast(): number {
    const last = this.last();
    return last === null ? Infinity : Math.abs(this.#parts.timers.now() - last.at);
  }

  #untilNext(): number {
    return Math.max(60_000, dayMs - this.#sinceLast());
  }

  /** Page after page from `after` on. */
  async #pages(after: string | null, gone: number): Promise<Result<Tally, LinkFault>> {
    const { store, call } = this.#parts;
    const tally = { confirmed: 0, reoffered: 0, lost: 0, surplus: 0, gone, there: 0 };
    for (let from = after; ;) {
      const { request, next } = store.balancePage(from, gone);
      const answer = await call('balance', request, deadlineMs);
      if (!answer.ok) return answer;
      const applied = store.applyBalance(answer.value);
      if (!applied.ok) return applied;
      const { confirmed, reoffered, lost, surplus } = applied.value;
      this.#list('balance.surplus', surplus);
      tally.confirmed += confirmed;
      tally.reoffered += reoffered.length;
      tally.lost += lost.length;
      tally.surplus += surplus.length + unlisted(answer.value);
      tally.there = answer.value.accepted;
      if (next === null) return ok(tally);
      from = next;
    }
  }

  /** What the audit trail promised and the outbox does not have; entries that were looked at once are not looked at again. */
  #gone(): number {
    const { store } = this.#parts;
    const before = settingAs(store, auditedKey, Audited) ?? { seq: 0, gone: 0 };
    const { gone, last } = store.promisedButGone(before.seq);
    this.#list('balance.gone', gone);
    const after = { seq: last, gone: before.gone + gone.length };
    if (last !== before.seq) store.setSetting(auditedKey, JSON.stringify(after));
    return after.gone;
  }

  #list(kind: string, ids: readonly string[]): void {
    for (const id of ids.slice(0, listedAtMost)) this.#parts.store.audit(kind, { id });
  }

  #difference({ there }: Tally): number {
    return there - this.#parts.store.counts().accepted;
  }

  /** What was left after every record had been compared. */
  #knownDifference(): number {
    return settingAs(this.#parts.store, fullKey, z.number()) ?? 0;
  }

  #write(report: BalanceReport, asked: string): ReturnType<Store['audit']> {
    const { store } = this.#parts;
    const { why, confirmed, reoffered, lost, surplus, gone } = report;
    const told = store.audit('balance.done', {
      code: why,
      count: confirmed,
      left: reoffered + lost,
      number: surplus + gone,
      outcome: agrees(report) ? 'agrees' : 'differs',
    });
    if (!told.ok) return told;
    if (report.full) store.setSetting(fullKey, String(report.there - report.here));
    // Asked for anew while this one ran: that stays.
    if (asked !== '' && store.setting(balanceDueKey) === asked) store.setSetting(balanceDueKey, '');
    return store.setSetting(reportKey, JSON.stringify(report));
  }

  #erase(): void {
    const { store, timers, keepDays, clockErrorMs, log } = this.#parts;
    const errorMs = clockErrorMs();
    if (errorMs === null || Math.abs(errorMs) > clockToleranceMs) return;
    const before = timers.now() - keepDays * dayMs;
    for (;;) {
      const erased = store.eraseConfirmed(before);
      if (!erased.ok) log('balance.erase-failed', { code: erased.error.kind });
      if (!erased.ok || erased.value === 0) return;
    }
  }
}

const Audited = z.strictObject({ seq: z.number(), gone: z.number() });

/** A page lists a thousand surplus ids; the others are only counted. */
const unlisted = ({ surplus, surplusCount }: BalanceAnswer): number =>
  Math.max(0, surplusCount - surplus.length);

/** Nothing is left that a person has to look at; what was offered again goes its usual way. */
export const agrees = ({ lost, surplus, gone }: BalanceReport): boolean => lost + surplus + gone === 0;

/** The report of the last balance; null before the first. */
export function lastBalance(store: Pick<Store, 'setting'>): BalanceReport | null {
  return settingAs(store, reportKey, BalanceReport);
}
