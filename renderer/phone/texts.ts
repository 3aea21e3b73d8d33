// The phone page's words. Japanese gives the shape; a text missing in the other language does not compile.
import { plainAll } from '../ui/markup.ts';
import { stageWords } from '../ui/stages.ts';

const ja = {
  title: '登録の状態',
  other: 'English',
  loading: '確かめています…',
  badAddress: 'このページのアドレスが正しくありません',
  badAddressHelp:
    '控えのQRコードを、もう一度読み取ってください。読み取れないときは、控えにあるお問い合わせ先におたずねください。',
  summary: {
    'not-arrived': 'まだ届いていません',
    contact: '連絡先の確認が残っています',
    mailbox: 'もう少しで終わります',
    done: '手続きはすべて終わりました',
    accepted: '受け付けました',
  },
  summaryHelp: {
    'not-arrived':
      '登録は窓口の端末に安全に保存されています。つながりしだい、自動で届きます。していただくことはありません。このページを閉じても、あとでまた開けます。',
    contact: 'メールで届いた6けたのコードを、下に入力してください。',
    mailbox: 'メールボックスを準備しています。していただくことはありません。',
    done: 'このページを閉じてかまいません。',
    accepted: 'していただくことはありません。',
  },
  stages: plainAll(stageWords.ja),
  receivedAt: (when: string) => `${when} に受け付けました`,
  checkedAt: (when: string) => `${when} に確かめました。`,
  again: '自動で確かめます。',
  check: 'いま確かめる',
  unreachable: 'いま、つながりません',
  unreachableHelp: '登録は失われません。電波のよいところで、少し待ってからもう一度お試しください。',
  code: {
    label: '6けたのコード',
    hint: 'メールが何通もあるときは、いちばん新しいものを使ってください。',
    send: '確認する',
    sending: '確認しています…',
    confirmed: '連絡先を確認しました',
    help: 'メールが見つからないときは、迷惑メールの中も見てください。それでも届かないときは、控えにあるお問い合わせ先におたずねください。',
  },
  trouble: {
    malformed: '6けたの数字を入力してください。',
    wrong: (left: number) => `コードがちがいます。あと${left}回入力できます。`,
    expired: 'このコードの期限が切れました。控えにあるお問い合わせ先におたずねください。',
    spent:
      '何度もちがうコードが入力されたので、このコードは使えなくなりました。控えにあるお問い合わせ先におたずねください。',
    busy: 'しばらく待ってから、もう一度お試しください。',
    unreachable: 'つながりませんでした。コードはまだ使えます。もう一度お試しください。',
  },
  privacy: 'このページに氏名や住所は表示されません。クッキーも使いません。',
};
type Texts = typeof ja;

const en: Texts = {
  title: 'Your registration',
  other: '日本語',
  loading: 'Checking…',
  badAddress: 'The address of this page is not correct',
  badAddressHelp:
    'Please scan the QR code on your slip again. If that does not work, ask at the contact printed on the slip.',
  summary: {
    'not-arrived': 'It has not arrived yet',
    contact: 'Your contact is still to be confirmed',
    mailbox: 'Nearly done',
    done: 'Everything is done',
    accepted: 'Accepted',
  },
  summaryHelp: {
    'not-arrived':
      'Your registration is safe on the terminal at the counter. It arrives by itself as soon as there is a connection. There is nothing for you to do. You can close this page and open it again later.',
    contact: 'Enter the 6-digit code from the email that we sent you.',
    mailbox: 'Your mailbox is being prepared. There is nothing for you to do.',
    done: 'You can close this page.',
    accepted: 'There is nothing for you to do.',
  },
  stages: stageWords.en,
  receivedAt: (when) => `Accepted on ${when}`,
  checkedAt: (when) => `Checked at ${when}.`,
  again: 'This page checks by itself.',
  check: 'Check now',
  unreachable: 'No connection just now',
  unreachableHelp: 'Your registration is not lost. Please try again in a moment, where reception is good.',
  code: {
    label: '6-digit code',
    hint: 'If several emails came, use the newest one.',
    send: 'Confirm',
    sending: 'Confirming…',
    confirmed: 'Your contact is confirmed',
    help: 'If you cannot find the email, look in your spam folder too. If it does not come, ask at the contact printed on the slip.',
  },
  trouble: {
    malformed: 'Please enter all 6 digits.',
    wrong: (left) => `The code is not correct. You can try ${left} more ${left === 1 ? 'time' : 'times'}.`,
    expired: 'This code has expired. Please ask at the contact printed on the slip.',
    spent:
      'A wrong code was entered too often, so this code no longer works. Please ask at the contact printed on the slip.',
    busy: 'Please wait a while and try again.',
    unreachable: 'There was no connection. Your code still works: please try again.',
  },
  privacy: 'This page never shows your name or address, and uses no cookies.',
};

export type PhoneLanguage = 'ja' | 'en';
export const texts: Readonly<Record<PhoneLanguage, Texts>> = { ja, en };

/** Japanese for those whose browser asks for it, English for everyone else. */
export const preferred = (browserLanguage: string): PhoneLanguage =>
  /^ja\b/i.test(browserLanguage) ? 'ja' : 'en';
