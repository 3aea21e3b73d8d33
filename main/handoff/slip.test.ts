// The slip must say what is done and what is open, in both languages, and never let a text from outside become markup.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSlipTemplate, slipHtml, type SlipContent } from './slip.ts';

const template = await loadSlipTemplate(join(import.meta.dirname, '../../resources/slip'));
const content: SlipContent = {
  language: 'ja',
  receiptNumber: '7Q4M-0ZKX',
  stages: { saved: true, sent: false, accepted: false, contact: 'open', mailbox: 'waiting' },
  url: 'https://portal.mihon.example/s/0123456789ABCDEFGHJKMNPQRS',
  code: '0123 4567 89AB CDEF GHJK MNPQ RS',
  city: { ja: 'みほん{市|し}', en: 'Mihon City' },
  terminalName: 'みほん市役所 1番窓口',
  at: '2026-11-21T09:05:00.000Z',
  contactHint: { ja: '電話 0000-00-0000', en: 'Telephone 0000-00-0000' },
};
const text = (html: string): string =>
  html
    .replace(/<style>[\s\S]*<\/style>/, '')
    .replace(/<[^>]+>/g, '\n')
    .replace(/\s*\n\s*/g, '\n');

describe('the slip', () => {
  it('tells an unfinished registration: what is open, and what the resident has to do', () => {
    const shown = text(slipHtml(content, template).html);
    expect(shown).toContain('窓口の端末に保存\n済みました');
    expect(shown).toContain('市のシステムへ送信\nまだです');
    expect(shown).toContain('連絡先の確認\nまだです');
    expect(shown).toContain(template.words.ja.nextContact);
    expect(shown).toContain(template.words.ja.nextSending);
    expect(shown).toContain(template.words.ja.nextMailbox);
    expect(shown).not.toContain(template.words.ja.nextNothing);
  });

  it("prints the municipality's name without its readings", () => {
    for (const language of ['ja', 'en'] as const) {
      const shown = text(slipHtml({ ...content, language }, template).html);
      expect(shown).toContain('みほん市\n');
      expect(shown).not.toMatch(/[{|}]/);
    }
  });

  it('says that nothing is left only when nothing is', () => {
    const stages = {
      saved: true,
      sent: true,
      accepted: true,
      contact: 'confirmed',
      mailbox: 'open',
    } as const;
    const shown = text(slipHtml({ ...content, stages }, template).html);
    expect(shown).toContain(template.words.ja.nextNothing);
    expect(shown).not.toContain('まだです');
    const declined = slipHtml({ ...content, stages: { ...stages, mailbox: 'not-wanted' } }, template);
    expect(text(declined.html)).toContain('メールボックス\n申し込みなし');
  });

  it('shows the time where the counter is, in both calendars', () => {
    expect(text(slipHtml(content, template).html)).toContain('2026年11月21日（令和8年11月21日）18:05');
  });

  it("puts the resident's language first and Japanese below it", () => {
    const { html } = slipHtml({ ...content, language: 'en' }, template);
    expect(html).toContain('<html lang="en">');
    for (const word of ['heading', 'saved', 'nextContact', 'keep'] as const) {
      const { en, ja } = { en: template.words.en[word], ja: template.words.ja[word] };
      expect(text(html)).toContain(`${en}\n${ja}`);
    }
    expect(slipHtml(content, template).html).not.toContain(template.words.en.heading);
  });

  it('lets no text from outside become markup', () => {
    const bad = `<img src=x onerror="a('b')">&{{css}}`;
    const { html } = slipHtml(
      {
        ...content,
        terminalName: bad,
        city: { ja: bad, en: bad },
        contactHint: { ja: bad, en: bad },
        code: bad,
        receiptNumber: bad,
      },
      template,
    );
    expect(html).not.toContain('<img');
    expect(html.split('&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;{{css}}')).toHaveLength(7);
  });

  it('is complete in itself: nothing is fetched to print it', () => {
    const { html } = slipHtml(content, template);
    expect(html).not.toMatch(/<script|<link|<img|@import|url\(|src=/);
    expect(html).not.toMatch(/\{\{\w+\}\}/);
  });

  it('prints every module four dots wide or more on 203 dpi paper, and whole dots only', () => {
    for (const length of [0, 40, 200]) {
      const { html } = slipHtml({ ...content, url: `${content.url}${'/x'.repeat(length / 2)}` }, template);
      const [modules, side] = /viewBox="0 0 (\d+) \d+" width="([\d.]+)mm"/.exec(html)!.slice(1).map(Number);
      const dots = ((side! / 25.4) * 203) / modules!;
      expect(dots).toBeGreaterThanOrEqual(3.999);
      expect(Math.abs(dots - Math.round(dots))).toBeLessThan(0.01);
      expect(side).toBeLessThanOrEqual(72);
    }
  });

  it('refuses an address whose code would not fit the paper', () => {
    expect(() => slipHtml({ ...content, url: `${content.url}/${'x'.repeat(1500)}` }, template)).toThrow(
      RangeError,
    );
  });
});
