// Pictures of the gallery's screens, taken by the system's Chromium without a server.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

export interface Choice {
  readonly languages: readonly string[];
  readonly themes: readonly string[];
  readonly sizes: readonly string[];
  readonly formats: readonly string[];
  readonly screens: readonly string[];
}

/** Two frames and all fonts after the state that was asked for. */
const settled = (title: string) => `new Promise((done) => {
  const look = () => {
    const lang = document.documentElement.lang;
    if (document.title.startsWith(${JSON.stringify(`${title} `)}) && lang !== '')
      document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(done)));
    else requestAnimationFrame(look);
  };
  look();
})`;

/** Writes `<format>-<theme>-<size>-<language>-<screen>.png` for every combination; returns how many. */
export async function takePictures(gallery: string, into: string, choice: Choice): Promise<number> {
  await mkdir(into, { recursive: true });
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
  });
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  const home = pathToFileURL(join(gallery, 'kiosk/index.html')).href;
  let count = 0;
  for (const format of choice.formats) {
    const [width = 1280, height = 800] = format.split('x').map(Number);
    await page.setViewportSize({ width, height });
    for (const language of choice.languages)
      for (const theme of choice.themes)
        for (const size of choice.sizes)
          for (const screen of choice.screens) {
            const address = new URLSearchParams({ screen, language, theme, size }).toString();
            await page.goto('about:blank');
            await page.goto(`${home}#${address}`);
            await page.evaluate(settled(screen));
            const name = [format, theme, size, language, screen.replaceAll(/[^\w-]/gu, '.')].join('-');
            await page.screenshot({ path: join(into, `${name}.png`) });
            count += 1;
          }
  }
  await browser.close();
  return count;
}
