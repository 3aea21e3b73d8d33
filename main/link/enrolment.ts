// Tries to enrol until it has worked: with patience while the central API cannot be reached, and not again with a code that was
// refused.
import type { EnrolmentAnswer, EnrolmentRequest, ProblemCode } from '../../sync/contract/api.ts';
import type { Result } from '../../sync/contract/result.ts';
import type { CallError } from '../../sync/contract/worker.ts';
import type { SecretStore } from '../shell/shell.ts';
import type { Log } from '../store/log.ts';
import { Gate, type GateParts } from './gate.ts';
import { enrol, type Identity, type IdentityError } from './identity.ts';

export interface EnrolmentParts extends GateParts {
  readonly secrets: SecretStore;
  readonly terminal: { readonly name: string; readonly municipality: string };
  readonly send: (request: EnrolmentRequest) => Promise<Result<EnrolmentAnswer, CallError>>;
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
  readonly #gate: Gate;

  constructor(parts: EnrolmentParts) {
    this.#parts = parts;
    this.#gate = new Gate(parts, 'enrolment.gate', backoff);
  }

  /** A person has done something about it. */
  retryAtOnce(): void {
    this.#gate.open();
  }

  async attempt(code: string): Promise<Tried> {
    const { secrets, terminal, send, log } = this.#parts;
    const leftMs = this.#gate.leftMs();
    if (leftMs > 0) return { kind: 'later', waitMs: leftMs };
    const answer = await enrol(secrets, { code, ...terminal }, send);
    if (answer.ok) {
      this.#gate.open();
      return { kind: 'enrolled', identity: answer.value };
    }
    const refusal = refusalOf(answer.error);
    log('enrolment.failed', { code: refusal?.code ?? answer.error.error.kind });
    if (refusal !== null && !passing.has(refusal.code)) return { kind: 'refused' };
    return { kind: 'later', waitMs: this.#gate.close(refusal?.retryAfterMs ?? null) };
  }
}

function refusalOf(error: IdentityError): { code: ProblemCode; retryAfterMs: number | null } | null {
  if (error.kind !== 'call' || error.error.kind !== 'refused') return null;
  return { code: error.error.problem.code, retryAfterMs: error.error.retryAfterMs };
}
