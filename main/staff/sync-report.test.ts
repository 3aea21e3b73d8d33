import { expect, test } from 'vitest';
import { syncReport } from './sync-report.ts';

const outcome = {
  offered: 3,
  confirmed: ['a', 'b'],
  waiting: 1,
  needsAttention: 0,
  feedCurrent: true,
  balanced: false,
  failed: 'asked-to-wait',
  askedToWaitUntil: Date.parse('2026-11-22T01:00:00.000Z'),
};

test('staff read how many were confirmed, and until when it was asked to wait; no ids', () => {
  const report = syncReport(outcome, Date.parse('2026-11-22T00:59:00.000Z'));
  expect(report).toEqual({
    ...outcome,
    at: '2026-11-22T00:59:00.000Z',
    confirmed: 2,
    askedToWaitUntil: '2026-11-22T01:00:00.000Z',
  });
  expect(syncReport({ ...outcome, failed: null, askedToWaitUntil: null }, 0)).toMatchObject({
    failed: null,
    askedToWaitUntil: null,
  });
});
