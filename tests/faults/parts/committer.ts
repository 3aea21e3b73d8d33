// A lean terminal for thousands of kills: the real store, the real link with its real worker, real records signed and sealed by
// main's own code. Only window, card and session are left out. Told what to do by lines on standard input, it answers in lines
// on standard output; an id is printed as saved only after its commit has returned, as `done` is shown only then.
import { existsSync, mkdirSync, writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { v7 } from 'uuid';
import { exportBundle } from '../../../main/exchange/export.ts';
import { importReceipts } from '../../../main/exchange/import.ts';
import { threadSpawner } from '../../../main/link/client.ts';
import { startLink, type Link } from '../../../main/link/link.ts';
import { receiptKeysOf } from '../../../main/link/receipt.ts';
import { systemTimers } from '../../../main/link/timers.ts';
import { newReceiptNumber, sealRecord } from '../../../main/registration/record.ts';
import { fileSealer, openSecretStore } from '../../../main/shell/secrets.ts';
import { openOrSalvage } from '../../../main/store/salvage/salvage.ts';
import type { Store } from '../../../main/store/store.ts';
import { makeRecord } from '../../fixtures/registration.ts';
import { nobody } from './nobody.ts';

export interface CommitterOptions {
  readonly dir: string;
  readonly url: string;
  readonly trust: string;
  readonly code: string | null;
  readonly workerEntry: string;
}
export type CommitterOrder =
  /** Commits without end, with these pauses between (milliseconds, again from the start after the last). */
  | { readonly do: 'go'; readonly pauses: readonly number[] }
  | { readonly do: 'halt' }
  /** Commits so many and says so. */
  | { readonly do: 'commit'; readonly count: number }
  /** Offers everything until nothing waits, pressing the button for what needs attention. */
  | { readonly do: 'drain'; readonly withinMs: number }
  | { readonly do: 'kill-worker' }
  /** The terminal's clock jumps. */
  | { readonly do: 'clock'; readonly offsetMs: number }
  /** Copies the queue: to a file, or (null) to the second path that a damaged queue is brought back from. */
  | { readonly do: 'backup'; readonly to: string | null }
  /** Writes a bundle of everything unsent; applies a file of receipts. */
  | { readonly do: 'export'; readonly to: string }
  | { readonly do: 'receipts'; readonly from: string };

const options = JSON.parse(process.argv[2] ?? '') as CommitterOptions; // the harness writes it from the same type
let offsetMs = 0;
const now = (): number => Date.now() + offsetMs;
const say = (line: object): void => void writeSync(1, `${JSON.stringify(line)}\n`);
const quiet = (): void => undefined;

const copy = join(options.dir, 'copy', 'queue.sqlite');
const opened = openOrSalvage({
  path: join(options.dir, 'queue', 'queue.sqlite'),
  backup: existsSync(copy) ? copy : null,
  now,
  log: quiet,
});
if (!opened.ok) {
  say({ refused: opened.error.kind });
  process.exit(3);
}
const store: Store = opened.value;
const workers: { end(): Promise<unknown> }[] = [];
const spawn = threadSpawner(options.workerEntry, quiet);
const linked = await startLink({
  store,
  workerEntry: options.workerEntry,
  line: { url: options.url, trust: options.trust },
  secrets: openSecretStore(join(options.dir, 'secrets'), fileSealer),
  enrolmentCode: options.code,
  terminal: { name: 'fault counter', municipality: nobody.municipality },
  describe: () => ({ version: '0', reader: 'ready', printer: 'ready', screen: 'welcome' }),
  onState: quiet,
  log: quiet,
  timers: { ...systemTimers, now },
  spawn: () => {
    const port = spawn();
    workers.push(port);
    return port;
  },
});
if (!linked.ok) {
  say({ refused: `secrets-${linked.error.error.kind}` });
  process.exit(3);
}
const link: Link = linked.value;
const identity = await link.identified();
let going = 0;
// Whoever is killed never leaves what was compiled behind for the next.
if (options.code !== null) flushCompileCache();
say({ ready: identity.terminalId });

async function commitOne(): Promise<void> {
  const record = makeRecord(identity.terminalId, {
    id: v7(),
    at: new Date(now()).toISOString(),
    receiptNumber: newReceiptNumber(),
    basicFour: nobody.basicFour,
    contact: { email: nobody.email, emailVerification: null, phone: null, phoneVerification: null },
  });
  const sealingKey = store.sealingKey() ?? identity.sealingKey;
  const { id, sealed } = await sealRecord(record, { ...identity, sealingKey });
  const saved = store.commitRegistration({ id, sealed, receiptNumber: record.receiptNumber, audit: {} });
  if (!saved.ok) return say({ failed: saved.error.kind });
  say({ saved: id });
  link.committed();
}

async function go(pauses: readonly number[]): Promise<void> {
  const turn = (going += 1);
  for (let index = 0; going === turn; index += 1) {
    await commitOne();
    await delay(pauses[index % pauses.length] ?? 0);
  }
}

async function drain(withinMs: number): Promise<void> {
  const until = performance.now() + withinMs;
  let pressed = 0;
  for (;;) {
    for (const { receiptNumber } of store.attention()) {
      const retried = store.retry(receiptNumber);
      if (retried.ok) pressed += retried.value;
    }
    const outcome = await link.syncNow();
    const { saved, sent, accepted, needsAttention } = store.counts();
    const left = saved + sent + needsAttention;
    if ((left === 0 && outcome.failed === null) || performance.now() > until) {
      return say({
        drained: left === 0,
        left,
        accepted,
        pressed,
        failed: outcome.failed,
        balanced: outcome.balanced,
      });
    }
    await delay(outcome.askedToWaitUntil === null ? 30 : Math.min(1000, outcome.askedToWaitUntil - now()));
  }
}

async function obey(order: CommitterOrder): Promise<void> {
  switch (order.do) {
    case 'go':
      return void go(order.pauses);
    case 'halt':
      going += 1;
      return say({ halted: true });
    case 'commit':
      for (let left = order.count; left > 0; left -= 1) await commitOne();
      return say({ committed: order.count });
    case 'drain':
      return drain(order.withinMs);
    case 'kill-worker':
      // terminate() stops a thread wherever it is: what kill -9 is to a process.
      await workers.at(-1)?.end();
      return say({ workers: workers.length });
    case 'clock':
      offsetMs = order.offsetMs;
      return say({ clock: offsetMs });
    case 'backup':
      mkdirSync(dirname(copy), { recursive: true });
      return say({ backup: (await store.backup(order.to ?? copy)).ok });
    case 'export': {
      const sealingKey = store.sealingKey() ?? identity.sealingKey;
      return say({ exported: (await exportBundle(store, { ...identity, sealingKey }, order.to)).ok });
    }
    case 'receipts': {
      const receiptKeys = receiptKeysOf(store, () => identity);
      const { terminalId } = identity;
      const read = await importReceipts(store, order.from, { terminalId, receiptKeys, keepDays: 7 });
      return say({ applied: read.ok ? read.value.accepted : 0 });
    }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  // Orders of the harness, of the type above. One that waits does not hold up the next.
  void obey(JSON.parse(line) as CommitterOrder);
}
process.exit(0);
