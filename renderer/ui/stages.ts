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
    label: 'いまの{状態|じょうたい}',
    stage: {
      saved: '{窓口|まどぐち}の{端末|たんまつ}に{保存|ほぞん}',
      sent: '{市|し}のシステムへ{送信|そうしん}',
      accepted: '{市|し}のシステムで{受|う}け{付|つ}け',
      contact: '{連絡先|れんらくさき}の{確認|かくにん}',
      mailbox: 'メールボックス',
    },
    mark: {
      done: '{済|す}みました',
      open: 'まだです',
      ready: '{使|つか}えます',
      notWanted: '{申|もう}し{込|こ}みなし',
      unknown: 'このあとです',
    },
    left: {
      label: 'このあとすること',
      nothing: 'していただくことはありません',
      contact:
        '{連絡先|れんらくさき}の{確認|かくにん}が{残|のこ}っています。メールで{届|とど}く6けたのコードを、QRコードのページに{入力|にゅうりょく}してください。',
      sending: '{登録|とうろく}は、つながりしだい{自動|じどう}で{送|おく}ります。',
      mailbox:
        '{受|う}け{付|つ}けと{連絡先|れんらくさき}の{確認|かくにん}が{済|す}むと、メールボックスを{使|つか}えます。',
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
