// Names what went wrong on the way to the central API. Only codes go on: an error of the HTTP library carries the whole
// request, and with it email addresses and codes.
import { isAxiosError } from 'axios';
import type { z } from 'zod';
import { Problem, type ProblemCode } from '../contract/api.ts';
import type { CallError } from '../contract/worker.ts';

/** Codes of Node's TLS (doc/api/tls.md, "X509 certificate error codes") and of OpenSSL's alerts. */
const tlsCode =
  /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH|ERROR_IN_CERT|EPROTO$)/;

/** The library's error as one of ours. */
export function callError(error: unknown): CallError {
  const code = codeOf(error);
  // The connection ended in the middle of the answer (or the answer had no end).
  if (code === 'ERR_BAD_RESPONSE') return { kind: 'offline', cause: 'answer-incomplete' };
  if (code === 'ETIMEDOUT' || code === 'ECONNABORTED' || code === 'ESOCKETTIMEDOUT')
    return { kind: 'timeout' };
  // Node's code when the proxy does not open the way (407, 403, 502).
  if (code === 'ERR_PROXY_TUNNEL') return { kind: 'offline', cause: 'proxy-refused' };
  if (tlsCode.test(code)) return { kind: 'tls', verdict: verdictOf(code), cause: code };
  return { kind: 'offline', cause: code };
}

/**
 * Says which. "Not yet valid" can only be this machine's clock: the central API's certificates begin a day before they are made, and
 * are renewed long before they end.
 */
function verdictOf(code: string): 'clock' | 'expired' | 'invalid' {
  if (code === 'CERT_NOT_YET_VALID') return 'clock';
  return code === 'CERT_HAS_EXPIRED' ? 'expired' : 'invalid';
}

/** The stable code of a network error, never its text. */
export function codeOf(error: unknown): string {
  if (isAxiosError(error) && error.code === undefined && error.cause !== undefined)
    return codeOf(error.cause);
  if (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^\w{1,60}$/.test(error.code)
  )
    return error.code;
  return 'unknown';
}

/** An answer that is no success. Without a problem document it comes from something in between. */
export function refusal(status: number, body: string, wait: number | null): CallError {
  const problem = Problem.safeParse(parseJson(body));
  if (problem.success) return { kind: 'refused', problem: problem.data, retryAfterMs: wait };
  const code = codeByStatus(status);
  if (code === null) return { kind: 'malformed-answer', cause: `status-${String(status)}` };
  const substitute = { type: 'about:blank', title: code, status, code };
  return { kind: 'refused', problem: substitute, retryAfterMs: wait };
}

function codeByStatus(status: number): ProblemCode | null {
  if (status === 500) return 'internal';
  if (status > 500) return 'unavailable';
  if (status === 429) return 'rate-limited';
  if (status === 413) return 'too-large';
  if (status === 401) return 'unauthenticated';
  return status === 403 ? 'forbidden' : null;
}

/** Undefined when it is not JSON. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Where an answer differs from the contract: paths and kinds, never values. */
export function differences(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.map(String).join('.') || 'body'}:${issue.code}`)
    .join(' ');
}
