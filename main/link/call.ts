// What push, pull and the rest need from the line: calls, and what a failed one means for them.
import type { ProblemCode } from '../../sync/contract/api.ts';
import type { Result } from '../../sync/contract/result.ts';
import type { CallError, WorkerCallName, WorkerCalls } from '../../sync/contract/worker.ts';
import type { WriteError } from '../store/errors.ts';

export type Caller = <N extends WorkerCallName>(
  name: N,
  args: WorkerCalls[N]['takes'],
  deadlineMs: number,
) => Promise<Result<WorkerCalls[N]['gives'], CallError>>;

/** What can end a turn of push or pull: the line, or the disk. */
export type LinkFault = CallError | WriteError;

/** The stable code of a fault, for the outbox, the log and staff. */
export function faultCode(fault: LinkFault): string {
  if (fault.kind === 'refused') return fault.problem.code;
  if (fault.kind === 'offline' && fault.cause === 'proxy-refused') return fault.cause;
  if (fault.kind !== 'tls') return fault.kind;
  return { clock: 'clock', expired: 'server-certificate-expired', invalid: 'tls' }[fault.verdict];
}

/** How long the central API asked us to wait; null when it did not. */
export const askedWaitMs = (fault: LinkFault): number | null =>
  fault.kind === 'refused' ? fault.retryAfterMs : null;

/** Refusals that say nothing about what was sent: another time it may go. */
const passing: ReadonlySet<ProblemCode> = new Set([
  'unavailable',
  'internal',
  'rate-limited',
  'unauthenticated',
  'forbidden',
  'terminal-revoked',
  'certificate-expired',
]);
export const isPassing = (code: ProblemCode): boolean => passing.has(code);

/** Complaints about a whole call that a single record in it may have caused. */
export const blamesContent = (error: CallError): boolean =>
  error.kind === 'malformed-answer' ||
  (error.kind === 'refused' && ['malformed', 'too-large', 'record-malformed'].includes(error.problem.code));

/** The central API failed in the middle: over one of the records, or altogether. */
export const fellOver = (error: CallError): boolean =>
  error.kind === 'refused' && error.problem.code === 'internal' && error.retryAfterMs === null;

/** Refusals of the certificate itself: IT has to do something. */
export const isShutOut = (code: ProblemCode | null): boolean =>
  code !== null && ['terminal-revoked', 'certificate-expired', 'unauthenticated'].includes(code);
