// Wrong signature certificates to the parser of their profile: facts or a typed error, never an exception, in
// bounded time and memory. Its own file because the parser of the whole structure is slow; the other parsers of what a card says are
// in main/card/mutation.test.ts.
import { expect, test } from 'vitest';
import { readSignatureProfile } from '../../main/card/jpki-profile.ts';
import type { ProfileError } from '../../main/card/jpki-profile.ts';
import { sharedTestPki } from '../../main/card/testing.ts';
import { mutate, seeded } from '../fixtures/mutate.ts';

/** 100,000 take about two minutes: MADOGUCHI_MUTATIONS=100000 runs them all. */
const INPUTS = Number(process.env['MADOGUCHI_MUTATIONS'] ?? 20_000);
const SEED = 20_261_122;
/** Far above what one takes, far below a loop without end; garbage collection on a busy machine falls into it. */
const LONGEST_ONE_MS = 2_000;
const MOST_MEMORY = 384 * 2 ** 20;
/** Ends that random changes come to, and such that are too rare to be counted on. */
const COMMON: readonly (ProfileError | 'ok')[] = [
  'ok',
  'not-a-certificate',
  'extension-broken',
  'field-missing',
  'field-malformed',
];
const RARE: readonly ProfileError[] = ['no-person', 'extension-twice', 'field-twice'];

test(
  `${String(INPUTS)} wrong certificates to the parser of the profile (seed ${String(SEED)})`,
  { timeout: 900_000 },
  async () => {
    const pki = await sharedTestPki();
    const certificates = [...pki.cards.values()].flatMap(({ sign }) => (sign ? [sign.certificate] : []));
    const random = seeded(SEED);
    const ends = new Map<string, number>();
    const before = process.memoryUsage().rss;
    let longest = 0;
    for (let input = 0; input < INPUTS; input += 1) {
      const bytes = mutate(certificates, random);
      const from = performance.now();
      const profile = readSignatureProfile(bytes);
      longest = Math.max(longest, performance.now() - from);
      const end = profile.ok ? 'ok' : profile.error;
      ends.set(end, (ends.get(end) ?? 0) + 1);
      if (profile.ok) expect(/^[0-5]\d{8}$/.test(profile.value.facts.birthDate)).toBe(true);
    }
    expect([...ends.keys()].filter((end) => ![...COMMON, ...RARE].some((known) => known === end))).toEqual(
      [],
    );
    expect(COMMON.filter((end) => !ends.has(end))).toEqual([]);
    expect(longest).toBeLessThan(LONGEST_ONE_MS);
    expect(process.memoryUsage().rss - before).toBeLessThan(MOST_MEMORY);
    console.log(`longest ${longest.toFixed(0)} ms; ${JSON.stringify(Object.fromEntries(ends))}`);
  },
);
