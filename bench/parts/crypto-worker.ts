// The cryptography that nobody can spare for a record: open it, verify the device's signature, verify the card's. The central API's
// own checks, without a database, as many at once as keep a core busy.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { declarationSigned } from '../../sync/central/registrations/checks/declaration-signed.ts';
import { deviceSigned } from '../../sync/central/registrations/checks/device-signed.ts';
import { sealOpens } from '../../sync/central/registrations/checks/seal-opens.ts';

export interface CryptoWork {
  readonly items: readonly { readonly id: string; readonly sealed: string }[];
  readonly sealingJwk: JsonWebKey;
  readonly certificate: string;
}

const atOnce = 25;
const { items, sealingJwk, certificate } = workerData as CryptoWork; // handed over by the bench
const key = createPrivateKey({ key: sealingJwk, format: 'jwk' });
const device = new X509Certificate(certificate).publicKey;
// Only what these three checks look at; they have no use for a database.
const ports = {
  openingKey: () => Promise.resolve(key),
  certificates: new Map([['', device]]),
} as unknown as Parameters<typeof sealOpens>[1];

async function one(item: CryptoWork['items'][number]): Promise<void> {
  const jws = await sealOpens({ ...item, terminalId: '' }, ports);
  if (!jws.ok) throw new Error(jws.error.code);
  const payload = deviceSigned(jws.value, ports);
  if (!payload.ok) throw new Error(payload.error.code);
  // What was sealed by the bench's own terminal.
  const { declaration } = payload.value as { declaration: string };
  const signed = declarationSigned(declaration);
  if (!signed.ok) throw new Error(signed.error.code);
}

async function all(): Promise<void> {
  for (let from = 0; from < items.length; from += atOnce)
    await Promise.all(items.slice(from, from + atOnce).map(one));
}

parentPort?.on('message', () => {
  void all().then(() => parentPort?.postMessage('done'));
});
parentPort?.postMessage('ready');
