// Speaks the Chrome DevTools Protocol with a browser that we started, over two inherited pipes (--remote-debugging-pipe): no
// port that others could find, and the browser ends by itself when the pipe does, so it never outlives us.
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { err, ok, type Result } from '../../sync/contract/result.ts';

export type CdpError =
  | { readonly kind: 'gone' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'refused'; readonly cause: string };

const Message = z.object({
  id: z.number().optional(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.object({ message: z.string() }).optional(),
  method: z.string().optional(),
  params: z.record(z.string(), z.unknown()).optional(),
  sessionId: z.string().optional(),
});
export type CdpParams = Readonly<Record<string, unknown>>;

export interface Cdp {
  /** One command; answered, or failed by its deadline, or `gone` when the browser is. */
  call(
    method: string,
    params?: CdpParams,
    sessionId?: string,
    deadlineMs?: number,
  ): Promise<Result<CdpParams, CdpError>>;
  onEvent(listener: (method: string, params: CdpParams, sessionId: string | null) => void): void;
  close(): void;
}

/** Messages are JSON ended by a NUL byte. `input` is what the browser reads, `output` what it writes. */
export function openCdp(input: Writable, output: Readable): Cdp {
  const waiting = new Map<number, (answer: Result<CdpParams, CdpError>) => void>();
  const listeners: ((method: string, params: CdpParams, sessionId: string | null) => void)[] = [];
  let nextId = 1;
  let closed = false;
  const hear = (text: string) => {
    const message = Message.safeParse(JSON.parse(text));
    if (!message.success) return;
    const { id, method, error, result, params, sessionId } = message.data;
    if (id !== undefined) {
      waiting.get(id)?.(
        error === undefined ? ok(result ?? {}) : err({ kind: 'refused', cause: error.message }),
      );
    } else if (method !== undefined) {
      for (const listener of listeners) listener(method, params ?? {}, sessionId ?? null);
    }
  };
  const end = () => {
    closed = true;
    for (const settle of [...waiting.values()]) settle(err({ kind: 'gone' }));
  };
  splitAtNul(output, hear);
  output.once('close', end);
  input.once('close', end);
  for (const stream of [input, output]) stream.on('error', end);
  return {
    async call(method, params = {}, sessionId = undefined, deadlineMs = 10_000) {
      if (closed) return err({ kind: 'gone' });
      const id = nextId++;
      return await new Promise((resolve) => {
        const settle = (answer: Result<CdpParams, CdpError>) => {
          clearTimeout(deadline);
          waiting.delete(id);
          resolve(answer);
        };
        const deadline = setTimeout(() => settle(err({ kind: 'timeout' })), deadlineMs);
        waiting.set(id, settle);
        input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
      });
    },
    onEvent: (listener) => void listeners.push(listener),
    close() {
      input.end();
      output.destroy();
    },
  };
}

function splitAtNul(stream: Readable, hear: (text: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const messages = (rest + chunk).split('\0');
    rest = messages.pop() ?? '';
    for (const message of messages) hear(message);
  });
}
