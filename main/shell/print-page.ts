// From HTML to paper: what both shells share. The page is complete in itself and is held to that: its own policy shuts out
// every address but data:, and its sheet is the paper that the job names.
import { randomUUID } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import type { PrintError, PrintJob, PrintReport } from './shell.ts';

/** The job's HTML with its policy and its sheet size in the head. */
export function printablePage(job: Pick<PrintJob, 'html' | 'paper'>): string {
  const millimetres = (um: number) => `${String(um / 1000)}mm`;
  const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:";
  const head =
    '<meta charset="utf-8">' +
    `<meta http-equiv="content-security-policy" content="${policy}">` +
    `<style>@page { size: ${millimetres(job.paper.widthUm)} ${millimetres(job.paper.heightUm)} }</style>`;
  const opening = /<head[^>]*>/i.exec(job.html) ?? /<!doctype[^>]*>/i.exec(job.html);
  const at = opening === null ? 0 : opening.index + opening[0].length;
  return job.html.slice(0, at) + head + job.html.slice(at);
}

/** Puts the PDF under a name of its own into `directory`, readable for its owner only. */
export async function savePdf(
  directory: string,
  title: string,
  pdf: Uint8Array,
): Promise<Result<PrintReport, PrintError>> {
  const plain = title.replace(/[^A-Za-z0-9-]+/g, '-').replace(/^-+|-+$/g, '');
  const path = join(directory, `${plain === '' ? 'page' : plain.slice(0, 60)}-${randomUUID()}.pdf`);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(pdf);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code; // fs rejects with ErrnoException
    return err({ kind: 'failed', cause: code ?? 'cannot write' });
  }
  return ok({ kind: 'saved', path });
}
