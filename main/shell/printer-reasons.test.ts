// What a printer says of itself, in the words of the standards and of CUPS, must lead to the one thing that somebody has to do.
import { expect, test } from 'vitest';
import { troubleIn } from './printer-reasons.ts';

test.each([
  ['media-empty', 'empty'],
  ['media-empty-error', 'empty'],
  ['media-needed-error', 'empty'],
  ['input-tray-missing', 'empty'],
  ['media-jam-error', 'jam'],
  ['cover-open', 'cover'],
  ['door-open-error', 'cover'],
  ['interlock-open-error', 'cover'],
  ['marker-supply-empty-error', 'ink'],
  ['toner-empty', 'ink'],
  ['output-area-full-error', 'full'],
  ['spool-area-full', 'full'],
  ['media-needed-warning', 'empty'],
  ['paused-report', 'paused'],
  ['paused', 'paused'],
  ['moving-to-paused', 'paused'],
  ['shutdown', 'offline'],
  ['timed-out', 'offline'],
  ['offline-report', 'offline'],
  ['fuser-over-temp-error', 'other'],
  ['vendor-made-up-error', 'other'],
] as const)('%s stops the slip: %s', (reason, trouble) => {
  expect(troubleIn([reason])).toBe(trouble);
  expect(troubleIn(['none', 'media-low-warning', reason])).toBe(trouble);
});

test.each([
  'none',
  'media-low-report',
  'media-low-warning',
  'media-low',
  'media-empty-warning',
  'media-jam-warning',
  'marker-supply-low-warning',
  'toner-low-report',
  'output-area-almost-full-warning',
  'connecting-to-device',
  'fuser-under-temp',
  'cups-waiting-for-job-completed',
  'cups-ipp-conformance-failure-report',
  'media-empty-report',
  'vendor-made-up',
  'vendor-made-up-warning',
  '',
])('%s is no reason to stop', (reason) => {
  expect(troubleIn([reason])).toBeNull();
});

test.each([
  ['media-empty-report', 'empty'],
  ['media-empty-warning', 'empty'],
  ['cover-open-report', 'cover'],
  ['media-jam-warning', 'jam'],
  ['output-area-full-warning', 'full'],
] as const)('%s stops a printer with one tray: %s', (reason, trouble) => {
  expect(troubleIn([reason], true)).toBe(trouble);
  expect(troubleIn([reason])).toBeNull();
});

test.each(['marker-supply-empty-warning', 'media-low-warning', 'toner-low-report', 'other-warning', 'none'])(
  '%s stops no printer',
  (reason) => {
    expect(troubleIn([reason], true)).toBeNull();
  },
);

test('of several troubles the first one to be done is told', () => {
  expect(troubleIn(['media-empty', 'cover-open', 'media-jam'])).toBe('jam');
  expect(troubleIn(['media-empty-error', 'cover-open-error'])).toBe('cover');
  expect(troubleIn(['marker-supply-empty-error', 'paused', 'media-empty'])).toBe('paused');
});
