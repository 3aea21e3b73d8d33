// The counter's printer: the slip's template, the printing room and the session at the counter, joined.
import { join } from 'node:path';
import type { FaceCode } from '../../preload/contract/faces.ts';
import type { LoadedConfig } from '../config/config.ts';
import type { Log } from '../log.ts';
import { municipalityName } from '../registration/catalogue.ts';
import type { SlipJob } from '../registration/ports.ts';
import type { Shell } from '../shell/shell.ts';
import type { Store } from '../store/store.ts';
import { slipPrinter, TEST_SESSION, type SlipPrinter } from './print.ts';
import { loadSlipTemplate, slipHtml } from './slip.ts';

export interface CounterPrinter {
  readonly printer: SlipPrinter;
  /** Where PDF files go when there is no printer. */
  readonly directory: string;
  print(job: SlipJob): Promise<'printed' | 'saved' | FaceCode>;
  printTest(publicUrl: string): Promise<void>;
  /** Only the session at the counter may print. */
  setSession(id: string | null): void;
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
  const template = await loadSlipTemplate(join(shell.paths.resources, 'slip'));
  let session: string | null = null;
  const { kind, name } = config.printer;
  const printer = slipPrinter({
    print: (job) => shell.print(job),
    to: kind === 'file' ? { kind, directory } : { kind, name: name === '' ? null : name },
    currentSession: () => session,
  });

  async function print({
    sessionId,
    language,
    receiptNumber,
    slip,
    stages,
  }: SlipJob): Promise<'printed' | 'saved' | FaceCode> {
    const city = municipalityName(store, config.terminal.municipality);
    const content = {
      language,
      receiptNumber,
      stages,
      url: slip.url,
      code: slip.code,
      city,
      terminalName: config.terminal.name,
      at: new Date().toISOString(),
      contactHint: {
        ja: `お問い合わせ：${city.ja} 窓口（${config.terminal.name}）`,
        en: `Questions: ${city.en}, at this counter (${config.terminal.name})`,
      },
    };
    const result = await printer.print({ sessionId, ...slipHtml(content, template) });
    if (result.ok) return result.value.kind;
    if (result.error.kind === 'other-session') return 'printer.failed';
    log('warn', 'print.failed', { code: result.error.face, cause: result.error.cause });
    return result.error.face;
  }

  return {
    printer,
    directory,
    print,
    setSession: (id) => void (session = id),
    async printTest(publicUrl) {
      await print({
        sessionId: TEST_SESSION,
        language: 'ja',
        receiptNumber: 'TEST-0000',
        slip: {
          url: `${publicUrl}/s/${'0'.repeat(26)}`,
          code: '0000 0000 0000 0000 0000 0000 00',
          qrSvg: '',
        },
        stages: { saved: true, sent: false, accepted: false, contact: 'open', mailbox: 'not-wanted' },
      });
    },
  };
}
