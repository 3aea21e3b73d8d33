// The ways out to a resident: SMTP, and the gateway to telephones. Both answer with a small closed union; what the other side said in
// words is dropped here, because such answers quote addresses.
import { createTransport } from 'nodemailer';
import { tellGateway } from '../gateway/gateway.ts';
import type { GatewayMessage } from '../gateway/message.ts';

export type Delivery = 'sent' | 'address-refused' | 'failed';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Where a mail system gives it back to; null: to the sender. */
  readonly returnTo: string | null;
}

export interface Post {
  mail(mail: Mail): Promise<Delivery>;
  /** A short message or a call. The same key is the same message. */
  phone(message: GatewayMessage, key: string): Promise<Delivery>;
  close(): void;
}

export interface PostOptions {
  readonly smtpUrl: string;
  readonly from: string;
  readonly gatewayUrl: string;
}

const mailsAtOnce = 10;
const smtpTimeoutMs = 5_000;

/** Opens nothing yet; connections are made when something is sent. */
export function makePost(options: PostOptions): Post {
  // Connections are kept while there is more to send: greeting and TLS cost more than the mail.
  const transport = createTransport({
    pool: true,
    maxConnections: mailsAtOnce,
    // One that the server has closed meanwhile is made anew; more than that is the job's to try.
    maxRequeues: 1,
    url: options.smtpUrl,
    connectionTimeout: smtpTimeoutMs,
    greetingTimeout: smtpTimeoutMs,
    socketTimeout: smtpTimeoutMs,
    dnsTimeout: smtpTimeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async mail({ to, subject, text, returnTo }) {
      // As an object: an address is never parsed as a list.
      const recipient = { name: '', address: to };
      try {
        await transport.sendMail({
          from: options.from,
          to: recipient,
          subject,
          text,
          headers: { 'Auto-Submitted': 'auto-generated' },
          ...(returnTo === null ? {} : { envelope: { from: returnTo, to: [to] } }),
        });
        return 'sent';
      } catch (cause) {
        return isRefusedRecipient(cause) ? 'address-refused' : 'failed';
      }
    },
    phone: (message, key) => tellGateway(options.gatewayUrl, message, key),
    close() {
      transport.close();
    },
  };
}

/** 5yz on RCPT TO is permanent (RFC 5321 section 4.2.1); everything else may pass another time. */
function isRefusedRecipient(cause: unknown): boolean {
  if (!(cause instanceof Error) || !('code' in cause) || cause.code !== 'EENVELOPE') return false;
  const status = 'responseCode' in cause ? cause.responseCode : null;
  return typeof status === 'number' && status >= 500;
}
