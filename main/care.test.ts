import { copyFileSync, existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Care, careForQueue, openQueue, queuePaths, type QueueConfig } from './care.ts';
import { TerminalConfig } from './config/schema.ts';
import { freshDirectory, handClock, madeUpId, madeUpRegistration } from './store/testing/fixtures.ts';

const quiet = () => undefined;
const online = { network: 'online', refused: null } as const;
const cut = { network: 'offline', refused: null } as const;

function cared(parts: object = {}, dataDir = freshDirectory()) {
  const config: QueueConfig = TerminalConfig.parse({ dataDir, ...parts });
  const opened = careForQueue(config, quiet);
  if (!opened.ok) throw new Error(opened.error.kind);
  onTestFinished(() => opened.value.stop());
  return { care: opened.value, config };
}

test('a healthy queue blocks nobody and warns of nothing', () => {
  const { care } = cared();
  care.look(online, true);
  expect(care.blocked()).toBeNull();
  expect(care.keeping()).toMatchObject({ frozen: false, balance: null, salvage: null, cutOffDays: 0 });
});

test('too many waiting: first a warning, then nobody begins; fewer again: all is well', () => {
  const { care } = cared({ limits: { warnCount: 2, freezeCount: 3 } });
  for (let n = 1; n <= 2; n += 1) care.store.commitRegistration(madeUpRegistration(n));
  care.look(cut, true);
  expect([care.blocked(), care.keeping().warnings]).toEqual([null, [{ code: 'limits.count', figure: 2 }]]);
  care.store.commitRegistration(madeUpRegistration(3));
  care.look(cut, true);
  expect(care.blocked()).toBe('terminal.frozen');
  care.store.answer([{ id: madeUpId(1), outcome: 'accepted', verifiedReceipt: 'r.r.r' }]);
  care.look(cut, true);
  expect(care.blocked()).toBeNull();
});

test('a disk without room and a file that was swapped are told before anybody begins', () => {
  expect(cared({ limits: { diskMiB: 1_000_000 } }).care.blocked()).toBe('disk.full');
  const { care, config } = cared();
  const { queue } = queuePaths(config);
  copyFileSync(queue, `${queue}.copy`);
  renameSync(`${queue}.copy`, queue);
  expect(care.blocked()).toBe('store.failed');
});

test('the copy is made while nobody stands there, and a broken queue comes back from it', async () => {
  const { care, config } = cared();
  care.store.commitRegistration(madeUpRegistration(1));
  care.look(online, true);
  const { queue, backup } = queuePaths(config);
  expect(existsSync(backup)).toBe(false);
  care.look(online, false);
  await care.stop();
  writeFileSync(queue, 'noise '.repeat(2000));
  const again = openQueue(config, quiet);
  if (!again.ok) throw new Error(again.error.kind);
  const told = new Care(again.value, config, quiet, handClock(Date.now()));
  expect(told.keeping()).toMatchObject({ salvage: { kept: 1, lost: 0 } });
  expect(told.keeping().warnings).toContainEqual({ code: 'store.salvaged', figure: 0 });
  expect(again.value.counts().saved).toBe(1);
  await told.stop();
  expect(existsSync(join(config.dataDir, 'backup'))).toBe(true);
});
