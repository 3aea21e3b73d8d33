// What a session holds outside of the flow's state because it must not be seen: typed secrets, certificate bytes, the
// signed declaration. One object a session, overwritten at its end; results that come back to another one are dropped.
import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { MailboxKeys } from '../mailbox/keys.ts';
import type { GenuineProof } from '../../sync/contract/record.ts';
import type { SecretSlot } from './flow/types.ts';
import { SecretBuffer } from './secret.ts';

export class Live {
  /** 128 random bits: on every print, code and record of this session. Never from the clock. */
  readonly id = randomBytes(16).toString('hex');
  /** UUIDv7 (RFC 9562 section 5.7): the idempotency key, made with the session and used once. */
  readonly recordId: string = uuidv7();
  authCertificate: Uint8Array | null = null;
  declaration: string | null = null;
  /** The card's proof that it is genuine; null: not asked for. */
  genuine: GenuineProof | null = null;
  /** Of a mailbox that was opened. */
  mailbox: MailboxKeys | null = null;
  readonly #secrets = new Map<SecretSlot, SecretBuffer>();

  secret(slot: SecretSlot): SecretBuffer {
    const known = this.#secrets.get(slot);
    if (known !== undefined) return known;
    const fresh = new SecretBuffer();
    this.#secrets.set(slot, fresh);
    return fresh;
  }

  /** Overwrites everything. */
  wipe(): void {
    for (const secret of this.#secrets.values()) secret.wipe();
    this.authCertificate?.fill(0);
    this.authCertificate = null;
    this.declaration = null;
    this.genuine = null;
    this.mailbox?.wipe();
  }

  /** Part of the clean-slate check. */
  get blank(): boolean {
    return (
      this.authCertificate === null &&
      this.declaration === null &&
      this.genuine === null &&
      (this.mailbox?.blank ?? true) &&
      [...this.#secrets.values()].every((s) => s.blank)
    );
  }
}
