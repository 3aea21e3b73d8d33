// One HTTPS line to the central API: own trust, own identity, nothing taken from the environment.
import { Agent } from 'node:https';
import axios, { isAxiosError, type AxiosInstance, type AxiosResponse } from 'axios';
import { err, ok, type Result } from '../contract/result.ts';
import type { CallError, Line, WorkerAnswer } from '../contract/worker.ts';
import { callError, codeOf, differences, parseJson, refusal } from './faults.ts';
import type { z } from 'zod';
import { retryAfterMs } from './retry-after.ts';

export interface Call<T> {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  /** What the answer must look like; null when nothing is expected. */
  readonly answer: z.ZodType<T> | null;
  /** May be sent a second time by itself when a kept-alive connection turns out to be closed. */
  readonly repeatable: boolean;
}
export type Clock = NonNullable<WorkerAnswer['clock']>;
export interface Outcome<T> {
  readonly result: Result<T, CallError>;
  readonly clock?: Clock;
}

const largestAnswerBytes = 64 << 20;

export class HttpLine {
  readonly #http: AxiosInstance;
  readonly #agent: Agent;

  constructor(line: Line) {
    const identity = line.identity ? { cert: line.identity.certificate, key: line.identity.privateKey } : {};
    const { proxy } = line;
    this.#agent = new Agent({
      keepAlive: true,
      // Node's own (CONNECT, so that TLS reaches to the central API); without ours it has none.
      ...(proxy && { proxyEnv: { HTTPS_PROXY: proxy.url, NO_PROXY: proxy.noProxy } }),
      ca: [line.trust],
      minVersion: 'TLSv1.2',
      // Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED changes nothing.
      rejectUnauthorized: true,
      ...identity,
    });
    this.#http = axios.create({
      baseURL: line.url,
      httpsAgent: this.#agent,
      adapter: 'http',
      // `false` would take the agent's proxy away as well; with that one axios looks for none of its own.
      ...(proxy === null && { proxy: false as const }),
      maxRedirects: 0,
      maxContentLength: largestAnswerBytes,
      maxBodyLength: Infinity,
      responseType: 'text',
      transformResponse: (body: unknown) => body,
      validateStatus: () => true,
      headers: { accept: 'application/json, application/problem+json' },
    });
  }

  /** One call, answered or failed by the time `signal` fires. */
  async call<T>(call: Call<T>, signal: AbortSignal): Promise<Outcome<T>> {
    try {
      return read(call, await this.#send(call, signal));
    } catch (error) {
      return { result: err(signal.aborted ? { kind: 'timeout' } : callError(error)) };
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  async #send<T>(call: Call<T>, signal: AbortSignal): Promise<AxiosResponse<unknown>> {
    const send = () =>
      this.#http.request<unknown>({
        method: call.method,
        url: call.path,
        signal,
        ...(call.query && { params: call.query }),
        ...(call.body !== undefined && {
          data: JSON.stringify(call.body),
          headers: { 'content-type': 'application/json' },
        }),
      });
    try {
      return await send();
    } catch (error) {
      if (!call.repeatable || signal.aborted || !closedWhileIdle(error)) throw error;
      return send();
    }
  }
}

/** The server closed a kept-alive connection at the moment when we used it again (Node, `request.reusedSocket`). */
function closedWhileIdle(error: unknown): boolean {
  if (!isAxiosError(error) || !['ECONNRESET', 'EPIPE'].includes(codeOf(error))) return false;
  const request: unknown = error.request;
  return (
    typeof request === 'object' &&
    request !== null &&
    'reusedSocket' in request &&
    request.reusedSocket === true
  );
}

function read<T>(call: Call<T>, response: AxiosResponse<unknown>): Outcome<T> {
  const localMs = Date.now();
  const date = header(response, 'date');
  const centralMs = Date.parse(date ?? '');
  const clock = Number.isNaN(centralMs) ? {} : { clock: { centralMs, localMs } };
  const body = typeof response.data === 'string' ? response.data : '';
  if (response.status < 200 || response.status > 299) {
    const wait = retryAfterMs(header(response, 'retry-after'), date, localMs);
    return { result: err(refusal(response.status, body, wait)), ...clock };
  }
  // Nothing is expected: T is null then, by the contract of `Call`.
  if (call.answer === null) return { result: ok(null as T), ...clock };
  const parsed = call.answer.safeParse(parseJson(body));
  if (parsed.success) return { result: ok(parsed.data), ...clock };
  return { result: err({ kind: 'malformed-answer', cause: differences(parsed.error) }), ...clock };
}

function header(response: AxiosResponse<unknown>, name: string): string | null {
  const value: unknown = response.headers[name];
  return typeof value === 'string' ? value : null;
}
