// The page's calls of the central API. The token lives in this object's memory and is gone with the page.
import './no-eval.ts';
import { MessageAnswer, Problem, TerminalList, type MessageRequest } from '../../sync/contract/api.ts';
import { BalanceList } from '../../sync/contract/balance.ts';
import { err, ok, type Result } from '../../sync/contract/result.ts';

export type CallError =
  /** The token is nobody's, or revoked. */
  | { readonly kind: 'unauthenticated' }
  /** The token is good, but not for this. */
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'unreachable' };

export type Terminal = TerminalList['terminals'][number];
export type Balance = BalanceList['terminals'][number];

export class Central {
  readonly #token: string;
  readonly #fetch: typeof fetch;

  constructor(token: string, call: typeof fetch = (input, init) => fetch(input, init)) {
    this.#token = token;
    this.#fetch = call;
  }

  async #call(
    path: string,
    body?: unknown,
    method = body === undefined ? 'GET' : 'POST',
  ): Promise<Result<unknown, CallError>> {
    try {
      const response = await this.#fetch(path, {
        method,
        cache: 'no-store',
        headers: {
          Authorization: `Bearer ${this.#token}`,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (response.ok) return ok(response.status === 204 ? null : await response.json());
      if (response.status === 401) return err({ kind: 'unauthenticated' });
      if (response.status === 403) return err({ kind: 'forbidden' });
      const problem = Problem.safeParse(await response.json().catch(() => null));
      return err({ kind: 'refused', code: problem.success ? problem.data.code : String(response.status) });
    } catch {
      return err({ kind: 'unreachable' });
    }
  }

  /** Every terminal. IT's token. */
  async terminals(): Promise<Result<Terminal[], CallError>> {
    const answer = await this.#call('../v1/terminals');
    if (!answer.ok) return answer;
    const list = TerminalList.safeParse(answer.value);
    return list.success ? ok(list.data.terminals) : err({ kind: 'refused', code: 'malformed-answer' });
  }

  /** What every terminal says it has brought, beside what is held here. IT's token. */
  async balances(): Promise<Result<Balance[], CallError>> {
    const answer = await this.#call('../v1/balances');
    if (!answer.ok) return answer;
    const list = BalanceList.safeParse(answer.value);
    return list.success ? ok(list.data.terminals) : err({ kind: 'refused', code: 'malformed-answer' });
  }

  /** Lets a terminal come back whose certificate has expired; `number` is the one that its staff screen shows. IT's token. */
  async approve(id: string, number: string): Promise<Result<unknown, CallError>> {
    return this.#call(`../v1/terminals/${encodeURIComponent(id)}/approval`, { number });
  }

  /** Shuts a terminal out, at once. IT's token. */
  async revoke(id: string): Promise<Result<unknown, CallError>> {
    return this.#call(`../v1/terminals/${encodeURIComponent(id)}/revocation`, undefined, 'POST');
  }

  /** Posts a message and tells how many mailboxes took it. A sender's token of that municipality. */
  async post(municipality: string, message: MessageRequest): Promise<Result<number, CallError>> {
    const answer = await this.#call(
      `../v1/municipalities/${encodeURIComponent(municipality)}/messages`,
      message,
    );
    if (!answer.ok) return answer;
    const taken = MessageAnswer.safeParse(answer.value);
    return taken.success ? ok(taken.data.recipients) : err({ kind: 'refused', code: 'malformed-answer' });
  }
}

/** A random UUID (RFC 9562, version 4), also where the browser does not call the page's origin secure. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const QUIET_MS = 15 * 60_000;
/** Terminals renew by themselves long before: one that has not is hindered. */
const RENEWED_BY_MS = 14 * 24 * 60 * 60_000;

/** What about a terminal needs somebody; worst first. Empty: all is well. */
export function concerns(
  terminal: Terminal,
  now: number,
): ('revoked' | 'recovery' | 'quiet' | 'certificate' | 'attention' | 'reader' | 'printer')[] {
  const found: ReturnType<typeof concerns> = [];
  if (terminal.revoked) return ['revoked'];
  if (terminal.recovery !== null) found.push('recovery');
  if (terminal.seenAt === null || now - Date.parse(terminal.seenAt) > QUIET_MS) found.push('quiet');
  if (terminal.certificateUntil !== null && Date.parse(terminal.certificateUntil) - now < RENEWED_BY_MS)
    found.push('certificate');
  if ((terminal.report?.needsAttention ?? 0) > 0) found.push('attention');
  if (terminal.report !== null && terminal.report.reader !== 'ready') found.push('reader');
  if (terminal.report !== null && terminal.report.printer !== 'ready') found.push('printer');
  return found;
}
