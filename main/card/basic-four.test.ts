// The basic four: the published vector, its negative twin, what cards do that specifications do not say, and noise.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BasicFour } from '../../sync/contract/record.ts';
import { parseBasicFour } from './basic-four.ts';
import { concat, fromHex } from './bytes.ts';
import { encodeBasicFour } from './virtual/sample-cards.ts';

/** Synthetic holder of a JPKI-TEST card, published (mynumber-card.md 2.3). */
const VECTOR = fromHex(
  'FF2065DF2108000E002000590064DF220FE9BB92E6A190E38080E5B9B9E4B99FDF2336E69DB1E4BAACE983BDE6B885E780ACE5B882' +
    'E8A6B3E5B883E5AD90E58D97EFBC91EFBC92EFBC8DEFBC97EFBC8DEFBC92EFBC90EFBC92DF24083139383030323137DF250131',
);
const HOLDER = {
  name: '黒桐　幹也',
  birthDate: '19800217',
  sex: '1',
  address: '東京都清瀬市観布子南１２－７－２０２',
} as const;

describe('the published vector', () => {
  test('is read', () => {
    expect(parseBasicFour(VECTOR)).toEqual({ ok: true, value: HOLDER });
  });

  test('is refused when an offset points elsewhere', () => {
    const wrong = VECTOR.slice();
    expect(wrong[7]).toBe(0x0e);
    wrong[7] = 0x0f;
    expect(parseBasicFour(wrong)).toEqual({ ok: false, error: 'offsets-disagree' });
  });

  test('is what our software card writes for that holder', () => {
    expect(encodeBasicFour(HOLDER)).toEqual(VECTOR);
  });

  test.each([1, 2, 50, 103])('is refused when cut after %i bytes', (length) => {
    expect(parseBasicFour(VECTOR.slice(0, length))).toEqual({ ok: false, error: 'truncated' });
  });

  test.each([0x00, 0xff])('is read with filler of %i behind it', (filler) => {
    expect(parseBasicFour(concat(VECTOR, new Uint8Array(40).fill(filler)))).toEqual({
      ok: true,
      value: HOLDER,
    });
  });

  test.each([0x00, 0xff])('is read with filler of %i inside', (filler) => {
    const wider = concat(VECTOR, new Uint8Array(4).fill(filler));
    wider[2] = 0x69;
    expect(parseBasicFour(wider)).toEqual({ ok: true, value: HOLDER });
  });
});

test('lengths may be longer than they need be', () => {
  // FF20 82 0067: two bytes more in the header, so every offset grows by two; DF23 81 36 adds one more for what follows.
  const body = VECTOR.slice(3);
  const address = 0x20 - 3;
  const longer = concat(body.slice(0, address + 2), Uint8Array.of(0x81), body.slice(address + 2));
  longer.set(fromHex('0010 0022 005C 0067'), 3);
  const file = concat(fromHex('FF20820066'), longer);
  expect(parseBasicFour(file)).toEqual({ ok: true, value: HOLDER });
});

describe('people', () => {
  const kept = (
    change: Partial<typeof HOLDER | { name: string; sex: string; birthDate: string; address: string }>,
  ) => {
    const holder = { ...HOLDER, ...change } as Parameters<typeof encodeBasicFour>[0];
    expect(parseBasicFour(encodeBasicFour(holder))).toEqual({ ok: true, value: holder });
  };
  test('with one name only', () => kept({ name: 'ＳＵＰＡＲＭＡＮ' }));
  test('with a former name in brackets', () => kept({ name: '見本［旧見本］　花子' }));
  test('with characters outside the BMP and variation selectors', () => kept({ name: '𠮷𡈽　葛\u{E0100}' }));
  test('with a substitute character', () => kept({ name: '〓本　＊子' }));
  test('with a byte order mark in the name', () => kept({ name: '\uFEFF見本' }));
  test('with an address of 1500 bytes', () => kept({ address: '架'.repeat(500) }));
  test('with unknown parts of the birth date', () => kept({ birthDate: '19440000' }));
  test.each(['0', '1', '2', '3', '9'])('with sex %s', (sex) => kept({ sex }));
});

describe('what is no such file', () => {
  const broken = (holder: { name?: string; sex?: string; birthDate?: string; address?: string }) =>
    parseBasicFour(encodeBasicFour({ ...HOLDER, ...holder } as Parameters<typeof encodeBasicFour>[0]));
  test.each([
    ['an empty file', new Uint8Array(), 'truncated'],
    ['nothing but filler', new Uint8Array(64).fill(0xff), 'not-the-object'],
    ['another object', fromHex('FF3001FF'), 'not-the-object'],
    ['an object without fields', fromHex('FF2000'), 'field-missing'],
    ['a field that reaches out of the object', fromHex('FF2003DF2208'), 'truncated'],
    ['a field twice', fromHex('FF2008DF220131DF220131'), 'field-twice'],
    ['an offset table of the wrong size', fromHex('FF2004DF210100'), 'offsets-disagree'],
  ])('%s', (_name, file, error) => {
    expect(parseBasicFour(file)).toEqual({ ok: false, error });
  });
  test('an empty name', () => expect(broken({ name: '' })).toEqual({ ok: false, error: 'bad-name' }));
  test('an empty address', () =>
    expect(broken({ address: '' })).toEqual({ ok: false, error: 'bad-address' }));
  test('a birth date of letters', () =>
    expect(broken({ birthDate: '1980021X' })).toEqual({ ok: false, error: 'bad-birth-date' }));
  test('a sex that nobody knows', () =>
    expect(broken({ sex: '7' })).toEqual({ ok: false, error: 'bad-sex' }));
  test('a name that is no UTF-8', () => {
    const wrong = VECTOR.slice();
    wrong[17] = 0xff;
    expect(parseBasicFour(wrong)).toEqual({ ok: false, error: 'bad-name' });
  });
});

describe('noise', () => {
  test('arbitrary bytes give a typed error or facts that the contract takes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const read = parseBasicFour(bytes);
        if (read.ok) BasicFour.parse(read.value);
        else expect(read.error).toMatch(/^[a-z-]+$/);
      }),
      { numRuns: 2000 },
    );
  });

  test('so do mutations of the vector', () => {
    const change = fc.tuple(fc.nat(VECTOR.length - 1), fc.nat(255));
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.nat(VECTOR.length),
        (changes, length) => {
          const mutant = VECTOR.slice(0, length);
          for (const [at, byte] of changes) if (at < length) mutant[at] = byte;
          const read = parseBasicFour(mutant);
          if (read.ok) BasicFour.parse(read.value);
          else expect(read.error).toMatch(/^[a-z-]+$/);
        },
      ),
      { numRuns: 5000 },
    );
  });

  test('every holder that can be written is read back', () => {
    const holder = fc.record({
      name: fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }),
      address: fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
      birthDate: fc.stringMatching(/^[0-9]{8}$/),
      sex: fc.constantFrom('0' as const, '1' as const, '2' as const, '9' as const),
    });
    fc.assert(
      fc.property(holder, (given) => {
        expect(parseBasicFour(encodeBasicFour(given))).toEqual({ ok: true, value: given });
      }),
    );
  });
});
