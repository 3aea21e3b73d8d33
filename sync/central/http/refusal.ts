// How a call says no: a code from the table, and when to come back.
import type { ProblemCode } from '../../contract/api.ts';

export interface Refusal {
  readonly code: ProblemCode;
  /** No personal data. */
  readonly detail?: string;
  readonly retryAfterS?: number;
}

/** A refusal of this code. */
export const refuse = (code: ProblemCode, more: Omit<Refusal, 'code'> = {}): Refusal => ({ code, ...more });
