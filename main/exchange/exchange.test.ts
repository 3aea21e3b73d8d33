// Both ends of the file exchange as they are: our bundle, the central API's import over PGlite, its receipts, our import.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importBundle } from '../../sync/central/bundles/import.ts';
import { startTestCentral, type TestCentral } from '../../tests/fixtures/central.ts';
import { makeRecord, type Sender } from '../../tests/fixtures/registration.ts';
import { sealRecord } from '../registration/record.ts';
import { freshDirectory, handClock, openWithDatabase } from '../store/testing/fixtures.ts';
import { exchangeIn } from './directory.ts';
import { exportBundle } from './export.ts';
import { importReceipts } from './import.ts';

const day = 86_400_000;
let central: TestCentral;
beforeAll(async () => {
  central = await startTestCentral();
}, 60_000);
afterAll(() => central.stop(), 60_000);

/** A terminal with registrations that wait. */
async function terminal(records: number) {
  const sender: Sender = await central.enrol();
  const clock = handClock(Date.now());
  const { store, db } = openWithDatabase(clock);
  const { terminalId, certificate, sealingKey } = sender;
  const keys = { terminalId, certificate, sealingKey, privateKey: sender.device.privateKeyPem };
  const commit = async (): Promise<string> => {
    const record = makeRecord(terminalId);
    const sealed = await sealRecord(record, keys);
    store.commitRegistration({ ...sealed, receiptNumber: record.receiptNumber, audit: {} });
    return sealed.id;
  };
  const ids: string[] = [];
  for (let n = 0; n < records; n += 1) ids.push(await commit());
  const key = central.central.parts.keys.receipts[0];
  const receiptKeys = (kid: string) => (kid === key.kid ? key.jwk : null);
  const options = { terminalId, receiptKeys, keepDays: 7, now: clock };
  const payloads = () => Number(db.prepare('SELECT count(*) FROM payload').pluck().get());
  return { store, keys, options, ids, commit, clock, payloads };
}

/** The way to the central API and back. */
async function carry(bundle: string, receipts: string): Promise<void> {
  const imported = await importBundle(bundle, receipts, central.central.parts);
  if (!imported.ok) throw new Error(imported.error);
}

test('everything unsent goes out, its receipts come back, and both agree', async () => {
  const directory = freshDirectory();
  const [bundle, receipts] = [join(directory, 'b'), join(directory, 'r')];
  const { store, keys, options, ids, clock, payloads } = await terminal(230);
  expect(await exportBundle(store, keys, bundle, { now: clock })).toMatchObject({
    ok: true,
    value: { items: 230, pages: 1 },
  });
  expect(store.counts().saved).toBe(230);
  expect(readFileSync(bundle, 'utf8')).not.toContain(ids[0]);
  await carry(bundle, receipts);
  const first = await importReceipts(store, receipts, options);
  expect(first).toMatchObject({
    ok: true,
    value: {
      accepted: 230,
      needsAttention: 0,
      confirmed: 230,
      reoffered: 0,
      lost: 0,
      damaged: 0,
      complete: true,
    },
  });
  expect(store.counts()).toEqual({ saved: 0, sent: 0, accepted: 230, needsAttention: 0 });
  expect(payloads()).toBe(230);
  // Twice changes nothing; and a clock that runs ahead does not erase: the central API's own time counts.
  expect(await importReceipts(store, receipts, options)).toMatchObject({ ok: true, value: { accepted: 0 } });
  clock.advance(8 * day);
  await exportBundle(store, keys, bundle, { now: clock });
  expect(await importReceipts(store, receipts, options)).toMatchObject({ ok: true });
  expect(payloads()).toBe(230);
  // With nothing to keep for, the balance in the file is what lets go.
  expect(await importReceipts(store, receipts, { ...options, keepDays: -1 })).toMatchObject({ ok: true });
  expect(payloads()).toBe(0);
}, 60_000);

test('the same bundle brought twice, the receipts of the second: nothing is doubled', async () => {
  const directory = freshDirectory();
  const [bundle, receipts] = [join(directory, 'b'), join(directory, 'r')];
  const { store, keys, options } = await terminal(3);
  await exportBundle(store, keys, bundle);
  await carry(bundle, join(directory, 'lost'));
  await carry(bundle, receipts);
  expect(await importReceipts(store, receipts, options)).toMatchObject({
    value: { accepted: 3, complete: true },
  });
});

test('a damaged line costs only itself, a cut file only its end, a forged one everything', async () => {
  const directory = freshDirectory();
  const [bundle, receipts] = [join(directory, 'b'), join(directory, 'r')];
  const { store, keys, options } = await terminal(101);
  await exportBundle(store, keys, bundle);
  await carry(bundle, receipts);
  const lines = readFileSync(receipts, 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(4);
  const write = (name: string, changed: readonly string[]): string => {
    writeFileSync(join(directory, name), `${changed.join('\n')}\n`);
    return join(directory, name);
  };
  const flipped = (line: string): string =>
    `${line.slice(0, 200)}${line[200] === 'A' ? 'B' : 'A'}${line.slice(201)}`;
  const damaged = write('damaged', [lines[0]!, flipped(lines[1]!), lines[2]!, lines[3]!]);
  expect(await importReceipts(store, damaged, options)).toMatchObject({
    value: { accepted: 100, damaged: 1, complete: false },
  });
  const cut = write('cut', lines.slice(1, 2));
  expect(await importReceipts(store, cut, options)).toMatchObject({
    value: { accepted: 1, damaged: 0, complete: false },
  });
  const forged = { ...options, receiptKeys: () => null };
  expect(await importReceipts(store, receipts, forged)).toEqual({
    ok: false,
    error: { kind: 'nothing-for-us' },
  });
  const other = { ...options, terminalId: (await terminal(0)).options.terminalId };
  expect(await importReceipts(store, receipts, other)).toEqual({
    ok: false,
    error: { kind: 'nothing-for-us' },
  });
  expect(await importReceipts(store, join(directory, 'none'), options)).toMatchObject({
    error: { kind: 'file' },
  });
});

test('a running terminal exchanges through a directory; files of others stay', async () => {
  const stick = join(freshDirectory(), 'stick');
  const { store, keys, options, commit } = await terminal(2);
  expect(await exchangeIn(stick, store, keys, options)).toMatchObject({ failed: 'no-directory' });
  mkdirSync(stick);
  writeFileSync(join(stick, 'other.madoguchi-receipts'), 'not ours\n');
  const first = await exchangeIn(stick, store, keys, options);
  expect(first).toMatchObject({ exported: { items: 2 }, failed: null });
  await commit();
  const second = await exchangeIn(stick, store, keys, options);
  expect(second.exported?.items).toBe(3);
  expect(readdirSync(stick)).toHaveLength(2);
  const { bundleId } = second.exported!;
  await carry(join(stick, `${bundleId}.madoguchi-bundle`), join(stick, `${bundleId}.madoguchi-receipts`));
  const third = await exchangeIn(stick, store, keys, options);
  expect(third.imported).toMatchObject([{ bundleId, accepted: 3, complete: true }]);
  expect(store.counts().accepted).toBe(3);
  expect(existsSync(join(stick, `${bundleId}.madoguchi-receipts.imported`))).toBe(true);
  expect(existsSync(join(stick, 'other.madoguchi-receipts'))).toBe(true);
});
