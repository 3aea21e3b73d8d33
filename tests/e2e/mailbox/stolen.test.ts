// A terminal is stolen while it runs (kill -9), with a resident's messages kept on it and read there. Whatever its disk holds is searched
// for what was written and for whom: as it stands, and unpacked where it is packed.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { changeOnWeb } from '../../../sync/central/mailbox/change.ts';
import { mailboxAddress } from '../../../sync/contract/mailbox.ts';
import { sharedTestPki } from '../../../main/card/testing.ts';
import { formsOf } from '../../faults/parts/nobody.ts';
import { city, openStage, type Account, type Stage } from './stage.ts';

const title = '盗難試験の極秘回覧';
const body = 'この文面は端末の円盤に残ってはならない。';
const pin1 = '8046215790';
let stage: Stage;
let hanako: Account;

beforeAll(async () => {
  stage = await openStage();
  hanako = await stage.registered('hanako', { pin1 });
  const action = { kind: 'keep-here', municipality: city, on: true } as const;
  await changeOnWeb(
    hanako.accountId,
    { id: crypto.randomUUID(), action, pin1: null },
    stage.central.central.parts,
  );
  await stage.post({ title, body });
});
afterAll(() => stage.close());

test('a stolen terminal shows neither texts nor titles nor names nor addresses nor PIN1 of what is kept on it', async () => {
  const counter = await stage.counter();
  const { data } = counter.terminal.ready;
  const auth = (await sharedTestPki()).cards.get('hanako')?.auth?.certificate;
  if (auth === undefined) throw new Error('a card has one');
  // It is there: by the address of the mailbox, which is a hash.
  const address = formsOf('mailbox', mailboxAddress(auth));
  const keeps = (): boolean => found(data, address).length > 0;
  await vi.waitFor(() => expect(keeps()).toBe(true), { timeout: 20_000 });
  await counter.network(false);
  await counter.openMailbox('hanako');
  await counter.page.getByRole('button', { name: title }).click();
  await counter.page.getByText(body).waitFor();
  await counter.terminal.kill();

  const secrets = Object.entries({
    ...{ title, body, 'part of the title': '極秘回覧', 'part of the body': '残ってはならない' },
    ...{ name: hanako.name, address: hanako.address, email: hanako.email, pin1: hanako.pin1 },
    certificate: Buffer.from(auth).toString('base64'),
  }).flatMap(([what, text]) => formsOf(what, text));
  const raw = { what: 'certificate as it is', form: Buffer.from(auth) };
  expect(found(data, [...secrets, raw])).toEqual([]);
  expect(keeps()).toBe(true);
  // The search itself must be able to fail, also in what is packed.
  writeFileSync(join(data, 'canary'), Buffer.concat([Buffer.from('x'), gzipSync(`x${body}x`)]));
  expect(found(data, secrets)).toEqual(['body in canary', 'part of the body in canary']);
});

interface Wanted {
  readonly what: string;
  readonly form: Buffer;
}

/** The sample cards of the software reader, and the program itself as V8 keeps it compiled: no real terminal has the first, nor a
 * resident in the second. */
const noResidents = (name: string): boolean => name === 'test-jpki.json' || name.startsWith('compiled/');

function found(folder: string, wanted: readonly Wanted[]): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => !noResidents(name) && statSync(join(folder, name)).isFile())
    .flatMap((name) => {
      const all = unpacked(readFileSync(join(folder, name)));
      return wanted
        .filter(({ form }) => all.some((bytes) => bytes.includes(form)))
        .map(({ what }) => `${what} in ${name}`);
    });
}

/** The bytes, and everything in them that opens as gzip, zlib, deflate within a ZIP, or Brotli from the beginning. */
function unpacked(bytes: Buffer): Buffer[] {
  const all = [bytes];
  const open = (unpack: () => Buffer): void => {
    try {
      all.push(unpack());
    } catch {
      // Not packed that way.
    }
  };
  const at = (mark: string, then: (start: number) => void): void => {
    const needle = Buffer.from(mark, 'hex');
    for (let start = bytes.indexOf(needle); start >= 0; start = bytes.indexOf(needle, start + 1)) then(start);
  };
  at('1f8b08', (start) => open(() => gunzipSync(bytes.subarray(start))));
  for (const mark of ['7801', '785e', '789c', '78da'])
    at(mark, (start) => open(() => inflateSync(bytes.subarray(start))));
  at('504b0304', (start) => {
    const names = bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    open(() => inflateRawSync(bytes.subarray(start + 30 + names)));
  });
  open(() => brotliDecompressSync(bytes));
  return all;
}
