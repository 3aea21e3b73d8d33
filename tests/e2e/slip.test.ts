// The printed slip, as it comes out: laid out by the system's Chromium, through a real CUPS to a simulated printer, set in black dots
// of 203 to the inch (poppler), and read by a decoder that is not ours (zbarimg): clean, blurred, pale, turned, upside down.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { qrCode } from '../../main/handoff/qr.ts';
import { slipOf, type Slip } from '../../main/handoff/slip.ts';
import type { SlipContent } from '../../main/handoff/slip-lines.ts';
import { loadSlipTemplate } from '../../main/handoff/slip-template.ts';
import { makePdf, type MadePdf } from '../../main/shell/chromium-pdf.ts';
import { printOnCups } from '../../main/shell/cups.ts';
import { measure, onOneSheet, printablePage } from '../../main/shell/print-page.ts';
import { ok } from '../../sync/contract/result.ts';
import { languages, withoutReadings } from '../../sync/contract/words.ts';
import { openPrintService, queue, type PrintService } from '../fixtures/print-service.ts';

const run = promisify(execFile);
const DPI = 203;
const url = `HTTPS://PORTAL.MIHON.EXAMPLE/S/${'720491384106'.repeat(18).slice(0, 208)}`;
const content: SlipContent = {
  language: 'en',
  receiptNumber: '7Q4M-0ZKX',
  stages: { saved: true, sent: false, accepted: false, contact: 'open', mailbox: 'waiting' },
  url,
  code: '7204 9138 4106 7204 9138 4106',
  address: 'https://portal.mihon.example/s',
  expiresAt: '2026-12-21T14:59:59.000Z',
  city: { ja: 'みほん{市|し}', en: 'Mihon City' },
  terminalName: 'みほん市役所 1番窓口',
  at: '2026-11-21T09:05:00.000Z',
  enquiries: {
    ja: 'みほん市 デジタル推進課',
    en: 'Digital Promotion Division, Mihon City',
  },
  phone: '0000-00-0000',
  hours: { ja: '平日 8時30分から17時15分まで', en: 'Working days 8:30 to 17:15' },
  large: false,
};
const finished = { saved: true, sent: true, accepted: true, contact: 'confirmed', mailbox: 'open' } as const;

type Browser = Awaited<ReturnType<typeof chromium.launch>>;
let browser: Browser;
let folder: string;
let service: PrintService;
const template = await loadSlipTemplate(join(import.meta.dirname, '../../resources/slip'));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'madoguchi-slip-'));
  service = await openPrintService();
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  });
});
afterAll(async () => {
  await browser.close();
  await service.close();
  await rm(folder, { recursive: true });
});

const slipFor = (change: Partial<SlipContent>): Slip => slipOf({ ...content, ...change }, template);

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Laid out and measured by a shell's own parts, in a browser that stays open for all of them. */
async function laidOut({ html, paper }: Slip): Promise<MadePdf & { readonly code: Box }> {
  const page = await browser.newPage();
  await page.setContent(printablePage({ html, title: 'slip', paper }));
  const height = Number(await page.evaluate(measure));
  const made = await onOneSheet(paper.widthUm, height, async ({ widthUm, heightUm }) =>
    ok(
      await page.pdf({
        width: `${String(widthUm / 1000)}mm`,
        height: `${String(heightUm / 1000)}mm`,
        printBackground: true,
      }),
    ),
  );
  const code = await page.locator('svg').boundingBox();
  await page.close();
  if (!made.ok || code === null) throw new Error('not laid out');
  return { ...made.value, code };
}

async function saved(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** What a printer of 203 dpi burns into the paper. Gives a PNG's path. */
async function burnt(pdf: string): Promise<string> {
  const stem = pdf.replace(/\.pdf$/, '');
  await run('pdftoppm', ['-r', String(DPI), '-mono', '-singlefile', pdf, stem]);
  await run('convert', [`${stem}.pbm`, `${stem}.png`]);
  return `${stem}.png`;
}

/** The QR code with its surroundings, as a phone is held over it. */
async function cut(picture: string, { x, y, width, height }: Box): Promise<string> {
  const dots = (pixels: number) => Math.round((pixels / 96) * DPI);
  const around = 24; // 6 mm
  const [w, h] = [dots(width + 2 * around), dots(height + 2 * around)];
  const path = picture.replace(/\.png$/, '-code.png');
  const at = `${w}x${h}+${Math.max(0, dots(x - around))}+${dots(y - around)}`;
  await run('convert', [picture, '-colorspace', 'Gray', '-crop', at, '+repage', path]);
  return path;
}

const decode = async (path: string): Promise<string> =>
  (await run('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', path])).stdout.trim();

/** The words on the paper, wherever their lines break. */
const wordsOf = async (pdf: string): Promise<string> =>
  (await run('pdftotext', ['-raw', pdf, '-'])).stdout.normalize('NFKC').replaceAll(/\s+/g, '');

describe('the paper', () => {
  const each = languages.flatMap((language) =>
    [false, true].map((large) => [language, large ? 'large' : 'usual', large] as const),
  );
  it.each(each)(
    'in %s, %s, is one sheet just as long as what stands on it',
    async (language, _size, large) => {
      const stages = large ? content.stages : finished;
      const { pdf, sheet, code } = await laidOut(slipFor({ language, large, stages }));
      const path = await saved(`${language}-${String(large)}.pdf`, pdf);
      const info = (await run('pdfinfo', [path])).stdout;
      expect(info).toMatch(/Pages:\s+1\n/);
      const [, width, height] = /Page size:\s+([\d.]+) x ([\d.]+) pts/.exec(info)!.map(Number);
      expect(Math.abs(width! - (80 / 25.4) * 72)).toBeLessThan(1);
      expect(Math.abs(height! - (sheet.heightUm / 25_400) * 72)).toBeLessThan(2);
      const picture = await burnt(path);
      // Black from the left margin to the right one, and not a hand's breadth of white at the end.
      const [, wide, tall, left, top] = /(\d+)x(\d+)\+(\d+)\+(\d+)/
        .exec((await run('convert', [picture, '-format', '%@', 'info:'])).stdout)!
        .map(Number);
      const [, allWide, allTall] = /(\d+)x(\d+)/
        .exec((await run('identify', ['-format', '%wx%h', picture])).stdout)!
        .map(Number);
      const millimetre = DPI / 25.4;
      expect(left).toBeGreaterThanOrEqual(3.5 * millimetre);
      expect(allWide! - left! - wide!).toBeGreaterThanOrEqual(3.5 * millimetre);
      expect(allTall! - top! - tall!).toBeGreaterThan(2 * millimetre);
      expect(allTall! - top! - tall!).toBeLessThan(14 * millimetre);
      expect(await decode(await cut(picture, code))).toBe(url);
    },
  );

  it('carries the whole text that is told', async () => {
    for (const language of ['ja', 'en', 'ko', 'vi'] as const) {
      const slip = slipFor({ language });
      const printed = await wordsOf(await saved(`text-${language}.pdf`, (await laidOut(slip)).pdf));
      for (const line of slip.spoken)
        for (const word of withoutReadings(line).split(/\s+/))
          expect(printed, `${language}: ${word}`).toContain(word.normalize('NFKC'));
    }
  });
});

describe('what the printer got', () => {
  let picture: string;
  let code: string;
  const slip = slipFor({ language: 'en' });
  beforeAll(async () => {
    const maker = { browser: '/usr/bin/chromium', dataDir: folder, env: {}, root: process.getuid?.() === 0 };
    const html = printablePage({ html: slip.html, title: 'slip', paper: slip.paper });
    const made = await makePdf(maker, html, slip.paper.widthUm);
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    const { pdf, sheet } = made.value;
    const printed = await printOnCups(service.server, queue, pdf, { title: 'madoguchi slip', sheet });
    expect(printed).toEqual({ ok: true, value: { kind: 'printed' } });
    picture = await burnt(await saved('paper.pdf', (await service.paper()) ?? Buffer.from('')));
    code = await cut(picture, (await laidOut(slip)).code);
  });

  it('is the picture that the browser itself makes: not scaled, not moved, nothing left out', async () => {
    const before = await burnt(await saved('browser.pdf', (await laidOut(slip)).pdf));
    // A printing system may cut the sheet to whole points; what stands on it keeps its size and, to a few dots, its place.
    const box = async (path: string) =>
      /(\d+)x(\d+)\+(\d+)\+(\d+)/
        .exec((await run('convert', [path, '-format', '%@', 'info:'])).stdout)!
        .slice(1)
        .map(Number);
    const [here, there] = [await box(before), await box(picture)];
    for (const [at, dots] of [2, 2, 8, 8].entries())
      expect(Math.abs(here[at]! - there[at]!)).toBeLessThanOrEqual(dots);
    const [a, b] = [join(folder, 'a.png'), join(folder, 'b.png')];
    for (const [from, to] of [
      [before, a],
      [picture, b],
    ] as const) {
      const alike = ['-trim', '+repage', '-colorspace', 'Gray', '-extent', `${here[0]!}x${here[1]!}`];
      await run('convert', [from, ...alike, '-resize', '50%', '-blur', '0x1', to]);
    }
    // `compare` ends with 1 where anything differs, and tells how much either way.
    const told = await run('compare', ['-metric', 'NCC', a, b, 'null:']).catch(
      (error: unknown) => error as { stderr: string }, // execFile's own
    );
    expect(Number(told.stderr.trim().split(' ')[0])).toBeGreaterThan(0.93);
  });

  it.each<[string, readonly string[]]>([
    ['as it is', []],
    ['blurred', ['-blur', '0x1.6']],
    ['at 60 % contrast', ['+level', '20%,80%']],
    ['pale and blurred', ['+level', '35%,95%', '-blur', '0x1.2']],
    ['turned by 7 degrees', ['-background', 'white', '-rotate', '7']],
    ['turned by 33 degrees', ['-background', 'white', '-rotate', '33']],
    ['turned by 90 degrees', ['-rotate', '90']],
    ['upside down', ['-rotate', '180']],
    ['from afar', ['-resize', '70%']],
    [
      'blurred, pale and turned',
      ['-blur', '0x1', '+level', '20%,80%', '-background', 'white', '-rotate', '11'],
    ],
  ])('is read by zbar %s', async (name, how) => {
    const path = join(folder, `${name.replaceAll(/\W+/g, '-')}.png`);
    await run('convert', [code, ...how, path]);
    expect(await decode(path)).toBe(url);
  });
});

it('on the screen: zbar reads the code there as well', async () => {
  const page = await browser.newPage({ viewport: { width: 360, height: 360 } });
  await page.setContent(qrCode(url, 'screen', '300px').svg);
  const path = await saved('screen.png', await page.screenshot());
  await page.close();
  expect(await decode(path)).toBe(url);
});
