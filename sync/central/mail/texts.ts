// What the mails and short messages say. The subject is neutral: it names neither the city nor the matter, for families
// share mailboxes (reference/features.md, 18). The number tells which of several mails is the newest.
import { legalLanguageOf, type Language, type LegalLanguage } from '../../contract/words.ts';

export interface CodeText {
  readonly language: Language;
  readonly number: number;
  readonly code: string;
  readonly kind: 'counter' | 'handoff';
}

interface Words {
  subject(number: number): string;
  body(text: CodeText): readonly string[];
  sms(text: CodeText): string;
}

const ja: Words = {
  subject: (number) => `確認コード（${number} 通目）`,
  body: ({ number, code, kind }) => [
    `確認コード: ${code}`,
    '',
    kind === 'counter'
      ? '窓口の画面に、この6けたのコードを入力してください。30分間使えます。'
      : 'お手元の控えのQRコードからページを開き、この6けたのコードを入力してください。24時間使えます。',
    number > 1 ? `これは${number}通目のメールです。いちばん新しいメールのコードを使ってください。` : '',
    '',
    'お心当たりがないときは、このメールを削除してください。このコードを、ほかの人に教えないでください。',
  ],
  sms: ({ code, number }) => `確認コード（${number} 通目）: ${code}`,
};

const en: Words = {
  subject: (number) => `Confirmation code (mail no. ${number})`,
  body: ({ number, code, kind }) => [
    `Your confirmation code: ${code}`,
    '',
    kind === 'counter'
      ? 'Please enter this 6-digit code on the screen at the counter. It works for 30 minutes.'
      : 'Please open the page behind the QR code on your slip and enter this 6-digit code. It works for 24 hours.',
    number > 1 ? `This is mail no. ${number}. Please use the code in the newest mail.` : '',
    '',
    'If you did not ask for this, please delete this mail. Please do not tell the code to anybody.',
  ],
  sms: ({ code, number }) => `Confirmation code (no. ${number}): ${code}`,
};

const words: Readonly<Record<LegalLanguage, Words>> = { ja, en };
const wordsOf = (language: Language): Words => words[legalLanguageOf(language)];

/** The mail with a code. */
export function codeMail(text: CodeText): { subject: string; text: string } {
  const lines = wordsOf(text.language).body(text);
  return { subject: wordsOf(text.language).subject(text.number), text: `${lines.join('\n')}\n` };
}

/** The short message with a code. */
export const codeSms = (text: CodeText): string => wordsOf(text.language).sms(text);
