import { expect, test } from 'vitest';
import { z } from 'zod';
import { seal, unseal } from './sealed.ts';

const [key, other] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
const Note = z.strictObject({ text: z.string() });
const note = { text: '見本のお知らせ' };

test('what was sealed opens under its key, and names the agreed algorithms', async () => {
  const sealed = await seal(note, key);
  expect(await unseal(sealed, key, Note)).toEqual(note);
  const [header = '', wrappedKey] = sealed.split('.');
  expect(Buffer.from(header, 'base64url').toString()).toBe('{"alg":"dir","enc":"A256GCM"}');
  expect(wrappedKey).toBe('');
});

test('another key, a damaged seal and a shape that is not known give nothing', async () => {
  const sealed = await seal(note, key);
  expect(await unseal(sealed, other, Note)).toBeNull();
  expect(await unseal(`${sealed.slice(0, -5)}AAAAA`, key, Note)).toBeNull();
  expect(await unseal('', key, Note)).toBeNull();
  expect(await unseal(sealed, key, z.strictObject({ title: z.string() }))).toBeNull();
});
