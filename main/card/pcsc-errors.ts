// PC/SC's error names, as pcsc-mini gives them in `code`, in the words of this room.
import type { ConnectError, TransportError } from './transport.ts';

/** The `code` of whatever was thrown. */
export function codeOf(thrown: unknown): string {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string') {
    return thrown.code;
  }
  return 'UnknownError';
}

const GONE: ReadonlySet<string> = new Set([
  'RemovedCard',
  'NoSmartCard',
  'ResetCard',
  'UnpoweredCard',
  'UnresponsiveCard',
  'NoCardConnection',
  'ReaderUnavailable',
  'UnknownReader',
  'NoReadersAvailable',
  'NoService',
  'ServiceStopped',
  'Shutdown',
  'InvalidHandle',
  'SystemCancelled',
  'Cancelled',
]);

/** The command did not fit the reader; the card has not seen it. */
const NOT_TAKEN: ReadonlySet<string> = new Set([
  'InvalidParameter',
  'InvalidValue',
  'InsufficientBuffer',
  'UnsupportedFeature',
  'PciTooSmall',
]);

/** What a failed exchange means. What is not known is `lost`: the card may have seen the command. */
export function transmitError(code: string): TransportError {
  if (GONE.has(code)) return { kind: 'removed' };
  return NOT_TAKEN.has(code) ? { kind: 'refused' } : { kind: 'lost' };
}

const NO_READER: ReadonlySet<string> = new Set([
  'ReaderUnavailable',
  'UnknownReader',
  'NoReadersAvailable',
  'NoService',
  'ServiceStopped',
  'Shutdown',
  'CommError',
  'InvalidHandle',
]);

/** What a failed connection means. */
export function connectError(code: string): ConnectError {
  if (code === 'SharingViolation') return { kind: 'reader-busy' };
  if (code === 'NoSmartCard' || code === 'RemovedCard') return { kind: 'no-card' };
  if (NO_READER.has(code)) return { kind: 'no-reader' };
  if (code === 'UnresponsiveCard' || code === 'UnpoweredCard' || code === 'UnsupportedCard') {
    return { kind: 'unreadable', cause: 'mute' };
  }
  return { kind: 'unreadable', cause: `connect-${code}` };
}

/** Another program, or a card that is just being powered up: worth another attempt within the second (mynumber-card.md 7.11). */
export function worthRetrying(code: string): boolean {
  return (
    code === 'SharingViolation' || code === 'ResetCard' || code === 'NotReady' || code === 'ServerTooBusy'
  );
}
