// Why a sign-in did not come about. A closed list: each has its problem code, and its words on a page that says what to do.
import type { ProblemCode } from '../../contract/api.ts';

export const signInFailures = {
  /** No provider is configured. */
  closed: 'desk-closed',
  /** Does not answer, or not in time. */
  unreachable: 'provider-unreachable',
  /** Answers in another name than the configured one. */
  'issuer-wrong': 'provider-wrong',
  /** Answers with what does not verify: signature, nonce, audience, form. */
  'answer-wrong': 'provider-wrong',
  /** Its clock and ours differ by more than a minute. */
  clock: 'provider-clock',
  /** The provider does not know us: client id, secret or address of return. */
  'client-refused': 'provider-wrong',
  /** The person, or the provider, said no. */
  refused: 'sign-in-refused',
  /** Begun more than ten minutes ago. */
  late: 'sign-in-late',
  /** Never begun in this browser, or used before. */
  unknown: 'sign-in-unknown',
  /** Signed in, but without a role here. */
  'no-role': 'sign-in-no-role',
} as const satisfies Readonly<Record<string, ProblemCode>>;

export type SignInFailure = keyof typeof signInFailures;
