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
  'InvalidHandle',
]);

/** A card that took power and cannot be talked to: upside down, in a sleeve, two at once, in motion. */
const NOT_TALKING: ReadonlySet<string> = new Set([
  'UnresponsiveCard',
  'UnpoweredCard',
  'UnsupportedCard',
  'CommDataLost',
  'NotTransacted',
  'Protocol',
  'ProtoMismatch',
]);

/** What a failed connection means. A communications error is the card's on Windows; pcsc-lite says it of its own daemon. */
export function connectError(code: string, platform: NodeJS.Platform = process.platform): ConnectError {
  if (code === 'SharingViolation') return { kind: 'reader-busy' };
  if (code === 'NoSmartCard' || code === 'RemovedCard') return { kind: 'no-card' };
  if (NO_READER.has(code)) return { kind: 'no-reader' };
  if (NOT_TALKING.has(code)) return { kind: 'unreadable', cause: 'mute' };
  if (code === 'CommError')
    return platform === 'win32' ? { kind: 'unreadable', cause: 'mute' } : { kind: 'no-reader' };
  return { kind: 'unreadable', cause: `connect-${code}` };
}

/** Another program, or a card that is just being powered up: worth another attempt within the second (mynumber-card.md 7.11). */
export function worthRetrying(code: string): boolean {
  return (
    code === 'SharingViolation' || code === 'ResetCard' || code === 'NotReady' || code === 'ServerTooBusy'
  );
}
