// How far a registration is, in one set of words: the kiosk's last screen and the phone page read them here, and
// tests/house/words.test.ts holds the printed slip's file against them. Who reads two of the three must not wonder whether they agree.

/** In the order in which they come. */
export const stageIds = ['saved', 'sent', 'accepted', 'contact', 'mailbox'] as const;
export type StageId = (typeof stageIds)[number];

/** `ready`: the mailbox can be used; `unknown`: nothing is known yet because the registration has not arrived. */
export type StageMark = 'done' | 'open' | 'ready' | 'notWanted' | 'unknown';

export interface StageWords {
  /** Heading of the list. */
  readonly label: string;
  readonly stage: Readonly<Record<StageId, string>>;
  readonly mark: Readonly<Record<StageMark, string>>;
  /** What is left, and who does it. */
  readonly left: Readonly<Record<'label' | 'nothing' | 'contact' | 'sending' | 'mailbox', string>>;
}

export const stageWords: Readonly<Record<'ja' | 'en', StageWords>> = {
  ja: {
    label: 'いまの状態',
    stage: {
      saved: '窓口の端末に保存',
      sent: '市のシステムへ送信',
      accepted: '市のシステムで受け付け',
      contact: '連絡先の確認',
      mailbox: 'メールボックス',
    },
    mark: {
      done: '済みました',
      open: 'まだです',
      ready: '使えます',
      notWanted: '申し込みなし',
      unknown: 'このあとです',
    },
    left: {
      label: 'このあとすること',
      nothing: 'していただくことはありません',
      contact:
        '連絡先の確認が残っています。メールで届く6けたのコードを、QRコードのページに入力してください。',
      sending: '登録は、つながりしだい自動で送ります。',
      mailbox: '受け付けと連絡先の確認が済むと、メールボックスを使えます。',
    },
  },
  en: {
    label: 'How far it is',
    stage: {
      saved: 'Saved at the counter',
      sent: 'Sent to the city',
      accepted: 'Accepted by the city',
      contact: 'Contact confirmed',
      mailbox: 'Mailbox',
    },
    mark: {
      done: 'Done',
      open: 'Not yet',
      ready: 'Ready',
      notWanted: 'Not asked for',
      unknown: 'Comes later',
    },
    left: {
      label: 'What is left to do',
      nothing: 'There is nothing left for you to do',
      contact:
        'Please confirm your contact. Enter the 6-digit code from your email on the page behind the QR code.',
      sending: 'Your registration is sent by itself as soon as there is a connection.',
      mailbox:
        'Your mailbox is ready once the city has accepted your registration and your contact is confirmed.',
    },
  },
};
