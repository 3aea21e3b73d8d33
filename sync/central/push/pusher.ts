// Hands one push to the browser's push service (RFC 8030): encrypted for that browser (RFC 8291), signed as ours (RFC 8292).
// web-push makes the request; we send it ourselves, since its own sending reads whatever a stranger's server answers.
import { Agent, request } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import webPush from 'web-push';
import type { PushPayload, PushSubscription } from '../../contract/phone.ts';
import type { PushKey } from '../keys/keyring.ts';
import { isPublicAddress, notPublicCode, publicLookup } from './endpoints.ts';

export type PushOutcome =
  | { readonly kind: 'sent' }
  /** The browser has given the subscription up (404, 410), or nothing can be written to it. */
  | { readonly kind: 'gone' }
  /** Not now; `afterS`: what the service asked for. */
  | { readonly kind: 'later'; readonly afterS: number | null }
  /** This message will not be taken, however often it is offered. */
  | { readonly kind: 'refused'; readonly status: number };

export interface Pusher {
  push(to: PushSubscription, payload: PushPayload): Promise<PushOutcome>;
  close(): void;
}

export interface PusherOptions {
  /** `mailto:` address of who can be asked about our pushes. */
  readonly subject: string;
  readonly key: () => PushKey;
  /** PEM of an authority: private addresses are called as well, and its certificates believed. For tests. */
  readonly localAuthority: string | null;
  readonly now: () => Date;
}

const timeoutMs = 10_000;
/** A title is no use a day later. */
const lifeS = 24 * 3_600;

/** A pusher with connections of its own. */
export function makePusher({ subject, key, localAuthority, now }: PusherOptions): Pusher {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 8,
    ...(localAuthority === null ? { lookup: publicLookup } : { ca: [...rootCertificates, localAuthority] }),
  });
  return {
    async push(to, payload) {
      // Numbers are connected to without a look-up.
      const host = new URL(to.endpoint).hostname.replace(/^\[(.*)\]$/, '$1');
      if (localAuthority === null && isIP(host) !== 0 && !isPublicAddress(host)) return { kind: 'gone' };
      const { publicKey, privateKey } = key();
      let made: ReturnType<typeof webPush.generateRequestDetails>;
      try {
        made = webPush.generateRequestDetails(to, JSON.stringify(payload), {
          vapidDetails: { subject, publicKey, privateKey },
          TTL: lifeS,
          contentEncoding: 'aes128gcm',
        });
      } catch {
        return { kind: 'gone' };
      }
      return send(to.endpoint, made.headers, made.body, agent, now);
    },
    close() {
      agent.destroy();
    },
  };
}

function send(
  endpoint: string,
  headers: Record<string, string>,
  body: Buffer | null,
  agent: Agent,
  now: () => Date,
): Promise<PushOutcome> {
  return new Promise((settle) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const call = request(endpoint, { method: 'POST', headers, agent, signal }, (answer) => {
      // A few bytes at most belong to an answer; whoever sends more is hung up on.
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > 16_384) answer.destroy();
      });
      answer.on('error', () => undefined);
      settle(outcomeOf(answer.statusCode ?? 0, answer.headers, now()));
    });
    call.on('error', (cause: NodeJS.ErrnoException) => {
      settle(cause.code === notPublicCode ? { kind: 'gone' } : { kind: 'later', afterS: null });
    });
    call.end(body);
  });
}

function outcomeOf(status: number, headers: IncomingHttpHeaders, now: Date): PushOutcome {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (status === 404 || status === 410) return { kind: 'gone' };
  if (status === 429 || status >= 500)
    return { kind: 'later', afterS: retryAfterS(headers['retry-after'], now) };
  return { kind: 'refused', status };
}

/** Seconds or a date (RFC 9110, section 10.2.3); null for neither. */
export function retryAfterS(value: string | undefined, now: Date): number | null {
  if (value === undefined) return null;
  if (/^\d{1,7}$/.test(value)) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now.getTime()) / 1000));
}
