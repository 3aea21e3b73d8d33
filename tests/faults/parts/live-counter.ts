// A whole terminal in this process, but for window and paper: the session over the software card, its own store, and the link with
// its worker thread. What comes out of its printer is told to the test.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FaceCode } from '../../../preload/contract/faces.ts';
import { err, ok } from '../../../sync/contract/result.ts';
import { startLink } from '../../../main/link/link.ts';
import { codeFace } from '../../../main/registration/faces.ts';
import type { SlipJob } from '../../../main/registration/ports.ts';
import { slipDesk } from '../../../main/registration/slip-desk.ts';
import { fileSealer, openSecretStore } from '../../../main/shell/secrets.ts';
import { openStore } from '../../../main/store/store.ts';
import { openCounter } from '../../fixtures/counter.ts';
import { house } from './house.ts';

export interface LiveCounterOptions {
  readonly dir: string;
  readonly line: { readonly url: string; readonly trust: string };
  readonly enrolmentCode: string;
  readonly municipality: string;
  readonly onPaper: (job: SlipJob) => void;
  readonly onSession: (id: string | null) => void;
}

const quiet = (): void => undefined;

/** Enrols and opens it; nobody stands there yet. */
export async function openLiveCounter(options: LiveCounterOptions) {
  const { dir, line, municipality } = options;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const opened = openStore({ path: join(dir, 'queue.sqlite'), now: Date.now, log: quiet });
  if (!opened.ok) throw new Error(opened.error.kind);
  const store = opened.value;
  const linked = await startLink({
    store,
    workerEntry: join(house, 'sync/worker/worker.ts'),
    line,
    secrets: openSecretStore(join(dir, 'secrets'), fileSealer),
    enrolmentCode: options.enrolmentCode,
    terminal: { name: 'interleaved', municipality },
    describe: () => ({ version: '0', reader: 'ready', printer: 'ready', screen: 'welcome' }),
    onState: quiet,
    onAccepted: quiet,
    log: quiet,
  });
  if (!linked.ok) throw new Error(linked.error.kind);
  const link = linked.value;
  const identity = await link.identified();
  const counter = await openCounter({
    // Hundreds of residents come with the few sample cards.
    strangers: true,
    ports: {
      municipality,
      slips: slipDesk({
        store,
        days: 30,
        municipality,
        now: Date.now,
        check: (words) => link.counter.checkSlip(words),
        onNotice: () => link.slipNoted(),
      }),
      identity: () => ({ ...identity, sealingKey: store.sealingKey() ?? identity.sealingKey }),
      sequence: () => store.nextSequence(),
      commit({ id, sealed, receiptNumber, slip }) {
        const saved = store.commitRegistration({ id, sealed, receiptNumber, slip, audit: {} });
        if (!saved.ok) return err<FaceCode>('store.failed');
        link.committed(id);
        return ok(null);
      },
      async sendCode(request) {
        const sent = await link.counter.sendCode(request);
        return sent.ok ? sent : err(codeFace(sent.error, request.channel));
      },
      async checkCode(id, code) {
        const checked = await link.counter.checkCode(id, code);
        return checked.ok ? checked : err(codeFace(checked.error, 'check'));
      },
      printSlip(job) {
        options.onPaper(job);
        return Promise.resolve('printed');
      },
      onSession: options.onSession,
    },
  });
  return {
    counter,
    cut: (cut: boolean) => link.cut(cut),
    waiting: () => store.counts().saved + store.counts().sent,
    async stop() {
      await link.stop();
      store.close();
    },
  };
}
export type LiveCounter = Awaited<ReturnType<typeof openLiveCounter>>;
