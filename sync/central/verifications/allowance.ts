// How often a code may still be sent, and when: told on the screen before anybody runs into it.
import type { VerificationsTable } from '../db/tables.ts';
import type { Trx } from '../db/open.ts';
import type { VerificationLimits } from './limits.ts';

export interface Allowance {
  /** Of the next mail, short message or call to this address. */
  readonly number: number;
  /** Sendings that are left now. */
  readonly left: number;
  /** The next one may be asked for from then on; with none left, when there will be one again. */
  readonly nextAt: Date;
}

export interface Asked {
  /** At a counter its session counts; at home the account's last day. */
  readonly kind: VerificationsTable['kind'];
  readonly sessionId: string;
  readonly channel: VerificationsTable['channel'];
  readonly address: string;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What may still be sent to an address. Hold the session's lock when something is going to be sent. */
export async function allowance(
  trx: Trx,
  asked: Asked,
  limits: VerificationLimits,
  now: Date,
): Promise<Allowance> {
  const nowMs = now.getTime();
  const rows = await trx
    .selectFrom('verifications')
    .select(['kind', 'channel', 'address', 'number', 'created_at', 'delivery'])
    .where('session_id', '=', asked.sessionId)
    .execute();
  const mine = rows
    .filter(
      ({ kind, created_at }) =>
        kind === asked.kind && (kind === 'counter' || created_at.getTime() > nowMs - dayMs),
    )
    .map(({ created_at }) => created_at.getTime());
  const same = rows.filter(({ channel, address }) => channel === asked.channel && address === asked.address);
  const { count } = await trx
    .selectFrom('verifications')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('channel', '=', asked.channel)
    .where('address', '=', asked.address)
    .where('created_at', '>', new Date(nowMs - hourMs))
    .executeTakeFirstOrThrow();
  const ofSession = limits.perSession - mine.length;
  const left = Math.max(0, Math.min(ofSession, limits.perAddressAnHour - Number(count)));
  // A sending that failed may be repeated at once.
  const last = Math.max(
    ...same.filter(({ delivery }) => delivery !== 'failed').map(({ created_at }) => created_at.getTime()),
  );
  // A session at a counter gets no more at all: longer than anybody stands there.
  const forSession = asked.kind === 'counter' ? nowMs + 600_000 : Math.min(nowMs, ...mine) + dayMs;
  const whenFull = ofSession > 0 ? nowMs + hourMs / 2 : forSession;
  return {
    number: Math.max(0, ...same.map(({ number }) => number)) + 1,
    left,
    nextAt: new Date(left > 0 ? Math.max(nowMs, last + limits.pauseMs) : whenFull),
  };
}
