// The test JPKI: certificates in the profile of the real ones, the same from run to run, and only test names in them.
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { fromHex, toHex } from '../bytes.ts';
import { sharedTestPki } from '../testing.ts';
import { context, oid, utf8 } from './der.ts';
import { TEST_PKI_FILE, createTestPki } from './pki.ts';
import { substitute } from './substitutes.ts';

const certificateOf = async (profile: string, purpose: 'sign' | 'auth') =>
  (await sharedTestPki()).cards.get(profile)?.[purpose]?.certificate ?? new Uint8Array();

describe('certificates', () => {
  test('chain to the anchors by signature and key identifier', async () => {
    const pki = await sharedTestPki();
    for (const purpose of ['sign', 'auth'] as const) {
      const root = new X509Certificate(pki.anchors[purpose][0] ?? '');
      expect(root.ca).toBe(true);
      expect(root.verify(root.publicKey)).toBe(true);
      const leaf = new X509Certificate(await certificateOf('hanako', purpose));
      expect(leaf.checkIssued(root)).toBe(true);
      expect(leaf.verify(root.publicKey)).toBe(true);
      expect(leaf.issuer).toContain('O=JPKI-TEST');
      expect(leaf.validTo).toMatch(/14:59:59/);
    }
  });

  test('the signature certificate carries the six names by their identifiers', async () => {
    const parsed = pkijs.Certificate.fromBER((await certificateOf('rare', 'sign')).slice());
    const names = parsed.extensions?.find(({ extnID }) => extnID === '2.5.29.17')
      ?.parsedValue as pkijs.AltName;
    const values = new Map(
      names.altNames.map(({ value }) => {
        const [type, explicit] = (value as asn1js.Constructed).valueBlock.value as [
          asn1js.ObjectIdentifier,
          asn1js.Constructed,
        ];
        const [text] = explicit.valueBlock.value as [asn1js.Utf8String];
        return [type.getValue(), text.getValue()];
      }),
    );
    expect([...values.keys()].map((key) => key.split('.').at(-1))).toEqual(['1', '4', '3', '5', '2', '6']);
    expect(values.get('1.2.392.200149.8.5.5.1')).toBe('＊＊　＊之介');
    expect(values.get('1.2.392.200149.8.5.5.2')).toBe('110100');
    expect(values.get('1.2.392.200149.8.5.5.4')).toBe('319521130');
    expect(values.get('1.2.392.200149.8.5.5.3')).toBe('1');
  });

  test('the authentication certificate tells nothing of the holder', async () => {
    const der = Buffer.from(await certificateOf('hanako', 'auth'));
    for (const fact of ['見本　', '花子', '19850403', '中央一丁目'])
      expect(der.includes(Buffer.from(fact))).toBe(false);
    expect(new X509Certificate(der).subject).toMatch(/^C=JP\nCN=.{19}003A$/);
  });

  test('who is under 15 has no signature certificate', async () => {
    expect((await sharedTestPki()).cards.get('young')?.sign).toBeNull();
  });
});

test('DER of the published examples', () => {
  const name = (last: number, text: string) =>
    context(0, oid(`1.2.392.200149.8.5.5.${last}`), context(0, utf8(text)));
  expect(toHex(name(3, '1'))).toBe('A011060A2A83088C9B5508050503A0030C0131');
  expect(toHex(name(4, '419900102'))).toBe('A019060A2A83088C9B5508050504A00B0C09343139393030313032');
  expect(toHex(oid('1.2.392.200149.8.5.1.1.20'))).toBe(toHex(fromHex('060B2A83088C9B5508050101 14')));
});

describe('substitute characters', () => {
  test.each([
    ['見本　花子', '見本　花子', '00000'],
    ['𠮷田', '＊田', '10'],
    ['葛\u{E0100}城', '＊城', '10'],
    ['丂侄', '丂侄', '00'],
    ['１－２', '１－２', '000'],
    ['한', '＊', '1'],
  ])('%s', (given, text, flags) => {
    expect(substitute(given)).toEqual({ text, flags });
  });
});

describe('the file', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'madoguchi-pki-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  test('is written once, for its owner only, and gives the same cards ever after', async () => {
    const [first, second] = await Promise.all([createTestPki(dir), createTestPki(dir)]);
    const third = await createTestPki(dir);
    expect(second.anchors).toEqual(first.anchors);
    expect(third.anchors).toEqual(first.anchors);
    expect(third.cards.get('hanako')?.sign?.certificate).toEqual(
      first.cards.get('hanako')?.sign?.certificate,
    );
    expect((await stat(join(dir, TEST_PKI_FILE))).mode & 0o777).toBe(0o600);
    expect(await readdir(dir)).toEqual([TEST_PKI_FILE]);
  });

  test('is made anew when it is damaged', async () => {
    await writeFile(join(dir, TEST_PKI_FILE), '{"version":1');
    expect((await createTestPki(dir)).anchors.sign).toHaveLength(1);
    expect(JSON.parse(await readFile(join(dir, TEST_PKI_FILE), 'utf8'))).toMatchObject({ version: 2 });
  });
});
