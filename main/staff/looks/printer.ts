// Asks CUPS for one queue, without printing. Attributes and states: RFC 8011 section 5.4.
import { request } from 'node:http';
import type { CupsServer } from '../../shell/cups.ts';
import {
  decodeIpp,
  encodeIpp,
  operation,
  status,
  type IppAnswer,
  type IppAttribute,
} from '../../shell/ipp.ts';

export type PrinterLook =
  | { readonly kind: 'no-service' }
  /** `name` null: there is no default queue either. */
  | { readonly kind: 'no-queue'; readonly name: string | null }
  | {
      readonly kind: 'queue';
      readonly name: string;
      readonly accepting: boolean;
      readonly stopped: boolean;
      /** `printer-state-reasons`, without `none`. */
      readonly reasons: readonly string[];
    };

const answerWithinMs = 5_000;
/** `printer-state`: 5 is stopped. */
const stopped = 5;

/** Looks at `queue`, or at the default one. */
export async function lookAtPrinter(server: CupsServer, queue: string | null): Promise<PrinterLook> {
  const first = await ask(server, '/', operation.cupsGetDefault, [wanted(['printer-name'])]);
  if (first === null) return { kind: 'no-service' };
  const usual = first.attributes.get('printer-name')?.[0];
  const name = queue ?? (typeof usual === 'string' ? usual : null);
  if (name === null) return { kind: 'no-queue', name };
  const path = `/printers/${encodeURIComponent(name)}`;
  const answer = await ask(server, path, operation.getPrinterAttributes, [
    { name: 'printer-uri', type: 'uri', values: [`ipp://localhost${path}`] },
    wanted(['printer-state', 'printer-state-reasons', 'printer-is-accepting-jobs']),
  ]);
  if (answer === null) return { kind: 'no-service' };
  if (answer.status === status.notFound || answer.status >= 0x0100) return { kind: 'no-queue', name };
  const reasons = (answer.attributes.get('printer-state-reasons') ?? []).map(String);
  return {
    kind: 'queue',
    name,
    accepting: answer.attributes.get('printer-is-accepting-jobs')?.[0] !== false,
    stopped: answer.attributes.get('printer-state')?.[0] === stopped,
    reasons: reasons.filter((reason) => reason !== 'none'),
  };
}

const wanted = (values: readonly string[]): IppAttribute => ({
  name: 'requested-attributes',
  type: 'keyword',
  values,
});

/** Null when nobody answers IPP there in time. */
async function ask(
  server: CupsServer,
  path: string,
  what: number,
  attributes: readonly IppAttribute[],
): Promise<IppAnswer | null> {
  const body = encodeIpp({ operation: what, requestId: 1, attributes });
  const headers = { host: 'localhost', 'content-type': 'application/ipp', 'content-length': body.length };
  const signal = AbortSignal.timeout(answerWithinMs);
  return await new Promise((resolve) => {
    const call = request({ ...server, path, method: 'POST', headers, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => resolve(null));
      response.on('end', () => resolve(decodeIpp(Buffer.concat(chunks))));
    });
    call.on('error', () => resolve(null));
    call.end(body);
  });
}
