// A terminal's call to the central API without the terminal: what a bench needs to set the pace itself.
import { request, type Agent } from 'node:https';

export interface Item {
  readonly id: string;
  readonly sealed: string;
}
/** For `new Agent`. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** The resident of a record has an address that tells which record it was. */
export const addressOf = (id: string): string => `${id}@example.jp`;

/** The body of the answer; rejects when there is none. */
export function call(
  agent: Agent,
  { host, port }: { readonly host: string; readonly port: number },
  path: string,
  body: object,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const headers = { 'content-type': 'application/json' };
  const sent = request({ agent, host, port, method: 'POST', path, headers }, (answer) => {
    let text = '';
    answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    answer.on('end', () => {
      resolve(text);
    });
    answer.on('error', reject);
  });
  sent.on('error', reject);
  sent.end(JSON.stringify(body));
  return promise;
}
