// Our own opening and verifying against jose's: what it makes we take, what it refuses we refuse.
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { CompactEncrypt, CompactSign, compactDecrypt, compactVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { openSeal, parseCompact, signCompact, textOf, verifiedPayload } from './compact.ts';

const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keys = { ES256: p256, RS256: rsa } as const;
const sealHeader = { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: 'k' } as const;
const seal = (text: string, header: object = {}, info: readonly [string, string] | null = null) => {
  const jwe = new CompactEncrypt(Buffer.from(text)).setProtectedHeader({ ...sealHeader, ...header });
  if (info !== null) jwe.setKeyManagementParameters({ apu: Buffer.from(info[0]), apv: Buffer.from(info[1]) });
  return jwe.encrypt(p256.publicKey);
};
const opened = (jwe: string, key = p256.privateKey): string | null => {
  const parsed = parseCompact(jwe, 5);
  return parsed === null ? null : textOf(openSeal(parsed, key));
};
const verified = (jws: string, alg: 'ES256' | 'RS256', key = keys[alg].publicKey): string | null => {
  const parsed = parseCompact(jws, 3);
  return parsed === null ? null : textOf(verifiedPayload(parsed, alg, key));
};
const signed = (text: string, alg: 'ES256' | 'RS256') =>
  new CompactSign(Buffer.from(text)).setProtectedHeader({ alg, kid: 'k' }).sign(keys[alg].privateKey);
const text = fc.string({ unit: 'binary', maxLength: 300 }).filter((value) => value.isWellFormed());
/** The text with one character of the alphabet in another's place. */
const changed = (whole: string, at: number, letter: string): string => {
  const index = at % whole.length;
  return whole.slice(0, index) + letter + whole.slice(index + 1);
};
const letter = fc.constantFrom(...'AQgw_-z0.=+ é');
const few = { numRuns: 40 };

/** jose wants the two to differ. */
const parties = fc.tuple(fc.string(), fc.string()).filter(([sender, recipient]) => sender !== recipient);

describe('a sealed text', () => {
  it('opens as it does with jose, party information included', () =>
    fc.assert(
      fc.asyncProperty(text, fc.option(parties), async (plain, info) => {
        expect(opened(await seal(plain, {}, info))).toBe(plain);
      }),
      few,
    ));

  it('does not open when it was changed, unless jose reads the same in it', async () => {
    const jwe = await seal('a record');
    await fc.assert(
      fc.asyncProperty(fc.nat(), letter, async (at, put) => {
        const other = changed(jwe, at, put);
        const theirs = await compactDecrypt(other, p256.privateKey).then(
          ({ plaintext }) => Buffer.from(plaintext).toString(),
          () => null,
        );
        const ours = opened(other);
        if (ours !== null) expect(ours).toBe(theirs);
        if (theirs === null) expect(ours).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it('does not open with another key, another algorithm, a shorter tag or a header to be understood', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    expect(opened(await seal('x'), other)).toBeNull();
    expect(opened(await seal('x', { enc: 'A128GCM' }))).toBeNull();
    expect(opened(await seal('x', { alg: 'ECDH-ES' }))).toBeNull();
    const jwe = await seal('x');
    expect(opened(jwe)).toBe('x');
    expect(opened(jwe.slice(0, -6))).toBeNull();
    const [head = '', ...rest] = jwe.split('.');
    const crit = { ...JSON.parse(Buffer.from(head, 'base64url').toString()), crit: ['exp'] };
    expect(opened([Buffer.from(JSON.stringify(crit)).toString('base64url'), ...rest].join('.'))).toBeNull();
  });

  it('does not open with a sender key that is no point of the curve', async () => {
    const [head = '', ...rest] = (await seal('x')).split('.');
    const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as { epk: object };
    const off = { ...header, epk: { ...header.epk, y: Buffer.alloc(32, 7).toString('base64url') } };
    expect(opened([Buffer.from(JSON.stringify(off)).toString('base64url'), ...rest].join('.'))).toBeNull();
  });
});

describe.each(['ES256', 'RS256'] as const)('a text signed with %s', (alg) => {
  it('verifies as it does with jose', () =>
    fc.assert(
      fc.asyncProperty(text, async (plain) => {
        expect(verified(await signed(plain, alg), alg)).toBe(plain);
      }),
      few,
    ));

  it('does not verify when it was changed, unless jose takes it too', async () => {
    const jws = await signed('a record', alg);
    await fc.assert(
      fc.asyncProperty(fc.nat(), letter, async (at, put) => {
        const other = changed(jws, at, put);
        const theirs = await compactVerify(other, keys[alg].publicKey, { algorithms: [alg] }).then(
          ({ payload }) => Buffer.from(payload).toString(),
          () => null,
        );
        const ours = verified(other, alg);
        if (ours !== null) expect(ours).toBe(theirs);
        if (theirs === null) expect(ours).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it('does not verify with a key of another kind or size, or under another name', async () => {
    const other = alg === 'ES256' ? 'RS256' : 'ES256';
    const jws = await signed('x', alg);
    expect(verified(jws, alg)).toBe('x');
    expect(verified(jws, other)).toBeNull();
    expect(verified(jws, alg, keys[other].publicKey)).toBeNull();
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey;
    expect(verified(jws, alg, alg === 'ES256' ? p384 : small)).toBeNull();
  });
});

it('what we sign, jose verifies', async () => {
  const jwk = p256.privateKey.export({ format: 'jwk' });
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  const jws = signCompact({ id: 'こ' }, { kid: 'k', typ: 't' }, key);
  const { payload, protectedHeader } = await compactVerify(jws, createPublicKey(key));
  expect(protectedHeader).toEqual({ alg: 'ES256', kid: 'k', typ: 't' });
  expect(JSON.parse(Buffer.from(payload).toString())).toEqual({ id: 'こ' });
});
