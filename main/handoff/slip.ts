// The slip: what the resident carries home. It tells what is done and what is open in their language and in Japanese, and
// leads to the page behind the QR code. It is HTML complete in itself, so that every shell prints the same. No personal data.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Language, LegalLanguage, LocalText, Stages } from '../../preload/contract/state.ts';
import { legalLanguageOf, localText, withoutReadings } from '../../sync/contract/words.ts';
import type { PrintJob } from '../shell/shell.ts';
import { qrCode } from './qr.ts';

const Words = z.strictObject({
  heading: z.string(),
  receiptLabel: z.string(),
  stagesLabel: z.string(),
  saved: z.string(),
  sent: z.string(),
  accepted: z.string(),
  contact: z.string(),
  mailbox: z.string(),
  done: z.string(),
  open: z.string(),
  mailboxOpen: z.string(),
  mailboxWaiting: z.string(),
  mailboxNotWanted: z.string(),
  nextLabel: z.string(),
  nextNothing: z.string(),
  nextSending: z.string(),
  nextContact: z.string(),
  nextMailbox: z.string(),
  scan: z.string(),
  askLabel: z.string(),
  keep: z.string(),
});
type Word = keyof z.infer<typeof Words>;

/** What `resources/slip/` holds, read once at the start. */
export interface SlipTemplate {
  readonly html: string;
  readonly css: string;
  readonly words: Readonly<Record<LegalLanguage, Readonly<Record<Word, string>>>>;
}

export interface SlipContent {
  readonly language: Language;
  readonly receiptNumber: string;
  readonly stages: Stages;
  /** Where the QR code leads. */
  readonly url: string;
  /** The token for the eye, in groups of four. */
  readonly code: string;
  readonly city: LocalText;
  readonly terminalName: string;
  /** ISO 8601; printed in Japan's time and both calendars. */
  readonly at: string;
  /** Where to ask. */
  readonly contactHint: LocalText;
}

export interface Slip {
  readonly html: string;
  readonly paper: PrintJob['paper'];
}

/** Reads the template in `directory`. Throws when it is broken: wrong configuration stops the start. */
export async function loadSlipTemplate(directory: string): Promise<SlipTemplate> {
  const read = (name: string) => readFile(join(directory, name), 'utf8');
  const [html, css, words] = await Promise.all([read('slip.html'), read('slip.css'), read('words.yml')]);
  return { html, css, words: z.strictObject({ ja: Words, en: Words }).parse(parse(words)) };
}

/** Dots per inch of common slip printers, and how many of them fit between the margins of 80 mm paper. */
const DPI = 203;
const PRINTABLE_DOTS = 575;
/** 4 dots are 0.5005 mm: the least that older phones read from thermal paper (lessons 2.7). */
const MIN_DOTS = 4;
/** Comfortable: about 40 mm in all. */
const WANTED_DOTS = 320;

/**
 * Paper needed: as measured, with room for two more lines of `contactHint`, and what each thing left to do adds. A slip that
 * outgrows it breaks onto a second page; tests/e2e/slip.test.ts holds the figures.
 */
const HEIGHT_MM = { ja: { base: 200, each: 13 }, en: { base: 255, each: 22 } } as const;

/** Side of the printed QR code. Whole dots for each module, so that no module comes out thinner than another. */
function paperSide(modules: number): string {
  const dots = Math.max(MIN_DOTS, Math.floor(WANTED_DOTS / modules));
  if (dots * modules > PRINTABLE_DOTS)
    throw new RangeError(`address too long for a slip: ${modules} modules`);
  return `${((dots * modules * 25.4) / DPI).toFixed(4)}mm`;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => escapes[char] ?? char);

/** The resident's language first, Japanese below it for whoever helps them. Raw text in, HTML out. */
function inBoth(language: LegalLanguage, text: LocalText): string {
  const first = `<span lang="${language}">${escape(withoutReadings(localText(text, language)))}</span>`;
  return language === 'ja'
    ? first
    : `${first}<span class="second" lang="ja">${escape(withoutReadings(text.ja))}</span>`;
}

function time(language: LegalLanguage, at: string): string {
  const moment = new Date(at);
  const show = (locale: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: 'Asia/Tokyo', ...options }).format(moment);
  const clock = show('ja-JP', { hour: '2-digit', minute: '2-digit', hour12: false });
  const era = show('ja-JP-u-ca-japanese', { dateStyle: 'long' });
  if (language === 'ja') return `${show('ja-JP', { dateStyle: 'long' })}（${era}）${clock}`;
  return `${show('en-GB', { dateStyle: 'long' })} (${era}) ${clock}`;
}

/** What is left to do, most pressing first. */
function nextWords(stages: Stages): Word[] {
  const next: Word[] = [];
  if (stages.contact === 'open') next.push('nextContact');
  if (!stages.accepted) next.push('nextSending');
  if (stages.mailbox === 'waiting') next.push('nextMailbox');
  return next.length === 0 ? ['nextNothing'] : next;
}

function stageLines(stages: Stages): { what: Word; state: Word; done: boolean }[] {
  const line = (what: Word, done: boolean) => ({ what, state: done ? 'done' : 'open', done }) as const;
  const mailbox = {
    open: 'mailboxOpen',
    waiting: 'mailboxWaiting',
    'not-wanted': 'mailboxNotWanted',
  } as const;
  return [
    line('saved', stages.saved),
    line('sent', stages.sent),
    line('accepted', stages.accepted),
    line('contact', stages.contact === 'confirmed'),
    { what: 'mailbox', state: mailbox[stages.mailbox], done: stages.mailbox === 'open' },
  ];
}

/**
 * The slip as HTML complete in itself, for 80 mm paper, and the paper that it needs. Everything that comes from outside is
 * escaped. Throws RangeError when the address is too long for a readable code (a wrong `PUBLIC_URL`).
 */
export function slipHtml(content: SlipContent, template: SlipTemplate): Slip {
  const { stages } = content;
  const language = legalLanguageOf(content.language);
  const words = (word: Word) =>
    inBoth(language, { ja: template.words.ja[word], en: template.words.en[word] });
  const next = nextWords(stages);
  const { base, each } = HEIGHT_MM[language];
  const paper = { widthUm: 80_000, heightUm: (base + each * next.length) * 1000 };
  const page = `@page { size: ${paper.widthUm / 1000}mm ${paper.heightUm / 1000}mm; margin: 0; }\n`;
  const qr = qrCode(content.url, 'paper', paperSide(qrCode(content.url, 'paper').modules));

  const parts: Record<string, string> = {
    language,
    title: escape(`${template.words[language].heading} ${content.receiptNumber}`),
    css: page + template.css,
    city: inBoth(language, content.city),
    receiptNumber: escape(content.receiptNumber),
    stages: stageLines(stages)
      .map(({ what, state, done }) => {
        const cells = `<span class="what">${words(what)}</span><span class="mark">${words(state)}</span>`;
        return `<li class="${done ? 'done' : 'open'}">${cells}</li>`;
      })
      .join(''),
    next: next.map((word) => `<p>${words(word)}</p>`).join(''),
    qr: qr.svg,
    code: escape(content.code),
    url: escape(content.url),
    contactHint: inBoth(language, content.contactHint),
    at: escape(time(language, content.at)),
    terminalName: escape(content.terminalName),
  };
  for (const word of [
    'heading',
    'receiptLabel',
    'stagesLabel',
    'nextLabel',
    'scan',
    'askLabel',
    'keep',
  ] as const) {
    parts[word] = words(word);
  }
  const html = template.html.replace(/\{\{(\w+)\}\}/g, (_mark, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`slip template names an unknown part: ${name}`);
    return part;
  });
  return { html, paper };
}
