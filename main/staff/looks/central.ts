// Knocks at a central API without a client certificate: it answers "who are you?" (401), and its certificate and its `Date`
// header tell the rest. Nothing is sent that says who we are.
import { request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { Problem } from '../../../sync/contract/api.ts';
import { codeOf } from './machine.ts';

export type CentralLook =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** True when the answer is one of our problem documents. */
      readonly ours: boolean;
      /** Terminal clock minus central clock, milliseconds; null without a `Date` header. */
      readonly skewMs: number | null;
      /** When its certificate ends, milliseconds since the epoch. */
      readonly validTo: number | null;
      readonly ms: number;
    }
  | { readonly kind: 'silent'; readonly code: string };

const answerWithinMs = 8_000;
const largestAnswerBytes = 64 * 1024;
/** `Date` has whole seconds (RFC 9110 section 5.6.7). */
const dateHidesMs = 500;

/** Asks for the feed, as a terminal does. `trust`: CA certificates, PEM. */
export async function lookAtCentral(url: string, trust: string): Promise<CentralLook> {
  const before = performance.now();
  return await new Promise((resolve) => {
    const call = request(
      `${url.replace(/\/+$/, '')}/v1/changes`,
      {
        agent: false,
        ca: [trust],
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
        signal: AbortSignal.timeout(answerWithinMs),
      },
      (response) => {
        const ms = Math.round(performance.now() - before);
        const central = Date.parse(response.headers.date ?? '');
        const skewMs = Number.isNaN(central) ? null : Date.now() - central - dateHidesMs;
        // `agent: false` and https: the socket is a TLS one.
        const validTo = endOf(response.socket as TLSSocket);
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text;
          if (body.length > largestAnswerBytes) response.destroy();
        });
        response.on('close', () => {
          const { statusCode = 0 } = response;
          resolve({ kind: 'answered', status: statusCode, ours: isOurs(body), skewMs, validTo, ms });
        });
      },
    );
    call.on('error', (error) => {
      resolve({ kind: 'silent', code: error.name === 'AbortError' ? 'ETIMEDOUT' : codeOf(error) });
    });
    call.end();
  });
}

function endOf(socket: TLSSocket): number | null {
  const end = Date.parse(socket.getPeerCertificate().valid_to);
  return Number.isNaN(end) ? null : end;
}

function isOurs(body: string): boolean {
  try {
    return Problem.safeParse(JSON.parse(body)).success;
  } catch {
    return false;
  }
}
