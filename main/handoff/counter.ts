// The counter's printer: the slip's template, the printing room, the look at the printer and the session at the counter, joined.
import { join } from 'node:path';
import type { FaceCode } from '../../preload/contract/faces.ts';
import { groupsOf } from '../../sync/contract/slip-number.ts';
import { SLIP_TOKEN_DIGITS } from '../../sync/contract/slip-token.ts';
import type { LoadedConfig } from '../config/config.ts';
import type { Log } from '../log.ts';
import { municipalityName } from '../registration/catalogue.ts';
import type { SlipJob } from '../registration/ports.ts';
import type { Shell } from '../shell/shell.ts';
import type { Store } from '../store/store.ts';
import { watchPrinter } from './monitor.ts';
import { slipPrinter, TEST_SESSION, type SlipPrinter } from './print.ts';
import { slipOf, type Slip } from './slip.ts';
import { loadSlipTemplate } from './slip-template.ts';
import { typingAddress } from './token.ts';

export interface CounterPrinter {
  readonly printer: SlipPrinter;
  /** Where PDF files go when there is no printer. */
  readonly directory: string;
  print(job: SlipJob): Promise<'printed' | 'saved' | FaceCode>;
  /** What stands on that paper, to be told. */
  words(job: SlipJob): readonly string[];
  printTest(publicUrl: string): Promise<void>;
  /** Only the session at the counter may print. */
  setSession(id: string | null): void;
  /** Looks at the printer from now on; returns how to stop it. */
  watch(): () => void;
}

export interface CounterPrinterParts {
  readonly shell: Shell;
  readonly config: LoadedConfig;
  readonly store: Store;
  readonly log: Log;
}

export async function counterPrinter({
  shell,
  config,
  store,
  log,
}: CounterPrinterParts): Promise<CounterPrinter> {
  const directory = join(config.dataDir, 'slips');
  const { resources } = shell.paths;
  // The embedded central API is the sample city, whose slip has its own words.
  const sample = config.central.url === 'embedded' ? join(resources, 'sample-city', 'slip') : null;
  const template = await loadSlipTemplate(join(resources, 'slip'), config.slip.template ?? sample);
  let session: string | null = null;
  const { kind, name } = config.printer;
  const to = kind === 'file' ? { kind, directory } : { kind, name: name === '' ? null : name };
  const printer = slipPrinter({
    print: (job) => shell.print(job),
    to,
    currentSession: () => session,
  });

  function slipFor(job: SlipJob): Slip {
    const { language, receiptNumber, stages, at, slip } = job;
    const { url, code, address, expiresAt } = slip;
    const { enquiries, phone, hours, size } = config.slip;
    return slipOf(
      {
        ...{ language, receiptNumber, stages, at, url, code, address, expiresAt, enquiries, phone, hours },
        city: municipalityName(store, config.terminal.municipality),
        terminalName: config.terminal.name,
        large: job.large || size === 'large',
      },
      template,
    );
  }

  async function print(job: SlipJob): Promise<'printed' | 'saved' | FaceCode> {
    const { html, paper } = slipFor(job);
    const result = await printer.print({ sessionId: job.sessionId, html, paper });
    if (result.ok) return result.value.kind;
    if (result.error.kind === 'other-session') return 'printer.failed';
    log('warn', 'print.failed', { code: result.error.face, cause: result.error.cause });
    return result.error.face;
  }

  return {
    printer,
    directory,
    print,
    words: (job) => slipFor(job).spoken,
    setSession: (id) => void (session = id),
    watch() {
      // A folder is always there; the dock alone says when it plays a printer without paper.
      if (to.kind === 'file') return () => undefined;
      let told = 'ready';
      const monitor = watchPrinter({
        look: () => shell.printerHealth(to),
        onHealth(health) {
          printer.heard(health);
          const now = health.kind === 'ready' ? 'ready' : health.trouble;
          if (now !== told)
            log('warn', 'printer', {
              state: now,
              ...(health.kind === 'ready' ? {} : { cause: health.cause }),
            });
          told = now;
        },
      });
      return () => monitor.stop();
    },
    async printTest(publicUrl) {
      const now = new Date().toISOString();
      await print({
        sessionId: TEST_SESSION,
        language: 'ja',
        receiptNumber: 'TEST-0000',
        slip: {
          // As long as a slip's, and none.
          url: `${publicUrl}/S/${'0'.repeat(SLIP_TOKEN_DIGITS)}`,
          address: typingAddress(publicUrl),
          code: groupsOf('0'.repeat(24)),
          ...{ qrSvg: '', sha256: '', expiresAt: now },
        },
        stages: { saved: true, sent: false, accepted: false, contact: 'open', mailbox: 'not-wanted' },
        at: now,
        large: false,
      });
    },
  };
}
