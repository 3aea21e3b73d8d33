// A gateway to nowhere, for trials and tests: takes what a real one takes, sends nothing, and tells what would have been sent or
// spoken. The embedded central API has one; `npm run gateway` runs it alone.
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GatewayMessage, idempotencyHeader } from './message.ts';

export interface Simulator {
  /** What GATEWAY_URL would be. */
  readonly url: string;
  close(): Promise<void>;
}

export interface SimulatorOptions {
  readonly host: string;
  /** 0: any. */
  readonly port: number;
  /** Called once for each key. */
  readonly take: (message: GatewayMessage) => void;
  /** Page for GET, as HTML. */
  readonly page?: () => string;
}

const bodyBytesMax = 10_000;
const keysAtMost = 10_000;

/**
 * Starts it. Numbers that end in 0000 are refused (422) and those that end in 9999 fail (503), so that both can be tried out.
 */
export async function startSimulator({ host, port, take, page }: SimulatorOptions): Promise<Simulator> {
  const taken = new Set<string>();
  const statusOf = async (request: IncomingMessage): Promise<number> => {
    const key = request.headers[idempotencyHeader];
    const message = GatewayMessage.safeParse(await readJson(request));
    if (typeof key !== 'string' || !message.success) return 400;
    if (message.data.to.endsWith('0000')) return 422;
    if (message.data.to.endsWith('9999')) return 503;
    if (!taken.has(key)) {
      if (taken.size > keysAtMost) taken.clear();
      taken.add(key);
      take(message.data);
    }
    return 202;
  };
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      void statusOf(request).then((status) => response.writeHead(status).end());
    } else if (request.method === 'GET' && page !== undefined) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page());
    } else response.writeHead(404).end();
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, host, listening);
  });
  // A TCP server's address is never a string.
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${bound}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => {
          closed();
        });
        server.closeAllConnections();
      }),
  };
}

/** Null for what is too long or no JSON. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= bodyBytesMax) chunks.push(chunk);
  }
  try {
    return bytes > bodyBytesMax ? null : (JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown);
  } catch {
    return null;
  }
}
