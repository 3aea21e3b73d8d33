// Tries to enrol until it has worked: with patience while the central API cannot be reached, and not again with a code that was
// refused.
import type { EnrolmentAnswer, EnrolmentRequest, ProblemCode } from '../../sync/contract/api.ts';
import type { Result } from '../../sync/contract/result.ts';
import type { CallError } from '../../sync/contract/worker.ts';
import type { SecretStore } from '../shell/shell.ts';
import type { Log } from '../store/log.ts';
import { enrol, type Identity, type IdentityError } from './identity.ts';
import { fullJitterMs } from './timers.ts';

export interface EnrolmentParts {
  readonly secrets: SecretStore;
  readonly terminal: { readonly name: string; readonly municipality: string };
  readonly send: (request: EnrolmentRequest) => Promise<Result<EnrolmentAnswer, CallError>>;
  readonly random: () => number;
  readonly log: Log;
}

/** What one try came to. `refused`: another code is needed. */
export type Tried =
  | { readonly kind: 'enrolled'; readonly identity: Identity }
  | { readonly kind: 'refused' }
  | { readonly kind: 'later'; readonly waitMs: number };

const backoff = { baseMs: 1000, capMs: 60_000 };
const passing: ReadonlySet<ProblemCode> = new Set(['unavailable', 'internal', 'rate-limited']);

export class Enroller {
  readonly #parts: EnrolmentParts;
  #failures = 0;

  constructor(parts: EnrolmentParts) {
    this.#parts = parts;
  }

  async attempt(code: string): Promise<Tried> {
    const { secrets, terminal, send, random, log } = this.#parts;
    const answer = await enrol(secrets, { code, ...terminal }, send);
    if (answer.ok) return { kind: 'enrolled', identity: answer.value };
    const refusal = refusalOf(answer.error);
    log('enrolment.failed', { code: refusal?.code ?? answer.error.error.kind });
    if (refusal !== null && !passing.has(refusal.code)) return { kind: 'refused' };
    this.#failures += 1;
    return { kind: 'later', waitMs: refusal?.retryAfterMs ?? fullJitterMs(this.#failures, random, backoff) };
  }
}

function refusalOf(error: IdentityError): { code: ProblemCode; retryAfterMs: number | null } | null {
  if (error.kind !== 'call' || error.error.kind !== 'refused') return null;
  return { code: error.error.problem.code, retryAfterMs: error.error.retryAfterMs };
}
