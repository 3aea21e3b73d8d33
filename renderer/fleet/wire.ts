// One call of the central API from a page, and everything that can become of it.
import './no-eval.ts';
import type { z } from 'zod';
import { Problem } from '../../sync/contract/api.ts';
import { err, ok, type Result } from '../../sync/contract/result.ts';

export type CallError =
  /** Nobody is signed in, or the token is nobody's. */
  | { readonly kind: 'unauthenticated' }
  /** Known, but not allowed to do this. */
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'refused'; readonly code: string; readonly detail?: string | undefined }
  | { readonly kind: 'unreachable' };

export interface Request {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Sends it. What is not a success is told apart by the problem that the API names. */
export async function send(
  call: typeof fetch,
  path: string,
  { method, headers, body }: Request,
): Promise<Result<Response, CallError>> {
  let response: Response;
  try {
    response = await call(path, {
      method,
      cache: 'no-store',
      headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    return err({ kind: 'unreachable' });
  }
  if (response.ok) return ok(response);
  if (response.status === 401) return err({ kind: 'unauthenticated' });
  const problem = Problem.safeParse(await response.json().catch(() => null));
  const code = problem.success ? problem.data.code : String(response.status);
  if (response.status === 403 && (code === 'forbidden' || code === '403')) return err({ kind: 'forbidden' });
  return err({ kind: 'refused', code, detail: problem.data?.detail });
}

/** The answer in its agreed form; one that broke off on its way is as if nobody had answered. */
export async function read<S extends z.ZodType>(
  response: Response,
  schema: S,
): Promise<Result<z.output<S>, CallError>> {
  let answer: unknown;
  try {
    answer = await response.json();
  } catch {
    return err({ kind: 'unreachable' });
  }
  const parsed = schema.safeParse(answer);
  return parsed.success ? ok(parsed.data) : err({ kind: 'refused', code: 'malformed-answer' });
}
