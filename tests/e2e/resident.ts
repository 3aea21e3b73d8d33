// A resident at the screen, in a real Chromium: sees what is shown, presses what has a name. With SCREENS set, every screen
// is photographed on the way.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { texts } from '../../renderer/ui/languages/all.ts';
import { plain, plainAll } from '../../renderer/ui/markup.ts';

export const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: '/usr/bin/chromium', args: browserFlags });

/** The title of a legal text of the sample city, with its readings. */
export function titleOf(document: string, language: Language): string {
  const file = join(import.meta.dirname, '../../resources/sample-city', `${document}.${language}.md`);
  return /^title: *['"]?(.*?)['"]?$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
}

export type Language = 'ja' | 'en';

/** What stands on the screen, without readings. */
const seen = { ja: plainAll(texts.ja), en: plainAll(texts.en) };

export class Resident {
  readonly page: Page;
  readonly language: Language;
  readonly #shots: string | null;
  #count = 0;

  constructor(page: Page, language: Language = 'ja', shots: string | null = null) {
    this.page = page;
    this.language = language;
    this.#shots = shots;
    if (shots !== null) mkdirSync(shots, { recursive: true });
  }

  get texts() {
    return seen[this.language];
  }

  /** Photographs the screen as it settles. */
  async shot(name: string): Promise<void> {
    if (this.#shots === null) return;
    await this.page.evaluate('document.fonts.ready');
    await this.page.mouse.move(0, 0);
    this.#count += 1;
    await this.page.screenshot({
      path: join(this.#shots, `${String(this.#count).padStart(2, '0')}-${name}.png`),
      animations: 'disabled',
    });
  }

  /** Waits for the screen of that heading. */
  async sees(heading: string): Promise<void> {
    try {
      await this.page.getByRole('heading', { level: 1, name: heading }).waitFor();
    } catch (cause) {
      throw new Error(`waited for "${heading}", on screen: ${await this.page.locator('body').innerText()}`, {
        cause,
      });
    }
  }

  /** The button of that name, or, where none has just this name, the first that has it within. */
  async presses(name: string): Promise<void> {
    const within = this.page.getByRole('button', { name, disabled: false });
    await within.first().waitFor();
    const just = this.page.getByRole('button', { name, exact: true, disabled: false });
    await ((await just.count()) > 0 ? just : within).first().click();
  }

  /** Reads a legal text to its end with the keyboard and agrees. */
  async readsAndAgrees(document: 'terms' | 'privacy' | 'jlis'): Promise<void> {
    const title = plain(titleOf(document, this.language));
    await this.sees(title);
    const paper = this.page.getByRole('region', { name: this.texts.legal.region });
    await paper.waitFor();
    await this.shot(`${document}-unread`);
    const agree = this.page.getByRole('button', { name: this.texts.legal.agree, exact: true });
    // A press may be swallowed while the text is still being laid out or the heading takes the focus.
    while ((await agree.getAttribute('aria-disabled')) === 'true') await paper.press('PageDown');
    await this.shot(document);
    await agree.click();
  }

  /** Types on the pad of the screen; the keys are buttons. */
  async types(secret: string): Promise<void> {
    for (const char of secret) await this.page.getByRole('button', { name: char, exact: true }).click();
  }
}
