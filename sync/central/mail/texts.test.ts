import { describe, expect, test } from 'vitest';
import { languages } from '../../contract/words.ts';
import { defaultLimits as limits } from '../verifications/limits.ts';
import { codeMail, codeSms, type CodeText } from './texts.ts';

const kinds = ['counter', 'handoff'] as const;
const life = { counter: limits.counterLifeMs / 60_000, handoff: limits.handoffLifeMs / 3_600_000 };
const told = (text: Partial<CodeText>) => ({
  language: 'ja' as const,
  number: 7,
  code: '654321',
  kind: 'counter' as const,
  ...text,
});

describe.each(languages)('in %s', (language) => {
  test.each(kinds)('the mail of the %s has the code, its number, and how long it works', (kind) => {
    const { subject, text } = codeMail(told({ language, kind }));
    expect(subject).toContain('7');
    expect(text.split('654321')).toHaveLength(2);
    expect(text.split('\n')[0]).toContain('654321');
    expect(text.replace('654321', '')).toContain('7');
    expect(text).toMatch(new RegExp(`(?<!\\d)${String(life[kind])}(?!\\d)`, 'u'));
  });

  test('the first mail speaks of no newer one', () => {
    const first = codeMail(told({ language, number: 1 }));
    expect(first.subject).toContain('1');
    const lines = (text: string) => text.split('\n').filter((line) => line !== '');
    expect(lines(codeMail(told({ language, number: 2 })).text)).toHaveLength(lines(first.text).length + 1);
  });

  test('the subject tells neither the code nor the matter nor a card', () => {
    for (const kind of kinds)
      expect(codeMail(told({ language, kind })).subject).not.toMatch(
        /654321|市|城|시청|city|thành phố|prefeitura|lungsod|my number|マイナンバー|登録|登记|등록|đăng ký|cadastro|regist/iu,
      );
  });

  test('there are no readings in it, for a mail cannot show them', () => {
    for (const kind of kinds) expect(codeMail(told({ language, kind })).text).not.toMatch(/[{|}]/u);
  });

  test('the short message has the code and its number, and is one message (70 UCS-2 characters, 3GPP TS 23.038)', () => {
    const sms = codeSms(told({ language, number: 12 }));
    expect(sms).toContain('654321');
    expect(sms).toContain('12');
    expect(sms.length).toBeLessThanOrEqual(70);
  });
});

test('no language stands in for another', () => {
  for (const kind of kinds) {
    const mails = languages.map((language) => codeMail(told({ language, kind })));
    expect(new Set(mails.map(({ text }) => text)).size).toBe(languages.length);
    expect(new Set(mails.map(({ subject }) => subject)).size).toBe(languages.length);
  }
  expect(new Set(languages.map((language) => codeSms(told({ language })))).size).toBe(languages.length);
});
