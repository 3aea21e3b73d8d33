// The software card against the behaviour list of mynumber-card.md section 10, in raw bytes: it has to be right by itself.
import { createPublicKey, publicDecrypt } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../bytes.ts';
import { sharedTestPki } from '../testing.ts';
import type { Chip, ChipTraits } from './chip.ts';
import type { TestPki } from './pki.ts';
import { findProfile, makeChip } from './sample-cards.ts';

const SUPPORT = '00A4040C0AD3921000310001010408';
const JPKI = '00A4040C0AD392F000260100000001';
const ISD = '00A4040C07A0000001510000';
const PIN = '002000910431323334';
const WRONG = '002000910430303030';
const READ = '00B0820000';

let pki: TestPki;
let chip: Chip;
beforeAll(async () => {
  pki = await sharedTestPki();
});
beforeEach(() => {
  make('hanako');
});

function make(profile: string, traits: ChipTraits = {}): void {
  const found = findProfile(profile);
  if (!found) throw new Error('no such profile');
  chip = makeChip(found, pki, traits);
  chip.power();
}
/** Sends commands; tells the status word of the last one. */
function sw(...commands: readonly string[]): string {
  return commands.map((command) => toHex(chip.process(fromHex(command))).slice(-4)).at(-1) ?? '';
}

test.each([
  ['SELECT of an application', [SUPPORT], '9000'],
  ['SELECT of an unknown application', ['00A4040C05F000000001'], '6A82'],
  ['SELECT of a file', [SUPPORT, '00A4020C020002'], '9000'],
  ['SELECT of a protected file', [JPKI, '00A4020C020001'], '9000'],
  ['SELECT of no file', [SUPPORT, '00A4020C02000F'], '6A82'],
  ['SELECT of a file with P1=00', [SUPPORT, '00A4000C020002'], '6A86'],
  ['READ with no current file', [SUPPORT, '00B0000000'], '6986'],
  ['READ of a protected file', [SUPPORT, READ], '6982'],
  ['READ after VERIFY', [SUPPORT, PIN, READ], '9000'],
  ['READ beyond the end', [JPKI, '00B0860000', '00B0010000'], '6B00'],
  ['query of the tries', [SUPPORT, '00200091'], '63C3'],
  ['query with Le', [SUPPORT, '0020009100'], '63C3'],
  ['query after VERIFY', [SUPPORT, PIN, '00200091'], '9000'],
  ['query of a key that is not there', [SUPPORT, '0020009A'], '6A88'],
  ['the key that is always blocked', [SUPPORT, '00200092'], '63C0'],
  ['one wrong PIN', [SUPPORT, WRONG], '63C2'],
  ['three wrong PINs', [SUPPORT, WRONG, WRONG, WRONG], '63C0'],
  ['the right PIN after three wrong ones', [SUPPORT, WRONG, WRONG, WRONG, PIN], '6984'],
  ['query of a blocked PIN', [SUPPORT, WRONG, WRONG, WRONG, '00200091'], '63C0'],
  [
    'a right PIN fills the counter',
    [SUPPORT, WRONG, PIN, '00A4040C07A0000001510000', SUPPORT, '00200091'],
    '63C3',
  ],
  ['the same application again keeps what is unlocked', [SUPPORT, PIN, SUPPORT, READ], '9000'],
  ['another application locks', [SUPPORT, PIN, JPKI, SUPPORT, READ], '6982'],
  ['the security domain locks', [SUPPORT, PIN, ISD, SUPPORT, READ], '6982'],
  ['an unknown application changes nothing', [SUPPORT, PIN, '00A4040C05F000000001', READ], '9000'],
  ['a signature without password', [JPKI, `802A009A33${'00'.repeat(51)}00`], '6982'],
  [
    'a signature in an unknown form',
    [JPKI, '0020009B06414243313233', `802A079A33${'00'.repeat(51)}00`],
    '6A86',
  ],
  ['another channel', ['01A4040C07A0000001510000'], '6881'],
  ['an unknown class', ['90A4040C07A0000001510000'], '6E00'],
  ['an unknown instruction', ['00FF0000'], '6D00'],
])('%s', (_name, commands, expected) => {
  expect(sw(...commands)).toBe(expected);
});

describe('power', () => {
  test('off locks; a warm reset does not', () => {
    sw(SUPPORT, PIN);
    chip.reset();
    expect(sw(SUPPORT, READ)).toBe('9000');
    chip.power();
    expect(sw(SUPPORT, READ)).toBe('6982');
  });

  test('on leaves no application selected', () => {
    expect(sw('00B0000000')).toBe('6986');
    expect(sw('00A4020C020002')).toBe('6A82');
  });
});

describe('traits', () => {
  test('short only: extended commands are 6700', () => {
    make('hanako', { shortOnly: true });
    expect(sw(JPKI, '00B08A00000800')).toBe('6700');
  });
  test('no short ids: 6A86', () => {
    make('hanako', { noSfi: true });
    expect(sw(SUPPORT, READ)).toBe('6A86');
    expect(sw(SUPPORT, '00200091')).toBe('6A86');
  });
  test('6983 for blocked', () => {
    make('blocked', { blockedSw: 0x6983 });
    expect(sw(SUPPORT, PIN)).toBe('6983');
  });
  test('6282 for a read past the end', () => {
    make('hanako', { endOfFileWarning: true });
    expect(sw(SUPPORT, PIN, READ)).toBe('6282');
  });
  test('6F00 to the first command after power-up only', () => {
    make('hanako', { first6F00: true });
    expect(sw(SUPPORT)).toBe('6F00');
    expect(sw(SUPPORT)).toBe('9000');
  });
});

test('certificate files are 3808 bytes, certificate first and filler behind', () => {
  sw(JPKI);
  const file = chip.process(fromHex('00B08A00000000'));
  expect(file.length).toBe(3808 + 2);
  expect(file[0]).toBe(0x30);
  expect(file[3807]).toBe(0xff);
});

test('token info is 160 bytes with its label first', () => {
  sw(JPKI);
  const info = chip.process(fromHex('00B08600A0'));
  expect(info.length).toBe(162);
  expect(Buffer.from(info.subarray(0, 32)).toString('ascii')).toBe('JPKIAPICCTOKEN2'.padEnd(32));
});

test('a signature is PKCS#1 v1.5 over the bytes as given, 256 bytes', () => {
  sw(JPKI, '0020009B06414243313233');
  const info = `3031300D060960864801650304020105000420${'5A'.repeat(32)}`;
  const answer = chip.process(fromHex(`802A009A33${info}00`));
  const credential = pki.cards.get('hanako')?.sign;
  if (!credential) throw new Error('no credential');
  expect(answer.length).toBe(258);
  expect(toHex(publicDecrypt(createPublicKey(credential.key), answer.subarray(0, 256)))).toBe(info);
});

test('touching the individual number is counted', () => {
  sw(SUPPORT, '00A4020C020001', '00B0830000', '00A4040C0AD3921000310001010402');
  expect(chip.forbiddenTouches).toBe(3);
});
