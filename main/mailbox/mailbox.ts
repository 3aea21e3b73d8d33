// A resident's mailbox at the counter. The terminal stores messages sealed and addressed by a hash; only with the card's
// certificate in hand, after its PIN, can they be found and opened (sync/contract/mailbox.ts).
import { compactDecrypt } from 'jose';
import type { MessageLine } from '../../preload/contract/state.ts';
import { mailboxAddress, mailboxKey } from '../../sync/contract/mailbox.ts';
import { MessageContent } from '../../sync/contract/message.ts';
import type { Log } from '../log.ts';

/** What the mailbox needs of the store. */
export interface MailboxStore {
  messagesAt(address: string): readonly string[];
  messageAt(address: string, id: string): string | null;
}

export interface Mailbox {
  /** The owner's messages, newest first. One that cannot be opened is left out and logged, and stays in the store. */
  list(authCertificate: Uint8Array): Promise<MessageLine[]>;
  /** The text of one of the owner's messages, marked as read; null when it is not theirs or not there. */
  open(authCertificate: Uint8Array, id: string): Promise<string | null>;
}

export function mailboxOf(store: MailboxStore, log: Log): Mailbox {
  async function content(
    authCertificate: Uint8Array,
    sealed: string,
    id: string,
  ): Promise<MessageContent | null> {
    try {
      const { plaintext } = await compactDecrypt(sealed, mailboxKey(authCertificate), {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      const parsed = MessageContent.parse(JSON.parse(new TextDecoder().decode(plaintext)));
      return parsed.id === id ? parsed : null;
    } catch {
      log('warn', 'message.unreadable', { id });
      return null;
    }
  }

  return {
    async list(authCertificate) {
      const address = mailboxAddress(authCertificate);
      const lines = await Promise.all(
        store.messagesAt(address).map(async (id): Promise<MessageLine[]> => {
          const sealed = store.messageAt(address, id);
          const opened = sealed === null ? null : await content(authCertificate, sealed, id);
          return opened === null
            ? []
            : [{ id, title: opened.texts.ja.title, from: opened.from, sentAt: '', read: false }];
        }),
      );
      return lines.flat();
    },

    async open(authCertificate, id) {
      const sealed = store.messageAt(mailboxAddress(authCertificate), id);
      return sealed === null ? null : ((await content(authCertificate, sealed, id))?.texts.ja.body ?? null);
    },
  };
}
