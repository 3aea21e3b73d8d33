// A mailbox that lies open during one session: its address, its key and PIN1's verifier. Part of the session's Live, wiped with it.
import { mailboxAddress, mailboxKey } from '../../sync/contract/mailbox.ts';

export class MailboxKeys {
  readonly address: string;
  readonly key: Uint8Array;
  /** Of PIN1, from the newest snapshot that was seen; null: none was, or there is none. */
  verifier: string | null = null;
  /** The central API compares none until then; ISO 8601. */
  pausedUntil: string | null = null;

  /** From the user-authentication certificate (DER) of the card on the reader. */
  constructor(authCertificate: Uint8Array) {
    this.address = mailboxAddress(authCertificate);
    this.key = mailboxKey(authCertificate);
  }

  /** Overwrites everything. */
  wipe(): void {
    this.key.fill(0);
    this.verifier = null;
    this.pausedUntil = null;
  }

  /** Part of the clean-slate check. */
  get blank(): boolean {
    return this.verifier === null && this.key.every((byte) => byte === 0);
  }
}
