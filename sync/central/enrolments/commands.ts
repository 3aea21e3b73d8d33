// IT's commands about terminals' identity: revoke, approve a recovery, and the steps from one authority to the next.
import { parseArgs } from 'node:util';
import type { Db } from '../db/open.ts';
import type { Secret } from '../keys/secret.ts';
import { rollOver, rolloverSteps } from '../pki/rollover.ts';
import { makeEnrolmentCode } from '../tokens.ts';
import type { EnrolmentOffer } from '../tokens.ts';
import { approve } from './renew.ts';
import { revoke } from './revoke.ts';

export const identityUsage = `  central revoke TERMINAL                                          shut a terminal out, at once
  central approve TERMINAL [--number NUMBER]                       let one come back whose certificate has expired
  central ca next|switch|retire [--force]                          from one authority to the next
`;

/** Whether a command did what was asked, and what it says. */
export interface Said {
  readonly done: boolean;
  readonly words: string;
}
export interface Tools {
  readonly db: Db;
  readonly secret: Secret;
  readonly now: Date;
}
type Command = (tools: Tools) => Promise<Said>;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const done = (words: string): Said => ({ done: true, words });
const not = (words: string): Said => ({ done: false, words });

/** The command behind these words; null when they are none of these, or not as the usage says. */
export function identityCommand(command: string, rest: readonly string[]): Command | null {
  const { values, positionals } = parseArgs({
    args: [...rest],
    allowPositionals: true,
    strict: false,
    options: { number: { type: 'string' }, force: { type: 'boolean' } },
  });
  const [subject = '', ...more] = positionals;
  if (more.length > 0) return null;
  if (command === 'ca') {
    const step = rolloverSteps.find((one) => one === subject);
    return step === undefined
      ? null
      : ({ db, secret, now }) => rolled(step, values.force === true, { db, secret }, now);
  }
  if (!uuid.test(subject)) return null;
  if (command === 'revoke') return (tools) => revoked(subject, tools);
  if (command !== 'approve') return null;
  const { number } = values;
  return typeof number === 'string'
    ? (tools) => approved(subject, number, tools)
    : (tools) => waiting(subject, tools);
}

/** A code with which a terminal comes back under its old id. */
export const comeBack =
  (offer: EnrolmentOffer & { readonly terminalId: string }): Command =>
  async ({ db, now }) => {
    const known = await db
      .selectFrom('terminals')
      .select('id')
      .where('id', '=', offer.terminalId)
      .where('municipality', '=', offer.municipality)
      .executeTakeFirst();
    return known === undefined
      ? not('there is no such terminal in this municipality')
      : done(await makeEnrolmentCode(db, offer, now));
  };

async function revoked(terminalId: string, { db, now }: Tools): Promise<Said> {
  return (await revoke(terminalId, db, now)) ? done('revoked') : not('there is no such terminal');
}

async function approved(terminalId: string, number: string, { db, now }: Tools): Promise<Said> {
  return (await approve(terminalId, number, { db, now: () => now }))
    ? done('approved; the terminal comes back by itself within minutes')
    : not('nothing waits under this number');
}

/** Who looks first sees the number, and compares it with the one on the terminal's staff screen. */
async function waiting(terminalId: string, { db }: Tools): Promise<Said> {
  const row = await db
    .selectFrom('recoveries')
    .select(['number', 'asked_at'])
    .where('terminal_id', '=', terminalId)
    .where('approved_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return not('this terminal has not asked to come back');
  const since = row.asked_at.toISOString();
  return not(
    `asked at ${since} under number ${row.number}; compare it with the terminal's staff screen, then give --number`,
  );
}

async function rolled(
  step: (typeof rolloverSteps)[number],
  force: boolean,
  parts: { readonly db: Db; readonly secret: Secret },
  now: Date,
): Promise<Said> {
  const error = await rollOver(step, force, parts, now);
  if (error === null) return done(`${step}: done; running nodes follow within a minute`);
  if (error.kind === 'out-of-order') return not(error.words);
  const names = error.terminals.join('\n');
  return not(
    `these terminals have no certificate of the present authority yet (--force shuts them out):\n${names}`,
  );
}
