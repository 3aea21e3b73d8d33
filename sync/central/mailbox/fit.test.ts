// However long a message and its attachments are, what a counter gets fits under one seal, and says what is left to the phone.
import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { languages, CompactJose } from '../../contract/words.ts';
import { MessageContent } from '../../contract/message.ts';
import { fitMessage } from './fit.ts';
import { sealMessage } from './seal.ts';

const messageOf = (body: string, pages: readonly (readonly string[])[]): MessageContent => ({
  ...{ id: randomUUID(), from: { ja: '市', en: 'City' }, emergency: false },
  texts: { ja: { title: '題', body } },
  attachments: pages.map((text, index) => ({
    ...{ id: randomUUID(), name: `${String(index)}.pdf`, bytes: 1, pages: 3, sha256: 'a'.repeat(64) },
    text: [...text],
  })),
});
const certificate = randomBytes(1600).toString('base64');

it('what fits is left as it is, an empty page too', () => {
  const content = messageOf('本文', [['一', '', '三'], []]);
  expect(fitMessage(content, 10_000)).toBe(content);
});

it('the first pages come first; the one that does not fit is begun, and the rest is left to the phone', () => {
  const page = '字'.repeat(1_000);
  const content = messageOf('本文', [[page, '', page, page], [page]]);
  const fitted = fitMessage(content, 8_000);
  const [first, second] = fitted.attachments;
  expect(first?.text.slice(0, 2)).toEqual([page, '']);
  expect(first?.text[2]).toBe(page);
  expect(first?.text).toHaveLength(4);
  expect(page.startsWith(first?.text[3] ?? '?')).toBe(true);
  expect(first?.text[3]?.length).toBeLessThan(1_000);
  expect([first?.continues, second?.text, second?.continues]).toEqual([true, [], true]);
  expect([fitted.continues, fitted.texts]).toEqual([undefined, content.texts]);
});

it('bodies in every language that are too long together are cut, titles are not', async () => {
  const text = { title: '題'.repeat(200), body: '😀字'.repeat(6_666) };
  const content = {
    ...messageOf('', [['一']]),
    texts: { ja: text, ...Object.fromEntries(languages.map((language) => [language, text])) },
  };
  const sealed = await sealMessage(content, certificate);
  expect(CompactJose.safeParse(sealed).success).toBe(true);
  const fitted = fitMessage(content, 295_000);
  expect([fitted.continues, fitted.texts.ja.title]).toEqual([true, text.title]);
  expect(text.body.startsWith(fitted.texts.ja.body)).toBe(true);
  expect(fitted.texts.ja.body.isWellFormed()).toBe(true);
});

it('whatever it is, it fits, is of the contract, and tells exactly where something is missing', () => {
  const page = fc
    .tuple(fc.constantFrom('字', 'a', '"', '\n', '😀', '\u0001'), fc.nat(4_000))
    .map(([char, times]) => char.repeat(times));
  const pages = fc.array(fc.array(page, { maxLength: 6 }), { maxLength: 5 });
  const body = page.map((text) => `本${text}`);
  const bytes = fc.integer({ min: 4_000, max: 60_000 });
  fc.assert(
    fc.property(body, pages, bytes, (said, attached, bytesAtMost) => {
      const content = messageOf(said, attached);
      const fitted = fitMessage(content, bytesAtMost);
      expect(MessageContent.safeParse(fitted).success).toBe(true);
      expect(Buffer.byteLength(JSON.stringify(fitted))).toBeLessThanOrEqual(bytesAtMost);
      expect(fitted.continues === true).toBe(fitted.texts.ja.body !== content.texts.ja.body);
      for (const [index, one] of fitted.attachments.entries()) {
        const whole = content.attachments[index]?.text ?? [];
        expect(one.continues === true).toBe(JSON.stringify(one.text) !== JSON.stringify(whole));
        for (const [at, text] of one.text.entries()) expect(whole[at]?.startsWith(text)).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});
