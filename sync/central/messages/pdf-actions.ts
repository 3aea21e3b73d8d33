// Finds in a PDF what acts by itself, by the names that stand for it (ISO 32000-1, 12.6.4, 7.11.4, 13): pdf.js tells of scripts and files
// within, but not of programs that are started. Names are looked for in the objects and in compressed object streams (7.5.7).
import { inflateSync } from 'node:zlib';

const forbidden = new Set([
  ...[
    'JavaScript',
    'JS',
    'Launch',
    'EmbeddedFile',
    'EmbeddedFiles',
    'RichMedia',
    'Rendition',
    'Movie',
    'Sound',
  ],
  ...['SubmitForm', 'ImportData', 'GoToR', 'GoToE', 'XFA', 'Encrypt'],
]);
/** A stream of a few hundred objects; one that unfolds to more is not what it says. */
const unfoldedAtMost = 20_000_000;

/** Whether there is something in it that acts by itself, or that cannot be looked into. */
export function actsByItself(content: Buffer): boolean {
  // One byte, one character.
  const whole = content.toString('latin1');
  let outside = '';
  let at = 0;
  for (const found of whole.matchAll(/\bstream\r?\n/g)) {
    if (found.index < at) continue;
    outside += whole.slice(at, found.index);
    const from = found.index + found[0].length;
    const until = whole.indexOf('endstream', from);
    const end = until === -1 ? whole.length : until;
    const dictionary = outside.slice(outside.lastIndexOf('obj'));
    if (
      /\/ObjStm\b/.test(named(dictionary)) &&
      !isHarmlessObjectStream(dictionary, content.subarray(from, end))
    )
      return true;
    at = end;
  }
  return hasForbidden(outside + whole.slice(at));
}

function isHarmlessObjectStream(dictionary: string, bytes: Buffer): boolean {
  const filters = [...named(dictionary).matchAll(/\/(\w+Decode)\b/g)].map(([, filter]) => filter);
  if (filters.some((filter) => filter !== 'FlateDecode') || filters.length > 1) return false;
  try {
    const plain = filters.length === 0 ? bytes : inflateSync(bytes, { maxOutputLength: unfoldedAtMost });
    return !hasForbidden(plain.toString('latin1'));
  } catch {
    return false;
  }
}

const hasForbidden = (text: string): boolean =>
  [...named(text).matchAll(/\/([A-Za-z]+)(?![\w.-])/g)].some(([, name = '']) => forbidden.has(name));

/** Any letter of a name may be written as `#` and two digits (7.3.5). */
const named = (text: string): string =>
  text.replaceAll(/#([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
