// Somebody in the middle who may answer for the server: a TLS-terminating proxy with a certificate that the terminal trusts (the
// central API's own, taken out of its keyring) and, towards the central API, the identity file of the very terminal it serves. It
// can lose an answer after the work was done, do the work twice, answer with something else, or answer without asking.
import { createHash, randomUUID } from 'node:crypto';
import { request as httpsRequest, createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CompactSign, generateKeyPair } from 'jose';
import type { Target } from './byte-proxy.ts';

export const answerFaults = [
  'answer lost',
  'request twice',
  'answer cut',
  'answer garbled',
  'captive page',
  'busy 503',
  'too many 429',
  'bad gateway',
  'forged receipts',
  'receipts mixed up',
  'answer of before',
  'ids of others',
  'half the results',
] as const;
export type AnswerFault = (typeof answerFaults)[number];

export interface PemPair {
  readonly certificate: string;
  readonly privateKey: string;
}
export interface AnsweringProxyOptions {
  readonly random: () => number;
  readonly target: () => Target;
  readonly server: PemPair;
  /** The terminal's own; asked at every call, since it changes at a renewal. */
  readonly identity: () => PemPair;
  readonly trust: string;
}

interface Whole {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}
interface Result {
  readonly id: string;
  readonly outcome: string;
  readonly receipt?: string;
}

const bodyAtMost = 32 << 20;

export class AnsweringProxy {
  readonly #options: AnsweringProxyOptions;
  readonly #server: Server;
  plan: { readonly kinds: readonly AnswerFault[]; readonly share: number } = { kinds: [], share: 0 };
  readonly struck = Object.fromEntries(answerFaults.map((kind) => [kind, 0])) as Record<AnswerFault, number>; // one for each kind
  #before: Whole | null = null;

  private constructor(options: AnsweringProxyOptions) {
    this.#options = options;
    const { certificate, privateKey } = options.server;
    this.#server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  static async start(options: AnsweringProxyOptions): Promise<AnsweringProxy> {
    const proxy = new AnsweringProxy(options);
    await new Promise<void>((listening) => proxy.#server.listen(0, '127.0.0.1', listening));
    return proxy;
  }

  get target(): Target {
    return { host: '127.0.0.1', port: (this.#server.address() as AddressInfo).port }; // a TCP server that listens
  }

  get total(): number {
    return Object.values(this.struck).reduce((sum, count) => sum + count, 0);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((closed) => this.#server.close(() => closed()));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await wholeBody(request);
    const { random } = this.#options;
    const isPush = request.method === 'POST' && request.url === '/v1/registrations';
    const kinds = this.plan.kinds;
    const fault =
      isPush && random() < this.plan.share ? kinds[Math.floor(random() * kinds.length)] : undefined;
    if (fault === undefined) {
      const answer = await this.#forward(request, body);
      if (isPush && answer.status === 200) this.#before = answer;
      return send(response, answer);
    }
    if (await this.#wrong(fault, request, body, response)) this.struck[fault] += 1;
    else send(response, await this.#forward(request, body));
  }

  /** True when the fault could strike. */
  async #wrong(
    fault: AnswerFault,
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): Promise<boolean> {
    switch (fault) {
      case 'answer lost':
        await this.#forward(request, body);
        response.destroy();
        return true;
      case 'request twice': {
        const [, second] = await Promise.all([this.#forward(request, body), this.#forward(request, body)]);
        send(response, second);
        return true;
      }
      case 'answer cut': {
        const answer = await this.#forward(request, body);
        response.writeHead(answer.status, {
          'content-type': 'application/json',
          'content-length': answer.body.length,
        });
        response.write(answer.body.subarray(0, Math.floor(this.#options.random() * answer.body.length)), () =>
          response.destroy(),
        );
        return true;
      }
      case 'answer garbled': {
        const answer = await this.#forward(request, body);
        const wrong = Buffer.from(answer.body);
        const at = Math.floor(this.#options.random() * wrong.length);
        wrong[at] = (wrong[at] ?? 0) ^ (1 << Math.floor(this.#options.random() * 7));
        send(response, { ...answer, body: wrong });
        return true;
      }
      case 'captive page':
        return plain(response, 200, '<html><h1>Welcome to the city hall Wi-Fi</h1></html>', {});
      case 'busy 503':
        return plain(response, 503, '<html>maintenance</html>', { 'retry-after': '0' });
      case 'too many 429':
        return plain(response, 429, '', { 'retry-after': '0' });
      case 'bad gateway':
        return plain(response, 502, '<html>bad gateway</html>', {});
      case 'forged receipts':
        // Says that everything has arrived, and passes nothing on.
        return reply(response, await forged(body));
      case 'receipts mixed up':
        return this.#twisted(request, body, response, (results) =>
          results.map((result, index) => ({
            ...result,
            ...receiptOf(results[(index + 1) % results.length]),
          })),
        );
      case 'ids of others':
        return this.#twisted(request, body, response, (results) =>
          results.map((result) => ({ ...result, id: randomUUID() })),
        );
      case 'half the results':
        return this.#twisted(request, body, response, (results) =>
          results.slice(0, Math.ceil(results.length / 2)),
        );
      case 'answer of before':
        if (this.#before === null) return false;
        send(response, this.#before);
        return true;
    }
  }

  async #twisted(
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
    twist: (results: readonly Result[]) => readonly Result[],
  ): Promise<boolean> {
    const answer = await this.#forward(request, body);
    if (answer.status !== 200) {
      send(response, answer);
      return true;
    }
    // What the central API has just answered, by its contract.
    const { results } = JSON.parse(answer.body.toString('utf8')) as { results: Result[] };
    return reply(response, twist(results));
  }

  /** Passed on whole; a caller that has hung up (a long poll) is not waited for. */
  #forward(request: IncomingMessage, body: Buffer): Promise<Whole> {
    const { target, identity, trust } = this.#options;
    const { certificate, privateKey } = identity();
    const { promise, resolve, reject } = Promise.withResolvers<Whole>();
    const headers = { ...request.headers, host: undefined, connection: 'close' };
    const sent = httpsRequest(
      {
        ...target(),
        method: request.method,
        path: request.url,
        headers: known(headers),
        ca: trust,
        cert: certificate,
        key: privateKey,
        agent: false,
      },
      (answer) => {
        wholeBody(answer).then(
          (whole) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: whole }),
          reject,
        );
      },
    );
    sent.on('error', reject);
    const hungUp = (): void => void sent.destroy();
    request.socket.once('close', hungUp);
    sent.end(body.length > 0 ? body : undefined);
    return promise.finally(() => request.socket.off('close', hungUp));
  }
}

const known = (headers: NodeJS.Dict<string | string[]>): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

async function wholeBody(from: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of from) {
    const piece = chunk as Buffer; // no encoding is set
    bytes += piece.length;
    if (bytes > bodyAtMost) throw new Error('more than a batch can be');
    chunks.push(piece);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, headers, body }: Whole): void {
  const {
    connection: _connection,
    'transfer-encoding': _coding,
    'content-length': _length,
    ...rest
  } = headers;
  response.writeHead(status, { ...known(rest), 'content-length': body.length });
  response.end(body);
}

function plain(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string>,
): true {
  response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(text);
  return true;
}

function reply(response: ServerResponse, results: readonly Result[]): true {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ results }));
  return true;
}

const receiptOf = (result: Result | undefined): { receipt?: string } =>
  result?.receipt === undefined ? {} : { receipt: result.receipt };

/** Well-formed receipts over what was really sent, signed by nobody whom the terminal knows. */
async function forged(body: Buffer): Promise<readonly Result[]> {
  const { privateKey } = await generateKeyPair('ES256');
  const at = new Date().toISOString();
  // A push's body as the terminal wrote it.
  const { items } = JSON.parse(body.toString('utf8')) as { items: { id: string; sealed: string }[] };
  return Promise.all(
    items.map(async ({ id, sealed }) => {
      const sealedSha256 = createHash('sha256').update(sealed).digest('hex');
      const receipt = await new CompactSign(Buffer.from(JSON.stringify({ id, sealedSha256, at })))
        .setProtectedHeader({ alg: 'ES256', typ: 'madoguchi-receipt' })
        .sign(privateKey);
      return { id, outcome: 'accepted', receipt };
    }),
  );
}
