// `npm run exchange -- export FILE` and `npm run exchange -- import FILE`, with the terminal stopped: for networks where only files may
// cross. Prints one JSON line of ids and figures. While the terminal runs it is `exchange.directory` and the staff screen that do this.
import { join } from 'node:path';
import { openQueue } from '../care.ts';
import { explainConfigErrors, loadConfig, type LoadedConfig } from '../config/config.ts';
import { CutOff } from '../link/cut-off.ts';
import { loadIdentity, type Identity } from '../link/identity.ts';
import { receiptKeysOf } from '../link/receipt.ts';
import { lockInstance } from '../shell/instance-lock.ts';
import { fileSealer, openSecretStore } from '../shell/secrets.ts';
import { explainStartError } from '../start-error.ts';
import type { Store } from '../store/store.ts';
import { exportBundle } from './export.ts';
import { importReceipts } from './import.ts';

const usage = `npm run exchange -- export FILE    writes everything unsent into one sealed bundle for the central API
npm run exchange -- import FILE    applies the receipts file that the central API made of it`;
/** EX_USAGE, EX_TEMPFAIL and EX_CONFIG of sysexits.h. */
const codes = { usage: 64, running: 75, config: 78 };

async function main([what, file, ...more]: readonly string[]): Promise<number> {
  if ((what !== 'export' && what !== 'import') || file === undefined || more.length > 0)
    return complain(usage, codes.usage);
  const loaded = loadConfig(process.env['MADOGUCHI_CONFIG']);
  if (!loaded.ok) return complain(explainConfigErrors(loaded.error), codes.config);
  const config = loaded.value;
  const lock = lockInstance(config.dataDir);
  if (!lock.ok)
    return complain(
      'the terminal runs: stop it, or set exchange.directory and press "Synchronise now"',
      codes.running,
    );
  try {
    return await withQueue(config, what, file);
  } finally {
    lock.value.release();
  }
}

async function withQueue(config: LoadedConfig, what: 'export' | 'import', file: string): Promise<number> {
  const identity = await loadIdentity(openSecretStore(join(config.dataDir, 'secrets'), fileSealer));
  if (!identity.ok) {
    return identity.error.kind === 'backend-changed'
      ? complain(
          `the keys are kept by ${identity.error.was}: only the running terminal can use them (exchange.directory)`,
          1,
        )
      : complain(`the keys cannot be read (${identity.error.cause})`, 1);
  }
  if (identity.value === null) return complain('this terminal is not enrolled', 1);
  const opened = openQueue(config, () => undefined);
  if (!opened.ok) return complain(explainStartError({ kind: 'store', error: opened.error }), 1);
  const store = opened.value;
  try {
    return what === 'export'
      ? await exportTo(file, store, identity.value)
      : await importFrom(file, store, identity.value, config.outbox.keepDays);
  } finally {
    store.close();
  }
}

async function exportTo(file: string, store: Store, identity: Identity): Promise<number> {
  const sealingKey = store.sealingKey() ?? identity.sealingKey;
  const exported = await exportBundle(store, { ...identity, sealingKey }, file);
  if (!exported.ok) return complain(`the bundle cannot be written (${exported.error.cause})`, 1);
  return report({ event: 'exported', ...exported.value });
}

async function importFrom(file: string, store: Store, identity: Identity, keepDays: number): Promise<number> {
  const receiptKeys = receiptKeysOf(store, () => identity);
  const applied = await importReceipts(store, file, {
    terminalId: identity.terminalId,
    receiptKeys,
    keepDays,
  });
  if (!applied.ok) {
    const { error } = applied;
    return complain(
      error.kind === 'nothing-for-us'
        ? 'nothing in this file was signed by the central API for this terminal'
        : `the receipts cannot be applied (${error.kind === 'disk-full' ? error.kind : error.cause})`,
      1,
    );
  }
  new CutOff(store, () => performance.now(), Date.now).exchanged();
  return report({ event: 'imported', ...applied.value });
}

function report(line: object): number {
  process.stdout.write(`${JSON.stringify(line)}\n`);
  return 0;
}

function complain(words: string, code: number): number {
  console.error(words);
  return code;
}

process.exitCode = await main(process.argv.slice(2));
