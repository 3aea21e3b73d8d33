// Ten thousand registrations with random faults in the card: as many VERIFYs reach cards as PINs were typed for a card that was
// there, never one more. The real flow decides, the real card room sends; only window, session and network are left out.
import { beforeAll, expect, test } from 'vitest';
import { sharedTestPki } from '../../main/card/testing.ts';
import type { TestPki } from '../../main/card/virtual/pki.ts';
import { PROFILES } from '../../main/card/virtual/profiles.ts';
import { seeded } from '../fixtures/mutate.ts';
import { atFirstPin, register } from './one-registration.ts';
import type { Registered } from './one-registration.ts';

const SEED = 20_261_121;
/** Under way at the same time: most of a registration is waiting for the card. */
const COUNTERS = 256;

let pki: TestPki;
beforeAll(async () => {
  pki = await sharedTestPki();
});

/** Mostly ordinary cards, and every other kind. */
function pickProfile(random: () => number): (typeof PROFILES)[number] {
  const [ordinary] = PROFILES;
  const any = PROFILES[Math.floor(random() * PROFILES.length)];
  if (ordinary === undefined || any === undefined) throw new Error('no sample cards');
  return random() < 0.6 ? ordinary : any;
}

async function many(count: number, faulty: number, slips: number): Promise<readonly Registered[]> {
  const plain = atFirstPin(false);
  const linked = atFirstPin(true);
  const done: Registered[] = [];
  let next = 0;
  const counter = async () => {
    while (next < count) {
      // Each registration has its own numbers, so that the order in which they end changes nothing.
      const random = seeded(SEED + next++);
      const from = random() < 0.1 ? linked : plain;
      done.push(await register({ pki, profile: pickProfile(random), from, random, faulty, slips }));
    }
  };
  await Promise.all(Array.from({ length: COUNTERS }, counter));
  return done;
}

const sum = (all: readonly Registered[], count: (one: Registered) => number): number =>
  all.reduce((total, one) => total + count(one), 0);

test('ten thousand registrations with random faults in the card', async () => {
  const all = await many(10_000, 0.25, 0.15);
  const reasons = new Map<string, number>();
  for (const why of all.flatMap(({ keptBack }) => keptBack)) reasons.set(why, (reasons.get(why) ?? 0) + 1);
  const kept = sum(all, (r) => r.keptBack.length);
  const [typed, sent, reached] = [
    sum(all, (r) => r.typed),
    sum(all, (r) => r.sent),
    sum(all, (r) => r.reached),
  ];
  console.log(
    `seed ${String(SEED)}: ${String(all.length)} registrations, ${String(sum(all, (r) => r.faults))} faults, ` +
      `${String(typed)} PINs typed, ${String(sent)} sent (${String(reached)} reached the card), ${String(kept)} kept back, ` +
      `${String(sum(all, (r) => r.again))} accepted ones once more for the same card`,
  );
  console.log(`kept back: ${JSON.stringify(Object.fromEntries(reasons))}`);
  expect([...new Set(all.flatMap(({ harm }) => harm))]).toEqual([]);
  // Each typed PIN was sent once, or never because a fault or the end of the registration came between.
  expect(sent + kept).toBe(typed);
  expect(reached).toBeLessThanOrEqual(sent);
  // The faults do strike, and most residents come to their facts all the same.
  expect(sum(all, (r) => r.faults)).toBeGreaterThan(2_000);
  expect(all.filter(({ end }) => end === 'confirm').length).toBeGreaterThan(5_000);
  expect(new Set(all.map(({ end }) => end)).size).toBeGreaterThan(5);
});

test('without faults every PIN typed for a card that can use it is one VERIFY', async () => {
  const all = await many(500, 0, 0);
  const confirmed = all.filter(({ end }) => end === 'confirm');
  expect(confirmed.length).toBeGreaterThan(300);
  const kept = confirmed.flatMap(({ keptBack }) => keptBack);
  expect(sum(confirmed, (r) => r.reached) + kept.length).toBe(sum(confirmed, (r) => r.typed));
  // PINs typed before it showed that the card cannot sign, or by somebody who then had no card.
  expect(kept.filter((why) => why !== 'no certificate' && why !== 'time up')).toEqual([]);
  expect(kept.length).toBeLessThan(confirmed.length / 10);
});
