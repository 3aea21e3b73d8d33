// The slip: what the resident carries home. It tells what is done and what is open in their language and in Japanese, and
// leads to the page behind the QR code. It is HTML complete in itself, so that every shell prints the same. No personal data.
import type { Language } from '../../sync/contract/words.ts';
import { withoutReadings } from '../../sync/contract/words.ts';
import type { PrintJob } from '../shell/shell.ts';
import { qrCode } from './qr.ts';
import { tags } from './slip-dates.ts';
import { slipLines, type Said, type SlipContent, type SlipLine } from './slip-lines.ts';
import type { SlipTemplate } from './slip-template.ts';

export interface Slip {
  readonly html: string;
  readonly paper: PrintJob['paper'];
  /** What stands on the paper, to be told: the same lines, in the resident's language, with their readings. */
  readonly spoken: readonly string[];
}

const WIDTH_UM = 80_000;
/** Dots per inch of common slip printers, and how many of them fit between the margins of 80 mm paper. */
const DPI = 203;
const PRINTABLE_DOTS = 575;
/** 4 dots are 0.5005 mm: the least that older phones read from thermal paper (lessons 2.7). */
const MIN_DOTS = 4;
/** Comfortable: about 40 mm in all. */
const WANTED_DOTS = 320;

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

/** Readings above the words for readers of やさしい日本語, none for the others. Raw text in, HTML out. */
function marked(language: Language, text: string): string {
  if (language !== 'easy') return escape(withoutReadings(text));
  // The rule of the readings has no sign that HTML escapes, but for & in a text from outside: escaped first, it is one more word.
  return escape(text).replaceAll(
    /\{([^{|}]+)\|([\u3041-\u309f\u30a1-\u30ff]+)\}/gu,
    '<ruby>$1<rt>$2</rt></ruby>',
  );
}

/** The resident's language first, Japanese below it for whoever helps them. */
function inBoth(language: Language, { own, ja }: Said): string {
  const first = `<span lang="${tags[language]}">${marked(language, own)}</span>`;
  return ja === null ? first : `${first}<span class="second" lang="ja">${marked('ja', ja)}</span>`;
}

function lineHtml(language: Language, { spot, says, mark }: SlipLine): string {
  const text = inBoth(language, says);
  switch (spot) {
    case 'stages': {
      const state = mark === undefined ? '' : inBoth(language, mark);
      const cells = `<span class="what">${text}</span><span class="mark">${state}</span>`;
      return `<li class="${mark?.done === true ? 'done' : 'open'}">${cells}</li>`;
    }
    case 'bring':
      return `<li>${text}</li>`;
    case 'next':
    case 'ask':
      return `<p>${text}</p>`;
    case 'code':
      return halves(says.own)
        .map((half) => `<span>${escape(half)}</span>`)
        .join(' ');
    case 'receiptNumber':
    case 'address':
      return escape(says.own);
    default:
      return text;
  }
}

/** Groups of digits in two stretches that are not torn apart. */
function halves(code: string): string[] {
  const groups = code.split(' ');
  const middle = Math.ceil(groups.length / 2);
  return [groups.slice(0, middle), groups.slice(middle)]
    .filter((half) => half.length > 0)
    .map((half) => half.join(' '));
}

/**
 * The slip as HTML complete in itself, for paper 80 mm wide, and as it is told. Everything that comes from outside is escaped.
 * Throws RangeError when the address is too long for a readable code (a wrong `PUBLIC_URL`), Error on a template that names what
 * is not there.
 */
export function slipOf(content: SlipContent, template: SlipTemplate): Slip {
  const { language } = content;
  const lines = slipLines(content, template);
  const parts: Record<string, string> = {
    lang: tags[language],
    size: content.large ? 'large' : 'usual',
    css: template.css,
    qr: qrCode(content.url, 'paper', paperSide(qrCode(content.url, 'paper').modules)).svg,
    ask: '',
  };
  for (const line of lines) parts[line.spot] = (parts[line.spot] ?? '') + lineHtml(language, line);
  const html = template.html.replace(/\{\{(\w+)\}\}/g, (_mark, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`slip template names an unknown part: ${name}`);
    return part;
  });
  const spoken = lines.map(({ says, mark }) => (mark === undefined ? says.own : `${says.own} ${mark.own}`));
  return { html, paper: { widthUm: WIDTH_UM }, spoken };
}
