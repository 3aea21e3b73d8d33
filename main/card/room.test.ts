// The room as the flow sees it, over the software card: what is read, what is refused, and that no try is ever lost for nothing.
import { X509Certificate, verify } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CardEvent, CardRoom } from './card.ts';
import { fromHex } from './bytes.ts';
import { openSoftwareCardRoom } from './software.ts';
import type { SoftwareCardRoom } from './software.ts';
import { ascii, factsOf, sharedTestPki, verifies } from './testing.ts';
import type { TraceLine } from './trace.ts';
import type { TestPki } from './virtual/pki.ts';
import { PROFILES } from './virtual/profiles.ts';
import type { Faults } from './virtual/software-transport.ts';

const SUPPORT = fromHex('D3921000310001010408');
const JPKI = fromHex('D392F000260100000001');
const CAREFUL = { lastTry: false };
const YES = { lastTry: true };
const TO_SIGN = ascii('what the resident declares');

let pki: TestPki;
let room: SoftwareCardRoom;
let trace: TraceLine[];

beforeAll(async () => {
  pki = await sharedTestPki();
});
beforeEach(() => {
  open();
});

function open(faults: Faults = {}, commandMs = 2_000): void {
  trace = [];
  room = openSoftwareCardRoom({ cards: pki, faults, commandMs, trace: (line) => trace.push(line) });
}

const supportTries = (profile: string) => room.chip(profile)?.triesLeft(SUPPORT, 0x11);
const signTries = (profile: string) => room.chip(profile)?.triesLeft(JPKI, 0x1b);
const sign = (password: string, options = CAREFUL, from: CardRoom = room) =>
  from.sign(ascii(password), { ...options, basicFour: factsOf(room.inserted()) }, () => TO_SIGN);
const HANAKO = { ...CAREFUL, basicFour: factsOf('hanako') };

describe('inspect', () => {
  test('tells tries, certificate and fingerprint, and sends no PIN', async () => {
    room.insert('hanako');
    const report = await room.inspect();
    expect(report).toMatchObject({
      ok: true,
      value: {
        tries: { supportPin: { left: 3, max: 3 }, signaturePassword: { left: 5, max: 5 } },
        hasSignatureCertificate: true,
      },
    });
    const certificate = report.ok ? report.value.authCertificate : null;
    const x509 = new X509Certificate(certificate ?? new Uint8Array());
    expect(report.ok && report.value.fingerprint).toBe(x509.fingerprint256.replaceAll(':', '').toLowerCase());
    expect(verifies(trace)).toBe(0);
  });

  test('takes seven exchanges', async () => {
    room.insert('hanako');
    await room.inspect();
    expect(trace).toHaveLength(7);
  });

  test.each([
    [
      'young',
      {
        hasSignatureCertificate: false,
        tries: { supportPin: { left: 3, max: 3 }, signaturePassword: 'unknown' },
      },
    ],
    ['blocked', { tries: { supportPin: { left: 0, max: 3 }, signaturePassword: { left: 5, max: 5 } } }],
    ['lasttry', { tries: { supportPin: { left: 1, max: 3 }, signaturePassword: { left: 1, max: 5 } } }],
    ['nopin', { tries: { supportPin: 'unknown', signaturePassword: 'unknown' } }],
  ])('of the card "%s"', async (profile, value) => {
    room.insert(profile);
    expect(await room.inspect()).toMatchObject({ ok: true, value });
  });

  test.each(['juki', 'phone', 'licence', 'residence', 'transit'] as const)(
    'of a %s card tells which it is',
    async (seen) => {
      room.insert(seen);
      const error = { ok: false, error: { kind: 'not-my-number', seen } };
      expect(await room.inspect()).toEqual(error);
      expect(await room.readBasicFour(ascii('1234'), CAREFUL)).toEqual(error);
      expect(await sign('ABC123')).toEqual(error);
      expect(verifies(trace)).toBe(0);
    },
  );

  test('sends nothing at all to a storage card', async () => {
    room.insert('transit');
    await room.inspect();
    expect(trace).toEqual([]);
  });

  test('without a card says so', async () => {
    expect(await room.inspect()).toEqual({ ok: false, error: { kind: 'no-card' } });
  });

  test('of a mute card says so', async () => {
    open({ mute: true });
    room.insert('hanako');
    expect(await room.inspect()).toEqual({ ok: false, error: { kind: 'unreadable', cause: 'mute' } });
  });
});

describe('readBasicFour', () => {
  test.each(['hanako', 'rare', 'young'])('gives the facts of "%s" byte for byte', async (profile) => {
    room.insert(profile);
    expect(await room.readBasicFour(ascii('1234'), CAREFUL)).toEqual({
      ok: true,
      value: PROFILES.find(({ name }) => name === profile)?.holder,
    });
  });

  test('takes four exchanges, the tries among them, and one to leave', async () => {
    room.insert('hanako');
    await room.readBasicFour(ascii('1234'), CAREFUL);
    expect(trace.map(({ header }) => header)).toEqual([
      '00A4040C',
      '00200091',
      '00200091',
      '00B08200',
      '00A4040C',
    ]);
  });

  test('counts a wrong PIN as the card does, and a right one sets the counter back', async () => {
    room.insert('hanako');
    expect(await room.readBasicFour(ascii('0000'), CAREFUL)).toEqual({
      ok: false,
      error: { kind: 'pin-wrong', pin: 'supportPin', left: 2 },
    });
    expect((await room.readBasicFour(ascii('1234'), CAREFUL)).ok).toBe(true);
    expect(supportTries('hanako')).toBe(3);
  });

  test('asks before the last try and sends nothing until then', async () => {
    room.insert('lasttry');
    expect(await room.readBasicFour(ascii('1234'), CAREFUL)).toEqual({
      ok: false,
      error: { kind: 'last-try', pin: 'supportPin' },
    });
    expect(verifies(trace)).toBe(0);
    expect((await room.readBasicFour(ascii('1234'), YES)).ok).toBe(true);
  });

  test.each([0x6983, 0x6984] as const)(
    'says blocked after the last wrong try and ever after (%i)',
    async (blockedSw) => {
      open({ blockedSw });
      room.insert('lasttry');
      const blocked = { ok: false, error: { kind: 'pin-blocked', pin: 'supportPin' } };
      expect(await room.readBasicFour(ascii('0000'), YES)).toEqual(blocked);
      expect(await room.readBasicFour(ascii('1234'), YES)).toEqual(blocked);
      expect(verifies(trace)).toBe(1);
    },
  );

  test.each(['', '123', '12345', '12a4', '１２３４', '1234\n'])('never sends "%s"', async (typed) => {
    room.insert('hanako');
    expect(await room.readBasicFour(ascii(typed), CAREFUL)).toEqual({
      ok: false,
      error: { kind: 'pin-malformed', pin: 'supportPin' },
    });
    expect(trace).toEqual([]);
  });

  test('does not send a PIN when the tries cannot be known', async () => {
    room.insert('nopin');
    expect(await room.readBasicFour(ascii('1234'), YES)).toEqual({
      ok: false,
      error: { kind: 'tries-unknown', pin: 'supportPin' },
    });
    expect(verifies(trace)).toBe(0);
  });
});

describe('sign', () => {
  test('gives certificate and a signature that its key confirms', async () => {
    room.insert('hanako');
    let shown: Uint8Array | null = null;
    const signed = await room.sign(ascii('ABC123'), HANAKO, (certificate) => {
      shown = certificate;
      return TO_SIGN;
    });
    if (!signed.ok) throw new Error(signed.error.kind);
    const x509 = new X509Certificate(signed.value.certificate);
    expect(shown).toEqual(signed.value.certificate);
    expect(verify('sha256', TO_SIGN, x509.publicKey, signed.value.signature)).toBe(true);
    expect(x509.verify(new X509Certificate(pki.anchors.sign[0] ?? '').publicKey)).toBe(true);
  });

  test('takes the password in small letters', async () => {
    room.insert('hanako');
    expect((await sign('abc123')).ok).toBe(true);
  });

  test('takes five exchanges after a first look at the card, the tries among them, and one to leave', async () => {
    room.insert('hanako');
    await room.inspect();
    trace.length = 0;
    await sign('ABC123');
    expect(trace.map(({ header }) => header)).toEqual([
      '00A4040C',
      '0020009B',
      '0020009B',
      '00B08100',
      '802A009A',
      '00A4040C',
    ]);
  });

  test('leaves no key unlocked, not even after an exception of the caller', async () => {
    room.insert('hanako');
    await expect(
      room.sign(ascii('ABC123'), HANAKO, () => {
        throw new Error('bug');
      }),
    ).rejects.toThrow('bug');
    expect(room.chip('hanako')?.unlocked).toBe(false);
    expect((await sign('ABC123')).ok).toBe(true);
    expect(room.chip('hanako')?.unlocked).toBe(false);
  });

  test('spends no try on a card without signature certificate', async () => {
    room.insert('young');
    expect(await sign('ABC123')).toEqual({ ok: false, error: { kind: 'no-signature-certificate' } });
    expect(verifies(trace)).toBe(0);
  });

  test.each(['ABC12', 'A'.repeat(17), 'ABC 123', 'ABC-123', 'パスワード'])(
    'never sends "%s"',
    async (typed) => {
      room.insert('hanako');
      expect(await sign(typed)).toEqual({
        ok: false,
        error: { kind: 'pin-malformed', pin: 'signaturePassword' },
      });
      expect(trace).toEqual([]);
    },
  );

  test('signs for the holder whose name and address a certificate cannot hold', async () => {
    room.insert('rare');
    expect((await sign('RARE2026')).ok).toBe(true);
  });

  test('does not sign when the certificate speaks of another name or address, and says in which fields', async () => {
    room.insert('hanako');
    let asked = false;
    const moved = { ...factsOf('hanako'), name: '前野　花子', address: '架空県となり市一丁目１番１号' };
    expect(
      await room.sign(ascii('ABC123'), { ...CAREFUL, basicFour: moved }, () => {
        asked = true;
        return TO_SIGN;
      }),
    ).toEqual({ ok: false, error: { kind: 'facts-differ', fields: ['name', 'address'] } });
    expect(asked).toBe(false);
    expect(trace.map(({ header }) => header)).not.toContain('802A009A');
    expect(room.chip('hanako')?.unlocked).toBe(false);
  });

  test('does not sign with a certificate that has run out', async () => {
    const later = openSoftwareCardRoom({
      cards: pki,
      now: () => Date.now() + 6 * 366 * 86_400_000,
      trace: (line) => trace.push(line),
    });
    later.insert('hanako');
    expect(await later.sign(ascii('ABC123'), HANAKO, () => TO_SIGN)).toEqual({
      ok: false,
      error: { kind: 'certificate-expired' },
    });
    expect(trace.map(({ header }) => header)).not.toContain('802A009A');
  });

  test('refuses a signature that the certificate does not confirm', async () => {
    // The signature key of another card.
    const cards = new Map(pki.cards);
    const hanako = pki.cards.get('hanako');
    const other = pki.cards.get('rare')?.sign;
    if (!hanako?.sign || !other) throw new Error('no such cards');
    cards.set('hanako', { ...hanako, sign: { key: other.key, certificate: hanako.sign.certificate } });
    const forged = openSoftwareCardRoom({ cards: { ...pki, cards } });
    forged.insert('hanako');
    room.insert('hanako');
    expect(await sign('ABC123', CAREFUL, forged)).toEqual({
      ok: false,
      error: { kind: 'signature-invalid' },
    });
  });
});

describe('cards and readers that know less', () => {
  test.each<[string, Faults]>([
    ['short commands only', { shortOnly: true }],
    ['no short file ids', { noSfi: true }],
    ['neither', { shortOnly: true, noSfi: true }],
    ['6F00 to the first command', { first6F00: true }],
    ['6282 at the end of a file', { endOfFileWarning: true }],
    ['6983 for blocked', { blockedSw: 0x6983 }],
  ])('%s: everything is read, and what was refused is not asked again', async (_name, faults) => {
    open(faults);
    room.insert('rare');
    expect((await room.inspect()).ok).toBe(true);
    const first = trace.filter(({ result }) => /^6[A7B]/.test(result)).length;
    trace.length = 0;
    expect((await room.inspect()).ok).toBe(true);
    expect((await room.readBasicFour(ascii('1234'), CAREFUL)).ok).toBe(true);
    expect((await sign('RARE2026')).ok).toBe(true);
    expect(trace.filter(({ result }) => /^6[A7B]/.test(result)).length).toBeLessThanOrEqual(
      faults.noSfi ? 1 : 0,
    );
    expect(verifies(trace)).toBe(2);
    expect(first).toBe(faults.shortOnly || faults.noSfi ? first : 0);
  });

  test('a wrong PIN is not tried in another form', async () => {
    open({ noSfi: true });
    room.insert('hanako');
    expect(await room.readBasicFour(ascii('9999'), CAREFUL)).toMatchObject({
      error: { kind: 'pin-wrong', left: 2 },
    });
    expect(verifies(trace)).toBe(1);
    expect(room.chip('hanako')?.verifyCount).toBe(1);
  });
});

/** Every operation, with what it spends. */
const OPERATIONS = {
  inspect: { run: () => room.inspect(), pins: 0, longest: 7 },
  readBasicFour: { run: () => room.readBasicFour(ascii('1234'), CAREFUL), pins: 1, longest: 5 },
  sign: { run: () => sign('RARE2026'), pins: 1, longest: 16 },
} as const;

describe.each(Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[])('a card pulled during %s', (name) => {
  const operation = OPERATIONS[name];
  const at = Array.from({ length: operation.longest }, (_, index) => index + 1);

  test.each(at)('at command %i loses no try and unlocks nothing', async (removeAt) => {
    open({ removeAt });
    room.insert('rare');
    const result = await operation.run();
    const reached = trace.some(({ result: told }) => told === 'removed');
    if (!result.ok) {
      const spent = verifies(trace.filter(({ result: told }) => told === '9000'));
      expect(result.error).toEqual({
        kind: 'card-removed',
        verify: spent > 0 ? 'accepted' : expect.stringMatching(/^(not-sent|unknown)$/),
      });
    }
    expect(room.present()).toBe(!reached);
    expect(supportTries('rare')).toBe(3);
    expect(signTries('rare')).toBe(5);
    expect(room.chip('rare')?.verifyCount).toBeLessThanOrEqual(operation.pins);
    expect(room.chip('rare')?.unlocked).toBe(false);
    // The card put back works as if nothing had been.
    room.setFaults({});
    room.insert('rare');
    expect((await operation.run()).ok).toBe(true);
  });

  test.each(at)('or whose answer %i is lost loses no try either', async (loseAnswerAt) => {
    open({ loseAnswerAt });
    room.insert('rare');
    const result = await operation.run();
    if (!result.ok) expect(result.error).toMatchObject({ kind: 'card-removed' });
    expect(room.chip('rare')?.verifyCount).toBeLessThanOrEqual(operation.pins);
    expect([supportTries('rare'), signTries('rare')]).toEqual([3, 5]);
    expect(room.chip('rare')?.unlocked).toBe(false);
  });

  test.each(at)('or that hangs at command %i is given up in time', async (hangAt) => {
    open({ hangAt }, 20);
    room.insert('rare');
    const result = await operation.run();
    if (!result.ok) expect(result.error).toMatchObject({ kind: 'timeout' });
    expect(room.chip('rare')?.unlocked).toBe(false);
  });
});

test('a lost answer to a VERIFY is told as unknown, and the next inspect tells the truth', async () => {
  open({ loseAnswerAt: 3 });
  room.insert('hanako');
  expect(await room.readBasicFour(ascii('0000'), CAREFUL)).toEqual({
    ok: false,
    error: { kind: 'card-removed', verify: 'unknown' },
  });
  room.setFaults({});
  room.insert('hanako');
  expect(await room.inspect()).toMatchObject({ value: { tries: { supportPin: { left: 2, max: 3 } } } });
});

test('nobody reads the individual number, and VERIFYs are as many as PINs typed', async () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant('insert' as const),
      profile: fc.constantFrom(...PROFILES.map(({ name }) => name)),
    }),
    fc.constant({ do: 'remove' as const }),
    fc.constant({ do: 'inspect' as const }),
    fc.record({
      do: fc.constant('read' as const),
      pin: fc.constantFrom('1234', '0000', '12'),
      lastTry: fc.boolean(),
    }),
    fc.record({
      do: fc.constant('sign' as const),
      password: fc.constantFrom('ABC123', 'RARE2026', 'X'),
      lastTry: fc.boolean(),
    }),
    fc.record({
      do: fc.constant('faults' as const),
      faults: fc.record(
        {
          removeAt: fc.nat(12),
          loseAnswerAt: fc.nat(12),
          noSfi: fc.boolean(),
          shortOnly: fc.boolean(),
          first6F00: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      open();
      let typed = 0;
      for (const each of steps) {
        if (each.do === 'insert') room.insert(each.profile);
        if (each.do === 'remove') room.remove();
        if (each.do === 'faults') room.setFaults(each.faults);
        if (each.do === 'inspect') await room.inspect();
        if (each.do === 'read') {
          typed += 1;
          await room.readBasicFour(ascii(each.pin), each);
        }
        if (each.do === 'sign') {
          typed += 1;
          await sign(each.password, each);
        }
        for (const { name } of PROFILES) {
          expect(room.chip(name)?.forbiddenTouches).toBe(0);
          expect(room.chip(name)?.unlocked).toBe(false);
        }
      }
      const reached = PROFILES.reduce((sum, { name }) => sum + (room.chip(name)?.verifyCount ?? 0), 0);
      expect(reached).toBeLessThanOrEqual(typed);
      expect(JSON.stringify(trace)).not.toMatch(/31323334|414243313233|見本/);
    }),
    { numRuns: 60 },
  );
});

describe('events', () => {
  test('the present situation is told at once, then every change', () => {
    const heard: CardEvent[] = [];
    room.insert('hanako');
    const stop = room.watch((event) => heard.push(event));
    room.insert('rare');
    room.remove();
    stop();
    room.insert('young');
    expect(heard).toEqual([
      { type: 'reader', reader: { state: 'ready', name: 'software card' } },
      { type: 'inserted', insertion: 1 },
      { type: 'removed' },
      { type: 'inserted', insertion: 2 },
      { type: 'removed' },
    ]);
    expect(room.insert('nobody')).toBe(false);
    expect(room.inserted()).toBe('young');
  });

  test('two visits asked for at once come one after the other', async () => {
    room.insert('hanako');
    const [report, facts, signed] = await Promise.all([
      room.inspect(),
      room.readBasicFour(ascii('1234'), CAREFUL),
      sign('ABC123'),
    ]);
    expect([report.ok, facts.ok, signed.ok]).toEqual([true, true, true]);
  });
});
