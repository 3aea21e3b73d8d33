// PC/SC's errors in the room's words: a card in a sleeve is no missing reader, and what may have reached the card is never "refused".
import { expect, test } from 'vitest';
import { codeOf, connectError, transmitError, worthRetrying } from './pcsc-errors.ts';

test.each([
  'UnresponsiveCard',
  'UnpoweredCard',
  'UnsupportedCard',
  'CommDataLost',
  'NotTransacted',
  'Protocol',
  'ProtoMismatch',
])('%s at connecting: a card that cannot be read', (code) => {
  expect(connectError(code)).toEqual({ kind: 'unreadable', cause: 'mute' });
});

test.each([
  ['SharingViolation', { kind: 'reader-busy' }],
  ['NoSmartCard', { kind: 'no-card' }],
  ['RemovedCard', { kind: 'no-card' }],
  ['NoService', { kind: 'no-reader' }],
  ['ServiceStopped', { kind: 'no-reader' }],
  ['ReaderUnavailable', { kind: 'no-reader' }],
  ['UnknownReader', { kind: 'no-reader' }],
  ['SomethingNew', { kind: 'unreadable', cause: 'connect-SomethingNew' }],
])('%s at connecting: %j', (code, error) => {
  expect(connectError(code)).toEqual(error);
});

test('a communications error is the card on Windows and the daemon elsewhere', () => {
  expect(connectError('CommError', 'win32')).toEqual({ kind: 'unreadable', cause: 'mute' });
  expect(connectError('CommError', 'linux')).toEqual({ kind: 'no-reader' });
});

test('only what goes away by itself is tried again', () => {
  const codes = [
    'SharingViolation',
    'ResetCard',
    'NotReady',
    'ServerTooBusy',
    'UnresponsiveCard',
    'NoSmartCard',
  ];
  expect(codes.filter(worthRetrying)).toEqual(codes.slice(0, 4));
});

test.each([
  ['RemovedCard', 'removed'],
  ['ResetCard', 'removed'],
  ['NoService', 'removed'],
  ['InvalidParameter', 'refused'],
  ['InsufficientBuffer', 'refused'],
  // The card may have seen the command.
  ['NotTransacted', 'lost'],
  ['CommDataLost', 'lost'],
  ['CommError', 'lost'],
  ['SomethingNew', 'lost'],
])('%s in an exchange: %s', (code, kind) => {
  expect(transmitError(code)).toEqual({ kind });
});

test('whatever is thrown has a code', () => {
  expect(codeOf({ code: 'NoService' })).toBe('NoService');
  for (const thrown of [null, undefined, 'text', new Error('x'), { code: 5 }])
    expect(codeOf(thrown)).toBe('UnknownError');
});
