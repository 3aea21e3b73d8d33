// The ways out to a resident: SMTP and an SMS gateway. Both answer with a small closed union; what the other side said in
// words is dropped here, because such answers quote addresses.
import { createTransport } from 'nodemailer';

export type Delivery = 'sent' | 'address-refused' | 'failed';

export interface Post {
  mail(to: string, subject: string, text: string): Promise<Delivery>;
  sms(to: string, text: string): Promise<Delivery>;
  close(): void;
}

export interface PostOptions {
  readonly smtpUrl: string;
  readonly from: string;
  readonly sms: { readonly url: string } | { readonly take: (to: string, text: string) => void };
}

const mailsAtOnce = 10;
const smtpTimeoutMs = 5_000;
const smsTimeoutMs = 5_000;

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
    async mail(to, subject, text) {
      try {
        await transport.sendMail({
          from: options.from,
          // As an object: an address is never parsed as a list.
          to: { name: '', address: to },
          subject,
          text,
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return 'sent';
      } catch (cause) {
        return isRefusedRecipient(cause) ? 'address-refused' : 'failed';
      }
    },
    async sms(to, text) {
      if ('take' in options.sms) {
        options.sms.take(to, text);
        return 'sent';
      }
      return sendSms(options.sms.url, to, text);
    },
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

/** The gateway takes POST {to, text} as JSON; 400 and 422 mean that the number is not one. */
async function sendSms(url: string, to: string, text: string): Promise<Delivery> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ to, text }),
      redirect: 'error',
      signal: AbortSignal.timeout(smsTimeoutMs),
    });
    await answer.body?.cancel();
    if (answer.ok) return 'sent';
    return answer.status === 400 || answer.status === 422 ? 'address-refused' : 'failed';
  } catch {
    return 'failed';
  }
}
