// The calls of IT's page, with a token, and of the desk's, with the session's cookie. The token lives in this object's memory and is gone
// with the page.
import type { z } from 'zod';
import { TerminalList } from '../../sync/contract/api.ts';
import { BalanceList } from '../../sync/contract/balance.ts';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import { deskRoutes } from '../../sync/contract/routes-desk.ts';
import { registryRoutes } from '../../sync/contract/routes-registry.ts';
import { read, send, type CallError } from './wire.ts';

export type Terminal = TerminalList['terminals'][number];
export type Balance = BalanceList['terminals'][number];

const usual: typeof fetch = (input, init) => fetch(input, init);

export class Central {
  readonly #token: string;
  readonly #fetch: typeof fetch;

  constructor(token: string, call: typeof fetch = usual) {
    this.#token = token;
    this.#fetch = call;
  }

  #call(path: string, method: 'GET' | 'POST' = 'GET', body?: unknown): Promise<Result<Response, CallError>> {
    return send(this.#fetch, path, { method, body, headers: { Authorization: `Bearer ${this.#token}` } });
  }

  /** Every terminal. IT's token. */
  async terminals(): Promise<Result<Terminal[], CallError>> {
    const answer = await this.#call('../v1/terminals');
    if (!answer.ok) return answer;
    const list = await read(answer.value, TerminalList);
    return list.ok ? ok(list.value.terminals) : list;
  }

  /** What every terminal says it has brought, beside what is held here. IT's token. */
  async balances(): Promise<Result<Balance[], CallError>> {
    const answer = await this.#call('../v1/balances');
    if (!answer.ok) return answer;
    const list = await read(answer.value, BalanceList);
    return list.ok ? ok(list.value.terminals) : list;
  }

  /** Lets a terminal come back whose certificate has expired; `number` is the one that its staff screen shows. IT's token. */
  async approve(id: string, number: string): Promise<Result<null, CallError>> {
    const answer = await this.#call(`../v1/terminals/${encodeURIComponent(id)}/approval`, 'POST', { number });
    return answer.ok ? ok(null) : answer;
  }

  /** Shuts a terminal out, at once. IT's token. */
  async revoke(id: string): Promise<Result<null, CallError>> {
    const answer = await this.#call(`../v1/terminals/${encodeURIComponent(id)}/revocation`, 'POST');
    return answer.ok ? ok(null) : answer;
  }
}

const calls = { ...deskRoutes, ...registryRoutes };
type DeskRoutes = typeof calls;
export type DeskCall = keyof DeskRoutes;
type AnswerOf<N extends DeskCall> = DeskRoutes[N]['answer'] extends z.ZodType
  ? z.output<DeskRoutes[N]['answer']>
  : null;
export interface Asked<N extends DeskCall> {
  readonly params: z.input<DeskRoutes[N]['params']>;
  readonly query?: z.input<DeskRoutes[N]['query']>;
  readonly body?: z.input<DeskRoutes[N]['body']>;
}

/** The desk's calls, as the contract's table has them. Whatever meets an ended session waits for a new one and is then asked again. */
export class Desk {
  readonly #fetch: typeof fetch;
  readonly #signInAgain: () => Promise<boolean>;

  /** `signInAgain` answers whether the same person is back. */
  constructor(signInAgain: () => Promise<boolean>, call: typeof fetch = usual) {
    this.#signInAgain = signInAgain;
    this.#fetch = call;
  }

  async ask<N extends DeskCall>(name: N, asked: Asked<N>): Promise<Result<AnswerOf<N>, CallError>> {
    const answer = await this.#send(name, asked);
    if (!answer.ok) return answer;
    const schema: z.ZodType | null = calls[name].answer;
    // The compiler does not see that the table's entry and its type are the same one.
    if (schema === null) return ok(null) as Result<AnswerOf<N>, CallError>;
    return (await read(answer.value, schema)) as Result<AnswerOf<N>, CallError>;
  }

  /** A call that answers with a file. */
  async file<N extends 'paperList' | 'deskAttachment'>(
    name: N,
    asked: Asked<N>,
  ): Promise<Result<{ readonly name: string; readonly content: Blob }, CallError>> {
    const answer = await this.#send(name, asked);
    if (!answer.ok) return answer;
    try {
      return ok({
        name: fileName(answer.value.headers.get('Content-Disposition') ?? ''),
        content: await answer.value.blob(),
      });
    } catch {
      return err({ kind: 'unreachable' });
    }
  }

  async #send<N extends DeskCall>(
    name: N,
    { params, query, body }: Asked<N>,
  ): Promise<Result<Response, CallError>> {
    const { method, path } = calls[name];
    const filled = path.replaceAll(/:(\w+)/g, (_, key: string) =>
      // Every parameter of the contract is text.
      encodeURIComponent(String((params as Record<string, unknown>)[key])),
    );
    const search = new URLSearchParams(Object.entries(query ?? {}).flatMap(written)).toString();
    const ask = () =>
      send(this.#fetch, `..${filled}${search === '' ? '' : `?${search}`}`, {
        method,
        headers: {},
        ...(method === 'POST' ? { body: body ?? {} } : {}),
      });
    const first = await ask();
    const ended = !first.ok && first.error.kind === 'unauthenticated';
    return ended && (await this.#signInAgain()) ? ask() : first;
  }
}

/** The contract's queries are text and whole numbers. */
const written = ([key, value]: [string, unknown]): [string, string][] =>
  typeof value === 'string' || typeof value === 'number' ? [[key, String(value)]] : [];

/** RFC 6266: the name in UTF-8 goes before the plain one. */
export function fileName(disposition: string): string {
  const coded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  try {
    if (coded !== undefined) return decodeURIComponent(coded);
  } catch {
    // Not coded after all: the plain name stands beside it.
  }
  return /filename="([^"]+)"/i.exec(disposition)?.[1] ?? 'list.csv';
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
