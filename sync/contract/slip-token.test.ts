// A number that is mistyped must be told as mistyped, and a token that was touched must never pass for a slip.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupsOf, isSlipNumber, slipNumber, slipWordsIn } from './slip-number.ts';
import {
  decodeSlip,
  encodeSlip,
  longestSlipDays,
  SLIP_TOKEN_DIGITS,
  slipSha256,
  slipSigningBytes,
  verifySlip,
  type SlipClaim,
} from './slip-token.ts';
import { SlipKey, SlipNumber, SlipWords } from './slips.ts';

/** Numbers as terminals make them, each from a seed of its own. */
const number = fc.integer().map((seed) => {
  let state = seed >>> 0;
  // A small generator (Numerical Recipes' constants): the same seed makes the same number again.
  const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 24;
  return slipNumber((count) => Uint8Array.from({ length: count }, next));
});

const municipality = '992011';
const now = Date.parse('2026-11-22T03:00:00.000Z');
const inDays = (days: number): number => Math.floor(now / 1000) + days * 86_400;

function makeKey(id: string, change: Partial<SlipKey> = {}) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  const key = SlipKey.parse({ id, municipality, jwk: { kty: 'EC', crv: 'P-256', x, y }, ...change });
  const make = (claim: Partial<SlipClaim> = {}): string => {
    const whole = {
      municipality,
      keyId: id,
      number: slipNumber(randomBytes),
      expiresAtS: inDays(30),
      ...claim,
    };
    const signature = sign('sha256', slipSigningBytes(whole), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return encodeSlip(whole, signature);
  };
  return { key, make };
}

describe("a slip's number", () => {
  it('has 24 digits and is its own proof that it was typed right', () => {
    fc.assert(
      fc.property(number, (digits) => {
        expect(SlipNumber.safeParse(digits).success).toBe(true);
        expect(isSlipNumber(digits)).toBe(true);
        expect(groupsOf(digits)).toMatch(/^(\d{4} ){5}\d{4}$/);
        expect(slipWordsIn(groupsOf(digits))).toBe(digits);
      }),
    );
  });

  it('has the check digit of the standard', () => {
    // 000…0 by hand: the product doubles modulo 11 with every zero, from 10 on, and 10 · 2²³ ≡ 3 (mod 11).
    expect(isSlipNumber(`${'0'.repeat(23)}8`)).toBe(true);
  });

  it('is random in every digit', () => {
    const seen = Array.from({ length: 23 }, () => new Set<string>());
    for (let made = 0; made < 400; made++)
      for (const [at, digit] of [...slipNumber(randomBytes)].slice(0, 23).entries()) seen[at]?.add(digit);
    expect(seen.map((digits) => digits.size)).toEqual(seen.map(() => 10));
  });

  it('tells every single wrong digit', () => {
    fc.assert(
      fc.property(
        number,
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 1, max: 9 }),
        (digits, at, more) => {
          const wrong = [...digits];
          wrong[at] = String((Number(wrong[at]) + more) % 10);
          expect(isSlipNumber(wrong.join(''))).toBe(false);
        },
      ),
    );
  });

  it('tells two neighbours that changed places', () => {
    fc.assert(
      fc.property(number, fc.integer({ min: 0, max: 22 }), (digits, at) => {
        fc.pre(digits[at] !== digits[at + 1]);
        const wrong = digits.slice(0, at) + digits[at + 1] + digits[at] + digits.slice(at + 2);
        expect(isSlipNumber(wrong)).toBe(false);
      }),
    );
  });

  it.each(['', '123', 'x'.repeat(24), '１'.repeat(24), `${'0'.repeat(23)} `])('is not %j', (text) => {
    expect(isSlipNumber(text)).toBe(false);
  });

  it('is known by its SHA-256 only', () => {
    // printf 000000000000000000000000 | sha256sum
    expect(slipSha256('0'.repeat(24))).toBe(
      '1aaa7999292f3795cc857ea24de1f4b299ba64b767338f5c8cbe6e93604cc5a5',
    );
  });
});

describe('what was scanned or typed', () => {
  const token = '9'.repeat(SLIP_TOKEN_DIGITS);
  it.each([
    ['an address as scanned', `HTTPS://PORTAL.EXAMPLE/S/${token}\r`, token],
    [
      'an address with a number',
      'https://portal.example/s/123456789012345678901234',
      '123456789012345678901234',
    ],
    ['the token alone', token, token],
    ['groups', ' 1234 5678-9012 3456 7890 1234\n', '123456789012345678901234'],
    [
      'full-width digits',
      '１２３４　５６７８　９０１２　３４５６　７８９０　１２３４',
      '123456789012345678901234',
    ],
    ['too few', '1234', null],
    ['another address', `https://portal.example/x/${token}`, null],
    ['nothing', '', null],
  ])('%s', (_what, text, words) => {
    expect(slipWordsIn(text)).toBe(words);
  });
});

describe('a token', () => {
  const { key, make } = makeKey('0a1b2c3d');
  const claims = fc.record({
    municipality: fc.integer({ min: 0, max: 999_999 }).map((code) => String(code).padStart(6, '0')),
    keyId: fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => Buffer.from(bytes).toString('hex')),
    number,
    expiresAtS: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  });

  it('comes back as it was made, whatever stands in it', () => {
    fc.assert(
      fc.property(claims, fc.uint8Array({ minLength: 64, maxLength: 64 }), (claim, signature) => {
        const digits = encodeSlip(claim, signature);
        expect(SlipWords.safeParse(digits).success).toBe(true);
        expect(digits).toHaveLength(SLIP_TOKEN_DIGITS);
        expect(decodeSlip(digits)).toEqual({ ok: true, value: { ...claim, signature } });
      }),
    );
  });

  it('is told as malformed when it is none, and nothing throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{180,230}$/)), (text) => {
        const decoded = decodeSlip(text);
        if (decoded.ok) expect(encodeSlip(decoded.value, decoded.value.signature)).toBe(text);
      }),
    );
    expect(decodeSlip('9'.repeat(SLIP_TOKEN_DIGITS))).toEqual({ ok: false, error: { kind: 'malformed' } });
  });

  it('of a newer terminal is told as such', () => {
    const hex = `02${BigInt(make()).toString(16).padStart(172, '0').slice(2)}`;
    const digits = BigInt(`0x${hex}`).toString().padStart(SLIP_TOKEN_DIGITS, '0');
    expect(decodeSlip(digits)).toEqual({ ok: false, error: { kind: 'version', version: 2 } });
  });

  it('is valid until it expires, for the municipality that it is of', () => {
    const digits = make();
    expect(verifySlip(digits, [key], municipality, now)).toMatchObject({ state: 'valid' });
    expect(verifySlip(digits, [key], municipality, now + 29.9 * 86_400_000)).toMatchObject({
      state: 'valid',
    });
    expect(verifySlip(digits, [key], municipality, now + 30 * 86_400_000)).toMatchObject({
      state: 'expired',
    });
    expect(verifySlip(digits, [key], '131016', now)).toEqual({ state: 'elsewhere', municipality });
  });

  it('never verifies once a digit of it was changed', () => {
    const digits = make();
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: SLIP_TOKEN_DIGITS - 1 }),
        fc.integer({ min: 1, max: 9 }),
        (at, more) => {
          const changed = `${digits.slice(0, at)}${(Number(digits[at]) + more) % 10}${digits.slice(at + 1)}`;
          expect(verifySlip(changed, [key], municipality, now).state).not.toMatch(/valid|expired/);
        },
      ),
    );
  });

  it('is forged when another key made it, also under the name of ours', () => {
    expect(verifySlip(makeKey('0a1b2c3d').make(), [key], municipality, now)).toEqual({
      state: 'forged',
      why: 'signature',
    });
    expect(verifySlip(makeKey('ffffffff').make(), [key], municipality, now)).toEqual({
      state: 'forged',
      why: 'unknown-key',
    });
  });

  it('is found by its key when two keys have the same short name', () => {
    const twin = makeKey('0a1b2c3d');
    expect(verifySlip(twin.make(), [key, twin.key], municipality, now)).toMatchObject({ state: 'valid' });
  });

  it('of a revoked terminal stays good when it was made before, and not when it cannot have been', () => {
    const revoked = makeKey('0badcafe', { revokedAt: new Date(now).toISOString() });
    const of = (expiresAtS: number) =>
      verifySlip(revoked.make({ expiresAtS }), [revoked.key], municipality, now);
    expect(of(inDays(30))).toMatchObject({ state: 'valid' });
    expect(of(inDays(longestSlipDays + 1))).toEqual({ state: 'forged', why: 'revoked' });
  });
});
