// Looks for the resident in files and logs, in every form that a program would write them in.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { traceForms } from './nobody.ts';

const forms = traceForms();

/** The sample cards of the software reader: there the made-up people are at home. */
const sampleCards = 'test-jpki.json';

/** Where in a directory something of the resident is: names of traces and files, never the text. */
export const tracesInFiles = (directory: string): readonly string[] =>
  filesIn(directory)
    .filter((file) => basename(file) !== sampleCards)
    .flatMap((file) => found(bytesOf(file), relative(directory, file)));

/** The same for what a program has logged. */
export const tracesInLog = (text: string): readonly string[] => found(Buffer.from(text), 'log');

/** Nothing when it has gone meanwhile: a browser that prints outlives the terminal by a moment and clears up. */
function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

const found = (bytes: Buffer, name: string): string[] =>
  forms.flatMap(({ trace, form }) => (bytes.includes(form) ? [`${trace} in ${name}`] : []));

function filesIn(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
}
