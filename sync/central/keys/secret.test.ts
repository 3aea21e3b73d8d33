import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeFor } from '../verifications/code.ts';
import { readSecretFile, secretFrom } from './secret.ts';

describe('secret', () => {
  it('unwraps what it wrapped, and only under the same name and the same secret', () => {
    const secret = secretFrom(randomBytes(32));
    const other = secretFrom(randomBytes(32));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.string(), (plain, name) => {
        const wrapped = secret.wrap(plain, name);
        expect(new Uint8Array(secret.unwrap(wrapped, name))).toEqual(plain);
        expect(() => secret.unwrap(wrapped, `${name}x`)).toThrow();
        expect(() => other.unwrap(wrapped, name)).toThrow();
      }),
    );
  });

  it('is made once, readable by its owner only, and found again', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'madoguchi-')), 'deep', 'secret.key');
    const wrapped = readSecretFile(file).wrap(Buffer.from('x'), 'n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readSecretFile(file).unwrap(wrapped, 'n').toString()).toBe('x');
  });

  it('stops the start when the file is not 32 bytes', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'madoguchi-')), 'secret.key');
    writeFileSync(file, 'short');
    expect(() => readSecretFile(file)).toThrow('32 bytes, given 5');
  });
});

describe('codeFor', () => {
  it('is six digits, the same for the same verification, and another under another secret', () => {
    const secret = secretFrom(new Uint8Array(32).fill(1));
    const other = secretFrom(new Uint8Array(32).fill(2));
    const ids = Array.from({ length: 200 }, (_, index) => `id-${index}`);
    for (const id of ids) expect(codeFor(secret, id)).toMatch(/^\d{6}$/);
    expect(ids.map((id) => codeFor(secret, id))).toEqual(ids.map((id) => codeFor(secret, id)));
    expect(ids.filter((id) => codeFor(secret, id) === codeFor(other, id)).length).toBeLessThan(3);
    expect(new Set(ids.map((id) => codeFor(secret, id))).size).toBeGreaterThan(195);
  });
});
