// Looks for the resident in files and logs, in every form that a program would write them in.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { traceForms } from './nobody.ts';

const forms = traceForms();

/** Where in a directory something of the resident is: names of traces and files, never the text. */
export const tracesInFiles = (directory: string): readonly string[] =>
  filesIn(directory).flatMap((file) => found(readFileSync(file), relative(directory, file)));

/** The same for what a program has logged. */
export const tracesInLog = (text: string): readonly string[] => found(Buffer.from(text), 'log');

const found = (bytes: Buffer, name: string): string[] =>
  forms.flatMap(({ trace, form }) => (bytes.includes(form) ? [`${trace} in ${name}`] : []));

function filesIn(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
}
