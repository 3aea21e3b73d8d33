// When a message may go, by whose clock. A time that has passed is now: a sender whose message was a little late is no mistake. A sender
// whose clock is far off is one: the time that they wrote is not the time that they mean.
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const offAtMostMs = 5 * minuteMs;
/** Nobody schedules further ahead, and nobody's message is later than a day: such a time is of a wrong clock. */
const aheadAtMostMs = 366 * dayMs;
const lateAtMostMs = dayMs;

/** Null: as soon as it may go. The refusal's detail tells the difference in seconds. */
export function whenToSend(
  { sendAt, clock }: { readonly sendAt: string | null; readonly clock?: string | undefined },
  now: Date,
): Result<Date | null, Refusal> {
  if (sendAt === null) return ok(null);
  const off = clock === undefined ? 0 : Date.parse(clock) - now.getTime();
  if (Math.abs(off) > offAtMostMs) return err(tooFar('clock', off));
  const ahead = Date.parse(sendAt) - now.getTime();
  if (ahead > aheadAtMostMs || ahead < -lateAtMostMs) return err(tooFar('sendAt', ahead));
  return ok(ahead <= 0 ? null : new Date(sendAt));
}

function tooFar(what: 'clock' | 'sendAt', ms: number): Refusal {
  const seconds = Math.round(Math.abs(ms) / 1000);
  return refuse('sender-clock-off', { detail: `${what} is ${seconds} s ${ms > 0 ? 'ahead' : 'behind'}` });
}
