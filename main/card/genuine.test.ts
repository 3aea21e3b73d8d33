// A card proves itself after the facts, in the same visit; what it gives can be judged by anybody who has the anchors, and
// nothing that goes wrong with it costs the facts.
import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { genuineChallenge, judgeGenuine } from '../../sync/contract/genuine.ts';
import type { GenuineEvidence } from '../../sync/contract/genuine.ts';
import type { Proof } from './card.ts';
import { openSoftwareCardRoom } from './software.ts';
import type { SoftwareCardRoom, SoftwareOptions } from './software.ts';
import { ascii, factsOf, sharedTestPki } from './testing.ts';
import type { TraceLine } from './trace.ts';
import { certifyKey, keyId, signCardKey } from './virtual/card-verifiable.ts';
import type { OwnKey, TestPki } from './virtual/pki.ts';

const CHALLENGE = genuineChallenge('0198a6b2-7d31-7a52-8c1e-0123456789ab');
const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

let pki: TestPki;
let room: SoftwareCardRoom;
let trace: TraceLine[];
let proofs: Proof[];

beforeAll(async () => {
  pki = await sharedTestPki();
});
beforeEach(() => {
  open();
});

function open(options: Partial<SoftwareOptions> = {}): void {
  trace = [];
  proofs = [];
  room = openSoftwareCardRoom({ cards: pki, trace: (line) => trace.push(line), ...options });
  room.insert('hanako');
}

const read = (challenge = CHALLENGE) =>
  room.readBasicFour(ascii('1234'), {
    lastTry: false,
    prove: { challenge, told: (proof) => proofs.push(proof) },
  });

async function evidence(): Promise<GenuineEvidence> {
  await read();
  const [proof] = proofs;
  if (proof === undefined || proof.state === 'not-done') throw new Error('no evidence');
  return proof.evidence;
}

describe('a genuine card', () => {
  test('is verified in three exchanges more, and none when nobody asks', async () => {
    await room.inspect();
    trace.length = 0;
    expect(await read()).toEqual({ ok: true, value: factsOf('hanako') });
    expect(proofs).toMatchObject([{ state: 'verified' }]);
    expect(trace.map(({ header }) => header)).toEqual([
      '00A4040C',
      '00200091',
      '00200091',
      '00B08200',
      '00B08700',
      '00B08400',
      '802A0000',
      '00A4040C',
    ]);
    expect(room.chip('hanako')?.forbiddenTouches).toBe(0);
    trace.length = 0;
    await room.readBasicFour(ascii('1234'), { lastTry: false });
    expect(trace).toHaveLength(5);
  });

  test('is verified with short commands and without short file ids, too', async () => {
    open({ faults: { shortOnly: true, noSfi: true } });
    expect((await read()).ok).toBe(true);
    expect(proofs).toMatchObject([{ state: 'verified' }]);
  });

  test('says that nobody is configured who could tell', async () => {
    open({ genuine: [] });
    expect((await read()).ok).toBe(true);
    expect(proofs).toMatchObject([{ state: 'no-anchor' }]);
  });

  test('is not asked when the facts were not given', async () => {
    await room.readBasicFour(ascii('0000'), {
      lastTry: false,
      prove: { challenge: CHALLENGE, told: (proof) => proofs.push(proof) },
    });
    expect(proofs).toEqual([]);
  });

  test.each([5, 6, 7])('that is pulled at command %i has still been read', async (removeAt) => {
    await room.inspect();
    room.setFaults({ removeAt });
    expect(await read()).toEqual({ ok: true, value: factsOf('hanako') });
    expect(proofs).toEqual([{ state: 'not-done' }]);
    expect(room.chip('hanako')?.unlocked).toBe(false);
  });
});

describe('a card that somebody built', () => {
  const withOwn = (own: Partial<OwnKey>) => {
    const hanako = pki.cards.get('hanako');
    if (!hanako?.own) throw new Error('no such card');
    const cards = new Map([...pki.cards, ['hanako', { ...hanako, own: { ...hanako.own, ...own } }] as const]);
    open({ cards: { ...pki, cards } });
  };

  test('with copied papers and a key of its own fails', async () => {
    withOwn({ key: newKey() });
    expect((await read()).ok).toBe(true);
    expect(proofs).toMatchObject([{ state: 'failed' }]);
  });

  test('with a key that it signed itself fails', async () => {
    const key = newKey();
    withOwn({ key, signedKey: signCardKey(key, newKey()) });
    await read();
    expect(proofs).toMatchObject([{ state: 'failed' }]);
  });

  test('with a whole chain under the name of the authority fails', async () => {
    const [key, signer] = [newKey(), newKey()];
    const authority = { id: keyId('JPKITEST6000033'), key: newKey() };
    withOwn({
      key,
      signedKey: signCardKey(key, signer),
      keyCertificate: certifyKey(authority, { id: keyId('any'), key: signer }),
    });
    await read();
    expect(proofs).toMatchObject([{ state: 'failed' }]);
  });

  test('with a chain under its own name is nobody that we know', async () => {
    const [key, signer] = [newKey(), newKey()];
    withOwn({
      key,
      signedKey: signCardKey(key, signer),
      keyCertificate: certifyKey({ id: keyId('NOBODY'), key: newKey() }, { id: keyId('any'), key: signer }),
    });
    await read();
    expect(proofs).toMatchObject([{ state: 'no-anchor' }]);
  });
});

describe('the evidence', () => {
  test('fits one record only', async () => {
    const given = await evidence();
    expect(judgeGenuine(given, CHALLENGE, pki.anchors.genuine)).toBe('verified');
    expect(judgeGenuine(given, genuineChallenge('another'), pki.anchors.genuine)).toBe('failed');
  });

  test('is never verified after a change, and never throws', async () => {
    const given = await evidence();
    const parts = ['signedKey', 'keyCertificate', 'signature'] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...parts),
        fc.nat(567),
        fc.integer({ min: 1, max: 255 }),
        (part, at, flip) => {
          const bytes = Uint8Array.from(given[part]);
          const place = at % bytes.length;
          bytes[place] = (bytes[place] ?? 0) ^ flip;
          // Key identifiers of the municipality are not secret and are signed, so that every byte counts.
          expect(judgeGenuine({ ...given, [part]: bytes }, CHALLENGE, pki.anchors.genuine)).not.toBe(
            'verified',
          );
        },
      ),
      { numRuns: 1500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...parts), (bytes, part) => {
        expect(judgeGenuine({ ...given, [part]: bytes }, CHALLENGE, pki.anchors.genuine)).not.toBe(
          'verified',
        );
      }),
    );
  });
});
