// A register of addresses that does not exist, for trials and tests: answers what it was told to, and otherwise by marks in the made-up
// name. `npm run residency` runs it alone.
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { Resident, residentsAtOnce } from './provider.ts';
import type { ResidencyAnswer } from './provider.ts';

type State = ResidencyAnswer['state'];
const marks: readonly (readonly [mark: string, state: State])[] = [
  ['転出', 'moved'],
  ['失効', 'revoked'],
  ['死亡', 'dead'],
  ['不明', 'unknown'],
];

export interface ResidencySimulator {
  /** What RESIDENCY_URL would be. */
  readonly url: string;
  /** How often it was asked, and about how many. */
  readonly asked: () => { readonly calls: number; readonly residents: number };
  /** From now on everybody of this name is so; null: as the name says. */
  set(name: string, state: State | null, since?: string): void;
  /** Answers 503 while it is down. */
  down(is: boolean): void;
  close(): Promise<void>;
}

const Question = z.strictObject({ residents: z.array(Resident).max(residentsAtOnce) });

/** Starts it. `token`: what callers must show; null: nothing. */
export async function startResidencySimulator(
  host: string,
  port: number,
  token: string | null = null,
): Promise<ResidencySimulator> {
  const told = new Map<string, { readonly state: State; readonly since: string | null }>();
  const asked = { calls: 0, residents: 0 };
  let isDown = false;
  const answerTo = ({ id, name }: Resident): ResidencyAnswer => {
    const known = told.get(name);
    if (known !== undefined) return { id, ...known };
    return { id, state: marks.find(([mark]) => name.includes(mark))?.[1] ?? 'current', since: null };
  };
  const answer = async (request: IncomingMessage): Promise<readonly [status: number, body: unknown]> => {
    asked.calls += 1;
    if (isDown) return [503, null];
    if (token !== null && request.headers.authorization !== `Bearer ${token}`) return [401, null];
    if (request.method !== 'POST') return [405, null];
    const question = Question.safeParse(await readJson(request));
    if (!question.success) return [400, null];
    asked.residents += question.data.residents.length;
    return [200, { residents: question.data.residents.map(answerTo) }];
  };
  const server = createServer((request, response) => {
    void answer(request).then(([status, body]) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    );
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, host, listening);
  });
  // A TCP server's address is never a string.
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${bound}`,
    asked: () => ({ ...asked }),
    set(name, state, since) {
      if (state === null) told.delete(name);
      else told.set(name, { state, since: since ?? null });
    },
    down(is) {
      isDown = is;
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => {
          closed();
        });
        server.closeAllConnections();
      }),
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    return null;
  }
}
