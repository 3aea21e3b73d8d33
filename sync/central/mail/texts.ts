// What the mails and short messages say. The subject is neutral: it names neither the city nor the matter, for families
// share mailboxes (reference/features.md, 18). The number tells which of several mails is the newest.
import type { Language } from '../../contract/words.ts';

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
      ? '窓口の画面に、この 6 けたの数字を入力してください。30 分間使えます。'
      : 'お手元の案内票の QR コードからページを開き、この 6 けたの数字を入力してください。24 時間使えます。',
    number > 1 ? `これは ${number} 通目のメールです。いちばん新しいメールの数字を使ってください。` : '',
    '',
    'お心当たりがないときは、このメールを削除してください。数字を誰かに教える必要はありません。',
  ],
  sms: ({ code, number }) => `確認コード（${number} 通目）: ${code}`,
};

const en: Words = {
  subject: (number) => `Confirmation code (mail no. ${number})`,
  body: ({ number, code, kind }) => [
    `Your confirmation code: ${code}`,
    '',
    kind === 'counter'
      ? 'Type these six digits on the screen at the counter. They work for 30 minutes.'
      : 'Open the page behind the QR code on your slip and type these six digits. They work for 24 hours.',
    number > 1 ? `This is mail no. ${number}. Use the digits of the newest mail.` : '',
    '',
    'If you did not ask for this, delete this mail. Nobody will ever ask you for these digits.',
  ],
  sms: ({ code, number }) => `Confirmation code (no. ${number}): ${code}`,
};

const words: Readonly<Record<Language, Words>> = { ja, en };

/** The mail with a code. */
export function codeMail(text: CodeText): { subject: string; text: string } {
  const lines = words[text.language].body(text);
  return { subject: words[text.language].subject(text.number), text: `${lines.join('\n')}\n` };
}

/** The short message with a code. */
export const codeSms = (text: CodeText): string => words[text.language].sms(text);
