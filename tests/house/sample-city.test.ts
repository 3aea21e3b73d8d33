// The sample city is data that every demonstration and test stands on: it must have the contract's shape, belong to no real
// place, and say the same thing section by section in both languages.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { Interest, LegalDocument, LinkedService, Municipality } from '../../sync/contract/feed.ts';
import { Language, LegalLanguage, LocalText, withoutReadings } from '../../sync/contract/words.ts';

const folder = join(import.meta.dirname, '../../resources/sample-city');
const City = z.strictObject({
  city: z.strictObject({ name: LocalText }),
  municipalities: z.array(Municipality).min(1),
  interests: z.array(Interest).min(8),
  services: z.array(LinkedService).length(3),
});
const FrontMatter = z.strictObject({
  document: LegalDocument,
  version: z.string().min(1).max(40),
  language: LegalLanguage,
  title: z.string().min(1),
  effective: z.iso.date(),
});

const city = City.parse(parse(readFileSync(join(folder, 'city.yml'), 'utf8')));

function legal(document: string, language: string) {
  const source = readFileSync(join(folder, `${document}.${language}.md`), 'utf8');
  const split = /^---\n([\s\S]*?)\n---\n([\s\S]+)$/.exec(source);
  if (split === null) throw new Error('no front matter');
  const text = split[2]!;
  return { head: FrontMatter.parse(parse(split[1]!)), written: text, text: withoutReadings(text) };
}

/** Kind of each block in turn, with the number of points in each list: what must agree between the languages. */
function outline(text: string): string[] {
  return text
    .trim()
    .split(/\n{2,}/)
    .map((block) => {
      const lines = block.split('\n');
      if (lines.every((line) => line.startsWith('- '))) return `list of ${lines.length}`;
      if (lines.length === 1 && /^#{1,2} \S/.test(block)) return block.startsWith('##') ? 'section' : 'part';
      if (lines.length === 1 && /^[^#\-*>`|[\]]/.test(block)) return 'paragraph';
      return `outside the subset: ${block.slice(0, 40)}`;
    });
}

/** Check digit of a 全国地方公共団体コード: weights 6 to 2, eleven minus the remainder, last digit. */
const checkDigit = (code: string): number =>
  (11 - ([...code.slice(0, 5)].reduce((sum, digit, at) => sum + Number(digit) * (6 - at), 0) % 11)) % 10;

describe('the sample city', () => {
  it('has codes with a right check digit in a prefecture that does not exist', () => {
    expect(city.municipalities.length).toBeGreaterThan(2);
    for (const { code } of city.municipalities) {
      expect(code).toMatch(/^99/);
      expect(Number(code[5])).toBe(checkDigit(code));
    }
    expect(checkDigit('131016')).toBe(6); // a published code, so that the rule itself is checked
  });

  it('has one city that is not open yet, and every city lies in the prefecture', () => {
    expect(city.municipalities.filter((one) => !one.open).map((one) => withoutReadings(one.name.ja))).toEqual(
      ['ためし市'],
    );
    const prefecture = city.municipalities.find((one) => one.level === 'prefecture');
    for (const one of city.municipalities)
      expect(one.addressPrefix.startsWith(prefecture!.addressPrefix)).toBe(true);
  });

  it('uses every identifier once', () => {
    for (const list of [city.interests, city.services]) {
      expect(new Set(list.map((one) => one.id)).size).toBe(list.length);
    }
  });

  it('names in each consent exactly the facts that are shared', () => {
    const words = {
      name: ['氏名', 'name'],
      birthDate: ['生年月日', 'birth date'],
      sex: ['性別', 'sex'],
      address: ['住所', '[a-z], address'],
      email: ['メールアドレス', 'email'],
      phone: ['電話番号', 'phone number'],
    } as const;
    for (const service of city.services) {
      for (const [fact, [ja, en]] of Object.entries(words)) {
        const shared = service.shares.some((one) => one === fact);
        expect(withoutReadings(service.consentText.ja).includes(ja), `${service.id} ${fact} ja`).toBe(shared);
        expect(new RegExp(en).test(service.consentText.en), `${service.id} ${fact} en`).toBe(shared);
      }
    }
  });

  it('has no blank inside Japanese sentences, where a folded line would leave one', () => {
    for (const { consentText, purpose, description } of city.services) {
      for (const text of [consentText, purpose, description]) expect(text.ja).not.toMatch(/\s/);
    }
  });
});

describe('the legal texts', () => {
  const documents = LegalDocument.options;

  it('are there in Japanese and English, in short in every other language, and nothing else is', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.md'));
    const wanted = documents.flatMap((one) =>
      Language.options.map((language) =>
        LegalLanguage.options.some((legal) => legal === language)
          ? `${one}.${language}.md`
          : `${one}.${language}.short.md`,
      ),
    );
    expect(files.sort()).toEqual(wanted.sort());
  });

  it.each(documents)('%s: what it says in short is of the version that is there', (document) => {
    const { version } = legal(document, 'ja').head;
    for (const language of Language.options) {
      if (LegalLanguage.options.some((one) => one === language)) continue;
      const source = readFileSync(join(folder, `${document}.${language}.short.md`), 'utf8');
      const [, head = '', text = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]+)$/.exec(source) ?? [];
      expect(parse(head)).toEqual({ document, version, language });
      expect(text.length).toBeGreaterThan(100);
      expect(outline(withoutReadings(text)).filter((block) => block.startsWith('outside'))).toEqual([]);
    }
  });

  it('have a reading for every word in Japanese and やさしい日本語', () => {
    const unread = /\{[^{|}]+\|[\u3041-\u30ff]+\}/gu;
    const city = readFileSync(join(folder, 'city.yml'), 'utf8').matchAll(/\b(?:ja|easy): ('[^']*'|.*)/g);
    const texts = [...city].map(([, text]) => text!);
    for (const document of documents) {
      const { head, written } = legal(document, 'ja');
      const short = readFileSync(join(folder, `${document}.easy.short.md`), 'utf8');
      texts.push(head.title, written, short);
    }
    for (const text of texts) expect(text.replaceAll(unread, '')).not.toMatch(/[\p{Script=Han}|]/u);
  });

  it.each(documents)(
    '%s: its head tells what the file name tells, with the same version and date',
    (document) => {
      const heads = LegalLanguage.options.map((language) => {
        const { head } = legal(document, language);
        expect(head).toMatchObject({ document, language });
        return { version: head.version, effective: head.effective };
      });
      expect(heads[0]).toEqual(heads[1]);
    },
  );

  it.each(documents)('%s: stays inside the Markdown subset and matches section by section', (document) => {
    const ja = outline(legal(document, 'ja').text);
    expect(ja.filter((block) => block.startsWith('outside'))).toEqual([]);
    expect(outline(legal(document, 'en').text)).toEqual(ja);
  });

  it('the terms are long enough to need scrolling and name what they must', () => {
    const { ja, en } = { ja: legal('terms', 'ja').text, en: legal('terms', 'en').text };
    expect(ja.length).toBeGreaterThan(3_000);
    for (const word of ['禁止事項', '登録', '第三者への提供', 'お問い合わせ', '2025年10月1日', '改定']) {
      expect(ja).toContain(word);
    }
    for (const word of [
      'Prohibited acts',
      'Registration',
      'third parties',
      'Contact',
      '1 October 2025',
      'Revision',
    ]) {
      expect(en).toContain(word);
    }
  });

  it('the privacy policy tells of the serial number, the provider, where to ask and how revisions are announced', () => {
    const { ja, en } = { ja: legal('privacy', 'ja').text, en: legal('privacy', 'en').text };
    for (const word of ['シリアル番号', 'J-LIS', '提供者', 'お問い合わせ先', '改定とその知らせ方']) {
      expect(ja).toContain(word);
    }
    for (const word of ['serial number', 'J-LIS', 'Provider', 'Contact', 'how they are announced']) {
      expect(en).toContain(word);
    }
  });

  it('give only contact details that lead nowhere', () => {
    for (const document of documents) {
      for (const language of LegalLanguage.options) {
        const { text } = legal(document, language);
        for (const found of text.match(/[\w.+-]+@[\w.-]+/g) ?? []) expect(found).toMatch(/\.example$/);
        for (const found of text.match(/\d{2,4}-\d{2,4}-\d{4}/g) ?? []) expect(found).toBe('0000-00-0000');
      }
    }
  });
});
