// Prints from a hidden window of its own, in a session that can reach nothing but the one page. On Windows silently through the
// spooler; elsewhere to PDF, and from there to a file or to CUPS, whose job we can follow (reference E19).
import { randomUUID } from 'node:crypto';
import { BrowserWindow, session, type WebContents } from 'electron';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import type { Environment } from './browser.ts';
import { cupsServer, printOnCups } from './cups.ts';
import { guardNetwork, permitOrigins } from './electron-guards.ts';
import { printOrigin, scheme } from './electron-origin.ts';
import { safePreferences } from './electron-window.ts';
import { printablePage, savePdf } from './print-page.ts';
import type { PrintError, PrintJob, PrintReport } from './shell.ts';

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
  try {
    await window.loadURL(address);
    await settled(contents);
    if (job.to.kind === 'system' && options.platform === 'win32')
      return await spool(contents, job, job.to.name);
    const pdf = await contents.printToPDF({
      printBackground: true,
      preferCSSPageSize: true,
      pageSize: { width: inches(job.paper.widthUm), height: inches(job.paper.heightUm) },
    });
    return job.to.kind === 'file'
      ? await savePdf(job.to.directory, job.title, pdf)
      : await printOnCups(cupsServer(options.env), job.to.name, pdf, job);
  } catch (error) {
    return err({
      kind: 'no-renderer',
      cause: error instanceof Error ? error.message : 'print window failed',
    });
  }
}

const inches = (um: number): number => um / 25_400;

/** Fonts and images are there. The page's own scripts are shut out by its policy; this runs in a world of ours. */
async function settled(contents: WebContents): Promise<void> {
  const code =
    'Promise.all([document.fonts.ready, ...[...document.images].map((image) => image.decode().catch(() => null))]).then(() => true)';
  await contents.executeJavaScriptInIsolatedWorld(999, [{ code }]);
}

async function spool(
  contents: WebContents,
  job: PrintJob,
  name: string | null,
): Promise<Result<PrintReport, PrintError>> {
  const printers = await contents.getPrintersAsync();
  const found = name === null ? printers.length > 0 : printers.some((printer) => printer.name === name);
  if (!found) return err({ kind: 'no-printer', name });
  return await new Promise((resolve) => {
    contents.print(
      {
        silent: true,
        printBackground: true,
        ...(name === null ? {} : { deviceName: name }),
        margins: { marginType: 'none' },
        pageSize: { width: job.paper.widthUm, height: job.paper.heightUm },
      },
      (success, reason) =>
        resolve(success ? ok({ kind: 'printed' }) : err({ kind: 'failed', cause: reason })),
    );
  });
}

/** Electron drops the callback of a print whose frame is gone, so the wait has an end of its own. */
async function withDeadline<T>(
  work: Promise<Result<T, PrintError>>,
  deadlineMs: number,
): Promise<Result<T, PrintError>> {
  const late = Promise.withResolvers<Result<T, PrintError>>();
  const timer = setTimeout(
    () => late.resolve(err({ kind: 'failed', cause: 'not printed in time' })),
    deadlineMs,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
