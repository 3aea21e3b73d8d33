// The guard: what the table names may pass, and nothing else, whatever is thrown at it in whatever order.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guard } from './allow-list.ts';
import { concat, fromHex, toHex } from './bytes.ts';
import { scripted } from './testing.ts';
import { Chip } from './virtual/chip.ts';
import type { ChipApplication } from './virtual/chip.ts';
import type { Transport } from './transport.ts';

const SUPPORT = 'D3921000310001010408';
const FACE = 'D3921000310001010402';
const JPKI = 'D392F000260100000001';
const DIGEST_INFO = `333031300D060960864801650304020105000420${'00'.repeat(32)}00`;
const selectOf = (aid: string) => `00A4040C0A${aid}`;

/** Sends commands one after another to a card that says 9000 to everything; tells which of them left. */
async function leaving(commands: readonly string[]): Promise<readonly string[]> {
  const wire = scripted(commands.map(() => '9000'));
  const guarded = guard(wire);
  for (const command of commands) await guarded.transmit(fromHex(command), 1000);
  return wire.sent.map(toHex);
}

async function passes(...commands: readonly string[]): Promise<boolean> {
  return (await leaving(commands)).length === commands.length;
}

describe('passes', () => {
  test.each([
    ['the basic four by short id', [selectOf(SUPPORT), '00B0820000']],
    ['the basic four by SELECT', [selectOf(SUPPORT), '00A4020C020002', '00B0000000']],
    ['the rest of the basic four', [selectOf(SUPPORT), '00B0820000', '00B0010040']],
    ['the support PIN and its query', [selectOf(SUPPORT), '00200091', '002000910431323334']],
    ['both by SELECT', [selectOf(SUPPORT), '00A4020C020011', '00200080', '0020008000', '002000800431323334']],
    ['certificates and token', [selectOf(JPKI), '00B0810000', '00B08A00000800', '00B0860020', '00B0880003']],
    ['a signature', [selectOf(JPKI), `802A009A333031300D060960864801650304020105000420${'00'.repeat(32)}00`]],
    [
      'the proof of a card: its papers and its own key',
      [selectOf(SUPPORT), '00B0840000', '00B0870000', `802A0000${DIGEST_INFO}`],
    ],
    ['leaving', ['00A4040C07A0000001510000']],
  ])('%s', async (_name, commands) => {
    expect(await passes(...commands)).toBe(true);
  });
});

describe('does not pass', () => {
  test.each([
    ['SELECT of 0001 in input-support', [selectOf(SUPPORT), '00A4020C020001']],
    ['SELECT of 0003 in input-support', [selectOf(SUPPORT), '00A4020C020003']],
    ['READ of 0001 by short id', [selectOf(SUPPORT), '00B0810000']],
    ['READ of 0003 by short id', [selectOf(SUPPORT), '00B0830000']],
    ['READ of 0001 by extended short id', [selectOf(SUPPORT), '00B08100000000']],
    ['VERIFY of key 0014', [selectOf(SUPPORT), `002000940C${'30'.repeat(12)}`]],
    ['SELECT of key 0014', [selectOf(SUPPORT), '00A4020C020014']],
    ['VERIFY of key 0015', [selectOf(SUPPORT), `002000950E${'30'.repeat(14)}`]],
    ['the face application', [selectOf(FACE)]],
    ['a shortened identifier', ['00A4040C09D39210003100010104']],
    ['SELECT that wants data back', [`00A404000A${SUPPORT}00`]],
    ['READ with nothing selected', ['00B0820000']],
    ['a support file in the JPKI application', [selectOf(JPKI), '00B0820000']],
    ['READ of a key file', [selectOf(SUPPORT), '00A4020C020011', '00B0000000']],
    ['the authentication PIN', [selectOf(JPKI), '002000980431323334']],
    ['a signature by the authentication key', [selectOf(JPKI), `802A009733${'00'.repeat(51)}00`]],
    [
      'a signature over anything but a SHA-256 DigestInfo',
      [selectOf(JPKI), `802A009A33${'00'.repeat(51)}00`],
    ],
    [
      'the own key over anything but a SHA-256 DigestInfo',
      [selectOf(SUPPORT), `802A000033${'00'.repeat(51)}00`],
    ],
    ['an own key of the JPKI application', [selectOf(JPKI), `802A0000${DIGEST_INFO}`]],
    ['the own key by its number', [selectOf(SUPPORT), `802A0093${DIGEST_INFO}`]],
    ['a change of PIN', [selectOf(SUPPORT), '00A4020C020011', '002401800435363738']],
    ['READ RECORD', [selectOf(SUPPORT), '00B2010C00']],
    ['READ BINARY B1', [selectOf(SUPPORT), '00B100020454020000']],
    ['GET DATA', ['00CA5F5100']],
    ['GET RESPONSE out of turn', [selectOf(SUPPORT), '00C0000010']],
    ['another channel', [`01A4040C0A${SUPPORT}`]],
    ['secure messaging', [selectOf(SUPPORT), '0CB0820000']],
    ['a short id with bit 7', [selectOf(SUPPORT), '00B0C20000']],
    ['a short id with bit 6', [selectOf(SUPPORT), '00B0A20000']],
    ['nothing at all', ['']],
  ])('%s', async (_name, commands) => {
    // What comes before the last command is only the way there.
    expect(await leaving(commands)).toEqual(commands.slice(0, -1));
  });

  test('a read behind a SELECT that the card refused', async () => {
    const wire = scripted(['9000', '6A82', '9000']);
    const guarded = guard(wire);
    await guarded.transmit(fromHex(selectOf(JPKI)), 1000);
    await guarded.transmit(fromHex(selectOf(SUPPORT)), 1000);
    // The card may have stayed in JPKI, where 0002 is another file.
    expect(await guarded.transmit(fromHex('00B0820000'), 1000)).toEqual({
      ok: false,
      error: { kind: 'forbidden' },
    });
  });

  test('a read behind a SELECT whose answer was lost', async () => {
    const guarded = guard(scripted(['9000', 'lost', '9000']));
    await guarded.transmit(fromHex(selectOf(SUPPORT)), 1000);
    await guarded.transmit(fromHex('00A4020C020002'), 1000);
    expect((await guarded.transmit(fromHex('00B0000000'), 1000)).ok).toBe(false);
  });
});

/** A card on which nothing is protected, so that only the guard stands before the number. */
function nakedCard(): Chip {
  const secret = fromHex('5EC2E75EC2E75EC2E7');
  const application = (aid: string, secrets: readonly number[], forbidden = false): ChipApplication => ({
    aid: fromHex(aid),
    files: new Map(
      Array.from({ length: 0x1e }, (_, at) => at + 1).map((fid) => [
        fid,
        { content: secrets.includes(fid) ? secret : fromHex('FF2000'), forbidden: secrets.includes(fid) },
      ]),
    ),
    keys: new Map(),
    signers: new Map(),
    forbidden,
  });
  return new Chip({
    atr: fromHex('3B00'),
    applications: [
      application(SUPPORT, [0x01, 0x03]),
      application(FACE, [0x01, 0x02, 0x05], true),
      application(JPKI, []),
    ],
  });
}

test('no sequence of bytes gets at the individual number', async () => {
  const header = fc.tuple(
    fc.constantFrom(0x00, 0x00, 0x00, 0x80, 0x01, 0x04, 0x0c, 0x10),
    fc.constantFrom(0xa4, 0xa4, 0xb0, 0xb0, 0xb1, 0xb2, 0x20, 0x24, 0x2a, 0xca, 0xc0, 0x88),
    fc.oneof(fc.constantFrom(0x00, 0x02, 0x04, 0x80, 0x81, 0x82, 0x83, 0x85), fc.nat(255)),
    fc.oneof(fc.constantFrom(0x00, 0x0c, 0x80, 0x91, 0x94, 0x9b), fc.nat(255)),
  );
  const data = fc.oneof(
    fc
      .constantFrom(
        SUPPORT,
        SUPPORT,
        FACE,
        JPKI,
        SUPPORT.slice(0, 18),
        '0001',
        '0002',
        '0003',
        '0005',
        '0011',
        '0014',
      )
      .map(fromHex),
    fc.uint8Array({ maxLength: 20 }),
  );
  const tail = fc.constantFrom('', '00', '0000', '000000', '10');
  const shaped = fc
    .tuple(header, data, tail, fc.boolean())
    .map(([head, body, end, bare]) =>
      concat(
        Uint8Array.from(head),
        bare ? new Uint8Array() : concat(Uint8Array.of(body.length), body),
        fromHex(end),
      ),
    );
  const valid = fc
    .constantFrom(selectOf(SUPPORT), selectOf(JPKI), '00B0820000', '00A4020C020002', '00B0000000')
    .map(fromHex);
  const command = fc.oneof(shaped, valid, fc.uint8Array({ maxLength: 30 }));

  let left = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 30 }), async (commands) => {
      const chip = nakedCard();
      const wire: Transport = {
        atr: chip.atr,
        transmit: (bytes) => {
          left += 1;
          return Promise.resolve({ ok: true, value: chip.process(bytes) });
        },
        close: () => Promise.resolve(),
      };
      const guarded = guard(wire);
      for (const bytes of commands) {
        const answer = await guarded.transmit(bytes, 1000);
        if (answer.ok) expect(toHex(answer.value)).not.toContain('5EC2E7');
      }
      expect(chip.forbiddenTouches).toBe(0);
    }),
    { numRuns: 2000 },
  );
  // The property would hold of a guard that forbids everything, too.
  expect(left).toBeGreaterThan(1000);
});

test('the naked card does give its number away when nobody guards it', () => {
  const chip = nakedCard();
  chip.process(fromHex(selectOf(SUPPORT)));
  expect(toHex(chip.process(fromHex('00B0810000')))).toContain('5EC2E7');
  expect(chip.forbiddenTouches).toBe(1);
});
