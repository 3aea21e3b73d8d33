// Nothing typed or shown survives the end of a session in the page: the welcome screen after a resident is the welcome screen
// before them, in its elements, its focus, its selection, its scroll positions, its storage and its history.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultManner, type Language, type Manner, type ViewState } from '../../preload/contract/state.ts';
import { openStage, type Stage } from '../fixtures/kiosk-stage.ts';
import { viewStates } from '../fixtures/view-states.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage.close();
});

const fixture = (name: string, language: Language = 'ja', manner: Partial<Manner> = {}): ViewState => {
  const found = viewStates(language, manner).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no fixture ${name}`);
  return found.state;
};

/** All of the page that a resident, or somebody at the keyboard, could find again. Ids of components count up, no more; marks of the framework hold nothing. */
const picture = `JSON.stringify({
  html: document.documentElement.outerHTML.replaceAll(/\\b[cs]\\d+-/g, "c-").replaceAll(/<script[^>]*>|<link[^>]*>|<!--.*?-->/gs, '').split('<'),
  title: document.title, history: [history.length, history.state], address: location.href, name: window.name, cookie: document.cookie,
  storage: [{ ...localStorage }, { ...sessionStorage }],
  focus: document.activeElement.tagName + ' ' + document.activeElement.textContent,
  selection: [String(getSelection()), getSelection().type],
  scrolled: [...document.querySelectorAll('*')].map((one) => [one.scrollTop, one.scrollLeft]).filter(([top, left]) => top + left > 0),
  values: [...document.querySelectorAll('input, textarea, select')].map((one) => one.value),
})`;
const pictureNow = async (): Promise<string> => String(await stage.page.evaluate(picture));
const databases = async (): Promise<unknown> =>
  stage.page.evaluate('indexedDB.databases().then((all) => all.map(({ name }) => name))');

const personal = ['hanako.mihon', '見本', '架空県', '090', '粗大ごみ', '654321', '花子', 'MH-2041', '7K2M'];

/** A resident who does what one should not: selects, scrolls, types and leaves the focus anywhere, in another manner. */
async function session(language: Language, manner: Partial<Manner>): Promise<void> {
  const { page } = stage;
  const show = (name: string) => stage.push(fixture(name, language, manner));
  await show('terms');
  await page.locator('.paper').focus();
  await page.keyboard.press('End');
  await page.locator('.paper p').first().dblclick();
  await show('pin-before-card');
  await page.keyboard.type('7695');
  await show('confirm');
  await page.evaluate(`getSelection().selectAllChildren(document.querySelector('dl'))`);
  await show('contact');
  await page.locator('input').first().fill('hanako.mihon@example.jp');
  await page.locator('input').last().fill('09000000000');
  await page.locator('input').first().selectText();
  await show('code-wrong');
  await page.keyboard.type('654321');
  await show('review');
  await page.evaluate(`document.querySelector('.answer .place').scrollTop = 400`);
  await show('message');
  await page.evaluate(`getSelection().selectAllChildren(document.querySelector('.body'))`);
  await show('done');
  await page.locator('.bar button').nth(2).click();
  await page.locator('.bar button').nth(2).focus();
  await page.keyboard.press('ArrowDown');
}

test.each([
  ['ja', {}],
  ['en', { theme: 'contrast-dark', size: 200 }],
] as const)('the welcome screen after a session in %s is the one before it', async (language, manner) => {
  await stage.load();
  await stage.push(fixture('welcome'));
  const before = await pictureNow();
  expect(before).toContain('マイナンバーカード');
  await session(language, manner);
  expect(await pictureNow()).not.toBe(before);
  await stage.push(fixture('welcome', 'ja', defaultManner));
  await stage.until('document.documentElement.lang === "ja" && document.querySelector("dialog") === null');
  const after = await pictureNow();
  expect(JSON.parse(after)).toEqual(JSON.parse(before));
  for (const word of personal) expect(after).not.toContain(word);
  expect(await databases()).toEqual([]);
});

test('the next resident starts every screen empty', async () => {
  await stage.load();
  await session('ja', {});
  await stage.push(fixture('welcome'));
  await stage.push(fixture('contact'));
  expect(await stage.page.locator('input').first().inputValue()).toBe('');
  expect(await stage.page.locator('input').last().inputValue()).toBe('');
  await stage.page.locator('input').first().focus();
  await stage.page.keyboard.press('Control+z');
  expect(await stage.page.locator('input').first().inputValue()).toBe('');
  await stage.push(fixture('code'));
  expect(await stage.page.locator('.places .full').count()).toBe(0);
  await stage.push(fixture('terms'));
  expect(await stage.page.evaluate(`document.querySelector('.paper').scrollTop`)).toBe(0);
});
