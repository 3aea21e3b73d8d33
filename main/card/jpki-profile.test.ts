// The signature certificate's profile is read by object identifiers, and whatever is not one ends in a typed error.
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { concat, fromHex } from './bytes.ts';
import { readSignatureProfile } from './jpki-profile.ts';
import { sharedTestPki } from './testing.ts';
import type { TestPki } from './virtual/pki.ts';

let pki: TestPki;
let hanako: Uint8Array;

beforeAll(async () => {
  pki = await sharedTestPki();
  hanako = pki.cards.get('hanako')?.sign?.certificate ?? new Uint8Array();
});

/** The certificate with one run of bytes replaced by another of the same length. Its signature is broken, its form is not. */
function altered(from: string | Uint8Array, to: string | Uint8Array): Uint8Array {
  const bytes = Buffer.from(hanako);
  const at = bytes.indexOf(from);
  if (at < 0) throw new Error('nothing to alter');
  Buffer.from(to).copy(bytes, at);
  return bytes;
}

const field = (last: number) => fromHex(`060A2A83088C9B55080505${last.toString(16).padStart(2, '0')}`);

describe('a signature certificate', () => {
  test('gives the six facts, policy, key identifiers and dates', () => {
    const profile = readSignatureProfile(hanako);
    if (!profile.ok) throw new Error(profile.error);
    expect(profile.value.facts).toEqual({
      name: '見本　花子',
      nameFlags: '00000',
      birthDate: '319850403',
      sex: '2',
      address: '架空県みほん市中央一丁目２番３号',
      addressFlags: '0'.repeat(16),
    });
    expect(profile.value.policies).toEqual(['1.2.392.200149.8.5.1.0.20']);
    expect(profile.value.authorityKeyId).toMatch(/^[0-9a-f]{40}$/);
    expect(profile.value.subjectKeyId).toMatch(/^[0-9a-f]{40}$/);
    expect(profile.value.authorityKeyId).not.toBe(profile.value.subjectKeyId);
    expect(profile.value.notAfter).toBeGreaterThan(profile.value.notBefore);
  });

  test('flags the substitutes of characters that it cannot hold', () => {
    const profile = readSignatureProfile(pki.cards.get('rare')?.sign?.certificate ?? new Uint8Array());
    expect(profile).toMatchObject({
      ok: true,
      value: { facts: { name: '＊＊　＊之介', nameFlags: '110100' } },
    });
  });

  test('is read by identifiers, not by places', () => {
    // The identifiers of two fields change places: the texts follow them.
    const swapped = Buffer.from(altered(field(1), field(5)));
    const address = swapped.lastIndexOf(field(5));
    field(1).forEach((byte, at) => swapped.writeUInt8(byte, address + at));
    expect(readSignatureProfile(swapped)).toMatchObject({
      ok: true,
      value: { facts: { name: '架空県みほん市中央一丁目２番３号', address: '見本　花子' } },
    });
  });

  test.each([
    ['field-missing', field(4), field(9)],
    ['field-twice', field(1), field(5)],
    ['field-malformed', '319850403', '3198504XX'],
    ['field-malformed', '319850403', '919850403'],
    ['field-malformed', '見本　花子', Uint8Array.of(0xff)],
    ['no-person', fromHex('0603551D11'), fromHex('0603551D77')],
    ['extension-twice', fromHex('0603551D12'), fromHex('0603551D11')],
  ] as const)('is refused with %s', (error, from, to) => {
    expect(readSignatureProfile(altered(from, to))).toEqual({ ok: false, error });
  });

  test('is told from a certificate that names nobody', () => {
    const auth = pki.cards.get('hanako')?.auth?.certificate ?? new Uint8Array();
    expect(readSignatureProfile(auth)).toEqual({ ok: false, error: 'no-person' });
  });
});

test('whatever is not a certificate is a typed error', () => {
  let refused = 0;
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .array(fc.tuple(fc.nat(hanako.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
      .map((changes) => {
        const bytes = hanako.slice();
        for (const [at, value] of changes) bytes[at] = value;
        return bytes;
      }),
    fc.nat(hanako.length - 1).map((length) => hanako.slice(0, length)),
    fc.uint8Array({ maxLength: 40 }).map((more) => concat(hanako.slice(0, 200), more, hanako.slice(200))),
  );
  fc.assert(
    fc.property(noise, (bytes) => {
      const profile = readSignatureProfile(bytes);
      if (!profile.ok) refused += 1;
      else expect(profile.value.facts.sex).toMatch(/^[123]$/);
    }),
    { numRuns: 2000 },
  );
  expect(refused).toBeGreaterThan(1000);
});
