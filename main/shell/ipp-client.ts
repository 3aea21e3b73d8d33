// Asks one question of a printing system or of a printer itself and waits for its answer, for a while.
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestOverTls } from 'node:https';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { decodeIpp, encodeIpp, type IppAnswer, type IppAttribute, type IppRequest } from './ipp.ts';
import type { Environment } from './browser.ts';

/** Where somebody listens for IPP. `tls`: a printer by `ipps:`. */
export type IppServer =
  { readonly socketPath: string } | { readonly host: string; readonly port: number; readonly tls?: boolean };

/** `CUPS_SERVER` as libcups reads it (`/path` or `host[:port]`), else the scheduler's own socket. */
export function cupsServer(env: Environment): IppServer {
  const named = env['CUPS_SERVER'];
  if (named === undefined || named === '') return { socketPath: '/run/cups/cups.sock' };
  if (named.startsWith('/')) return { socketPath: named };
  const [host = 'localhost', port = '631'] = named.split(':');
  return { host, port: Number(port) };
}

/** One operation at `path`; null when nobody answers IPP there in time. */
export async function askIpp(
  server: IppServer,
  path: string,
  what: Omit<IppRequest, 'requestId'>,
  withinMs = 10_000,
): Promise<IppAnswer | null> {
  const body = encodeIpp({ ...what, requestId: 1 });
  const options = {
    path,
    method: 'POST',
    headers: { 'content-type': 'application/ipp', 'content-length': body.length },
    signal: AbortSignal.timeout(withinMs),
  };
  return await new Promise((resolve) => {
    const hear = (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => resolve(null));
      response.on('end', () => resolve(decodeIpp(Buffer.concat(chunks))));
    };
    const call = open(server, options, hear);
    call.on('error', () => resolve(null));
    call.end(body);
  });
}

function open(
  server: IppServer,
  options: {
    readonly path: string;
    readonly method: string;
    readonly headers: Readonly<Record<string, string | number>>;
    readonly signal: AbortSignal;
  },
  hear: (response: IncomingMessage) => void,
): ClientRequest {
  if ('socketPath' in server)
    return request({ ...server, ...options, headers: { ...options.headers, host: 'localhost' } }, hear);
  const { host, port } = server;
  // Printers have certificates that they made themselves; nothing secret is asked of them, CUPS trusts them alike.
  return server.tls === true
    ? requestOverTls({ host, port, ...options, rejectUnauthorized: false }, hear)
    : request({ host, port, ...options }, hear);
}

/** Whether anybody takes a connection there. */
export async function answers(host: string, port: number, withinMs: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port, timeout: withinMs });
    const end = (well: boolean) => () => {
      socket.destroy();
      resolve(well);
    };
    socket.once('connect', end(true));
    socket.once('error', end(false));
    socket.once('timeout', end(false));
  });
}

export const queuePath = (queue: string): string => `/printers/${encodeURIComponent(queue)}`;
export const queueUri = (queue: string): IppAttribute =>
  uri('printer-uri', `ipp://localhost${queuePath(queue)}`);
export const uri = (name: string, value: string): IppAttribute => ({ name, type: 'uri', values: [value] });
export const wanted = (values: readonly string[]): IppAttribute => ({
  name: 'requested-attributes',
  type: 'keyword',
  values,
});
export const userName = (): IppAttribute => ({
  name: 'requesting-user-name',
  type: 'name',
  values: [userInfo().username],
});
