// The terminal's side of the benches: the real store and the real link with its worker in a process of its own, told what to do
// over standard input. The line is cut while the queue is filled, as in an outage.
import { randomBytes } from 'node:crypto';
import { writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { v7 } from 'uuid';
import { startLink } from '../../main/link/link.ts';
import { newReceiptNumber, sealRecord } from '../../main/registration/record.ts';
import { fileSealer, openSecretStore } from '../../main/shell/secrets.ts';
import { openStore } from '../../main/store/store.ts';
import {
  declarationOf,
  makeRecord,
  signDeclaration,
  type FakeCard,
} from '../../tests/fixtures/registration.ts';
import { quantile } from '../report.ts';
import { addressOf } from './call.ts';

export interface QueueTerminalOptions {
  readonly dir: string;
  readonly url: string;
  readonly trust: string;
  readonly code: string | null;
  readonly workerEntry: string;
  /** Base64 of the card's signature certificate (DER) and of its private key (PKCS#8). */
  readonly card: { readonly certificate: string; readonly privateKey: string };
}
export type QueueOrder =
  /** Records with one linked service, signed by the card, sealed: ready to be accepted. */
  | { readonly do: 'fill'; readonly count: number }
  /** Records of the same size that will never be sent. */
  | { readonly do: 'pad'; readonly count: number }
  | { readonly do: 'drain' }
  | { readonly do: 'commits'; readonly count: number }
  | { readonly do: 'memory' }
  | { readonly do: 'export'; readonly count: number; readonly to: string };

const sealedBytes = 9000;
const options = JSON.parse(process.argv[2] ?? '') as QueueTerminalOptions; // the bench writes it from the same type
const say = (line: object): void => void writeSync(1, `${JSON.stringify(line)}\n`);
const quiet = (): void => undefined;

const opened = openStore({ path: join(options.dir, 'queue', 'queue.sqlite'), now: Date.now, log: quiet });
if (!opened.ok) throw new Error(opened.error.kind);
const store = opened.value;
let accepted = 0;
let wanted = Infinity;
const drained = Promise.withResolvers<null>();
const linked = await startLink({
  store,
  workerEntry: options.workerEntry,
  line: { url: options.url, trust: options.trust },
  secrets: openSecretStore(join(options.dir, 'secrets'), fileSealer),
  enrolmentCode: options.code,
  terminal: { name: 'bench', municipality: '992011' },
  describe: () => ({ version: '0', reader: 'ready', printer: 'ready', screen: 'welcome' }),
  onState: quiet,
  onAccepted: (ids) => {
    accepted += ids.length;
    if (accepted >= wanted) drained.resolve(null);
  },
  log: quiet,
});
if (!linked.ok) throw new Error(linked.error.kind);
const link = linked.value;
const identity = await link.identified();
await link.cut(true);
const ecdsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const;
const card: FakeCard = {
  signCertificate: Buffer.from(options.card.certificate, 'base64'),
  authCertificate: new Uint8Array(),
  privateKey: await crypto.subtle.importKey(
    'pkcs8',
    Buffer.from(options.card.privateKey, 'base64'),
    ecdsa,
    true,
    ['sign'],
  ),
};
const sealingKey = store.sealingKey() ?? identity.sealingKey;
say({ ready: identity.terminalId });

async function sealOne(): Promise<{ id: string; sealed: string; receiptNumber: string }> {
  const receiptNumber = newReceiptNumber();
  const id = v7();
  const record = makeRecord(identity.terminalId, {
    ...{ id, services: ['library'], receiptNumber },
    contact: { email: addressOf(id), emailVerification: null, phone: null, phoneVerification: null },
  });
  const declaration = await signDeclaration(declarationOf(record), card);
  const { sealed } = await sealRecord({ ...record, declaration }, { ...identity, sealingKey });
  return { id, sealed, receiptNumber };
}

function commit(registration: { id: string; sealed: string; receiptNumber: string }): number {
  const from = performance.now();
  const saved = store.commitRegistration({ ...registration, audit: {} });
  const took = performance.now() - from;
  if (!saved.ok) throw new Error(saved.error.kind);
  return took;
}

const padding = `a..b.${randomBytes((sealedBytes * 3) / 4).toString('base64url')}.c`;
const pad = () => ({ id: v7(), sealed: padding, receiptNumber: newReceiptNumber() });

async function obey(order: QueueOrder): Promise<void> {
  switch (order.do) {
    case 'fill':
      for (let left = order.count; left > 0; left -= 1) commit(await sealOne());
      return say({ filled: order.count });
    case 'pad':
      for (let left = order.count; left > 0; left -= 1) commit(pad());
      store.tidy();
      return say({ padded: order.count });
    case 'drain': {
      wanted = store.counts().saved;
      const from = performance.now();
      await link.cut(false);
      await drained.promise;
      const ms = performance.now() - from;
      const { accepted: here, saved, needsAttention } = store.counts();
      return say({ drained: here, ms, left: saved + needsAttention });
    }
    case 'commits': {
      const times: number[] = [];
      for (let left = order.count; left > 0; left -= 1) {
        times.push(commit(pad()));
        store.tidy();
        if (left % 10 === 0) {
          // The link tries, as it does after every commit at a counter; the line is cut.
          link.committed();
          await delay(1);
        }
      }
      return say({ times, p50: quantile(times, 0.5) });
    }
    case 'memory':
      await delay(500);
      globalThis.gc?.();
      return say({ rss: process.memoryUsage.rss() });
    case 'export': {
      const items = [];
      for (let left = order.count; left > 0; left -= 1) items.push(await sealOne());
      writeFileSync(order.to, JSON.stringify(items.map(({ id, sealed }) => ({ id, sealed }))));
      const { certificate, privateKey } = identity;
      return say({ exported: order.count, certificate, privateKey });
    }
  }
}

for await (const line of createInterface({ input: process.stdin }))
  await obey(JSON.parse(line) as QueueOrder);
process.exit(0);
