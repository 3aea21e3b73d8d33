// The sender's desk as staff meet it: the real build behind the real page server and its policy, in a real Chromium, with a central API
// that answers as the test says. Every page in both languages, light and dark, against axe, at 320 px and with letters twice as large.
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { texts } from '../../renderer/fleet/texts.ts';
import { MessageRequest } from '../../sync/contract/desk.ts';
import { isDeskAct } from '../../sync/contract/desk-log.ts';
import { openBrowser } from '../e2e/resident.ts';
import { axe } from '../fixtures/axe.ts';
import { idOf, staff, type DeskKnown } from '../fixtures/desk-samples.ts';
import { buildDesk, openDesk, type DeskStage } from '../fixtures/desk-stage.ts';

/** A folder for photographs of every page. */
const shots = process.env['DESK_SHOTS'] ?? '';
if (shots !== '') mkdirSync(shots, { recursive: true });

let built: Awaited<ReturnType<typeof buildDesk>>;
let browser: Browser;
let stage: DeskStage;
let closing: (() => unknown)[] = [];
beforeAll(async () => {
  [built, browser] = await Promise.all([buildDesk(), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await built.remove();
});
beforeEach(async () => {
  closing = [];
  stage = await openDesk(built.folder);
});
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  await stage.close();
});

/** A page that notes what it should not do. */
async function open(options: BrowserContextOptions = {}) {
  const context = await browser.newContext({
    viewport: { width: 1366, height: 900 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  });
  closing.push(() => context.close());
  const wrong: string[] = [];
  await context.addInitScript(
    "addEventListener('securitypolicyviolation', (event) => console.log(`violation: ${event.violatedDirective} ${event.blockedURI}`))",
  );
  context.on('weberror', (error) => wrong.push(`error: ${error.error().message}`));
  context.on('console', (message) => {
    if (/^violation:|Content Security Policy/i.test(message.text())) wrong.push(message.text());
  });
  context.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url()) && new URL(request.url()).origin !== stage.origin)
      wrong.push(request.url());
  });
  return { page: await context.newPage(), context, wrong };
}
const en = texts.en;
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
/** Its label says more than what is seen in it. */
const labelled = (page: Page, name: string) =>
  page.getByRole('button', { name: new RegExp(`(^| )${name}$`) });
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });

/** Signs in as staff do, and goes to a page. */
async function enter(page: Page, hash = ''): Promise<void> {
  stage.known.session = stage.known.signsIn;
  await page.goto(`${stage.url}${hash}`);
  await page.locator('main h1').waitFor();
}
const callsOf = (name: string) => stage.known.calls.filter((call) => call.name === name);

interface Words {
  readonly words: (typeof texts)['en'];
}
interface Scene {
  readonly name: string;
  readonly hash?: string;
  readonly set?: (known: DeskKnown) => void;
  /** What is done until it can be seen. */
  readonly act: (page: Page, { words }: Words) => Promise<void>;
}
const fill = async (page: Page, { words }: Words): Promise<void> => {
  await page.getByRole('textbox', { name: words.compose.title, exact: true }).fill('日曜日の防災訓練');
  await page
    .getByRole('textbox', { name: words.compose.body, exact: true })
    .fill(
      '11月29日（日）9時から、本町小学校で防災訓練をします。\n\n動きやすい服で来てください。雨の日は体育館でします。',
    );
};
const counted = (page: Page, { words }: Words) =>
  page.getByText(words.compose.count.told(1203, 300, 1100, 20)).waitFor();

const scenes: readonly Scene[] = [
  {
    name: 'entry',
    set: (known) => (known.session = null),
    act: async (page, { words }) => {
      await page.reload();
      await link(page, words.staffSignIn).waitFor();
    },
  },
  {
    name: 'messages',
    act: (page, { words }) => page.getByRole('heading', { name: words.messages.waiting }).waitFor(),
  },
  {
    name: 'messages-none',
    set: (known) => Object.assign(known, { messages: [], older: [] }),
    act: (page, { words }) => page.getByText(words.messages.none).waitFor(),
  },
  {
    name: 'messages-failed',
    set: (known) => (known.instead['deskMessages'] = 'broken'),
    act: (page, { words }) => page.getByText(words.error.unreachable).waitFor(),
  },
  {
    name: 'release-grown',
    set: (known) => (known.count = 5000),
    act: async (page, { words }) => {
      await labelled(page, words.messages.releaseOne('敬老のつどいのご案内')).click();
      await button(page, words.messages.releaseSure(4210)).click();
      await page.getByText(words.messages.grown(4210, 5000)).waitFor();
    },
  },
  {
    name: 'message',
    hash: `#messages/${idOf(3)}`,
    act: async (page, { words }) => {
      await button(page, words.messages.showPeople).click();
      await page.getByRole('row', { name: '見本 花子' }).waitFor();
    },
  },
  {
    name: 'message-gone',
    hash: `#messages/${idOf(99)}`,
    act: (page, { words }) => page.getByText(words.refusal['not-found']).waitFor(),
  },
  {
    name: 'compose',
    hash: '#compose',
    act: async (page, given) => {
      await fill(page, given);
      await counted(page, given);
      await page.getByText(given.words.compose.kiosk).waitFor();
    },
  },
  {
    name: 'compose-easy',
    hash: '#compose',
    act: async (page, given) => {
      const { compose } = given.words;
      await fill(page, given);
      await page.getByRole('tab', { name: compose.language.easy }).click();
      await page
        .getByRole('textbox', { name: compose.title, exact: true })
        .fill('{日曜日|にちようび}の{訓練|くんれん}');
      await page
        .getByRole('textbox', { name: compose.body, exact: true })
        .fill('{地震|じしん}のときの{練習|れんしゅう}です。{小学校}に来てください。');
      await page.getByText(compose.loose('{小学校}')).waitFor();
      await counted(page, given);
    },
  },
  {
    name: 'compose-audience',
    hash: '#compose',
    act: async (page, given) => {
      const { compose } = given.words;
      await fill(page, given);
      await page.getByLabel(compose.some, { exact: true }).check();
      await page.getByLabel(compose.ageFrom, { exact: true }).fill('65');
      await page.getByLabel(compose.list, { exact: true }).selectOption('敬老会の対象者');
      await page.getByLabel(compose.later).check();
      await page.getByLabel(compose.emergency).check();
      await counted(page, given);
    },
  },
  {
    name: 'compose-faults',
    hash: '#compose',
    act: async (page, { words }) => {
      await page.getByLabel(words.compose.some, { exact: true }).check();
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'notice.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ') });
      await page.getByText(words.compose.fileFault.type('notice.pdf')).waitFor();
      await button(page, words.compose.check).click();
      await page.getByText(words.compose.fault['title-ja']).waitFor();
    },
  },
  {
    name: 'confirm',
    hash: '#compose',
    act: async (page, given) => {
      await fill(page, given);
      await page.getByLabel(given.words.compose.opened).check();
      await button(page, given.words.compose.check).click();
      await heading(page, given.words.compose.confirm).waitFor();
      await button(page, given.words.compose.sendRelease(1203)).waitFor();
    },
  },
  {
    name: 'sent',
    hash: '#compose',
    act: async (page, given) => {
      await fill(page, given);
      await button(page, given.words.compose.check).click();
      await button(page, given.words.compose.sendRelease(1203)).click();
      await page.getByText(given.words.compose.outcome['waiting-release'](1203)).waitFor();
    },
  },
  {
    name: 'recipients',
    hash: '#recipients',
    act: (page) => page.getByRole('row', { name: '見本 花子' }).waitFor(),
  },
  {
    name: 'lists',
    hash: '#lists',
    act: (page) => page.getByRole('row', { name: '敬老会の対象者' }).waitFor(),
  },
  {
    name: 'lists-uploaded',
    hash: '#lists',
    act: async (page, { words }) => {
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: '対象者.csv', mimeType: 'text/csv', buffer: Buffer.from('氏名,生年月日\n') });
      await button(page, words.people.upload).click();
      await page.getByText(words.people.understood(2, 2)).waitFor();
    },
  },
  {
    name: 'registry',
    hash: '#registry',
    act: async (page, { words }) => {
      await labelled(page, words.people.extendOne('例示 三郎')).click();
      await page.getByLabel(words.people.extendUntil).waitFor();
      await labelled(page, words.people.confirmOne('例示 三郎')).waitFor();
    },
  },
  {
    name: 'log',
    hash: '#log',
    act: (page, { words }) => page.getByRole('row', { name: words.log.act['message-released'] }).waitFor(),
  },
  {
    name: 'log-none',
    hash: '#log',
    set: (known) => Object.assign(known, { log: [], olderLog: [] }),
    act: (page, { words }) => page.getByText(words.log.none).waitFor(),
  },
  {
    name: 'log-failed',
    hash: '#log',
    set: (known) => (known.instead['deskLog'] = 'broken'),
    act: (page, { words }) => page.getByText(words.error.unreachable).waitFor(),
  },
  {
    name: 'expired',
    hash: '#recipients',
    act: async (page, { words }) => {
      await page.getByRole('row', { name: '見本 花子' }).waitFor();
      stage.known.session = null;
      await page.getByLabel(words.people.filter).selectOption({ label: words.people.state.paused });
      await page.getByRole('dialog').waitFor();
    },
  },
];

describe.each(['ja', 'en'] as const)('in %s', (language) => {
  const words = texts[language];
  const locale = { ja: 'ja-JP', en: 'en-GB' }[language];

  it.each(scenes)(
    '$name can be read by everybody, in light and dark, small and large',
    async ({ name, hash, set, act }) => {
      const { page, wrong } = await open({ locale });
      stage.known.session = stage.known.signsIn;
      set?.(stage.known);
      await page.goto(`${stage.url}${hash ?? ''}`);
      await act(page, { words });
      const photograph = (kind: string) =>
        shots === ''
          ? null
          : page.screenshot({ path: join(shots, `${name}-${language}-${kind}.png`), fullPage: true });
      expect(await axe(page)).toEqual([]);
      await photograph('light');
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator('[data-theme=dark]').first().waitFor();
      expect(await axe(page)).toEqual([]);
      await photograph('dark');
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
      expect(await axe(page)).toEqual([]);
      await photograph('320');
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.evaluate("document.documentElement.style.fontSize = '200%'");
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(1280);
      await photograph('200');
      // What breaks off on purpose is no fault of the page.
      expect(wrong).toEqual([]);
    },
  );
});

describe('staff', () => {
  const other = staff('見本 花子', ['compose', 'release']);

  it('sign in with their own account, see what their roles allow, and leave', async () => {
    const { page, wrong } = await open();
    stage.known.signsIn = staff('例示 三郎', ['compose']);
    await page.goto(stage.url);
    await link(page, en.staffSignIn).click();
    await heading(page, en.desk.messages).waitFor();
    expect(await page.getByRole('navigation').getByRole('link').allInnerTexts()).toEqual([
      en.desk.messages,
      en.desk.compose,
      en.desk.lists,
    ]);
    // A page that is not theirs is the first of theirs.
    await page.goto(`${stage.url}#registry`);
    await heading(page, en.desk.messages).waitFor();
    await page.getByText(en.messages.noRelease).first().waitFor();
    expect(await labelled(page, en.messages.releaseOne('敬老のつどいのご案内')).count()).toBe(0);
    await button(page, en.signOut).click();
    await link(page, en.staffSignIn).waitFor();
    expect(stage.known.session).toBeNull();
    expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
    expect(wrong).toEqual([]);
  });

  it('release what others wrote, told when it is for more by now, and never what they wrote themselves', async () => {
    const { page } = await open();
    stage.known.count = 5000;
    await enter(page);
    expect(await labelled(page, en.messages.releaseOne('健康診断の予約')).count()).toBe(0);
    await page.getByText(en.messages.own).waitFor();
    await labelled(page, en.messages.releaseOne('敬老のつどいのご案内')).click();
    expect(callsOf('releaseMessage')).toEqual([]);
    await button(page, en.messages.releaseSure(4210)).click();
    await page.getByText(en.messages.grown(4210, 5000)).waitFor();
    await button(page, en.messages.releaseSure(5000)).click();
    await page.getByText(en.messages.done.released).waitFor();
    expect(callsOf('releaseMessage').map(({ body }) => body)).toEqual([
      { recipients: 4210 },
      { recipients: 5000 },
    ]);
  });

  it('stop a message after they were asked once more', async () => {
    const { page } = await open();
    await enter(page);
    await labelled(page, en.messages.stopOne('断水のお知らせ')).click();
    await page.getByText(en.messages.stopHint).waitFor();
    await button(page, en.messages.stopSure).click();
    await page.getByText(en.messages.done.stopped).waitFor();
    expect(stage.known.messages.find(({ id }) => id === idOf(4))?.state).toBe('stopped');
  });

  it('see older messages, and what was refused in words', async () => {
    const { page } = await open();
    await enter(page);
    await button(page, en.desk.more).click();
    await link(page, '市長からのごあいさつ').waitFor();
    stage.known.instead['stopMessage'] = { code: 'message-state' };
    await labelled(page, en.messages.stopOne('断水のお知らせ')).click();
    await button(page, en.messages.stopSure).click();
    await page.getByText(en.refusal['message-state']).waitFor();
  });

  it('open names only by a press of their own, and take the paper list as it came', async () => {
    const { page, wrong } = await open();
    await enter(page, `#messages/${idOf(3)}`);
    await page.getByText('1,203 of 1,203').waitFor({ state: 'attached' });
    expect(callsOf('personReceipts')).toEqual([]);
    await page.getByLabel(en.messages.failedOnly).check();
    await button(page, en.messages.showPeople).click();
    await page
      .getByRole('row', { name: '例示 三郎' })
      .getByText(en.messages.announceFailure['mail-bounced'])
      .waitFor();
    expect(await page.getByRole('row', { name: '見本 花子' }).count()).toBe(0);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button(page, en.messages.paperGet).click(),
    ]);
    expect(download.suggestedFilename()).toBe('paper.csv');
    expect(await readFile(await download.path(), 'utf8')).toBe(
      '\ufeff氏名,生年月日,住所\r\n𠮷野 髙,1947-01-15,架空県\r\n',
    );
    await page.getByText(en.messages.paperGot('paper.csv')).waitFor();
    expect(wrong).toEqual([]);
  });

  it('find recipients by the reason why they left, and page on', async () => {
    const { page } = await open();
    await enter(page, '#recipients');
    await page.getByText(en.people.counts(1203, 41, 17)).waitFor();
    await button(page, en.desk.more).click();
    await page.getByLabel(en.people.filter).selectOption({ label: en.people.reason['registered-again'] });
    await page.getByRole('row', { name: '見本 花子' }).waitFor({ state: 'detached' });
    await page
      .getByRole('row', { name: '例示 三郎' })
      .getByText(en.people.reason['registered-again'])
      .waitFor();
    expect(callsOf('recipients').map(({ query }) => query)).toEqual([
      {},
      { after: 'more' },
      { reason: 'registered-again' },
    ]);
  });

  it('upload a list and are told which lines were not understood, by number', async () => {
    const { page } = await open();
    await enter(page, '#lists');
    await button(page, en.people.upload).click();
    await page.getByText(en.people.csvFault.nothing).waitFor();
    const file = (name: string, buffer: Buffer) =>
      page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer });
    await file('対象者.csv', Buffer.from('PK\u0003\u0004\u0000'));
    await button(page, en.people.upload).click();
    await page.getByText(en.people.csvFault.unreadable).waitFor();
    await file('対象者.csv', Buffer.from('氏名,生年月日\n𠮷野 髙,1947-01-15\n'));
    await button(page, en.people.upload).click();
    await page
      .getByRole('listitem')
      .getByText(`${en.people.line(3)}: ${en.people.lineWhy['birth-date']}`)
      .first()
      .waitFor();
    await page
      .getByText(`${en.people.line(5)}: ${en.people.lineWhy.columns}`)
      .first()
      .waitFor();
    expect(callsOf('uploadList').map(({ body }) => body)).toEqual([
      { name: '対象者', file: Buffer.from('氏名,生年月日\n𠮷野 髙,1947-01-15\n').toString('base64') },
    ]);
    stage.known.instead['uploadList'] = { code: 'list-unreadable' };
    await file('b.csv', Buffer.from('a;b'));
    await button(page, en.people.upload).click();
    await page.getByText(en.refusal['list-unreadable']).waitFor();
  });

  it('go on with paper letters or end them, and report, confirm and withdraw deaths', async () => {
    const { page } = await open();
    await enter(page, '#registry');
    // Whose day of review has come stands first.
    await page.getByRole('heading', { level: 3 }).first().getByText('例示 三郎').waitFor();
    await labelled(page, en.people.extendOne('例示 三郎')).click();
    await page.getByLabel(en.people.extendUntil).fill('2020-01-01');
    await button(page, en.people.extendYes).click();
    await page.getByText(en.people.badDay).waitFor();
    await page.getByLabel(en.people.extendUntil).fill('2099-01-01');
    await button(page, en.people.extendYes).click();
    await page.getByText(en.people.done.extended).waitFor();
    await labelled(page, en.people.endOne('試 太郎')).click();
    await button(page, en.people.endSure).click();
    await page.getByText(en.people.done.ended).waitFor();
    expect(stage.known.exemptions.map(({ reviewOn }) => reviewOn)).toEqual(['2099-01-01']);

    expect(await labelled(page, en.people.confirmOne('見本 花子')).count()).toBe(0);
    await labelled(page, en.people.confirmOne('例示 三郎')).click();
    await button(page, en.people.confirmSure).click();
    await page.getByText(en.people.done.confirmed).waitFor();
    await labelled(page, en.people.withdrawOne('見本 花子')).click();
    await button(page, en.people.withdrawSure).click();
    await page.getByText(en.people.done.withdrawn).waitFor();
    await page.getByLabel(en.people.reportNumber).fill('7Q4M');
    await button(page, en.people.report).click();
    await page.getByText(en.people.badNumber).waitFor();
    await page.getByLabel(en.people.reportNumber).fill('7q4m-0zkx');
    await button(page, en.people.report).click();
    await page.getByText(en.people.reported).waitFor();
    expect(callsOf('reportDeath').map(({ body }) => body)).toEqual([{ receiptNumber: '7Q4M-0ZKX' }]);
  });

  it('read the log page by page, newest first, with who did what to which message, and anew after a failure', async () => {
    const { page } = await open();
    // Neither of the roles that the log asks for, then each of them.
    stage.known.signsIn = staff('試 太郎', ['compose', 'recipients']);
    await enter(page, '#log');
    await heading(page, en.desk.messages).waitFor();
    expect(await link(page, en.desk.log).count()).toBe(0);
    for (const role of ['registry', 'release'] as const) {
      stage.known.signsIn = staff('試 太郎', [role]);
      await enter(page);
      await link(page, en.desk.log).click();
      await page.getByRole('row', { name: en.log.act['message-released'] }).waitFor();
    }
    stage.known.instead['deskLog'] = 'broken';
    await button(page, en.log.older).click();
    await page.getByText(en.error.unreachable).waitFor();
    delete stage.known.instead['deskLog'];
    await button(page, en.log.older).click();
    await button(page, en.log.older).waitFor({ state: 'detached' });
    const { log, olderLog } = stage.known;
    expect(await page.locator('tbody th').allInnerTexts()).toEqual(
      [...log, ...olderLog].map(({ what }) => (isDeskAct(what) ? en.log.act[what] : '')),
    );
    expect(
      callsOf('deskLog')
        .slice(-3)
        .map(({ query }) => query),
    ).toEqual([
      { municipality: '992011' },
      { municipality: '992011', before: 11 },
      { municipality: '992011', before: 11 },
    ]);
    const row = (act: keyof typeof en.log.act) => page.getByRole('row', { name: en.log.act[act] });
    expect(await row('message-released').innerText()).toMatch(/20 Nov 2026.*試 太郎.*1,203/su);
    expect(await row('message-posted').last().innerText()).toContain(en.log.system);
    expect(await row('death-reported').last().innerText()).toContain(en.people.register);
    expect(await row('message-stopped').innerText()).toContain(en.log.gone);
    await row('message-released').getByRole('link', { name: '日曜日の防災訓練' }).click();
    await heading(page, '日曜日の防災訓練').waitFor();
    // What a newer program writes has no word here yet.
    stage.known.log = log.map((line) => ({ ...line, what: 'tea-made' }));
    await page.goBack();
    await page.getByText(en.log.otherAct).first().waitFor();
  });

  it('write once, whatever they press, also when the answer was lost', async () => {
    const { page, wrong } = await open();
    await enter(page, '#compose');
    await fill(page, { words: en });
    await button(page, en.compose.check).click();
    stage.known.instead['postMessage'] = 'broken';
    await button(page, en.compose.sendRelease(1203)).click();
    await page.getByText(en.error.unreachable).waitFor();
    stage.known.instead = {};
    const held = Promise.withResolvers<void>();
    stage.known.before = (name) => (name === 'postMessage' ? held.promise : undefined);
    await button(page, en.compose.sendRelease(1203)).dblclick();
    await page.getByText(en.compose.sending).waitFor();
    await button(page, en.compose.sendRelease(1203)).click({ force: true });
    await button(page, en.compose.confirmBack).click({ force: true });
    held.resolve();
    await page.getByText(en.compose.outcome['waiting-release'](1203)).waitFor();
    const posted = callsOf('postMessage').map(({ body }) => MessageRequest.parse(body).id);
    expect(posted).toHaveLength(2);
    expect(new Set(posted).size).toBe(1);
    // The next one is another; the page's own name leads to it as well.
    await link(page, en.desk.compose).click();
    expect(await page.getByRole('textbox', { name: en.compose.title, exact: true }).inputValue()).toBe('');
    expect(wrong).toEqual([]);
  });

  it('compose by keyboard alone', async () => {
    const { page } = await open();
    await enter(page, '#compose');
    await page.getByText(en.compose.count.told(1203, 300, 1100, 20)).waitFor();
    const focused = () =>
      page.evaluate<string>(
        "(document.activeElement?.id || document.activeElement?.textContent || '').trim()",
      );
    /** By Tab alone; what cannot be reached ends the test. */
    const to = async (what: RegExp) => {
      for (let presses = 0; presses < 80; presses += 1) {
        await page.keyboard.press('Tab');
        if (what.test(await focused())) return;
      }
      throw new Error(`${what.source} cannot be reached`);
    };
    await to(/^text-ja$/);
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('text-easy');
    await page.keyboard.press('Home');
    await to(/^title$/);
    await page.keyboard.type('訓練');
    await to(/^body$/);
    await page.keyboard.type('市役所で');
    for (let times = 0; times < 4; times += 1) await page.keyboard.press('Shift+ArrowLeft');
    await to(new RegExp(`^${en.compose.rubyAdd}$`));
    await page.keyboard.press('Enter');
    await page.keyboard.type('しやくしょで');
    await page.locator('.screen').first().getByText('市役所で').waitFor();
    await to(new RegExp(`^${en.compose.check}$`));
    await page.keyboard.press('Enter');
    await heading(page, en.compose.confirm).waitFor();
    await button(page, en.compose.sendRelease(1203)).waitFor();
    await to(/^Hand over/);
    await page.keyboard.press('Space');
    await page.getByText(en.compose.outcome['waiting-release'](1203)).waitFor();
    expect(callsOf('postMessage').map(({ body }) => MessageRequest.parse(body).texts)).toEqual([
      { ja: { title: '訓練', body: '{市役所で|しやくしょで}' } },
    ]);
  });

  it('keep what they wrote when their session ends, sign in in another tab, and go on', async () => {
    const { page, context, wrong } = await open();
    await enter(page, '#compose');
    await fill(page, { words: en });
    await page.getByText(en.compose.count.told(1203, 300, 1100, 20)).waitFor();
    await button(page, en.compose.check).click();
    await button(page, en.compose.sendRelease(1203)).waitFor();
    stage.known.session = null;
    await button(page, en.compose.sendRelease(1203)).click();
    await page.getByRole('dialog').waitFor();
    expect(await axe(page)).toEqual([]);
    await button(page, en.desk.expired.goOn).click();
    await page.getByText(en.desk.expired.stillOut).waitFor();
    const [tab] = await Promise.all([
      context.waitForEvent('page'),
      link(page, en.desk.expired.signIn).click(),
    ]);
    await heading(tab, en.desk.messages).waitFor();
    await page.getByText(en.compose.outcome['waiting-release'](1203)).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    const ids = callsOf('postMessage').map(({ body }) => MessageRequest.parse(body).id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(wrong).toEqual([]);
  });

  it('send nothing in the name of somebody else who signed in meanwhile', async () => {
    const { page } = await open();
    await enter(page, '#compose');
    await fill(page, { words: en });
    await button(page, en.compose.check).click();
    await button(page, en.compose.sendRelease(1203)).waitFor();
    stage.known.session = null;
    await button(page, en.compose.sendRelease(1203)).click();
    await page.getByRole('dialog').waitFor();
    stage.known.session = other;
    await button(page, en.desk.expired.goOn).click();
    await page.getByText(en.desk.expired.somebodyElse(other.name)).waitFor();
    expect(callsOf('postMessage')).toHaveLength(1);
    await button(page, en.compose.sendRelease(1203)).waitFor();
  });

  it('are warned before what they wrote is lost', async () => {
    const { page } = await open();
    await enter(page, '#compose');
    await fill(page, { words: en });
    await page.goto(`${stage.url}#messages`);
    await heading(page, en.desk.messages).waitFor();
    await page.getByRole('link', { name: en.desk.draftOpen }).click();
    expect(await page.getByRole('textbox', { name: en.compose.title, exact: true }).inputValue()).toBe(
      '日曜日の防災訓練',
    );
    const asked = page.waitForEvent('dialog');
    const reloaded = page.evaluate('location.reload()');
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await reloaded;
    await button(page, en.signOut).click();
    await button(page, en.desk.leaveNo).click();
    expect(stage.known.session).not.toBeNull();
    await button(page, en.compose.discard).click();
    await button(page, en.compose.discardSure).click();
    expect(await page.getByRole('textbox', { name: en.compose.title, exact: true }).inputValue()).toBe('');
    await button(page, en.signOut).click();
    await link(page, en.staffSignIn).waitFor();
  });

  it('see in the preview what each reader gets', async () => {
    const { page } = await open();
    await enter(page, '#compose');
    await fill(page, { words: en });
    await page.getByRole('tab', { name: en.compose.language.easy }).click();
    await page.getByRole('textbox', { name: en.compose.title, exact: true }).fill('{訓練|くんれん}です');
    await page.locator('.screen ruby').first().getByText('くんれん').waitFor();
    await page.getByLabel(en.compose.previewAs).selectOption({ label: en.compose.language.vi });
    await page.getByText(en.compose.stands(en.compose.language.ja)).waitFor();
    for (const frame of await page.locator('.screen').all())
      await frame.getByText('日曜日の防災訓練').waitFor();
  });

  it('cannot send to nobody', async () => {
    const { page } = await open();
    stage.known.count = 0;
    await enter(page, '#compose');
    await fill(page, { words: en });
    await page.getByText(en.compose.count.nobody).waitFor();
    await button(page, en.compose.check).click();
    await page.getByText(en.compose.count.nobody).waitFor();
    const send = page.locator('main button[aria-disabled=true]');
    await send.click({ force: true });
    expect(callsOf('postMessage')).toEqual([]);
  });
});
