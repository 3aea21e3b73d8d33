// A hundred thousand wrong inputs to each parser of what a card says: an answer or a typed error, never an exception, in bounded
// time and memory. Whoever makes a card can put any bytes in it.
import { describe, expect, test } from 'vitest';
import { mutate, seeded } from '../../tests/fixtures/mutate.ts';
import { guard } from './allow-list.ts';
import { parseBasicFour } from './basic-four.ts';
import { objectLength, readTlv } from './ber.ts';
import { concat, fromHex } from './bytes.ts';
import { CapabilityMemory } from './capabilities.ts';
import { GENERATIONS, GENERATION_1 } from './generation.ts';
import { readCertificate } from './jpki.ts';
import { Link } from './link.ts';
import { sharedTestPki } from './testing.ts';
import type { Transport } from './transport.ts';
import { Chip } from './virtual/chip.ts';
import type { ChipFile } from './virtual/chip.ts';
import { PROFILES } from './virtual/profiles.ts';
import { encodeBasicFour } from './virtual/sample-cards.ts';
import { Visit } from './visit.ts';

const INPUTS = 100_000;
const SEED = 20_261_121;
/** For all inputs of one parser: far above what they take, far below what a loop without end would. */
const LONGEST_MS = 60_000;
const LONGEST_ONE_MS = 500;
const MOST_MEMORY = 256 * 2 ** 20;

/** Synthetic holder of a JPKI-TEST card, published (mynumber-card.md 2.3), and its negative twin. */
const VECTOR = fromHex(
  'FF2065DF2108000E002000590064DF220FE9BB92E6A190E38080E5B9B9E4B99FDF2336E69DB1E4BAACE983BDE6B885E780ACE5B882' +
    'E8A6B3E5B883E5AD90E58D97EFBC91EFBC92EFBC8DEFBC97EFBC8DEFBC92EFBC90EFBC92DF24083139383030323137DF250131',
);
const TWIN = concat(VECTOR.slice(0, 7), Uint8Array.of(0x0f), VECTOR.slice(8));
const HOLDERS = PROFILES.flatMap(({ holder }) => (holder === null ? [] : [encodeBasicFour(holder)]));

/** How the inputs ended, by the parser's own words. */
type Tally = Map<string, number>;

async function bombard(
  samples: readonly Uint8Array[],
  parse: (bytes: Uint8Array) => string | Promise<string>,
): Promise<Tally> {
  const random = seeded(SEED);
  const tally: Tally = new Map();
  const before = process.memoryUsage().rss;
  const from = performance.now();
  let longest = 0;
  for (let input = 0; input < INPUTS; input += 1) {
    const bytes = mutate(samples, random);
    const start = performance.now();
    const told = parse(bytes);
    const word = typeof told === 'string' ? told : await told;
    longest = Math.max(longest, performance.now() - start);
    tally.set(word, (tally.get(word) ?? 0) + 1);
  }
  expect(performance.now() - from).toBeLessThan(LONGEST_MS);
  expect(longest).toBeLessThan(LONGEST_ONE_MS);
  expect(process.memoryUsage().rss - before).toBeLessThan(MOST_MEMORY);
  return tally;
}

/** Every end that there is was reached, and no other; so the inputs are neither all wrong in one way nor all right. */
function expectWords(tally: Tally, words: readonly string[]): void {
  expect([...tally.keys()].toSorted()).toEqual([...words].toSorted());
}

describe(`${String(INPUTS)} wrong inputs (seed ${String(SEED)})`, { timeout: 2 * LONGEST_MS }, () => {
  test('to the parser of tags and lengths', async () => {
    const samples = [VECTOR, TWIN, ...HOLDERS, fromHex('FF4082009F'), fromHex('30820128'), fromHex('8F8F00')];
    const tally = await bombard(samples, (bytes) => {
      let at = 0;
      for (;;) {
        const found = readTlv(bytes, at);
        if (!found.ok) return found.error;
        // Each object takes at least two bytes and lies inside: whoever walks them comes to an end.
        if (found.value.end < at + 2 || found.value.end > bytes.length) return 'outside';
        const length = objectLength(bytes.subarray(at));
        if (length !== found.value.end - at) return 'two lengths';
        at = found.value.end;
        if (at === bytes.length) return 'ok';
      }
    });
    expectWords(tally, ['ok', 'truncated', 'bad-tag', 'bad-length']);
  });

  test('to the parser of the basic four', async () => {
    const tally = await bombard([VECTOR, TWIN, ...HOLDERS], (bytes) => {
      const four = parseBasicFour(bytes);
      if (!four.ok) return four.error;
      const { name, address, birthDate, sex } = four.value;
      const whole = name !== '' && address !== '' && /^\d{8}$/.test(birthDate) && /^[01239]$/.test(sex);
      return whole ? 'ok' : 'not whole';
    });
    expectWords(tally, [
      'ok',
      'not-the-object',
      'truncated',
      'field-missing',
      'field-twice',
      'offsets-disagree',
      'bad-name',
      'bad-address',
      'bad-birth-date',
      'bad-sex',
    ]);
  });

  test('to the reader of certificates', async () => {
    const pki = await sharedTestPki();
    const certificates = [...pki.cards.values()].flatMap(({ sign, auth }) =>
      [sign, auth].flatMap((each) => (each ? [each.certificate] : [])),
    );
    const { visit, put } = visitTo();
    const tally = await bombard(certificates, async (bytes) => {
      put(bytes);
      const read = await readCertificate(visit, 'authCertificate');
      if (read.ok) return read.value === null ? 'empty' : 'ok';
      return read.error.kind === 'unreadable' ? read.error.cause : read.error.kind;
    });
    expectWords(tally, [
      'ok',
      'empty',
      'authCertificate-no-object',
      'authCertificate-not-x509',
      'authCertificate-short',
    ]);
  });
});

/** A visit to a card, and how to change what its certificate file holds. */
function visitTo(): { readonly visit: Visit; put(content: Uint8Array): void } {
  const { aid, fid } = { aid: GENERATION_1.applications.jpki, fid: GENERATION_1.files.authCertificate.fid };
  const files = new Map<number, ChipFile>();
  const chip = new Chip({
    atr: fromHex('3B00'),
    applications: [{ aid, files, keys: new Map(), signers: new Map() }],
  });
  const wire: Transport = {
    atr: chip.atr,
    transmit: (bytes) => Promise.resolve({ ok: true, value: chip.process(bytes) }),
    close: () => Promise.resolve(),
  };
  const link = new Link(guard(wire), { commandMs: 1_000, totalMs: LONGEST_MS, trace: () => undefined });
  const visit = new Visit(link, new CapabilityMemory().of(chip.atr), GENERATIONS);
  return { visit, put: (content) => files.set(fid, { content }) };
}
