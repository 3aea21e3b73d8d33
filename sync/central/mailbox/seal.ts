// Seals what a terminal carries or shows, under a key that only the owner's card gives (sync/contract/mailbox.ts).
import type { MailboxSnapshot } from '../../contract/mailbox-view.ts';
import { mailboxKey } from '../../contract/mailbox.ts';
import type { MessageContent } from '../../contract/message.ts';
import { seal } from '../../contract/sealed.ts';
import { fitMessage } from './fit.ts';

/** So that the JWE stays within the contract's 400,000 characters: base64url makes 4 of 3. */
const bytesAtMost = 295_000;

/** `certificate`: base64 DER. */
const keyOf = (certificate: string): Uint8Array => mailboxKey(Buffer.from(certificate, 'base64'));

const fits = (content: unknown): boolean => Buffer.byteLength(JSON.stringify(content)) <= bytesAtMost;

/** A message, with as much of it as a counter takes. */
export function sealMessage(content: MessageContent, certificate: string): Promise<string> {
  return seal(fitMessage(content, bytesAtMost), keyOf(certificate));
}

/** A snapshot. When its messages are too many, the oldest are left out, of those read for others first; `total` tells. */
export function sealSnapshot(snapshot: MailboxSnapshot, certificate: string): Promise<string> {
  let fitted = snapshot;
  while (!fits(fitted) && fitted.delegated.some(({ messages }) => messages.length > 0)) {
    const delegated = fitted.delegated.map((one) => ({ ...one, messages: newest(one.messages) }));
    fitted = { ...fitted, delegated };
  }
  while (!fits(fitted) && fitted.view.messages.length > 0) {
    fitted = { ...fitted, view: { ...fitted.view, messages: newest(fitted.view.messages) } };
  }
  return seal(fitted, keyOf(certificate));
}

/** Four fifths of them: the list is newest first. */
const newest = <T>(messages: readonly T[]): T[] => messages.slice(0, Math.floor(messages.length * 0.8));
