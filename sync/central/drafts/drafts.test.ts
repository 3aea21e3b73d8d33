import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import { Problem } from '../../contract/api.ts';
import { Choices, DraftAnswer, DraftClaimAnswer } from '../../contract/drafts.ts';
import type { DraftRequest } from '../../contract/drafts.ts';
import { sweep } from '../sweep.ts';
import {
  claimsAtMost,
  draftLifeMs,
  livingAtMost,
  madeFromOneAddress,
  missesAtMost,
  pauseMs,
} from './limits.ts';

let central: TestCentral;
let terminal: Sender;
let other: Sender;
let clockMs = 0;
beforeAll(async () => {
  central = await startTestCentral({ now: () => new Date(Date.now() + clockMs) });
  [terminal, other] = [await central.enrol(), await central.enrol()];
}, 60_000);
afterAll(() => central.stop(), 60_000);

const chosen: DraftRequest = {
  language: 'vi',
  interests: ['bousai'],
  services: ['library'],
  email: 'hanako.secret@example.jp',
};
let addresses = 0;
const post = (payload: object, from = `198.51.100.${(addresses += 1)}`) =>
  central.public.inject({ method: 'POST', url: '/v1/drafts', payload, headers: { 'x-forwarded-for': from } });
const make = async (draft = chosen) => DraftAnswer.parse((await post(draft)).json());
const claim = async (code: string, by = terminal) =>
  DraftClaimAnswer.parse((await central.as(by, 'POST', '/v1/drafts/claims', { code })).json());
/** A code that nobody was given. */
async function wrongCode(): Promise<string> {
  const { code } = await make();
  return String((Number(code) + 1) % 1_000_000).padStart(6, '0');
}
const laterBy = (ms: number) => (clockMs += ms);

describe('the choices', () => {
  it('are the catalogue, without what only a consent needs', async () => {
    const answer = await central.public.inject('/v1/choices');
    const { municipality, interests, services } = Choices.parse(answer.json());
    expect(municipality.en).toBe('Mihon City');
    expect(interests.map(({ id }) => id)).toEqual(['bousai']);
    expect(services).toEqual([
      {
        id: 'library',
        label: { ja: '図書館', en: 'Library' },
        description: { ja: '貸出', en: 'Lending' },
        provider: { ja: '市', en: 'City' },
      },
    ]);
    expect(answer.cookies).toEqual([]);
  });
});

describe('a draft', () => {
  it('is found by its six digits and by its number, by any terminal, as it was made', async () => {
    const made = await make();
    const found = { outcome: 'found', draft: chosen, expiresAt: made.expiresAt };
    expect(await claim(made.code)).toEqual(found);
    expect(await claim(made.number, other)).toEqual(found);
    expect(made.qrSvg).toMatch(/^<svg [^]*<\/svg>\s*$/);
    expect(made.qrSvg).not.toMatch(/<script|style=|onload|href/);
    const left = Date.parse(made.expiresAt) - (Date.now() + clockMs);
    expect(left).toBeGreaterThan(draftLifeMs - 10_000);
    expect(left).toBeLessThanOrEqual(draftLifeMs);
  });

  it('is not found after two hours, nor more than a few times', async () => {
    const often = await make();
    for (let time = 0; time < claimsAtMost; time += 1)
      expect(await claim(often.number)).toMatchObject({ outcome: 'found' });
    expect(await claim(often.number)).toEqual({ outcome: 'unknown' });
    const old = await make();
    laterBy(draftLifeMs);
    expect(await claim(old.number)).toEqual({ outcome: 'unknown' });
    expect(await claim(old.code)).toEqual({ outcome: 'unknown' });
  });

  it('is refused with what is not offered, or is no address', async () => {
    for (const [change, field] of [
      [{ interests: ['bousai', 'dragons'] }, 'body.interests'],
      [{ interests: ['bousai', 'bousai'] }, 'body.interests'],
      [{ services: ['dragons'] }, 'body.services'],
      [{ email: 'hanako@' }, 'body.email'],
      [{ name: '見本 花子' }, 'body'],
    ] as const) {
      const answer = await post({ ...chosen, ...change });
      expect(Problem.parse(answer.json())).toMatchObject({ code: 'malformed', detail: field });
    }
    expect((await post({ ...chosen, interests: [], services: [], email: null })).statusCode).toBe(200);
  });

  it('lies in the database neither readable nor findable by its code, and in no log', async () => {
    const made = await make();
    await claim(made.code);
    const { db } = central.central.parts;
    const rows = await db.selectFrom('drafts').selectAll().execute();
    expect(rows.length).toBeGreaterThan(0);
    const everything = rows
      .map((row) => [row.code_hash, row.number_hash, Buffer.from(row.content).toString('latin1')].join(' '))
      .join(' ');
    for (const secret of ['hanako', 'bousai', made.code, made.number]) {
      expect(everything).not.toContain(secret);
      expect(central.logged()).not.toContain(secret);
    }
  });

  it('is swept when its time is over', async () => {
    await make();
    laterBy(draftLifeMs);
    await sweep(central.central.parts);
    const { db } = central.central.parts;
    expect(await db.selectFrom('drafts').select('claims').execute()).toEqual([]);
    expect(await db.selectFrom('draft_misses').select('who').execute()).toEqual([]);
  });

  it('is claimed by terminals only', async () => {
    const { code } = await make();
    const asked = { method: 'POST', url: '/v1/drafts/claims', payload: { code } } as const;
    expect((await central.public.inject(asked)).statusCode).toBe(404);
    expect((await central.terminals.inject(asked)).statusCode).toBe(401);
    expect((await central.as(terminal, 'POST', '/v1/drafts/claims', { code: '12345' })).statusCode).toBe(400);
  });
});

describe('guessing', () => {
  it('ends in a pause after five wrong codes, right ones in between or not; the QR code goes on', async () => {
    laterBy(draftLifeMs);
    const wrong = await wrongCode();
    const right = await make();
    for (let miss = 1; miss < missesAtMost.terminal; miss += 1) {
      expect(await claim(wrong)).toEqual({ outcome: 'unknown' });
      if (miss <= 2) expect(await claim(right.code)).toMatchObject({ outcome: 'found' });
    }
    const paused = await claim(wrong);
    if (paused.outcome !== 'paused') throw new Error(`it was ${paused.outcome}`);
    const lastsMs = Date.parse(paused.until) - (Date.now() + clockMs);
    expect(lastsMs).toBeGreaterThan(pauseMs - 10_000);
    expect(lastsMs).toBeLessThanOrEqual(pauseMs);
    expect(await claim(right.code)).toEqual(paused);
    expect(await claim(right.number)).toMatchObject({ outcome: 'found' });
    expect(await claim(right.code, other), 'at another terminal').toMatchObject({ outcome: 'found' });
    laterBy(pauseMs);
    expect(await claim(right.code)).toMatchObject({ outcome: 'found' });
  });

  it('at once, in parallel, has no more tries', async () => {
    laterBy(draftLifeMs);
    const wrong = await wrongCode();
    const answers = await Promise.all(Array.from({ length: 12 }, () => claim(wrong)));
    expect(answers.filter(({ outcome }) => outcome === 'unknown')).toHaveLength(missesAtMost.terminal - 1);
    expect(answers.filter(({ outcome }) => outcome === 'paused')).toHaveLength(
      12 - missesAtMost.terminal + 1,
    );
  });

  it('over many terminals is paused for all of them', async () => {
    laterBy(draftLifeMs);
    const wrong = await wrongCode();
    const { db, now } = central.central.parts;
    const count = missesAtMost.all - 1;
    await db.insertInto('draft_misses').values({ who: 'all', since: now(), count }).execute();
    expect(await claim(wrong)).toMatchObject({ outcome: 'paused' });
    expect(await claim((await make()).code, other)).toMatchObject({ outcome: 'paused' });
  });
});

describe('making drafts', () => {
  it('is limited per address, and leaves the calls of other pages alone', async () => {
    const from = '203.0.113.7';
    for (let time = 0; time < madeFromOneAddress.max; time += 1)
      expect((await post(chosen, from)).statusCode).toBe(200);
    const refused = await post(chosen, from);
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await post(chosen)).statusCode).toBe(200);
    const page = { method: 'GET', url: '/v1/choices', headers: { 'x-forwarded-for': from } } as const;
    expect((await central.public.inject(page)).statusCode).toBe(200);
  });

  it('stops before so many live that a guess would hit', async () => {
    laterBy(draftLifeMs);
    const { db, now } = central.central.parts;
    const expires_at = new Date(now().getTime() + draftLifeMs);
    const rows = Array.from({ length: livingAtMost }, (_, at) => ({
      number_hash: `n${String(at)}`,
      code_hash: `c${String(at)}`,
      content: new Uint8Array(),
      expires_at,
    }));
    for (let at = 0; at < rows.length; at += 2_000)
      await db
        .insertInto('drafts')
        .values(rows.slice(at, at + 2_000))
        .execute();
    expect(Problem.parse((await post(chosen)).json()).code).toBe('unavailable');
    laterBy(draftLifeMs);
    expect((await post(chosen)).statusCode).toBe(200);
  });
});
