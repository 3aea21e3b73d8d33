// Somebody has found a slip and tries birth dates: from one place, from many, at once, on two nodes that share a PostgreSQL.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { makeSlip, PhoneBrowser, register } from '../../../tests/fixtures/phone.ts';
import { startPostgres } from '../../../tests/fixtures/postgres.ts';
import type { ThrowAwayPostgres } from '../../../tests/fixtures/postgres.ts';
import { madeUp } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';

const folder = mkdtempSync(join(tmpdir(), 'madoguchi-guessing-'));
let postgres: ThrowAwayPostgres;
let nodes: readonly [TestCentral, TestCentral];
let terminal: Sender;
let clockMs = 0;
beforeAll(async () => {
  postgres = await startPostgres();
  const start = (): Promise<TestCentral> =>
    startTestCentral({
      now: () => new Date(Date.now() + clockMs),
      config: { databaseUrl: postgres.url, secretFile: join(folder, 'secret.key') },
      openCallsAMinute: 100_000,
    });
  nodes = [await start(), await start()];
  terminal = await nodes[0].enrol();
}, 120_000);
afterAll(async () => {
  for (const node of nodes) await node.stop();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const hour = 3_600_000;
/** Every day of these years, the right one left out. */
function dates(from: number, to: number): string[] {
  const all: string[] = [];
  for (let at = Date.UTC(from, 0, 1); at < Date.UTC(to, 0, 1); at += 24 * hour)
    all.push(new Date(at).toISOString().slice(0, 10).replaceAll('-', ''));
  return all.filter((date) => date !== madeUp.birthDate);
}
const node = (turn: number): TestCentral['public'] => nodes[turn % 2 === 0 ? 0 : 1].public;

/** Tries them all, so many at a time; counts what was answered. */
async function tryAll(
  tries: readonly { readonly words: string; readonly date: string; readonly source: string }[],
  atOnce: number,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let from = 0; from < tries.length; from += atOnce) {
    const some = tries.slice(from, from + atOnce).map(async ({ words, date, source }, index) => {
      const browser = new PhoneBrowser(node(index), source);
      const { json } = await browser.call('POST', `/v1/slips/${words}/sessions`, { birthDate: date });
      // An entry or a problem document; anything else is counted as nothing.
      const answer = json() as { outcome?: string; code?: string };
      const what = answer.outcome ?? answer.code ?? 'nothing';
      counts[what] = (counts[what] ?? 0) + 1;
    });
    await Promise.all(some);
  }
  return counts;
}

describe('whoever tries birth dates', () => {
  it('from many places at once gets nine, over hours, and then never again; the owner is not let in either', async () => {
    const slip = makeSlip(terminal);
    await register(nodes[0], terminal, slip);
    const all = dates(1985, 1989);
    let compared = 0;
    for (let round = 0; round < 4; round += 1) {
      clockMs = round * (hour + 60_000);
      const tries = all.slice(round * 350, (round + 1) * 350).map((date, index) => ({
        words: slip.number,
        date,
        source: `10.${String(round)}.${String(index >> 8)}.${String(index % 256)}`,
      }));
      const counts = await tryAll(tries, 25);
      // The third of a round is answered with the pause that it begins, the last of all with the end.
      expect(counts.open).toBeUndefined();
      compared += counts.wrong ?? 0;
      expect(counts.wrong ?? 0).toBe(round < 3 ? 2 : 0);
      if (round < 2) expect(counts.paused).toBe(348);
    }
    expect(compared).toBe(6);
    const row = await nodes[0].central.parts.db
      .selectFrom('slip_tries')
      .selectAll()
      .where('slip', '=', slip.sha256)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ tries: 3, pauses: 3 });
    clockMs += 100 * hour;
    expect(await new PhoneBrowser(node(1), '192.0.2.1').enter(slip.number)).toEqual({ outcome: 'closed' });
    clockMs = 0;
  }, 120_000);

  it('at the very same moment gets three and no more', async () => {
    const slip = makeSlip(terminal);
    await register(nodes[0], terminal, slip);
    // The right one is among them, too late or in time: what counts is how many were looked at.
    const tries = dates(1970, 1971)
      .slice(0, 120)
      .map((date, index) => ({ words: slip.number, date, source: `172.16.0.${String(index)}` }));
    const counts = await tryAll(tries, 120);
    expect(counts).toEqual({ wrong: 2, paused: 118 });
  }, 60_000);

  it('from one place gets thirty in an hour, however many slips lie before them', async () => {
    const slips = [];
    for (let count = 0; count < 25; count += 1) {
      const slip = makeSlip(terminal);
      await register(nodes[0], terminal, slip);
      slips.push(slip);
    }
    const tries = slips.flatMap(({ number }) =>
      ['19600101', '19600102'].map((date) => ({ words: number, date, source: '192.0.2.77' })),
    );
    expect(await tryAll(tries, 10)).toEqual({ wrong: 30, 'rate-limited': 20 });
    const [first] = slips;
    const words = first?.number ?? '';
    const late = new PhoneBrowser(node(0), '192.0.2.77');
    const { statusCode, headers } = await late.call('POST', `/v1/slips/${words}/sessions`, {
      birthDate: madeUp.birthDate,
    });
    expect(statusCode).toBe(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(3_500);
    // Others are not kept out by it.
    expect(await new PhoneBrowser(node(1), '192.0.2.78').enter(words)).toEqual({ outcome: 'open' });
  }, 60_000);

  it('cannot tell by the answer whether the account is still there', async () => {
    const [here, gone] = [makeSlip(terminal), makeSlip(terminal)];
    await register(nodes[0], terminal, here);
    const { accountId } = await register(nodes[0], terminal, gone);
    await nodes[0].central.parts.db.deleteFrom('accounts').where('id', '=', accountId).execute();
    const answers = async (words: string): Promise<string[]> => {
      const all = [];
      for (let count = 0; count < 2; count += 1) {
        const browser = new PhoneBrowser(node(count), '192.0.2.90');
        const response = await browser.call('POST', `/v1/slips/${words}/sessions`, { birthDate: '19610101' });
        const { date: _date, ...headers } = response.headers;
        all.push(`${String(response.statusCode)} ${response.body} ${Object.keys(headers).join(' ')}`);
      }
      return all;
    };
    expect(await answers(gone.number)).toEqual(await answers(here.number));
  });
});
