// OpenSC as a witness: a program that is not ours, written from real cards, reads our software card and finds it to be one.
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPcscCardRoom } from '../../main/card/index.ts';
import { verifies } from '../../main/card/testing.ts';
import type { TraceLine } from '../../main/card/trace.ts';
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

test('it makes the card sign, and openssl confirms the signature by the certificate', async () => {
  await putAnew();
  const message = Buffer.from('what the resident declares');
  const input = join(dir, 'message');
  const output = join(dir, 'signature');
  await writeFile(input, message);
  const token = ['--token-label', 'JPKI (Digital Signature PIN)', '--login', '--pin', 'ABC123', '--id', '02'];
  const sign = ['--sign', '--mechanism', 'SHA256-RSA-PKCS', '--input-file', input, '--output-file', output];
  await opensc('pkcs11-tool', ...token, ...sign);
  const certificate = new X509Certificate(pki.cards.get('hanako')?.sign?.certificate ?? new Uint8Array());
  const key = join(dir, 'key.pem');
  await writeFile(key, certificate.publicKey.export({ type: 'spki', format: 'pem' }));
  const check = (file: string) =>
    run('openssl', ['dgst', '-sha256', '-verify', key, '-signature', output, file]);
  expect((await check(input)).out).toContain('Verified OK');
  const other = join(dir, 'other');
  await writeFile(other, 'what somebody else declares');
  expect((await check(other)).out).not.toContain('Verified OK');
});

test('our reader and OpenSC take turns: ours is told busy or reads, no try is lost, and no key stays open to the other', async () => {
  await putAnew();
  const trace: TraceLine[] = [];
  const room = openPcscCardRoom({ name: 'virtual', trace: (line) => trace.push(line) });
  await new Promise<void>((resolve) => {
    room.watch(({ type }) => {
      if (type === 'inserted') resolve();
    });
  });
  let going = true;
  let listed: () => void = () => undefined;
  const beside = (async () => {
    while (going) {
      const { code, out } = await run('pkcs15-tool', ['--list-pins'], env);
      // Kept out by our exclusive connection, or it finds the card as untouched as it left it.
      if (code === 0 && out.includes('Tries left')) {
        listed();
        expect(out).toMatch(/User Authentication PIN[^]*Tries left\s*: 3[^]*Tries left\s*: 5/);
      }
    }
  })();
  let read = 0;
  for (let turn = 0; turn < 5; turn += 1) {
    for (;;) {
      const four = await room.readBasicFour(new TextEncoder().encode('1234'), { lastTry: false });
      if (four.ok) break;
      expect(four.error).toEqual({ kind: 'reader-busy' });
    }
    read += 1;
    // Left alone, the other gets through; its next run then meets our next turn.
    await new Promise<void>((resolve) => {
      listed = resolve;
    });
  }
  going = false;
  await beside;
  expect(verifies(trace)).toBe(read);
  expect(await room.inspect()).toMatchObject({
    ok: true,
    value: { tries: { supportPin: { left: 3 }, signaturePassword: { left: 5 } } },
  });
  await room.close();
});
