// Three ways to work the terminal: a keyboard, a finger, and five keys with the voice in one's ear. A journey is written once for all of
// them, in the words of the catalogue.
import { existsSync, readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { characterName } from '../../renderer/kiosk/speech/characters.ts';
import type { KeyRows } from '../../renderer/ui/keys.ts';
import { texts } from '../../renderer/ui/languages/all.ts';
import { kana, plain } from '../../renderer/ui/markup.ts';

/** What a resident does. Every text comes with its readings, as it stands in the catalogue. */
export interface Hands {
  /** The terminal stands there; the resident comes up to it. */
  begins(): Promise<void>;
  /** Waits for the screen of that question. */
  comesTo(title: string): Promise<void>;
  /** Waits until the screen says this. */
  learns(words: string): Promise<void>;
  presses(name: string): Promise<void>;
  chooses(name: string): Promise<void>;
  /** A PIN or password, on the keys of the screen or on a keyboard. */
  types(secret: string, rows: KeyRows): Promise<void>;
  /** A code, the same way. */
  copies(code: string, rows: KeyRows): Promise<void>;
  fills(label: string, text: string, rows: KeyRows): Promise<void>;
  /** Reads a legal text to its end, and agrees. */
  agrees(): Promise<void>;
}

const words = texts.ja;
const heading = (page: Page, title: string): Locator =>
  page.getByRole('heading', { level: 1, name: plain(title) });
const agree = (page: Page): Locator =>
  page.getByRole('button', { name: plain(words.legal.agree), exact: true });
const lit = (page: Page): Promise<boolean> =>
  agree(page)
    .getAttribute('aria-disabled')
    .then((off) => off === null);

/** Tab, Enter, Space and the character keys; nothing else. */
export function keyboard(page: Page): Hands {
  const keys = page.keyboard;
  /** Tabs on until that is where the focus is. */
  async function tabTo(target: Locator): Promise<void> {
    await target.waitFor();
    for (let tab = 0; tab < 120; tab += 1) {
      if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
      await keys.press('Tab');
    }
    throw new Error('not reached by Tab');
  }
  const button = (name: string): Locator =>
    page.getByRole('button', { name: plain(name), disabled: false }).first();
  return {
    begins: () => Promise.resolve(),
    comesTo: (title) => heading(page, title).waitFor(),
    learns: (text) => page.getByText(plain(text)).first().waitFor({ state: 'attached' }),
    async presses(name) {
      await tabTo(button(name));
      await keys.press('Enter');
    },
    async chooses(name) {
      const choice = page
        .getByRole('switch', { name: plain(name) })
        .or(page.getByRole('checkbox', { name: plain(name) }));
      await tabTo(choice);
      await keys.press('Space');
      await expect.poll(() => choice.getAttribute('aria-checked')).toBe('true');
    },
    types: (secret) => keys.type(secret),
    copies: (code) => keys.type(code),
    async fills(label, text) {
      await tabTo(page.getByLabel(plain(label)));
      await keys.type(text);
    },
    async agrees() {
      await tabTo(page.getByRole('region', { name: plain(words.legal.region) }));
      while (!(await lit(page))) await keys.press('PageDown');
      await tabTo(agree(page));
      await keys.press('Enter');
    },
  };
}

/** A finger, and nothing else. */
export function finger(page: Page): Hands {
  const button = (name: string): Locator =>
    page.getByRole('button', { name: plain(name), disabled: false }).first();
  const key = (char: string): Locator => page.getByRole('button', { name: char, exact: true });
  async function taps(characters: string): Promise<void> {
    for (const char of characters) await key(char).tap();
  }
  return {
    begins: () => Promise.resolve(),
    comesTo: (title) => heading(page, title).waitFor(),
    learns: (text) => page.getByText(plain(text)).first().waitFor({ state: 'attached' }),
    presses: (name) => button(name).tap(),
    async chooses(name) {
      const choice = page
        .getByRole('switch', { name: plain(name) })
        .or(page.getByRole('checkbox', { name: plain(name) }));
      await choice.tap();
      await expect.poll(() => choice.getAttribute('aria-checked')).toBe('true');
    },
    types: taps,
    copies: taps,
    async fills(label, text) {
      await page.getByLabel(plain(label)).tap();
      const [before = '', ending] = text.split('@');
      await taps(before);
      if (ending !== undefined) await key(`@${ending}`).tap();
    },
    async agrees() {
      const { readOn, toTop } = words.legal;
      // At the end the button says something else a moment before agree lights up. The end has been seen then, whatever it does next.
      const button = page
        .getByRole('button', { name: plain(readOn) })
        .or(page.getByRole('button', { name: plain(toTop) }));
      await agree(page).waitFor();
      while (!(await lit(page))) await button.tap();
      await agree(page).tap();
    },
  };
}

/** Between two utterances in the file that the voice of the test writes. */
export const END = '\u001e';

/**
 * Four arrows, Enter and Home, with the voice in one's ear: what is heard is read from the file that the configured voice writes. The
 * screen is never looked at.
 */
export class Listener implements Hands {
  readonly #page: Page;
  readonly #file: string;
  #heard = 0;

  constructor(page: Page, file: string) {
    this.#page = page;
    this.#file = file;
  }

  /** Everything that was said since the start. */
  all(): readonly string[] {
    return existsSync(this.#file) ? readFileSync(this.#file, 'utf8').split(END).slice(0, -1) : [];
  }

  /** The next utterances until one of them is like this. */
  async #hears(what: RegExp): Promise<string> {
    const from = this.#heard;
    let found = '';
    await expect
      .poll(
        () => {
          const said = this.all();
          const place = said.findIndex((utterance, index) => index >= from && what.test(utterance));
          if (place < 0) return said.slice(from).join(' // ');
          found = said[place] ?? '';
          this.#heard = place + 1;
          return 'heard';
        },
        { interval: 10, timeout: 15_000, message: `to hear ${String(what)}` },
      )
      .toBe('heard');
    return found;
  }

  /** Presses, and hears the first thing that comes of it. */
  async #press(key: string): Promise<string> {
    this.#heard = this.all().length;
    await this.#page.keyboard.press(key);
    return this.#hears(/./u);
  }

  /** Down and on until this is told, then up again; asks where that is, to be sure of standing on it. */
  async #goesTo(what: RegExp): Promise<string> {
    const { first, last, help } = words.spoken;
    for (const [key, end] of [
      ['ArrowDown', last],
      ['ArrowUp', first],
    ] as const)
      for (let told = ''; !told.includes(kana(end));) {
        told = await this.#press(key);
        if (!what.test(told)) continue;
        await this.#page.keyboard.press('Home');
        if (what.test(await this.#hears(literally(kana(help))))) return told;
      }
    throw new Error(`not found: ${String(what)}; heard: ${this.all().slice(-12).join(' // ')}`);
  }

  async begins(): Promise<void> {
    this.#heard = this.all().length;
    await this.#page.keyboard.press('Home');
    await this.comesTo(words.spoken.welcomeHelp);
  }

  async comesTo(title: string): Promise<void> {
    await this.#hears(literally(kana(title)));
    // What else was said with it can still be remembered.
    this.#heard -= 1;
  }

  async learns(text: string): Promise<void> {
    await this.#hears(literally(kana(text)));
  }

  async presses(name: string): Promise<void> {
    const button = new RegExp(`${escaped(kana(name))}[^\n]*\n${kana(words.spoken.button)}`, 'u');
    const told = await this.#goesTo(button);
    expect(told).not.toContain(kana(words.spoken.unavailable));
    this.#heard = this.all().length;
    await this.#page.keyboard.press('Enter');
  }

  async chooses(name: string): Promise<void> {
    const { option, notChosen, chosen } = words.spoken;
    await this.#goesTo(new RegExp(`${escaped(kana(name))}[^\n]*\n${kana(option)}\n${kana(notChosen)}`, 'u'));
    this.#heard = this.all().length;
    await this.#page.keyboard.press('Enter');
    await this.#hears(new RegExp(`\n${kana(chosen)}`, 'u'));
  }

  async copies(code: string, rows: KeyRows): Promise<void> {
    await this.#goesTo(/(^|\n)1$/mu);
    await this.#onKeys(code, rows, (char) => literally(name(char)));
  }

  async types(secret: string, rows: KeyRows): Promise<void> {
    await this.#goesTo(/(^|\n)1$/mu);
    await this.#onKeys(secret, rows, () => literally(kana(words.spoken.asterisk)));
  }

  async fills(label: string, text: string, rows: KeyRows): Promise<void> {
    await this.#goesTo(new RegExp(`${escaped(kana(label))}[^]*\n${kana(words.spoken.field)}`, 'u'));
    const first = await this.#press('Enter');
    if (!/(^|\n)1$/mu.test(first)) await this.#goesTo(/(^|\n)1$/mu);
    await this.#onKeys(text, rows, (char) => literally(name(char)));
  }

  async agrees(): Promise<void> {
    const { agree, readAll } = words.legal;
    const ready = new RegExp(`${escaped(kana(agree))}\n${kana(words.spoken.button)}`, 'u');
    await this.#goesTo(new RegExp(kana(words.spoken.heading), 'u'));
    // From heading to heading, and through the last part to its end.
    let told = '';
    for (let before = null as string | null; told !== before;) {
      before = told;
      told = await this.#press('ArrowRight');
      if (ready.test(told) || !told.includes(kana(words.spoken.heading))) break;
    }
    if (!ready.test(told)) told = await this.#goesTo(ready);
    if (told.includes(kana(words.spoken.unavailable))) await this.#hears(literally(kana(readAll)));
    this.#heard = this.all().length;
    await this.#page.keyboard.press('Enter');
  }

  /** From key to key by what is heard, as a hand learns a keyboard. */
  async #onKeys(characters: string, rows: KeyRows, echo: (char: string) => RegExp): Promise<void> {
    let at = '1';
    for (const char of characters) {
      at = await this.#alongKeys(at, char, rows);
      this.#heard = this.all().length;
      await this.#page.keyboard.press('Enter');
      await this.#hears(echo(char));
    }
  }

  async #alongKeys(from: string, to: string, rows: KeyRows): Promise<string> {
    const [row, column] = placeIn(rows, to);
    let at = from;
    for (let presses = 0; at !== to && presses < 40; presses += 1) {
      const [atRow, atColumn] = placeIn(rows, at);
      const key =
        atRow < row ? 'ArrowDown' : atRow > row ? 'ArrowUp' : atColumn < column ? 'ArrowRight' : 'ArrowLeft';
      const told = (await this.#press(key)).trim();
      at = rows.flat().find((other) => name(other) === told) ?? '';
    }
    expect(at).toBe(to);
    return at;
  }
}

/** What a key is told as. */
function name(key: string): string {
  if (key === 'erase') return kana(words.contact.erase);
  if (key === 'clear') return kana(words.contact.clear);
  return characterName(key, 'ja');
}

function placeIn(rows: KeyRows, key: string): readonly [row: number, column: number] {
  const row = rows.findIndex((keys) => keys.includes(key));
  return [row, rows[row]?.indexOf(key) ?? -1];
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&');
const literally = (text: string): RegExp => new RegExp(escaped(text), 'u');
