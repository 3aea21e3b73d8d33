// HTML to PDF with the system's Chromium: one headless life per page, its own empty profile, the network shut, a deadline. The
// page and the PDF exist on disk for that long only, in a directory that nobody else can read.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import { printFlags } from './browser.ts';
import type { PrintError } from './shell.ts';

export interface PdfMaker {
  readonly browser: string;
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly root: boolean;
  readonly deadlineMs?: number;
}

/** The PDF of a complete HTML page. */
export async function makePdf(maker: PdfMaker, html: string): Promise<Result<Uint8Array, PrintError>> {
  const directory = await mkdtemp(join(maker.dataDir, 'print-'));
  try {
    const page = join(directory, 'page.html');
    const pdf = join(directory, 'page.pdf');
    await writeFile(page, html, { mode: 0o600, flag: 'wx' });
    const flags = printFlags(pathToFileURL(page).href, pdf, {
      profile: join(directory, 'profile'),
      root: maker.root,
    });
    const ended = await runToEnd(maker, flags);
    if (ended !== null) return err({ kind: 'no-renderer', cause: ended });
    return await readPdf(pdf);
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

async function readPdf(path: string): Promise<Result<Uint8Array, PrintError>> {
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null || !bytes.subarray(0, 5).equals(Buffer.from('%PDF-'))) {
    return err({ kind: 'failed', cause: 'the browser made no PDF' });
  }
  return ok(bytes);
}

/** Null when the browser ended well; else why not. */
async function runToEnd(maker: PdfMaker, flags: readonly string[]): Promise<string | null> {
  const child = spawn(maker.browser, flags, { stdio: 'ignore', env: maker.env });
  return await new Promise((resolve) => {
    let late = false;
    const deadline = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, maker.deadlineMs ?? 30_000);
    child.once('error', () => resolve('the browser cannot be started'));
    child.once('close', (code) => {
      clearTimeout(deadline);
      if (late) resolve('no PDF in time');
      else resolve(code === 0 ? null : `the browser ended with ${String(code)}`);
    });
  });
}
