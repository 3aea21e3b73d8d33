// Looks into an attachment before anybody gets it: what it says it is and what it is are compared, and nothing that acts by itself goes
// through. What its pages say is kept beside it, for the counter, where it is read and heard instead of opened.
import { createHash, randomUUID } from 'node:crypto';
import { extractText, getDocumentProxy } from 'unpdf';
import type { AttachmentUpload } from '../../contract/desk.ts';
import { attachmentBytesAtMost, attachmentPagesAtMost } from '../../contract/message.ts';
import type { Attachment } from '../../contract/message.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { actsByItself } from './pdf-actions.ts';

export type AttachmentTrouble = 'type' | 'name' | 'too-large' | 'not-pdf' | 'encrypted' | 'pages' | 'active';

export interface Inspected extends Attachment {
  readonly content: Buffer;
  /** A page each. */
  readonly text: readonly string[];
}

const textAtMost = 50_000;
/** No way into a folder, no line break, nothing that turns the reading direction round. */
const nameForm = /^[^\p{C}/\\:*?"<>|]{1,116}\.pdf$/iu;

/** Looks into it. The error says why it may not be sent. */
export async function inspectAttachment({
  name,
  type,
  content: base64,
}: AttachmentUpload): Promise<Result<Inspected, AttachmentTrouble>> {
  if (type !== 'application/pdf') return err('type');
  if (!nameForm.test(name)) return err('name');
  const content = Buffer.from(base64, 'base64');
  if (content.length > attachmentBytesAtMost) return err('too-large');
  // At its very beginning: what begins as something else is something else to other programs.
  if (!content.subarray(0, 5).equals(Buffer.from('%PDF-'))) return err('not-pdf');
  const looked = await look(content);
  if (!looked.ok) return looked;
  const sha256 = createHash('sha256').update(content).digest('hex');
  return ok({ id: randomUUID(), name, bytes: content.length, sha256, content, ...looked.value });
}

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;

async function look(content: Buffer): Promise<Result<{ pages: number; text: string[] }, AttachmentTrouble>> {
  let pdf: Pdf;
  try {
    // A copy: pdf.js takes the bytes away from whoever gives them.
    pdf = await getDocumentProxy(new Uint8Array(content), { verbosity: 0, stopAtErrors: true });
  } catch (cause) {
    return err(cause instanceof Error && cause.name === 'PasswordException' ? 'encrypted' : 'not-pdf');
  }
  try {
    // Also one that opens without a password has permissions when it is encrypted.
    if ((await pdf.getPermissions()) !== null) return err('encrypted');
    if (pdf.numPages > attachmentPagesAtMost) return err('pages');
    if ((await isActive(pdf)) || actsByItself(content)) return err('active');
    const { text } = await extractText(pdf, { mergePages: false });
    return ok({ pages: pdf.numPages, text: text.map((page) => clean(page).slice(0, textAtMost)) });
  } catch {
    return err('not-pdf');
  } finally {
    await pdf.loadingTask.destroy();
  }
}

/** As pdf.js finds them, however they are written: scripts, files within, an action at the opening. */
async function isActive(pdf: Pdf): Promise<boolean> {
  if ((await pdf.hasJSActions()) || (await pdf.getJSActions()) !== null) return true;
  const within = await pdf.getAttachments();
  // A map by its types, an object by older ones; empty either way when there are none.
  if (within !== null && (within instanceof Map ? within.size : Object.keys(within).length) > 0) return true;
  const opening: unknown = await pdf.getOpenAction();
  return typeof opening === 'object' && opening !== null && 'action' in opening;
}

/** PostgreSQL's texts hold no NUL, and lone halves of a pair are no text. */
const clean = (text: string): string => text.replaceAll('\0', '').toWellFormed();
