// What people put on the reader, and the face that they are told: every sample card and every way of not talking has a face of its
// own, by the real room and the real flow, and no PIN is spent on any of them.
import { beforeAll, describe, expect, test } from 'vitest';
import { atFirstPin } from '../../tests/faults/one-registration.ts';
import type { FaceCode } from '../../preload/contract/faces.ts';
import { step } from '../registration/flow/flow.ts';
import { cardFace } from '../registration/flow/moves.ts';
import type { FlowEvent } from '../registration/flow/types.ts';
import type { CardRoom } from './card.ts';
import { openSoftwareCardRoom } from './software.ts';
import { ascii, sharedTestPki, verifies } from './testing.ts';
import type { TraceLine } from './trace.ts';
import type { TestPki } from './virtual/pki.ts';
import { PROFILES } from './virtual/profiles.ts';
import type { Faults } from './virtual/software-transport.ts';

let pki: TestPki;
beforeAll(async () => {
  pki = await sharedTestPki();
});

/** What the resident is told when the card is put down before a PIN is typed; null when the PIN may be typed. */
async function told(room: CardRoom, services: boolean): Promise<FaceCode | null> {
  const at = Date.parse('2026-11-21T01:00:00Z');
  const [there] = step(atFirstPin(services), { at, event: { type: 'card.inserted', insertion: 1 } });
  const report = await room.inspect();
  const event: FlowEvent = report.ok
    ? { type: 'card.inspected', insertion: 1, card: report.value }
    : { type: 'card.failed', during: 'inspect', error: report.error };
  const [state] = step(there, { at, event });
  return state.place.name === 'ended' ? state.place.face : (state.notice?.code ?? null);
}

/** Every profile; one that is new must be given its face here. */
const FACES: Readonly<Record<string, FaceCode | null>> = {
  hanako: null,
  rare: null,
  young: null,
  blocked: 'pin.blocked',
  lasttry: null,
  nopin: 'pin.tries-unknown',
  // Seen only when the certificate is read, after the password: below.
  expired: null,
  moved: null,
  juki: 'card.juki',
  phone: 'card.phone',
  licence: 'card.licence',
  residence: 'card.residence',
  transit: 'card.transit',
};

describe('every sample card has its face', () => {
  test.each(PROFILES.map(({ name }) => name))('%s', async (name) => {
    const trace: TraceLine[] = [];
    const room = openSoftwareCardRoom({ cards: pki, trace: (line) => trace.push(line) });
    room.insert(name);
    expect(Object.keys(FACES)).toContain(name);
    expect(await told(room, false)).toBe(FACES[name]);
    expect(verifies(trace)).toBe(0);
  });

  test('a card without signature certificate is told before a PIN is typed, when services are linked', async () => {
    const room = openSoftwareCardRoom({ cards: pki });
    room.insert('young');
    expect(await told(room, true)).toBe('card.no-signature-certificate');
  });

  test.each([
    ['expired', 'certificate-expired', 'card.certificate-expired'],
    ['moved', 'facts-differ', 'card.facts-differ'],
  ] as const)('%s: nothing is signed, and the reason is told', async (name, kind, face) => {
    const room = openSoftwareCardRoom({ cards: pki });
    room.insert(name);
    const profile = PROFILES.find((one) => one.name === name)!;
    const options = { lastTry: false, basicFour: profile.holder! };
    const signed = await room.sign(ascii(profile.pins.signaturePassword!), options, () => {
      throw new Error('asked for something to sign');
    });
    expect(signed).toMatchObject({ ok: false, error: { kind } });
    expect(signed.ok ? null : cardFace(signed.error)).toBe(face);
    expect(room.chip(name)?.unlocked).toBe(false);
  });
});

describe('a card that does not talk', () => {
  test.each<[string, Faults]>([
    ['takes power and says nothing: upside down, in a sleeve, two at once', { mute: true }],
    ['answers noise at once', { garbageAt: 1 }],
    ['answers noise in the middle', { garbageAt: 4 }],
  ])('%s: cannot be read', async (_name, faults) => {
    const room = openSoftwareCardRoom({ cards: pki, faults });
    room.insert('hanako');
    expect(await told(room, false)).toBe('card.unreadable');
  });

  test('hangs: told as too slow', async () => {
    const room = openSoftwareCardRoom({ cards: pki, faults: { hangAt: 2 }, commandMs: 5 });
    room.insert('hanako');
    expect(await told(room, false)).toBe('card.timeout');
  });

  test('fumbles its first command: nobody notices', async () => {
    const room = openSoftwareCardRoom({ cards: pki, faults: { first6F00: true } });
    room.insert('hanako');
    expect(await told(room, false)).toBeNull();
  });
});

describe('noise for the n-th answer', () => {
  const holder = PROFILES.find(({ name }) => name === 'hanako')?.holder;
  test.each(Array.from({ length: 6 }, (_, at) => at + 1))(
    'n = %i: no try lost, nothing unlocked',
    async (garbageAt) => {
      const trace: TraceLine[] = [];
      const room = openSoftwareCardRoom({
        cards: pki,
        faults: { garbageAt },
        trace: (line) => trace.push(line),
      });
      room.insert('hanako');
      const chip = room.chip('hanako');
      const four = await room.readBasicFour(ascii('1234'), { lastTry: false });
      // Only the answer to leaving the card may be noise without harm.
      if (four.ok) expect(four.value).toEqual(holder);
      else expect(four.error).toEqual({ kind: 'unreadable', cause: 'garbage' });
      expect(four.ok).toBe(garbageAt > 4);
      expect(verifies(trace)).toBeLessThanOrEqual(1);
      expect(chip?.verifyCount).toBe(verifies(trace));
      expect(chip?.unlocked).toBe(false);
      room.setFaults({});
      expect(await room.inspect()).toMatchObject({ value: { tries: { supportPin: { left: 3 } } } });
    },
  );
});
