// One call of the central API as a value: the page has to say something sensible about each of these.
import { readProblem } from './answers.ts';

/** What of the machine the pages need; a test gives its own. */
export interface Surroundings {
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** The page cannot be seen: nothing is asked. */
  hidden(): boolean;
  onVisible(listener: () => void): void;
  random(): number;
  now(): number;
}

export type Trouble =
  | { readonly kind: 'offline' }
  /** Too many: ask again after this many milliseconds. */
  | { readonly kind: 'busy'; readonly waitMs: number }
  /** No session (any more). */
  | { readonly kind: 'ended' }
  /** `code`: of the problem document, if there was one. */
  | { readonly kind: 'refused'; readonly code: string | null };
export type Reply =
  { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly trouble: Trouble };

const MINUTE = 60_000;

/** What an answer means. `body` is null where there is none. */
export async function understand(response: Response): Promise<Reply> {
  const body: unknown = response.status === 204 ? null : await response.json().catch(() => null);
  if (response.ok) return { ok: true, body };
  const seconds = Number(response.headers.get('Retry-After') ?? '0');
  const waitMs = seconds > 0 ? seconds * 1000 : 0;
  if (response.status === 429) return refused({ kind: 'busy', waitMs: waitMs || MINUTE });
  if (response.status === 401) return refused({ kind: 'ended' });
  if (response.status >= 500) return refused(waitMs > 0 ? { kind: 'busy', waitMs } : { kind: 'offline' });
  return refused({ kind: 'refused', code: readProblem(body) });
}
const refused = (trouble: Trouble): Reply => ({ ok: false, trouble });

/** Asks, or with a `body` tells. `path` begins after `/v1/`. Never throws. */
export async function call(
  around: Surroundings,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Reply> {
  const init: RequestInit =
    body === undefined
      ? { cache: 'no-store' }
      : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  try {
    return await understand(await around.fetch(`../v1/${path}`, { ...init, ...(signal && { signal }) }));
  } catch {
    return refused({ kind: 'offline' });
  }
}
