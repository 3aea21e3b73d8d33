// The slip must say what is done and what is open, in both languages, and never let a text from outside become markup.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { kana } from '../../renderer/ui/markup.ts';
import { languages, withoutReadings } from '../../sync/contract/words.ts';
import { slipOf } from './slip.ts';
import type { SlipContent } from './slip-lines.ts';
import { loadSlipTemplate } from './slip-template.ts';

const house = join(import.meta.dirname, '../../resources');
const template = await loadSlipTemplate(join(house, 'slip'));
const content: SlipContent = {
  language: 'ja',
  receiptNumber: '7Q4M-0ZKX',
  stages: { saved: true, sent: false, accepted: false, contact: 'open', mailbox: 'waiting' },
  url: `HTTPS://PORTAL.MIHON.EXAMPLE/S/${'720491384106'.repeat(18).slice(0, 208)}`,
  code: '7204 9138 4106 7204 9138 4106',
  address: 'https://portal.mihon.example/s',
  expiresAt: '2026-12-21T14:59:59.000Z',
  city: { ja: 'みほん{市|し}', en: 'Mihon City' },
  terminalName: 'みほん市役所 1番窓口',
  at: '2026-11-21T09:05:00.000Z',
  enquiries: {
    ja: 'デジタル{推進課|すいしんか}',
    en: 'Digital Promotion Division',
    vi: 'Phòng Chuyển đổi số',
  },
  phone: '0000-00-0000',
  hours: { ja: '{平日|へいじつ} 8:30〜17:15', en: 'Working days 8:30–17:15' },
  large: false,
};
const finished = { saved: true, sent: true, accepted: true, contact: 'confirmed', mailbox: 'open' } as const;
const text = (html: string): string =>
  html
    .replace(/<style>[\s\S]*<\/style>/, '')
    .replace(/<[^>]+>/g, '\n')
    .replace(/\s*\n\s*/g, '\n');
const htmlOf = (change: Partial<SlipContent>): string => slipOf({ ...content, ...change }, template).html;

describe('the slip', () => {
  it('tells an unfinished registration: what is open and by when, and what the resident needs', () => {
    const shown = text(htmlOf({}));
    for (const line of [
      '窓口の端末に保存\n済みました',
      '市のシステムへ送信\nまだです',
      '連絡先の確認\nまだです',
      'いつまで\n2026年12月21日（令和8年12月21日）',
      'マイナンバーカード（窓口に来るとき）',
      '生年月日（ページを開くときに入力します）',
      '電話 0000-00-0000',
      '受付時間 平日 8:30〜17:15',
      '7204 9138 4106\n7204 9138 4106',
      'https://portal.mihon.example/s\n',
    ])
      expect(shown).toContain(line);
    const { nextContact, nextSending, nextMailbox, nextNothing } = template.words.ja;
    for (const word of [nextContact, nextSending, nextMailbox])
      expect(shown).toContain(withoutReadings(word));
    expect(shown).not.toContain(withoutReadings(nextNothing));
  });

  it('says that nothing is left only when nothing is', () => {
    const shown = text(htmlOf({ stages: finished }));
    expect(shown).toContain(withoutReadings(template.words.ja.nextNothing));
    expect(shown).not.toContain('まだです');
    const declined = htmlOf({ stages: { ...finished, mailbox: 'not-wanted' } });
    expect(text(declined)).toContain('メールボックス\n申し込みなし');
  });

  it('names the counter itself where the municipality has named nobody else', () => {
    const shown = text(htmlOf({ enquiries: null, phone: null, hours: null }));
    expect(shown).toContain('お問い合わせ\nこの控えをお渡しした窓口\n手続きが');
    expect(shown).not.toContain('電話');
  });

  it('shows the time where the counter is, in both calendars, in every language', () => {
    const shown = {
      ...{ ja: '2026年11月21日（令和8年11月21日） 18:05', en: '21 November 2026 (令和8年11月21日) 18:05' },
      ...{ zh: '2026年11月21日 (令和8年11月21日) 18:05', ko: '2026년 11월 21일 (令和8年11月21日) 18:05' },
      ...{ vi: '21 tháng 11, 2026 (令和8年11月21日) 18:05', pt: '21 de novembro de 2026 (令和8年11月21日)' },
      tl: 'Nobyembre 21, 2026 (令和8年11月21日) 18:05',
    };
    for (const [language, time] of Object.entries(shown))
      expect(text(htmlOf({ language: language as keyof typeof shown }))).toContain(time); // its own keys
  });

  it.each(['en', 'zh', 'ko', 'vi', 'pt', 'tl'] as const)(
    'in %s has Japanese below every text',
    (language) => {
      const html = htmlOf({ language });
      for (const word of ['heading', 'saved', 'nextContact', 'bringCard', 'deadlineLabel', 'keep'] as const) {
        const [own, ja] = [template.words[language][word], withoutReadings(template.words.ja[word])];
        expect(text(html)).toContain(`${own}\n${ja}`);
      }
      expect(html).not.toContain('<ruby>');
    },
  );

  it('in easy Japanese has its readings above the words, and nothing twice', () => {
    const html = htmlOf({ language: 'easy' });
    expect(html).toContain('<html lang="ja">');
    expect(html).toContain('<ruby>登録<rt>とうろく</rt></ruby>の<ruby>控<rt>ひか</rt></ruby>え');
    expect(html).toContain('<ruby>年<rt>ねん</rt></ruby>');
    expect(html).not.toContain('second"');
    expect(text(html)).not.toMatch(/[{|}]/);
  });

  it.each(languages)('in %s shows no mark of a reading', (language) => {
    expect(text(htmlOf({ language }))).not.toMatch(/[{|}]/);
  });

  it.each(languages)('in %s is told just as it is printed', (language) => {
    for (const stages of [content.stages, finished]) {
      const { html, spoken } = slipOf({ ...content, language, stages }, template);
      const printed = html
        .replace(/<style>[\s\S]*<\/style>|<svg[\s\S]*<\/svg>|<rt>[^<]*<\/rt>/g, '')
        .replaceAll(/<span class="second"[^>]*>[\s\S]*?<\/span>/g, '')
        .replaceAll(/<[^>]+>|\s/g, '');
      expect(spoken.map(withoutReadings).join('').replaceAll(/\s/g, '')).toBe(printed);
    }
  });

  it('in Japanese is told without a character that a voice would have to guess', () => {
    for (const language of ['ja', 'easy'] as const) {
      const change = { language, terminalName: '1', expiresAt: '2027-01-01T03:00:00.000Z' };
      const told = slipOf({ ...content, ...change }, template)
        .spoken.map(kana)
        .join('\n');
      expect(told).not.toMatch(/\p{Script=Han}/u);
      expect(told).toContain('ついたち');
      expect(told).toContain('れいわ');
    }
  });

  it('lets no text from outside become markup', () => {
    const bad = `<img src=x onerror="a('b')">&{{css}}`;
    const both = { ja: bad, en: bad };
    for (const language of ['ja', 'easy', 'en'] as const) {
      const html = htmlOf({
        ...{ language, terminalName: bad, city: both, enquiries: both, hours: both, phone: bad },
        ...{ code: bad, receiptNumber: bad, address: bad },
      });
      expect(html).not.toContain('<img');
      expect(html.split('onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;{{css}}').length).toBeGreaterThan(7);
    }
  });

  it('is complete in itself: nothing is fetched to print it', () => {
    const html = htmlOf({ large: true });
    expect(html).not.toMatch(/<script|<link|<img|@import|url\(|src=/);
    expect(html).not.toMatch(/\{\{\w+\}\}/);
    expect(html).toContain('<body class="large">');
  });

  it('prints every module four dots wide or more on 203 dpi paper, and whole dots only', () => {
    for (const length of [0, 40, 200]) {
      const html = htmlOf({ url: `${content.url}${'/x'.repeat(length / 2)}` });
      const [modules, side] = /viewBox="0 0 (\d+) \d+" width="([\d.]+)mm"/.exec(html)!.slice(1).map(Number);
      const dots = ((side! / 25.4) * 203) / modules!;
      expect(dots).toBeGreaterThanOrEqual(3.999);
      expect(Math.abs(dots - Math.round(dots))).toBeLessThan(0.01);
      expect(side).toBeLessThanOrEqual(72);
    }
  });

  it('refuses an address whose code would not fit the paper', () => {
    expect(() => htmlOf({ url: `${content.url}/${'x'.repeat(1500)}` })).toThrow(RangeError);
  });
});

describe("a municipality's own template", () => {
  const made = async (files: Readonly<Record<string, string>>) => {
    const directory = await mkdtemp(join(tmpdir(), 'madoguchi-slip-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    for (const [name, body] of Object.entries(files)) await writeFile(join(directory, name), body);
    return await loadSlipTemplate(join(house, 'slip'), directory);
  };

  it('changes single words, adds to the look, takes the place of the page', async () => {
    const own = await made({
      'words.yml': 'en:\n  heading: Mihon slip\n',
      'slip.css': '.city { font-size: 2em }',
      'slip.html': '<!doctype html><style>{{css}}</style><h1>{{heading}}</h1>{{qr}}',
    });
    const { html } = slipOf({ ...content, language: 'en' }, own);
    expect(html).toContain('Mihon slip');
    expect(html).toContain('.stages li');
    expect(html).toContain('.city { font-size: 2em }');
    expect(html).not.toContain('<footer>');
    expect(own.words.en.keep).toBe(template.words.en.keep);
    expect(own.words.vi).toEqual(template.words.vi);
  });

  it('may be empty, or not there at all', async () => {
    expect((await made({})).words).toEqual(template.words);
    expect((await loadSlipTemplate(join(house, 'slip'), join(house, 'nowhere'))).html).toBe(template.html);
  });

  it('cannot call a stage otherwise than kiosk and phone do, nor name a word that there is not', async () => {
    await expect(made({ 'words.yml': 'ja:\n  saved: ほぞん\n' })).rejects.toThrow('saved');
    await expect(made({ 'words.yml': 'ja:\n  hedding: x\n' })).rejects.toThrow('hedding');
    const wrong = await made({ 'slip.html': '{{nothing}}' });
    expect(() => slipOf(content, wrong)).toThrow('nothing');
  });
});
