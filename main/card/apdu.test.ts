// Commands and answers: bytes as published for these cards (mynumber-card.md section 9), and the forms of ISO 7816-4.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as apdu from './apdu.ts';
import { fromHex, toHex } from './bytes.ts';

const hex = (command: apdu.Command) => toHex(apdu.encode(command));

describe('commands of the card', () => {
  test.each([
    ['SELECT of a file', apdu.selectFile(0x000a), '00A4020C02000A'],
    [
      'SELECT of the security domain',
      apdu.selectApplication(fromHex('A0000001510000')),
      '00A4040C07A0000001510000',
    ],
    ['READ by short id', apdu.readShortId(0x0a, 256), '00B08A0000'],
    ['READ at an offset', apdu.readCurrent(0x100, 0x2c), '00B001002C'],
    ['READ by short id, extended', apdu.readShortId(0x02, 65536), '00B08200000000'],
    ['VERIFY by short id', apdu.verify(0x18, fromHex('31323334')), '002000980431323334'],
    ['VERIFY of the current key', apdu.verify(0, fromHex('31323334')), '002000800431323334'],
    ['query of the tries', apdu.queryTries(0), '00200080'],
    ['query of the tries in five bytes', apdu.queryTriesWithLe(0), '0020008000'],
    ['GET RESPONSE', apdu.getResponse(2), '00C0000002'],
  ])('%s', (_name, command, bytes) => {
    expect(hex(command)).toBe(bytes);
  });

  test('a signature carries its DigestInfo and expects 256 bytes', () => {
    const written = hex(apdu.computeSignature(0x1a, new Uint8Array(51).fill(0xab)));
    expect(written).toBe(`802A009A33${'AB'.repeat(51)}00`);
  });

  test('an empty PIN cannot become a query by accident', () => {
    expect(() => apdu.verify(0x11, new Uint8Array())).toThrow(RangeError);
  });
});

describe('forms', () => {
  test.each([
    ['1', { cla: 0, ins: 1, p1: 2, p2: 3 }, '00010203'],
    ['2 short', { cla: 0, ins: 1, p1: 2, p2: 3, le: 256 }, '0001020300'],
    ['2 extended', { cla: 0, ins: 1, p1: 2, p2: 3, le: 257 }, '00010203000101'],
    ['3 short', { cla: 0, ins: 1, p1: 2, p2: 3, data: fromHex('AA') }, '0001020301AA'],
    ['4 short', { cla: 0, ins: 1, p1: 2, p2: 3, data: fromHex('AA'), le: 16 }, '0001020301AA10'],
    ['4 extended', { cla: 0, ins: 1, p1: 2, p2: 3, data: fromHex('AA'), le: 65536 }, '00010203000001AA0000'],
  ])('case %s', (_name, command, bytes) => {
    expect(hex(command)).toBe(bytes);
  });

  test('what was written is read back', () => {
    const byte = fc.nat(255);
    const command = fc.record(
      {
        cla: byte,
        ins: byte,
        p1: byte,
        p2: byte,
        data: fc.uint8Array({ minLength: 1, maxLength: 600 }),
        le: fc.integer({ min: 1, max: 65536 }),
      },
      { requiredKeys: ['cla', 'ins', 'p1', 'p2'] },
    );
    fc.assert(
      fc.property(command, (given) => {
        const read = apdu.decode(apdu.encode(given));
        expect(read.ok && { ...read.value, extended: undefined }).toEqual({ ...given, extended: undefined });
      }),
    );
  });

  test('whatever is read as a command is written back as the same bytes, or is a longer form of them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const read = apdu.decode(bytes);
        if (!read.ok) return;
        const { extended, ...command } = read.value;
        const again = apdu.encode(command);
        if (extended) expect(again.length).toBeLessThanOrEqual(bytes.length);
        else expect(toHex(again)).toBe(toHex(bytes));
      }),
    );
  });
});

describe('answers', () => {
  test('data and status word are told apart', () => {
    expect(apdu.parseAnswer(fromHex('01029000'))).toEqual({
      ok: true,
      value: { data: fromHex('0102'), sw: 0x9000 },
    });
  });

  test('fewer than two bytes are no answer', () => {
    expect(apdu.parseAnswer(fromHex('90')).ok).toBe(false);
  });

  test.each([
    [0x63c0, 0],
    [0x63c3, 3],
    [0x63cf, 15],
    [0x6300, undefined],
    [0x9000, undefined],
    [0x6984, undefined],
  ])('tries in %i', (sw, left) => {
    expect(apdu.triesLeft(sw)).toBe(left);
  });
});
