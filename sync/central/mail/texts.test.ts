import { describe, expect, test } from 'vitest';
import { languages, type Language } from '../../contract/words.ts';
import { defaultLimits as limits } from '../verifications/limits.ts';
import { codeMail, codeSms, type CodeText } from './texts.ts';
import { signInMs } from '../web/limits.ts';
import { codeCall } from './voice.ts';

const kinds = ['counter', 'handoff', 'sign-in'] as const;
const life = {
  counter: limits.counterLifeMs / 60_000,
  handoff: limits.handoffLifeMs / 3_600_000,
  'sign-in': signInMs / 60_000,
};
const told = (text: Partial<CodeText>) => ({
  language: 'ja' as const,
  number: 7,
  code: '654321',
  kind: 'counter' as const,
  helper: false,
  page: null,
  ...text,
});

/** What is said only when this digit is in the code. */
const digitWord = (language: Language, digit: string): string => {
  const other = digit === '0' ? '1' : '0';
  const [same, changed] = [other.repeat(6), other.repeat(2) + digit + other.repeat(3)].map((code) =>
    codeCall(language, code).text.split(/[、，,.。]\s*/u),
  );
  return changed?.find((word) => !(same ?? []).includes(word)) ?? '';
};

describe.each(languages)('in %s', (language) => {
  test.each(kinds)('the mail of the %s has the code, its number, and how long it works', (kind) => {
    const { subject, text } = codeMail(told({ language, kind }));
    expect(subject).toContain('7');
    expect(text.split('654321')).toHaveLength(2);
    expect(text.split('\n')[0]).toContain('654321');
    expect(text.replace('654321', '')).toContain('7');
    expect(text).toMatch(new RegExp(`(?<!\\d)${String(life[kind])}(?!\\d)`, 'u'));
  });

  test('the mail names a registration only where it must tell two apart', () => {
    const mail = (receiptNumber: string | null) =>
      codeMail(told({ language, kind: 'sign-in', receiptNumber }));
    expect(mail('0123-4567').text.split('0123-4567')).toHaveLength(2);
    expect(mail('0123-4567').subject).toBe(mail(null).subject);
    expect(mail(null).text).not.toContain('undefined');
  });

  test('the first mail speaks of no newer one', () => {
    const first = codeMail(told({ language, number: 1 }));
    expect(first.subject).toContain('1');
    const lines = (text: string) => text.split('\n').filter((line) => line !== '');
    expect(lines(codeMail(told({ language, number: 2 })).text)).toHaveLength(lines(first.text).length + 1);
  });

  test('the mail to a trusted person says whom the code is for, and not to keep it to oneself', () => {
    const own = codeMail(told({ language })).text;
    const helper = codeMail(told({ language, helper: true })).text;
    expect(helper.split('654321')).toHaveLength(2);
    expect(helper.split('\n').at(-2)).not.toBe(own.split('\n').at(-2));
    expect(codeMail(told({ language, helper: true })).subject).toBe(codeMail(told({ language })).subject);
  });

  test('the mail after a registration without network leads to the page, where its slip is known', () => {
    const page = 'https://central.example.jp/s/123456789012345678901234';
    const { text } = codeMail(told({ language, kind: 'handoff', page }));
    expect(text.split('\n')).toContain(page);
    expect(codeMail(told({ language, kind: 'handoff' })).text).not.toContain('/s/');
  });

  test('the call says the code digit by digit, twice, and no digit as a figure', () => {
    const { text } = codeCall(language, '654321');
    expect(text).not.toMatch(/\d/u);
    const spoken = [...'654321'].map((digit) => digitWord(language, digit));
    expect(new Set(spoken).size).toBe(6);
    expect(text.match(new RegExp(spoken.join('[、，,] ?'), 'gu'))).toHaveLength(2);
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
