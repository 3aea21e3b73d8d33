// OpenSC as a witness: a program that is not ours, written from real cards, reads our software card and finds it to be one.
import { X509Certificate, verify } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestPki } from '../../main/card/virtual/pki.ts';
import type { TestPki } from '../../main/card/virtual/pki.ts';
import { cardSeen, run, startCard, startPcscd } from './rig.ts';
import type { CardProcess, Pcscd } from './rig.ts';

let dir: string;
let pki: TestPki;
let pcscd: Pcscd;
let card: CardProcess;
let env: Record<string, string>;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'madoguchi-opensc-'));
  pki = await createTestPki(dir);
  const conf = join(dir, 'opensc.conf');
  await writeFile(
    conf,
    'app default {\n  card_drivers = jpki;\n  framework pkcs15 { use_file_caching = no; }\n}\n',
  );
  env = { OPENSC_CONF: conf };
  pcscd = await startPcscd();
  card = await startCard('hanako', { pki: dir });
  await cardSeen();
});
afterAll(async () => {
  await card.stop();
  await pcscd.stop();
  await rm(dir, { recursive: true, force: true });
});

/** What a PIN has unlocked outlives a warm reset on contactless cards, and OpenSC does not take to a card that it finds open. */
async function putAnew(): Promise<void> {
  await card.stop();
  await cardSeen(false);
  card = await startCard('hanako', { pki: dir });
  await cardSeen();
}

/** Runs one of OpenSC's tools on the first card that pcscd shows it. */
async function opensc(tool: string, ...args: readonly string[]): Promise<string> {
  const { code, out, err } = await run(tool, args, env);
  if (code !== 0) throw new Error(`${tool} ended with ${code}: ${err}`);
  return out;
}

test('it takes the card for a JPKI card', async () => {
  expect(await opensc('opensc-tool', '--name')).toContain('jpki');
});

test('it lists both PINs with the tries that are left', async () => {
  const pins = await opensc('pkcs15-tool', '--list-pins');
  expect(pins).toMatch(
    /User Authentication PIN[^]*Tries left\s*: 3[^]*Digital Signature PIN[^]*Tries left\s*: 5/,
  );
});

test.each([
  ['authentication certificate', '01', () => pki.cards.get('hanako')?.auth?.certificate],
  ['certificate of the authentication root', '03', () => new X509Certificate(pki.anchors.auth[0] ?? '').raw],
  ['certificate of the signature root', '04', () => new X509Certificate(pki.anchors.sign[0] ?? '').raw],
])('it reads the %s', async (_name, id, expected) => {
  const pem = await opensc('pkcs15-tool', '--read-certificate', id);
  expect(new X509Certificate(pem).raw).toEqual(Buffer.from(expected() ?? new Uint8Array()));
});

test('it reads the signature certificate only with the password', async () => {
  await expect(opensc('pkcs15-tool', '--read-certificate', '02')).rejects.toThrow();
  const withPin = ['--verify-pin', '--auth-id', '02', '--pin', 'ABC123', '--read-certificate', '02'];
  const pem = await opensc('pkcs15-tool', ...withPin);
  expect(new X509Certificate(pem).raw).toEqual(Buffer.from(pki.cards.get('hanako')?.sign?.certificate ?? []));
});

test('it makes the card sign, and the certificate confirms the signature', async () => {
  await putAnew();
  const message = Buffer.from('what the resident declares');
  const input = join(dir, 'message');
  const output = join(dir, 'signature');
  await writeFile(input, message);
  const token = ['--token-label', 'JPKI (Digital Signature PIN)', '--login', '--pin', 'ABC123', '--id', '02'];
  const sign = ['--sign', '--mechanism', 'SHA256-RSA-PKCS', '--input-file', input, '--output-file', output];
  await opensc('pkcs11-tool', ...token, ...sign);
  const certificate = new X509Certificate(pki.cards.get('hanako')?.sign?.certificate ?? new Uint8Array());
  expect(verify('sha256', message, certificate.publicKey, await readFile(output))).toBe(true);
});
