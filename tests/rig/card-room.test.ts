// The card room over a real pcscd: same card, same visits, but now with readers, other programs and a daemon that can go away.
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reader } from 'pcsc-mini';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fromHex } from '../../main/card/bytes.ts';
import type { CardEvent, CardRoom } from '../../main/card/card.ts';
import { hasPcscReader, openPcscCardRoom } from '../../main/card/index.ts';
import { ascii, factsOf, sharedTestPki, verifies } from '../../main/card/testing.ts';
import { PcscMonitor } from '../../main/card/pcsc-monitor.ts';
import type { TraceLine } from '../../main/card/trace.ts';
import type { Chip } from '../../main/card/virtual/chip.ts';
import { createTestPki } from '../../main/card/virtual/pki.ts';
import type { TestPki } from '../../main/card/virtual/pki.ts';
import { PROFILES } from '../../main/card/virtual/profiles.ts';
import { findProfile, makeChip } from '../../main/card/virtual/sample-cards.ts';
import type { Faults } from '../../main/card/virtual/software-transport.ts';
import { putOnVirtualReader } from '../../main/card/virtual/vpcd.ts';
import type { VpcdCard } from '../../main/card/virtual/vpcd.ts';
import { VPCD_PORT, VPCD_READER, run, startCard, startPcscd } from './rig.ts';
import type { Pcscd } from './rig.ts';

const CAREFUL = { lastTry: false };
const carefulFor = (profile: string) => ({ ...CAREFUL, basicFour: factsOf(profile) });
const TO_SIGN = ascii('what the resident declares');
const SUPPORT = fromHex('D3921000310001010408');

let pcscd: Pcscd;
let pki: TestPki;
let room: CardRoom;
let trace: TraceLine[];
let onReader: VpcdCard[];

beforeAll(async () => {
  pki = await sharedTestPki();
  pcscd = await startPcscd();
});
afterAll(() => pcscd.stop());
beforeEach(() => {
  trace = [];
  onReader = [];
});
afterEach(async () => {
  for (const card of onReader) card.remove();
  // The next test must not find this one's card.
  await removed();
  await room.close();
});

function open(commandMs?: number): void {
  room = openPcscCardRoom({
    name: 'virtual',
    trace: (line) => trace.push(line),
    ...(commandMs === undefined ? {} : { commandMs }),
  });
}

/** Resolves with the first event that fits, the present situation included. */
function heard(fits: (event: CardEvent) => boolean): Promise<CardEvent> {
  return new Promise((resolve) => {
    let stop: (() => void) | null = null;
    let over = false;
    stop = room.watch((event) => {
      if (over || !fits(event)) return;
      over = true;
      stop?.();
      resolve(event);
    });
    if (over) stop();
  });
}
const inserted = () => heard(({ type }) => type === 'inserted');
const removed = async () => {
  if (room.present()) await heard(({ type }) => type === 'removed');
};
const readerIs = (state: string) => heard((event) => event.type === 'reader' && event.reader.state === state);

/** A card of this process on the virtual reader, so that faults can be set and its chip looked into. */
async function put(
  profile: string,
  faults: Faults = {},
): Promise<{ readonly chip: Chip; readonly card: VpcdCard }> {
  const found = findProfile(profile);
  if (!found) throw new Error('no such profile');
  const chip = makeChip(found, pki, faults);
  const card = putOnVirtualReader({ chip, host: '127.0.0.1', port: VPCD_PORT, faults });
  onReader.push(card);
  await card.connected;
  return { chip, card };
}

describe('a card in another process', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'madoguchi-rig-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  test('is inspected, read and signs; openssl agrees, and the log of the card holds no PIN', async () => {
    const log = join(dir, 'card.log');
    const own = await createTestPki(dir);
    const card = await startCard('rare', { pki: dir, log });
    open();
    await inserted();
    expect(await room.inspect()).toMatchObject({
      ok: true,
      value: { tries: { supportPin: { left: 3, max: 3 }, signaturePassword: { left: 5, max: 5 } } },
    });
    expect(await room.readBasicFour(ascii('1234'), CAREFUL)).toEqual({
      ok: true,
      value: PROFILES.find(({ name }) => name === 'rare')?.holder,
    });
    const signed = await room.sign(ascii('RARE2026'), carefulFor('rare'), () => TO_SIGN);
    if (!signed.ok) throw new Error(signed.error.kind);
    await card.stop();
    await removed();
    expect(card.lines.at(-1)).toEqual({ event: 'end', forbidden: 0, verifies: 2 });

    const file = async (name: string, content: string | Uint8Array) => {
      await writeFile(join(dir, name), content);
      return join(dir, name);
    };
    const leaf = new X509Certificate(signed.value.certificate);
    const root = await file('root.pem', own.anchors.sign[0] ?? '');
    const pem = await file('leaf.pem', leaf.toString());
    const key = await file('key.pem', leaf.publicKey.export({ type: 'spki', format: 'pem' }));
    const signature = await file('signature', signed.value.signature);
    const message = await file('message', TO_SIGN);
    expect((await run('openssl', ['verify', '-CAfile', root, pem])).out).toContain(': OK');
    const checked = await run('openssl', [
      'dgst',
      '-sha256',
      '-verify',
      key,
      '-signature',
      signature,
      message,
    ]);
    expect(checked.out).toContain('Verified OK');

    const lines = await readFile(log, 'utf8');
    expect(lines).toContain('"masked"');
    expect(lines).not.toMatch(/31323334|5241524532303236/);
  });
});

describe('PINs', () => {
  test('a wrong one is counted once; the tries are asked from the card', async () => {
    const { chip } = await put('hanako');
    open();
    await inserted();
    expect(await room.readBasicFour(ascii('0000'), CAREFUL)).toEqual({
      ok: false,
      error: { kind: 'pin-wrong', pin: 'supportPin', left: 2 },
    });
    expect(await room.inspect()).toMatchObject({ value: { tries: { supportPin: { left: 2, max: 3 } } } });
    expect([chip.verifyCount, verifies(trace)]).toEqual([1, 1]);
  });

  test('a blocked one is told and not sent', async () => {
    const { chip } = await put('blocked');
    open();
    await inserted();
    expect(await room.readBasicFour(ascii('1234'), { lastTry: true })).toEqual({
      ok: false,
      error: { kind: 'pin-blocked', pin: 'supportPin' },
    });
    expect(chip.verifyCount).toBe(0);
  });

  test('nothing stays unlocked, and power-off is no removal', async () => {
    const { chip } = await put('hanako');
    open();
    await inserted();
    const events: CardEvent[] = [];
    room.watch((event) => events.push(event));
    expect((await room.sign(ascii('ABC123'), carefulFor('hanako'), () => TO_SIGN)).ok).toBe(true);
    expect(chip.unlocked).toBe(false);
    expect((await room.readBasicFour(ascii('1234'), CAREFUL)).ok).toBe(true);
    expect(chip.unlocked).toBe(false);
    expect(events.slice(2)).toEqual([]);
  });
});

describe('trouble with the card', () => {
  test.each([
    ['before the PIN', 1, 'not-sent'],
    ['after the PIN', 4, 'accepted'],
  ])('pulled %s: told, and the card put back is read', async (_name, removeAt, verify) => {
    const { chip } = await put('hanako', { removeAt });
    open();
    await inserted();
    expect(await room.readBasicFour(ascii('1234'), CAREFUL)).toEqual({
      ok: false,
      error: { kind: 'card-removed', verify },
    });
    expect(chip.triesLeft(SUPPORT, 0x11)).toBe(3);
    await removed();
    await put('hanako');
    await inserted();
    expect((await room.readBasicFour(ascii('1234'), CAREFUL)).ok).toBe(true);
  });

  test('pulled before it answers a VERIFY: unknown, never sent again', async () => {
    const { chip } = await put('hanako', { loseAnswerAt: 3 });
    open();
    await inserted();
    expect(await room.readBasicFour(ascii('0000'), CAREFUL)).toEqual({
      ok: false,
      error: { kind: 'card-removed', verify: 'unknown' },
    });
    expect(chip.verifyCount).toBe(1);
  });

  test('silent in the middle: given up in time; usable again when it has been taken off', async () => {
    const { card } = await put('hanako', { hangAt: 2 });
    open(300);
    await inserted();
    const from = performance.now();
    expect(await room.readBasicFour(ascii('1234'), CAREFUL)).toEqual({
      ok: false,
      error: { kind: 'timeout', verify: 'not-sent' },
    });
    expect(performance.now() - from).toBeLessThan(3_000);
    expect(room.reader()).toMatchObject({ state: 'failed', cause: 'stuck' });
    // As long as the driver hangs nothing else is started on it.
    expect(await room.inspect()).toEqual({ ok: false, error: { kind: 'timeout', verify: 'not-sent' } });
    card.remove();
    await readerIs('ready');
    await removed();
    await put('hanako');
    await inserted();
    expect((await room.inspect()).ok).toBe(true);
  });

  test.each(['juki', 'licence', 'transit'] as const)('a %s card is told as such', async (seen) => {
    await put(seen);
    open();
    await inserted();
    expect(await room.inspect()).toEqual({ ok: false, error: { kind: 'not-my-number', seen } });
  });
});

describe('trouble around the card', () => {
  let other: PcscMonitor | null = null;
  afterEach(async () => {
    await other?.stop();
    other = null;
  });

  /** The reader as another program with PC/SC sees it. */
  function otherProgram(): Promise<Reader> {
    return new Promise<Reader>((resolve) => {
      const monitor = new PcscMonitor({
        onChange: () => {
          const seen = monitor.readers.get(VPCD_READER);
          if (seen?.present) resolve(seen.reader);
        },
        log: () => undefined,
      });
      other = monitor;
      void monitor.start();
    });
  }

  test('another program holds the card: busy, and free again when it lets go', async () => {
    await put('hanako');
    open();
    await inserted();
    const reader = await otherProgram();
    const held = await reader.connect(2);
    expect(await room.inspect()).toEqual({ ok: false, error: { kind: 'reader-busy' } });
    const later = room.inspect();
    await held.disconnect(0);
    expect((await later).ok).toBe(true);
  });

  test('while a visit lasts no other program gets at the card', async () => {
    await put('hanako');
    open();
    await inserted();
    const reader = await otherProgram();
    const visit = room.sign(ascii('ABC123'), carefulFor('hanako'), () => TO_SIGN);
    while (trace.length < 3)
      await reader.connect(2).then(
        (card) => card.disconnect(0),
        (refused: unknown) => {
          expect(refused).toMatchObject({ code: 'SharingViolation' });
        },
      );
    expect((await visit).ok).toBe(true);
  });

  test('no daemon, no reader, no card, and all of them coming one by one', async () => {
    await pcscd.halt();
    expect(await hasPcscReader('virtual')).toBe(false);
    open();
    await readerIs('failed');
    expect(await room.inspect()).toEqual({ ok: false, error: { kind: 'no-reader' } });
    await pcscd.resume();
    await readerIs('ready');
    expect(await hasPcscReader('virtual')).toBe(true);
    expect(await hasPcscReader('no such reader', 200)).toBe(false);
    expect(await room.inspect()).toEqual({ ok: false, error: { kind: 'no-card' } });
    await put('hanako');
    await inserted();
    expect((await room.inspect()).ok).toBe(true);
  });

  test('the daemon is stopped with a card on the reader, and started again', async () => {
    await put('hanako');
    open();
    await inserted();
    await pcscd.halt();
    await removed();
    await readerIs('failed');
    await pcscd.resume();
    await inserted();
    expect((await room.readBasicFour(ascii('1234'), CAREFUL)).ok).toBe(true);
  });

  test('a name that no reader has: no reader', async () => {
    room = openPcscCardRoom({ name: 'another brand' });
    expect(await room.inspect()).toEqual({ ok: false, error: { kind: 'no-reader' } });
  });
});
