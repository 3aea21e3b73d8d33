// What stands on a slip, line by line. The paper and the voice are both made of these lines, so that who listens hears just what who
// reads sees. No personal data.
import type { LocalText, Stages } from '../../preload/contract/state.ts';
import { type Language, localText } from '../../sync/contract/words.ts';
import { day, moment } from './slip-dates.ts';
import type { SlipTemplate, Word } from './slip-template.ts';

export interface SlipContent {
  readonly language: Language;
  readonly receiptNumber: string;
  readonly stages: Stages;
  /** Where the QR code leads. */
  readonly url: string;
  /** The slip's number for the eye, in groups of four. */
  readonly code: string;
  /** Where the number can be typed. */
  readonly address: string;
  /** ISO 8601; until then the slip can be used, and everything is to be done. */
  readonly expiresAt: string;
  readonly city: LocalText;
  readonly terminalName: string;
  /** ISO 8601; printed in Japan's time and both calendars. */
  readonly at: string;
  /** Where to ask; null: at the counter where the slip was printed. */
  readonly enquiries: LocalText | null;
  readonly phone: string | null;
  readonly hours: LocalText | null;
  /** For those who read large type. */
  readonly large: boolean;
}

/** Where on the paper a line stands: the template's name for it. */
export type Spot =
  | ('city' | 'heading' | 'receiptLabel' | 'receiptNumber' | 'stagesLabel' | 'stages')
  | ('nextLabel' | 'next' | 'deadlineLabel' | 'deadline' | 'deadlineAfter' | 'bringLabel' | 'bring')
  | (
      'scan' | 'type' | 'code' | 'address' | 'askLabel' | 'enquiries' | 'ask' | 'keep' | 'at' | 'terminalName'
    );

/** One text in the resident's language and, where that is another, in Japanese. Readings as `{漢字|かんじ}`. */
export interface Said {
  readonly own: string;
  readonly ja: string | null;
}
export interface SlipLine {
  readonly spot: Spot;
  readonly says: Said;
  /** Beside it: how far that stage is. */
  readonly mark?: Said & { readonly done: boolean };
}

/** What is left to do, most pressing first. */
function nextWords(stages: Stages): Word[] {
  const next: Word[] = [];
  if (stages.contact === 'open') next.push('nextContact');
  if (!stages.accepted) next.push('nextSending');
  if (stages.mailbox === 'waiting') next.push('nextMailbox');
  return next.length === 0 ? ['nextNothing'] : next;
}

const mailboxes = {
  open: 'mailboxOpen',
  waiting: 'mailboxWaiting',
  'not-wanted': 'mailboxNotWanted',
} as const;

/** The lines of a slip in their order on the paper. The QR code stands after `scan`. */
export function slipLines(content: SlipContent, template: Pick<SlipTemplate, 'words'>): readonly SlipLine[] {
  const { language, stages } = content;
  const twice = language !== 'ja' && language !== 'easy';
  const both = (text: LocalText): Said => ({
    own: localText(text, language),
    ja: twice ? text.ja : null,
  });
  const word = (name: Word): Said => ({
    own: template.words[language][name],
    ja: twice ? template.words.ja[name] : null,
  });
  const alike = (text: string): Said => ({ own: text, ja: null });
  const line = (spot: Spot, says: Said): SlipLine => ({ spot, says });
  const words = (...spots: (Spot & Word)[]) => spots.map((spot) => line(spot, word(spot)));
  const stage = (what: Word, done: boolean, mark: Word = done ? 'done' : 'open'): SlipLine => ({
    spot: 'stages',
    says: word(what),
    mark: { ...word(mark), done },
  });
  /** `電話 0000`: a label and what it is about, in one line. */
  const labelled = (label: Word, text: LocalText | null): SlipLine[] => {
    if (text === null) return [];
    const [name, value] = [word(label), both(text)];
    const ja = name.ja === null ? null : `${name.ja} ${value.ja ?? value.own}`;
    return [
      line('ask', { own: `${name.own} ${value.own}`, ja: ja === `${name.own} ${value.own}` ? null : ja }),
    ];
  };
  const { phone } = content;
  return [
    line('city', both(content.city)),
    ...words('heading', 'receiptLabel'),
    line('receiptNumber', alike(content.receiptNumber)),
    ...words('stagesLabel'),
    stage('saved', stages.saved),
    stage('sent', stages.sent),
    stage('accepted', stages.accepted),
    stage('contact', stages.contact === 'confirmed'),
    stage('mailbox', stages.mailbox === 'open', mailboxes[stages.mailbox]),
    ...words('nextLabel'),
    ...nextWords(stages).map((name) => line('next', word(name))),
    ...words('deadlineLabel'),
    line('deadline', alike(day(language, content.expiresAt))),
    ...words('deadlineAfter', 'bringLabel'),
    ...(['bringPhone', 'bringBirth', 'bringCard'] as const).map((name) => line('bring', word(name))),
    ...words('scan', 'type'),
    line('code', alike(content.code)),
    line('address', alike(content.address)),
    ...words('askLabel'),
    line('enquiries', content.enquiries === null ? word('askHere') : both(content.enquiries)),
    ...labelled('phoneLabel', phone === null ? null : { ja: phone, en: phone }),
    ...labelled('hoursLabel', content.hours),
    ...words('keep'),
    line('at', alike(moment(language, content.at))),
    line('terminalName', alike(content.terminalName)),
  ];
}
