// The phone page's words. Japanese gives the shape; a text missing in the other language does not compile.
const ja = {
  title: '登録の状態',
  other: 'English',
  loading: '確かめています…',
  badAddress: 'このページの住所が正しくありません',
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
      '登録は窓口の端末に安全に保存されています。つながりしだい、自動で届きます。あなたがすることはありません。このページを閉じても、あとでまた開けます。',
    contact: 'メールで届いた6桁の数字を、下に入力してください。',
    mailbox: 'メールボックスを準備しています。あなたがすることはありません。',
    done: 'このページを閉じてかまいません。',
    accepted: 'あなたがすることはありません。',
  },
  stages: 'いまの状態',
  stage: {
    saved: '窓口で保存',
    accepted: '市の受け付け',
    contact: '連絡先の確認',
    mailbox: 'メールボックス',
  },
  mark: {
    done: '済みました',
    open: 'まだです',
    notWanted: '申し込みなし',
    unknown: 'このあとです',
  },
  receivedAt: (when: string) => `${when} に受け付けました`,
  checkedAt: (when: string) => `${when} に確かめました。`,
  again: '自動で確かめます。',
  check: 'いま確かめる',
  unreachable: 'いま、つながりません',
  unreachableHelp: '登録は失われません。電波のよいところで、少し待ってからもう一度お試しください。',
  code: {
    label: '6桁の数字',
    hint: 'メールが何通もあるときは、いちばん新しいものを使ってください。',
    send: '確認する',
    sending: '確認しています…',
    confirmed: '連絡先を確認しました',
    help: 'メールが見つからないときは、迷惑メールの中も見てください。それでも届かないときは、控えにあるお問い合わせ先におたずねください。',
  },
  trouble: {
    malformed: '数字を6つ入力してください。',
    wrong: (left: number) => `数字が違います。あと${left}回入力できます。`,
    expired: 'この数字は使える時間が過ぎました。控えにあるお問い合わせ先におたずねください。',
    spent:
      '何度も違う数字が入力されたので、この数字は使えなくなりました。控えにあるお問い合わせ先におたずねください。',
    busy: 'しばらく待ってから、もう一度お試しください。',
    unreachable: 'つながりませんでした。数字はまだ使えます。もう一度お試しください。',
  },
  privacy: 'このページに氏名や住所は表示されません。クッキーも使いません。',
};
type Texts = typeof ja;

const en: Texts = {
  title: 'Your registration',
  other: '日本語',
  loading: 'Checking…',
  badAddress: 'The address of this page is not right',
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
    contact: 'Enter the six digits from the email that you were sent.',
    mailbox: 'Your mailbox is being prepared. There is nothing for you to do.',
    done: 'You can close this page.',
    accepted: 'There is nothing for you to do.',
  },
  stages: 'How far it is',
  stage: {
    saved: 'Saved at the counter',
    accepted: 'Accepted by the city',
    contact: 'Contact confirmed',
    mailbox: 'Mailbox',
  },
  mark: { done: 'Done', open: 'Not yet', notWanted: 'Not asked for', unknown: 'Comes later' },
  receivedAt: (when) => `Accepted on ${when}`,
  checkedAt: (when) => `Checked at ${when}.`,
  again: 'This page checks by itself.',
  check: 'Check now',
  unreachable: 'No connection just now',
  unreachableHelp: 'Your registration is not lost. Please try again in a moment, where reception is good.',
  code: {
    label: 'Six digits',
    hint: 'If there are several emails, use the newest.',
    send: 'Confirm',
    sending: 'Confirming…',
    confirmed: 'Your contact is confirmed',
    help: 'If you cannot find the email, look in your spam folder too. If it does not come, ask at the contact printed on the slip.',
  },
  trouble: {
    malformed: 'Please enter six digits.',
    wrong: (left) => `These digits are not right. You can try ${left} more ${left === 1 ? 'time' : 'times'}.`,
    expired: 'These digits are no longer valid. Please ask at the contact printed on the slip.',
    spent:
      'Wrong digits were entered too often, so this code no longer works. Please ask at the contact printed on the slip.',
    busy: 'Please wait a while and try again.',
    unreachable: 'There was no connection. The digits are still good: please try again.',
  },
  privacy: 'This page never shows your name or address, and uses no cookies.',
};

export type PhoneLanguage = 'ja' | 'en';
export const texts: Readonly<Record<PhoneLanguage, Texts>> = { ja, en };

/** Japanese for those whose browser asks for it, English for everyone else. */
export const preferred = (browserLanguage: string): PhoneLanguage =>
  /^ja\b/i.test(browserLanguage) ? 'ja' : 'en';
