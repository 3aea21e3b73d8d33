// A small SMTP server for mails that come back, and for nothing else: it takes what is addressed to one of our own bounce
// addresses, reads the report in it, and tells whoever waits for that code. It sends nothing and keeps nothing of the mail.
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { SMTPServer } from 'smtp-server';
import { ring } from '../bell.ts';
import { noteTold } from '../messages/told.ts';
import type { Parts } from '../parts.ts';
import { readBounceAddress } from './address.ts';
import { readBounce } from './report.ts';
import type { BounceVerdict } from './report.ts';

export interface BounceOptions {
  readonly host: string;
  /** 0: any. */
  readonly port: number;
  /** What stands behind the @ of bounce addresses; its MX leads here. */
  readonly domain: string;
}

export interface BounceListener {
  readonly port: number;
  close(): Promise<void>;
}

/** A report with the original mail in it is a few kilobytes. */
const mailBytesMax = 256 * 1024;
const clientsAtMost = 20;
const idleMs = 30_000;

/** Starts listening. */
export async function listenForBounces(
  { host, port, domain }: BounceOptions,
  parts: Parts,
): Promise<BounceListener> {
  const idOf = (address: string): string | null => readBounceAddress(parts.secret, address, domain);
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    size: mailBytesMax,
    maxClients: clientsAtMost,
    socketTimeout: idleMs,
    logger: false,
    onRcptTo({ address }, _session, done) {
      done(idOf(address) === null ? refused(550, 'there is no such address') : null);
    },
    onData(stream, session, done) {
      take(stream, session.envelope.rcptTo).then(
        () => {
          done();
        },
        (cause: unknown) => {
          parts.log.bug(cause, { part: 'bounces' });
          done(refused(451, 'try again'));
        },
      );
    },
  });
  async function take(
    stream: Readable & { sizeExceeded: boolean },
    to: readonly { address: string }[],
  ): Promise<void> {
    const chunks: Buffer[] = [];
    // What is too long is read to its end and forgotten; a report stands in the beginning of a mail.
    for await (const chunk of stream as AsyncIterable<Buffer>) if (!stream.sizeExceeded) chunks.push(chunk);
    const verdict = await readBounce(Buffer.concat(chunks));
    for (const { address } of to) {
      const id = idOf(address);
      if (id !== null && verdict !== null) await noteBounce(id, verdict, parts);
    }
  }
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, host, listening);
  });
  server.on('error', () => {
    // A client that hangs up in the middle is the client's affair.
  });
  return {
    // A TCP server's address is never a string.
    port: (server.server.address() as AddressInfo).port,
    close: () =>
      new Promise((closed) => {
        server.close(() => {
          closed();
        });
      }),
  };
}

/**
 * Marks the verification and wakes whoever follows it, or the announcement. A code that was answered has arrived, whatever came back.
 */
async function noteBounce(
  id: string,
  verdict: Exclude<BounceVerdict, null>,
  { db, log, now }: Parts,
): Promise<void> {
  const noted = await db
    .updateTable('verifications')
    .set(verdict === 'bounced' ? { bounced_at: now() } : { delivery: 'failed' as const })
    .where('id', '=', id)
    .where('confirmed_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (noted === undefined) {
    const failure = verdict === 'bounced' ? 'mail-bounced' : 'mail-failed';
    if (await noteTold(id, failure, db, now())) log.warn('announcement-not-sent', { id, code: verdict });
    return;
  }
  await ring(db, `verification:${id}`);
  log.warn('code-not-sent', { id, code: verdict });
}

const refused = (responseCode: number, message: string): Error & { responseCode: number } =>
  Object.assign(new Error(message), { responseCode });
