// From HTML to paper: what both shells share. The page is complete in itself and is held to that: its own policy shuts out
// every address but data:. Its sheet is as wide as the roll and as long as what stands on it, measured by the browser that prints it.
import { randomUUID } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import type { Sheet } from './cups.ts';
import type { PrintError, PrintJob, PrintReport } from './shell.ts';

const millimetres = (um: number): string => `${String(um / 1000)}mm`;
const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/**
 * The job's HTML with its policy, its title (under which the printing system lists it) and the roll's width in the head. Letters
 * are as wide on the screen as in print, so that lines break where they were measured.
 */
export function printablePage(job: Pick<PrintJob, 'html' | 'title' | 'paper'>): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:";
  const head =
    '<meta charset="utf-8">' +
    `<meta http-equiv="content-security-policy" content="${policy}">` +
    `<title>${escape(job.title)}</title>` +
    `<style>@page { margin: 0 !important } html { width: ${millimetres(job.paper.widthUm)}; text-rendering: geometricPrecision }</style>`;
  const opening = /<head[^>]*>/i.exec(job.html) ?? /<!doctype[^>]*>/i.exec(job.html);
  const at = opening === null ? 0 : opening.index + opening[0].length;
  return job.html.slice(0, at) + head + job.html.slice(at);
}

/** JavaScript that resolves with the height of the page in CSS pixels once its fonts and images are there. */
export const measure =
  'Promise.all([document.fonts.ready, ...[...document.images].map((image) => image.decode().catch(() => null))])' +
  '.then(() => document.documentElement.getBoundingClientRect().height)';

const umPerPixel = 25_400 / 96;
/** Below the last line, and what is added when that was not enough. Whole millimetres: sizes of paper are told in them. */
const slackUm = 2_000;
const moreUm = 5_000;
const tries = 4;
const longestUm = 2_000_000;

/** The PDF of a page of `heightPx` on one sheet of its length. `render` lays it out on a sheet of that size. */
export async function onOneSheet(
  widthUm: number,
  heightPx: number,
  render: (sheet: Sheet) => Promise<Result<Uint8Array, PrintError>>,
): Promise<Result<{ readonly pdf: Uint8Array; readonly sheet: Sheet }, PrintError>> {
  if (!(heightPx > 0) || heightPx * umPerPixel > longestUm)
    return err({ kind: 'failed', cause: 'the page has no sensible length' });
  let heightUm = Math.ceil((heightPx * umPerPixel + slackUm) / 1000) * 1000;
  for (let left = tries; left > 0; left -= 1) {
    const sheet = { widthUm, heightUm };
    const pdf = await render(sheet);
    if (!pdf.ok) return pdf;
    if (pagesOf(pdf.value) <= 1) return ok({ pdf: pdf.value, sheet });
    heightUm += moreUm;
  }
  return err({ kind: 'failed', cause: 'the page does not fit one sheet' });
}

/** Page objects in a PDF as Chromium writes it (ISO 32000-1, 7.7.3.3), which packs none of them away. */
export const pagesOf = (pdf: Uint8Array): number =>
  [
    ...Buffer.from(pdf)
      .toString('latin1')
      .matchAll(/\/Type\s*\/Page\b(?!s)/g),
  ].length;

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
