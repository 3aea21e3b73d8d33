// Prints from a hidden window of its own, in a session that can reach nothing but the one page. On Windows silently through the
// spooler, whose queue is then followed (spooler.ts), for Electron's own answer is "handed over" and no more (reference E19);
// elsewhere to PDF, and from there to a file or to CUPS.
import { randomUUID } from 'node:crypto';
import { BrowserWindow, session, type WebContents } from 'electron';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import type { Environment } from './browser.ts';
import { printOnCups, type Sheet } from './cups.ts';
import { healthOnCups } from './cups-look.ts';
import { guardNetwork, permitOrigins } from './electron-guards.ts';
import { printOrigin, scheme } from './electron-origin.ts';
import { safePreferences } from './electron-window.ts';
import { cupsServer } from './ipp-client.ts';
import { measure, onOneSheet, printablePage, savePdf } from './print-page.ts';
import type { PrinterHealth, PrintError, PrintJob, PrintReport } from './shell.ts';
import { healthOfSpooler, printThroughSpooler } from './spooler.ts';

export interface PrinterOptions {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly deadlineMs?: number;
}

/** Pages that wait to be printed, by their address. */
const pages = new Map<string, string>();

/** Registers the print session. Once, after `ready`. */
export function preparePrinting(): void {
  const printing = session.fromPartition('print', { cache: false });
  guardNetwork(printing, new Set([printOrigin]));
  printing.protocol.handle(scheme, (request) => {
    const html = pages.get(request.url);
    if (html === undefined) return new Response('404\n', { status: 404 });
    return new Response(html, {
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
    });
  });
}

/** One print job from its HTML to its end. */
export async function printInElectron(
  options: PrinterOptions,
  job: PrintJob,
): Promise<Result<PrintReport, PrintError>> {
  const address = `${printOrigin}/${randomUUID()}`;
  pages.set(address, printablePage(job));
  const window = new BrowserWindow({
    show: false,
    webPreferences: { ...safePreferences(true), session: session.fromPartition('print', { cache: false }) },
  });
  permitOrigins(window, new Set());
  try {
    const work = printPage(window, address, options, job);
    return await withDeadline(work, options.deadlineMs ?? 90_000);
  } finally {
    pages.delete(address);
    if (!window.isDestroyed()) window.destroy();
  }
}

async function printPage(
  window: BrowserWindow,
  address: string,
  options: PrinterOptions,
  job: PrintJob,
): Promise<Result<PrintReport, PrintError>> {
  const contents = window.webContents;
  const { to } = job;
  try {
    await window.loadURL(address);
    const height = await heightOf(contents);
    const made = await onOneSheet(job.paper.widthUm, height, async (sheet) =>
      ok(
        await contents.printToPDF({
          printBackground: true,
          margins: { top: 0, bottom: 0, left: 0, right: 0 },
          pageSize: { width: inches(sheet.widthUm), height: inches(sheet.heightUm) },
        }),
      ),
    );
    if (!made.ok) return made;
    const { pdf, sheet } = made.value;
    if (to.kind === 'file') return await savePdf(to.directory, job.title, pdf);
    return options.platform === 'win32'
      ? await printThroughSpooler({ env: options.env, printer: to.name, title: job.title }, () =>
          spool(contents, sheet, to.name),
        )
      : await printOnCups(cupsServer(options.env), to.name, pdf, { title: job.title, sheet });
  } catch (error) {
    return err({
      kind: 'no-renderer',
      cause: error instanceof Error ? error.message : 'print window failed',
    });
  }
}

const inches = (um: number): number => um / 25_400;

/** Once fonts and images are there. The page's own scripts are shut out by its policy; this runs in a world of ours. */
async function heightOf(contents: WebContents): Promise<number> {
  return Number(await contents.executeJavaScriptInIsolatedWorld(999, [{ code: measure }]));
}

/** Hands the page to the spooler. */
async function spool(
  contents: WebContents,
  sheet: Sheet,
  name: string | null,
): Promise<Result<null, PrintError>> {
  const printers = await contents.getPrintersAsync();
  const found = name === null ? printers.length > 0 : printers.some((printer) => printer.name === name);
  if (!found) return err({ kind: 'trouble', trouble: 'gone', cause: 'no such printer' });
  return await new Promise((resolve) => {
    contents.print(
      {
        silent: true,
        printBackground: true,
        ...(name === null ? {} : { deviceName: name }),
        margins: { marginType: 'none' },
        pageSize: { width: sheet.widthUm, height: sheet.heightUm },
      },
      (success, reason) => resolve(success ? ok(null) : err({ kind: 'failed', cause: reason })),
    );
  });
}

/** Whether a page could be printed there now. */
export async function healthInElectron(options: PrinterOptions, to: PrintJob['to']): Promise<PrinterHealth> {
  if (to.kind === 'file') return { kind: 'ready' };
  return options.platform === 'win32'
    ? await healthOfSpooler(options.env, to.name)
    : await healthOnCups(cupsServer(options.env), to.name);
}

/** Electron drops the callback of a print whose frame is gone, so the wait has an end of its own. */
async function withDeadline<T>(
  work: Promise<Result<T, PrintError>>,
  deadlineMs: number,
): Promise<Result<T, PrintError>> {
  const late = Promise.withResolvers<Result<T, PrintError>>();
  const timer = setTimeout(() => late.resolve(err({ kind: 'late' })), deadlineMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
