import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compactVerify, importJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { makeRecord, sealRecord } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import { PushAnswer } from '../../contract/api.ts';
import type { PushResult, TerminalReport } from '../../contract/api.ts';
import { FeedPage, KnownFeedEntry } from '../../contract/feed.ts';
import { sweep } from '../sweep.ts';
import { destroyKey, listKeys, rotateKey } from './rotate.ts';
import { putBackSpares } from './spare.ts';

let central: TestCentral;
let aheadMs = 0;
const files = { secretFile: join(mkdtempSync(join(tmpdir(), 'madoguchi-')), 'secret.key') };
beforeAll(async () => {
  central = await startTestCentral({ now: () => new Date(Date.now() + aheadMs) });
}, 60_000);
afterAll(() => central.stop(), 60_000);

const parts = () => ({ ...central.central.parts, ...files });
const rotate = async (purpose: 'sealing' | 'receipt'): Promise<string> => {
  aheadMs += 1_000;
  const { db, secret, now, keys } = parts();
  const kid = await rotateKey(db, { secret, ...files }, purpose, now());
  // As every node does when the bell rings.
  await keys.reload(db);
  return kid;
};
async function readAll(terminal: Sender): Promise<KnownFeedEntry[]> {
  const entries: KnownFeedEntry[] = [];
  let cursor = '';
  for (let more = true; more;) {
    const response = await central.as(terminal, 'GET', `/v1/changes${cursor && `?cursor=${cursor}`}`);
    const page = FeedPage.parse(response.json());
    entries.push(...page.entries.map((entry) => KnownFeedEntry.parse(entry)));
    ({ more, cursor } = page);
  }
  // The next request tells that all of that was applied.
  await central.as(terminal, 'GET', `/v1/changes?cursor=${cursor}`);
  return entries;
}
const report = (terminal: Sender, waiting: number): Promise<unknown> => {
  const body = {
    ...{
      version: '1',
      saved: 1,
      waiting,
      needsAttention: 0,
      reader: 'none',
      printer: 'ready',
      screen: 'welcome',
    },
  } satisfies TerminalReport;
  return central.as(terminal, 'POST', '/v1/terminals/self/report', body);
};
async function push(terminal: Sender): Promise<PushResult> {
  const record = makeRecord(terminal.terminalId);
  const items = [await sealRecord(record, terminal, record.id)];
  const response = await central.as(terminal, 'POST', '/v1/registrations', { items });
  return PushAnswer.parse(response.json()).results[0]!;
}

describe('a new sealing key', () => {
  it('is announced in the feed, and what was sealed with the old one is still accepted', async () => {
    const terminal = await central.enrol();
    const kid = await rotate('sealing');
    const keys = (await readAll(terminal)).filter((entry) => entry.kind === 'sealing-key');
    expect(keys.at(-1)).toMatchObject({ kid });
    expect(kid).not.toBe(terminal.sealingKey.kid);
    expect(await push(terminal)).toMatchObject({ outcome: 'accepted' });
    const { kid: newest, jwk } = parts().keys.sealing;
    expect(newest).toBe(kid);
    expect(await push({ ...terminal, sealingKey: { kid, jwk } })).toMatchObject({ outcome: 'accepted' });
    expect((await central.enrol()).sealingKey.kid).toBe(kid);
  });

  it('of another node opens here at once, without a ring', async () => {
    const terminal = await central.enrol();
    const { db, secret, now } = parts();
    aheadMs += 1_000;
    const kid = await rotateKey(db, { secret, ...files }, 'sealing', now());
    const row = (
      await db.selectFrom('keys').select('public').where('kid', '=', kid).executeTakeFirstOrThrow()
    ).public;
    // Our own writing, see keys/store.ts.
    const jwk = JSON.parse(row) as Record<string, string>;
    expect(await push({ ...terminal, sealingKey: { kid, jwk } })).toMatchObject({ outcome: 'accepted' });
  });
});

describe('an old sealing key', () => {
  it('is awaited until every terminal has read of the new one and then had an empty outbox; then it is destroyed', async () => {
    const { db } = parts();
    // Those of the tests before have nothing to bring any more.
    await db.updateTable('terminals').set({ revoked_at: new Date() }).execute();
    const [one, two] = [await central.enrol(), await central.enrol()];
    const old = one.sealingKey.kid;
    await rotate('sealing');
    const awaited = async (): Promise<string[]> =>
      (await listKeys(db)).find(({ kid }) => kid === old)?.awaited.map(({ id }) => id) ?? ['destroyed'];
    const destroy = (force: boolean) => destroyKey(db, old, { force, now: parts().now() });

    // Empty, but nobody knows of the new key yet.
    await report(one, 0);
    expect(await awaited()).toEqual([one.terminalId, two.terminalId]);
    await readAll(one);
    await report(one, 3);
    expect(await awaited()).toEqual([one.terminalId, two.terminalId]);
    await report(one, 0);
    expect(await awaited()).toEqual([two.terminalId]);
    expect(await destroy(false)).toMatchObject({ ok: false, error: { kind: 'awaited' } });
    await readAll(two);
    await report(two, 0);
    expect(await awaited()).toEqual([]);
    expect(await destroy(false)).toEqual({ ok: false, error: { kind: 'too-young' } });
    await sweep(parts());
    expect(await awaited()).toEqual([]);
    aheadMs += 25 * 3_600_000;
    await sweep(parts());
    expect(await awaited()).toEqual(['destroyed']);
    await parts().keys.reload(db);
    expect(await push(one)).toMatchObject({
      outcome: 'refused',
      problem: { code: 'seal-unreadable', detail: 'unknown sealing key' },
    });
    expect(await destroy(true)).toEqual({ ok: false, error: { kind: 'unknown' } });
  });

  it('is destroyed at once by an administrator who forces it, but never the one in use', async () => {
    const { db, now } = parts();
    const terminal = await central.enrol();
    const old = terminal.sealingKey.kid;
    const force = { force: true, now: now() };
    expect(await destroyKey(db, old, force)).toEqual({ ok: false, error: { kind: 'in-use' } });
    await rotate('sealing');
    expect(await destroyKey(db, old, force)).toEqual({ ok: true, value: null });
    await parts().keys.reload(db);
    expect(await push(terminal)).toMatchObject({ problem: { code: 'seal-unreadable' } });
  });

  it('that a restored database has lost is put back from its file, unless it was destroyed', async () => {
    const { db, secret, keys, now } = parts();
    const terminal = await central.enrol();
    const kid = await rotate('sealing');
    const sealingKey = { ...keys.sealing };
    await db.deleteFrom('keys').where('kid', '=', kid).execute();
    await keys.reload(db);
    expect(await push({ ...terminal, sealingKey })).toMatchObject({ problem: { code: 'seal-unreadable' } });
    const putBack = (): Promise<number> =>
      db.transaction().execute((trx) => putBackSpares(trx, files.secretFile));
    expect(await putBack()).toBeGreaterThanOrEqual(1);
    expect(await putBack()).toBe(0);
    expect(await push({ ...terminal, sealingKey })).toMatchObject({ outcome: 'accepted' });
    await rotateKey(db, { secret, ...files }, 'sealing', new Date(now().getTime() + 1_000));
    aheadMs += 2_000;
    expect(await destroyKey(db, kid, { force: true, now: now() })).toMatchObject({ ok: true });
    expect(await putBack()).toBe(0);
    const folder = join(files.secretFile, '..', 'sealing-keys');
    expect(existsSync(folder)).toBe(true);
    expect(readdirSync(folder)).not.toContain(`${kid}.json`);
  });
});

describe('a new receipt key', () => {
  const signedWith = async (
    result: PushResult,
    keys: readonly KnownFeedEntry[],
  ): Promise<string | undefined> => {
    if (result.outcome === 'refused') throw new Error('refused');
    const { receipt } = result;
    for (const entry of keys) {
      if (entry.kind !== 'receipt-key') continue;
      const key = await importJWK({ kty: 'EC', ...entry.jwk }, 'ES256');
      const good = await compactVerify(receipt, key).then(
        () => true,
        () => false,
      );
      if (good) return entry.kid;
    }
    return undefined;
  };

  it('signs for a terminal once it has read of it; older receipts stay verifiable with what the feed tells', async () => {
    await parts().keys.reload(parts().db);
    const terminal = await central.enrol();
    const known = await readAll(terminal);
    const before = await push(terminal);
    const old = await signedWith(before, known);
    const kid = await rotate('receipt');
    // It has not read of it: the receipt must be one that it can verify.
    expect(await signedWith(await push(terminal), known)).toBe(old);
    const all = await readAll(terminal);
    expect(await signedWith(await push(terminal), all)).toBe(kid);
    expect(await signedWith(before, all)).toBe(old);
    // One that enrols now gets it at once.
    expect(await signedWith(await push(await central.enrol()), all)).toBe(kid);
    expect(old).not.toBe(kid);
  });
});
