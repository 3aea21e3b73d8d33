// What a slip is made of, read once at the start: the house's own template, and on top of it whatever the municipality has put into
// its own directory. What tells how far a registration is cannot be put otherwise: it reads the same wherever a resident meets it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { languages, type Language } from '../../sync/contract/words.ts';

/** The same on the kiosk, the slip and the phone (tests/house/words.test.ts). */
const shared = [
  ...(['receiptLabel', 'stagesLabel', 'saved', 'sent', 'accepted', 'contact', 'mailbox'] as const),
  ...(['done', 'open', 'mailboxOpen', 'mailboxWaiting', 'mailboxNotWanted'] as const),
  ...(['nextLabel', 'nextSending', 'nextContact', 'nextMailbox'] as const),
] as const;
const own = [
  ...(['heading', 'nextNothing', 'deadlineLabel', 'deadlineAfter'] as const),
  ...(['bringLabel', 'bringPhone', 'bringBirth', 'bringCard', 'scan', 'type'] as const),
  ...(['askLabel', 'askHere', 'phoneLabel', 'hoursLabel', 'keep'] as const),
] as const;

export type Word = (typeof shared)[number] | (typeof own)[number];
export type SlipWords = Readonly<Record<Word, string>>;

/** What `resources/slip/` holds, with the municipality's own parts. */
export interface SlipTemplate {
  readonly html: string;
  readonly css: string;
  readonly words: Readonly<Record<Language, SlipWords>>;
}

const text = z.string().min(1);
const Words = z.record(z.enum(languages), z.record(z.enum([...shared, ...own]), text));
/** Some words of some languages. A word that is not its own to choose is refused by its name. */
const OwnWords = z.partialRecord(z.enum(languages), z.partialRecord(z.enum(own), text));

/**
 * Reads the template in `standard`. `city`: a directory whose `slip.html` takes the place of the standard one, whose `slip.css` is
 * added to it, and whose `words.yml` changes single words. Throws when it is broken: wrong configuration stops the start.
 */
export async function loadSlipTemplate(standard: string, city: string | null = null): Promise<SlipTemplate> {
  const read = (name: string) => readFile(join(standard, name), 'utf8');
  const [html, css, words] = await Promise.all([read('slip.html'), read('slip.css'), read('words.yml')]);
  const common = Words.parse(parse(words));
  if (city === null) return { html, css, words: common };
  const [cityHtml, cityCss, cityWords] = await Promise.all(
    ['slip.html', 'slip.css', 'words.yml'].map((name) => readIfThere(join(city, name))),
  );
  const changed = OwnWords.parse(parse(cityWords ?? '{}'));
  return {
    html: cityHtml ?? html,
    css: `${css}\n${cityCss ?? ''}`,
    words: Words.parse(
      Object.fromEntries(
        languages.map((language) => [language, { ...common[language], ...changed[language] }]),
      ),
    ),
  };
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null; // fs rejects with ErrnoException
    throw error;
  }
}
