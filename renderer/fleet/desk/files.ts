// Files that staff choose. What can be told without opening a PDF is told at once; the central API looks inside.
import { attachmentBytesAtMost, attachmentsAtMost } from '../../../sync/contract/message.ts';
import { err, ok, type Result } from '../../../sync/contract/result.ts';

export interface ChosenFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  /** Base64. */
  readonly content: string;
}
export type FileFault = 'many' | 'type' | 'large' | 'name' | 'same';

/** Adds a file to those chosen before. */
export async function choose(
  file: File,
  before: readonly ChosenFile[],
): Promise<Result<ChosenFile, FileFault>> {
  if (before.length >= attachmentsAtMost) return err('many');
  if (before.some(({ name }) => name === file.name)) return err('same');
  if (file.size > attachmentBytesAtMost) return err('large');
  if (file.name.length > 120) return err('name');
  const bytes = new Uint8Array(await file.arrayBuffer());
  // ISO 32000-1 section 7.5.2: the header is its first line.
  const isPdf = String.fromCodePoint(...bytes.subarray(0, 5)) === '%PDF-';
  if (!isPdf || !/.\.pdf$/i.test(file.name) || (file.type !== 'application/pdf' && file.type !== ''))
    return err('type');
  return ok({ name: file.name, type: 'application/pdf', bytes: bytes.length, content: base64(bytes) });
}

function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let from = 0; from < bytes.length; from += 0x8000)
    parts.push(String.fromCodePoint(...bytes.subarray(from, from + 0x8000)));
  return btoa(parts.join(''));
}

const csvBytesAtMost = 30_000_000;
export type CsvFault = 'empty' | 'large' | 'unreadable';

/** A list of people as it is sent, base64. Its lines and its encoding are the central API's to read. */
export async function csvFile(file: File): Promise<Result<string, CsvFault>> {
  if (file.size > csvBytesAtMost) return err('large');
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes.length === 0) return err('empty');
  // What holds a zero byte is a program's own file (a workbook), not text.
  return bytes.includes(0) ? err('unreadable') : ok(base64(bytes));
}
