// Reads a city's folder: catalogues in city.yml and legal texts as Markdown with a YAML head. Anything that does not have
// the agreed form stops the start with the file and the key that are wrong.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { Interest, LegalDocument, LinkedService, Municipality } from '../../contract/feed.ts';
import { Language, LegalLanguage, LocalText } from '../../contract/words.ts';

const CityFile = z.strictObject({
  city: z.looseObject({ name: LocalText }).optional(),
  municipalities: z.array(Municipality).min(1),
  interests: z.array(Interest),
  services: z.array(LinkedService),
});

const Head = z.strictObject({
  document: LegalDocument,
  version: z.string().min(1).max(40),
  language: LegalLanguage,
  title: z.string().min(1),
  effective: z.iso.date(),
});

export interface LegalText extends z.infer<typeof Head> {
  readonly text: string;
  readonly sha256: string;
}

/** `<document>.<language>.short.md`: the text in short, for the version that it says. */
const SummaryHead = z.strictObject({
  document: LegalDocument,
  version: z.string().min(1).max(40),
  language: Language,
});
export interface LegalSummary extends z.infer<typeof SummaryHead> {
  readonly text: string;
}

export interface City {
  readonly name: LocalText | null;
  readonly municipalities: Municipality[];
  readonly interests: Interest[];
  readonly services: LinkedService[];
  readonly legal: LegalText[];
  readonly summaries: LegalSummary[];
}

/** Throws with file, key, expected and given. */
export function readCity(folder: string): City {
  const file = join(folder, 'city.yml');
  const { city, ...catalogues } = parsed(CityFile, parseYaml(readFileSync(file, 'utf8')), file);
  const files = readdirSync(folder).sort();
  const legal = files
    .filter((name) => /^[a-z]+\.[a-z]{2}\.md$/.test(name))
    .map((name) => readLegal(join(folder, name)));
  const summaries = files
    .filter((name) => name.endsWith('.short.md'))
    .map((name) => {
      const { head, text } = readText(join(folder, name));
      return { ...parsed(SummaryHead, head, join(folder, name)), text };
    });
  return { ...catalogues, name: city?.name ?? null, legal, summaries };
}

function readLegal(file: string): LegalText {
  const { head, text } = readText(file);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { ...parsed(Head, head, file), text, sha256 };
}

function readText(file: string): { readonly head: unknown; readonly text: string } {
  const content = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  const [, head, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(content) ?? [];
  if (head === undefined || body === undefined)
    throw new Error(`${file}: expected a YAML head between two lines of ---`);
  return { head: parseYaml(head), text: `${body.trim()}\n` };
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, file: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Error(`${file} is not valid:\n${z.prettifyError(result.error)}`);
}
