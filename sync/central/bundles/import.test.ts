import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compactVerify, importJWK } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleLines } from '../../../tests/fixtures/bundle.ts';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { makeRecord, sealRecord } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import { ReceiptsPart, receiptsTyp } from '../../contract/bundle.ts';
import type { SealedRegistration } from '../../contract/record.ts';
import { importBundle } from './import.ts';
import type { ImportError, Imported } from './import.ts';

let central: TestCentral;
let terminal: Sender;
let folder: string;
beforeAll(async () => {
  central = await startTestCentral();
}, 60_000);
afterAll(() => central.stop(), 60_000);
beforeEach(async () => {
  terminal = await central.enrol();
  folder = mkdtempSync(join(tmpdir(), 'madoguchi-bundle-'));
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const records = (count: number, from = terminal): Promise<SealedRegistration[]> =>
  Promise.all(
    Array.from({ length: count }, () => {
      const record = makeRecord(from.terminalId);
      return sealRecord(record, from, record.id);
    }),
  );
const receiptsFile = (): string => join(folder, 'receipts');
async function bring(lines: readonly string[]): Promise<Imported | ImportError> {
  const bundle = join(folder, 'bundle');
  writeFileSync(bundle, lines.map((line) => `${line}\n`).join(''));
  const result = await importBundle(bundle, receiptsFile(), central.central.parts);
  return result.ok ? result.value : result.error;
}
/** The receipts, each line verified. */
async function answers(): Promise<ReceiptsPart[]> {
  const [{ jwk }] = central.central.parts.keys.receipts;
  const key = await importJWK({ kty: 'EC', ...jwk }, 'ES256');
  const parts: ReceiptsPart[] = [];
  for (const line of readFileSync(receiptsFile(), 'utf8').trimEnd().split('\n')) {
    const { payload, protectedHeader } = await compactVerify(line, key);
    expect(protectedHeader.typ).toBe(receiptsTyp);
    parts.push(ReceiptsPart.parse(JSON.parse(Buffer.from(payload).toString('utf8'))));
  }
  return parts;
}

describe('a bundle', () => {
  it('is judged like a push, and its answers come back signed, line for line', async () => {
    const good = await records(3);
    const bad = { id: randomUUID(), sealed: good[0]!.sealed };
    const entries = good.map(({ id, sealed }) => ({ id, sealedSha256: sha256(sealed) }));
    const counts = { saved: 4, outbox: 4, accepted: 0, needsAttention: 0 };
    const request = {
      after: null,
      upTo: null,
      records: entries.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      counts,
    };
    const lines = await bundleLines(
      [
        { kind: 'items', items: [good[0]!, bad] },
        { kind: 'items', items: [good[1]!, good[2]!] },
        { kind: 'balance', request },
      ],
      terminal,
    );
    expect(await bring(lines)).toMatchObject({
      ...{
        terminalId: terminal.terminalId,
        complete: true,
        damaged: 0,
        accepted: 3,
        duplicate: 0,
        refused: 1,
      },
    });
    const [first, second, balance, end] = await answers();
    expect(first).toMatchObject({
      kind: 'results',
      part: 1,
      results: [{ outcome: 'accepted' }, { outcome: 'refused', problem: { code: 'record-mismatch' } }],
    });
    expect(second).toMatchObject({ part: 2, results: [{ id: good[1]!.id }, { id: good[2]!.id }] });
    expect(balance).toMatchObject({ kind: 'balance', answer: { unknown: [], surplus: [], accepted: 3 } });
    expect(end).toMatchObject({ kind: 'end', part: 4, parts: 3, items: 4, complete: true });
    const stored = await central.central.parts.db
      .selectFrom('accounts')
      .innerJoin('registrations', 'registrations.id', 'accounts.registration_id')
      .select('registrations.id')
      .where('terminal_id', '=', terminal.terminalId)
      .execute();
    expect(stored).toHaveLength(3);
  });

  it('brought twice is harmless: the same receipts, as duplicates', async () => {
    const lines = await bundleLines([{ kind: 'items', items: await records(2) }], terminal);
    expect(await bring(lines)).toMatchObject({ accepted: 2 });
    const receipts = (parts: ReceiptsPart[]): string[] =>
      parts.flatMap((part) =>
        part.kind === 'results' ? part.results.flatMap((one) => ('receipt' in one ? [one.receipt] : [])) : [],
      );
    const first = receipts(await answers());
    expect(await bring(lines)).toMatchObject({ accepted: 0, duplicate: 2 });
    expect(receipts(await answers())).toEqual(first);
  });

  it('that was cut short or damaged on the way brings what came through, and says that it was not all', async () => {
    const items = await records(3);
    const lines = await bundleLines(
      items.map((item) => ({ kind: 'items', items: [item] })),
      terminal,
    );
    expect(await bring(lines.slice(0, 2))).toMatchObject({ accepted: 2, complete: false, damaged: 0 });
    expect((await answers()).at(-1)).toMatchObject({ kind: 'end', complete: false });
    const damaged = lines.with(1, `${lines[1]!.slice(0, -4)}AAAA`);
    expect(await bring(damaged)).toMatchObject({ duplicate: 1, accepted: 1, damaged: 1, complete: false });
    // Two lines exchanged: each stands for itself, the second is out of order.
    const turned = [lines[1]!, lines[0]!, ...lines.slice(2)];
    expect(await bring(turned)).toMatchObject({ damaged: 1, complete: false });
    expect(await bring(lines)).toMatchObject({ duplicate: 3, damaged: 0, complete: true });
  });

  it('with lines of another bundle in it does not count them as its own', async () => {
    const [mine, others] = [await records(1), await records(1)];
    const lines = await bundleLines([{ kind: 'items', items: mine }], terminal);
    const strange = await bundleLines([{ kind: 'items', items: others }], terminal);
    expect(await bring([lines[0]!, strange[0]!, lines[1]!])).toMatchObject({
      accepted: 1,
      damaged: 1,
      complete: false,
    });
  });

  it.each<[string, ImportError, () => Promise<string[]>]>([
    [
      'of a revoked terminal',
      'terminal-revoked',
      async () => {
        const { db } = central.central.parts;
        const lines = await bundleLines([{ kind: 'items', items: await records(1) }], terminal);
        await db
          .updateTable('terminals')
          .set({ revoked_at: new Date() })
          .where('id', '=', terminal.terminalId)
          .execute();
        return lines;
      },
    ],
    [
      'of a terminal of another central API',
      'terminal-unknown',
      async () => {
        const elsewhere = await startTestCentral();
        const stranger = await elsewhere.enrol();
        await elsewhere.stop();
        return bundleLines([{ kind: 'items', items: await records(1) }], {
          ...stranger,
          sealingKey: terminal.sealingKey,
        });
      },
    ],
    [
      'in the name of another terminal',
      'signature-invalid',
      async () => bundleLines([{ kind: 'items', items: await records(1) }], await central.enrol(), terminal),
    ],
    [
      'signed with a key that is not the certificate’s',
      'signature-invalid',
      async () => {
        const { device } = await central.enrol();
        return bundleLines([{ kind: 'items', items: await records(1) }], { ...terminal, device });
      },
    ],
    [
      'sealed to a key that is not ours',
      'seal-unreadable',
      async () => {
        const sealingKey = { ...terminal.sealingKey, kid: 'x'.repeat(43) };
        return bundleLines([{ kind: 'items', items: await records(1) }], { ...terminal, sealingKey });
      },
    ],
    ['that is something else', 'damaged', () => Promise.resolve(['%PDF-1.7', 'x'])],
    ['that is empty', 'empty', () => Promise.resolve([])],
  ])('%s is refused, with a word and without a receipts file', async (_what, error, make) => {
    expect(await bring(await make())).toBe(error);
    expect(readdirSync(folder)).toEqual(['bundle']);
  });

  it('that is not there, or has nowhere to answer to, is said so', async () => {
    const { parts } = central.central;
    const missing = await importBundle(join(folder, 'none'), receiptsFile(), parts);
    expect(missing).toEqual({ ok: false, error: 'no-file' });
    writeFileSync(
      join(folder, 'bundle'),
      (await bundleLines([{ kind: 'items', items: await records(1) }], terminal)).join('\n'),
    );
    const nowhere = await importBundle(join(folder, 'bundle'), join(folder, 'no', 'receipts'), parts);
    expect(nowhere).toEqual({ ok: false, error: 'no-file' });
    expect(existsSync(join(folder, 'no'))).toBe(false);
  });
});
