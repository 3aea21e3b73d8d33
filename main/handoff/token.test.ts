// The token must keep every bit of its randomness and fit the contract.
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HandoffToken, Sha256Hex } from '../../sync/contract/words.ts';
import { handoffUrl, newHandoff } from './token.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Decodes by the book, independently of the encoder. */
function decode(token: string): Uint8Array {
  const bits = [...token].map((char) => ALPHABET.indexOf(char).toString(2).padStart(5, '0')).join('');
  expect(bits.slice(0, 2)).toBe('00');
  return Uint8Array.from(bits.slice(2).match(/.{8}/g)!, (octet) => Number.parseInt(octet, 2));
}

describe('a handoff', () => {
  it('keeps all 128 bits of the random source', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const { token } = newHandoff((count) => (expect(count).toBe(16), bytes));
        expect(HandoffToken.safeParse(token).success).toBe(true);
        expect(decode(token)).toEqual(bytes);
      }),
    );
  });

  it('is shown in groups of four that read back as the token', () => {
    const { token, display } = newHandoff(randomBytes);
    expect(display).toMatch(/^(\w{4} ){6}\w{2}$/);
    expect(display.replaceAll(' ', '')).toBe(token);
  });

  it('is known to the record by its SHA-256 only', () => {
    // printf 00000000000000000000000000 | sha256sum
    const { token, sha256 } = newHandoff((count) => new Uint8Array(count));
    expect(token).toBe('0'.repeat(26));
    expect(Sha256Hex.parse(sha256)).toBe('575b83480d348cd3168ffbb874e26156b7d94842cd6c667dba6867976e62d38d');
  });

  it('makes an address under the public one, with or without a slash at its end', () => {
    expect(handoffUrl('https://portal.example', 'ABC')).toBe('https://portal.example/s/ABC');
    expect(handoffUrl('https://portal.example/kiosk/', 'ABC')).toBe('https://portal.example/kiosk/s/ABC');
  });
});
