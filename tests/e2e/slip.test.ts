// The printed slip, read by a decoder that is not ours: HTML → PDF (Chromium) → 203 dpi picture (poppler) → zbarimg.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { qrCode } from '../../main/handoff/qr.ts';
import { loadSlipTemplate, slipHtml, type Slip, type SlipContent } from '../../main/handoff/slip.ts';

const run = promisify(execFile);
const url = 'https://portal.mihon.example/s/7Q4M0ZKX9ABCDEFGHJKMNPQRST';
const content: SlipContent = {
  language: 'en',
  receiptNumber: '7Q4M-0ZKX',
  stages: { saved: true, sent: false, accepted: false, contact: 'open', mailbox: 'waiting' },
  url,
  code: '7Q4M 0ZKX 9ABC DEFG HJKM NPQR ST',
  city: { ja: 'みほん市', en: 'Mihon City' },
  terminalName: 'みほん市役所 1番窓口',
  at: '2026-11-21T09:05:00.000Z',
  contactHint: {
    ja: 'みほん市 デジタル推進課 電話 0000-00-0000（平日 8時30分から17時15分まで）',
    en: 'Digital Promotion Division, Mihon City, telephone 0000-00-0000 (working days 8:30 to 17:15)',
  },
};

let folder: string;
let browser: Awaited<ReturnType<typeof chromium.launch>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'madoguchi-slip-'));
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  });
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

/** Prints as a shell does: the paper's size, no margins but the page's own, no scaling. Gives the PDF's path. */
async function pdf(name: string, { html, paper }: Slip): Promise<string> {
  const path = join(folder, `${name}.pdf`);
  const page = await browser.newPage();
  await page.setContent(html);
  await page.pdf({
    path,
    width: `${paper.widthUm / 1000}mm`,
    height: `${paper.heightUm / 1000}mm`,
    printBackground: true,
  });
  await page.close();
  return path;
}

async function picture(path: string, dpi: number): Promise<string> {
  const stem = path.replace(/\.pdf$/, `-${dpi}`);
  await run('pdftoppm', ['-r', String(dpi), '-mono', '-singlefile', path, stem]);
  return `${stem}.pbm`;
}

const decode = async (path: string): Promise<string> =>
  (await run('zbarimg', ['--quiet', '--raw', path])).stdout.trim();

const languages = ['ja', 'en'] as const;
const stages = {
  open: content.stages,
  done: { saved: true, sent: true, accepted: true, contact: 'confirmed', mailbox: 'open' },
} as const;

describe('the printed slip', () => {
  it.each(
    languages.flatMap((language) => (['open', 'done'] as const).map((how) => [language, how] as const)),
  )('in %s, %s: fits one page and is read at 203 dpi by zbar', async (language, how) => {
    const template = await loadSlipTemplate(join(import.meta.dirname, '../../resources/slip'));
    const path = await pdf(
      `${language}-${how}`,
      slipHtml({ ...content, language, stages: stages[how] }, template),
    );
    const info = (await run('pdfinfo', [path])).stdout;
    expect(info).toMatch(/Pages:\s+1\n/);
    expect(info).toMatch(/Page size:\s+22[67](\.\d+)? x/); // 80 mm in points
    expect(await decode(await picture(path, 203))).toBe(url);
  });

  it('carries the whole text, which can be selected and read aloud from the PDF', async () => {
    const template = await loadSlipTemplate(join(import.meta.dirname, '../../resources/slip'));
    const path = await pdf('text', slipHtml(content, template));
    const text = (await run('pdftotext', [path, '-'])).stdout.replaceAll(/\s+/g, '');
    for (const words of [
      '7Q4M-0ZKX',
      content.code,
      'Savedatthecounter',
      '窓口の端末に保存',
      '令和8年11月21日',
    ]) {
      expect(text).toContain(words.replaceAll(' ', ''));
    }
  });

  it('on the screen: zbar reads the code there as well', async () => {
    const page = await browser.newPage({ viewport: { width: 360, height: 360 } });
    await page.setContent(qrCode(url, 'screen', '300px').svg);
    const path = join(folder, 'screen.png');
    await writeFile(path, await page.screenshot());
    await page.close();
    expect(await decode(path)).toBe(url);
  });
});
