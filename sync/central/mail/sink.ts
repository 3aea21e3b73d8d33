// The embedded stand-in for the world of mail and telephones: a real SMTP server and the gateway's simulator on loopback that keep
// what they receive in memory, so that a newcomer can read the code on a page. Each is used where no real one is configured.
import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { startSimulator } from '../gateway/simulator.ts';

export interface SunkItem {
  readonly at: string;
  readonly kind: 'mail' | 'sms' | 'voice';
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Sink {
  readonly smtpUrl: string;
  readonly gatewayUrl: string;
  /** Newest first. */
  list(): readonly SunkItem[];
  close(): Promise<void>;
}

const keepAtMost = 500;
const mailBytesMax = 1_000_000;

/** Starts the sink on any free ports of the loopback address. */
export async function startSink(now: () => Date): Promise<Sink> {
  const items: SunkItem[] = [];
  const keep = (item: Omit<SunkItem, 'at'>): void => {
    items.unshift({ at: now().toISOString(), ...item });
    if (items.length > keepAtMost) items.length = keepAtMost;
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    size: mailBytesMax,
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        PostalMime.parse(Buffer.concat(chunks)).then(
          (mail) => {
            const to = session.envelope.rcptTo.map(({ address }) => address).join(', ');
            keep({ kind: 'mail', to, subject: mail.subject ?? '', text: mail.text ?? '' });
            done();
          },
          () => {
            done(new Error('the mail could not be read'));
          },
        );
      });
    },
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', listening);
  });
  server.on('error', () => {
    // A client that hangs up in the middle is the client's affair.
  });
  // A TCP server's address is never a string.
  const { port } = server.server.address() as AddressInfo;
  const gateway = await startSimulator({
    host: '127.0.0.1',
    port: 0,
    take: ({ kind, to, text }) => {
      keep({ kind, to, subject: '', text });
    },
  });
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    list: () => items,
    gatewayUrl: gateway.url,
    async close() {
      await gateway.close();
      await new Promise<void>((closed) => {
        server.close(() => {
          closed();
        });
      });
    },
  };
}
