// Signing in: with a passkey, or with the email address and PIN1, and then the code that was mailed. Whether there is such an account is
// told to nobody: a code is always "sent", and what was wrong is one answer.
import type { SignInOutcome } from '../../../sync/contract/mailbox-view.ts';
import { emailOf } from '../address.ts';
import { call, type Surroundings, type Trouble } from '../wire.ts';
import { readChallenge, readEntered, readPasskeyOutcome, readSignIn, readStarted } from './answers.ts';

export class SignIn {
  email = $state('');
  pin1 = $state('');
  code = $state('');
  faults = $state.raw<{ readonly email?: true; readonly pin1?: true; readonly code?: true }>({});
  /** A code is awaited. */
  started = $state.raw<{ readonly id: string; readonly expiresAt: string } | null>(null);
  /** What the last code came to. */
  outcome = $state.raw<Exclude<SignInOutcome, { outcome: 'open' }> | null>(null);
  passkeyFailed = $state(false);
  /** The page behind the slip leads here: its session and PIN1 open the mailbox. */
  fromSlip = $state(false);
  /** It could not be opened from there. */
  closed = $state(false);
  busy = $state(false);
  trouble = $state.raw<Trouble | null>(null);
  readonly #around: Surroundings;
  readonly #onopen: () => Promise<void>;

  constructor(around: Surroundings, onopen: () => Promise<void>) {
    this.#around = around;
    this.#onopen = onopen;
  }

  /** Hands in address and PIN1; the code comes by mail. */
  async begin(language: string): Promise<void> {
    const email = emailOf(this.email);
    const right = /^\d{4,12}$/.test(this.pin1);
    this.faults = { ...(email === null && { email: true }), ...(!right && { pin1: true }) };
    if (email === null || !right) return;
    this.outcome = null;
    this.passkeyFailed = false;
    const started = readStarted(await this.#ask('mailbox/sign-ins', { email, pin1: this.pin1, language }));
    if (started === null) this.#unreadable();
    else this.started = started;
  }

  /** Tries the code. */
  async answer(): Promise<void> {
    const code = this.code.normalize('NFKC').replace(/[\s-]/g, '');
    this.faults = /^\d{6}$/.test(code) ? {} : { code: true };
    if (this.faults.code || this.started === null) return;
    this.outcome = null;
    const outcome = readSignIn(await this.#ask(`mailbox/sign-ins/${this.started.id}/answers`, { code }));
    this.code = '';
    if (outcome === null) this.#unreadable();
    else if (outcome.outcome === 'open') await this.#opened();
    else this.outcome = outcome;
  }

  /** From the slip's session, with PIN1 alone. True when it is open. */
  async enter(): Promise<boolean> {
    const right = /^\d{4,12}$/.test(this.pin1);
    this.faults = right ? {} : { pin1: true };
    if (!right) return false;
    this.outcome = null;
    const answer = readEntered(await this.#ask('phone/mailbox', { pin1: this.pin1 }));
    this.pin1 = '';
    if (answer?.outcome === 'open') {
      this.fromSlip = false;
      await this.#opened();
      return true;
    }
    // The slip's session is over, or there is nothing to open yet: the whole sign-in says more.
    const over = this.trouble?.kind === 'ended';
    if (over || answer?.outcome === 'closed') [this.fromSlip, this.closed] = [false, !over];
    else if (answer === null) this.#unreadable();
    else this.outcome = answer;
    return false;
  }

  async usePasskey(): Promise<void> {
    this.passkeyFailed = false;
    const challenge = readChallenge(await this.#ask('mailbox/passkey-sign-ins', {}));
    if (challenge === null) {
      this.#unreadable();
      return;
    }
    this.busy = true;
    const { prove } = await import('./passkeys.ts');
    const response = await prove(challenge.options);
    this.busy = false;
    if (response === null) {
      this.passkeyFailed = true;
      return;
    }
    const outcome = readPasskeyOutcome(
      await this.#ask(`mailbox/passkey-sign-ins/${challenge.id}/answers`, { response }),
    );
    if (outcome === 'open') await this.#opened();
    else if (this.trouble === null) this.passkeyFailed = true;
  }

  /** From the beginning; the address is kept, it was typed. */
  restart(): void {
    [this.started, this.outcome, this.trouble] = [null, null, null];
    [this.code, this.pin1, this.faults] = ['', '', {}];
  }

  async #opened(): Promise<void> {
    [this.email, this.pin1, this.code, this.started] = ['', '', '', null];
    await this.#onopen();
  }

  #unreadable(): void {
    this.trouble ??= { kind: 'refused', code: null };
  }

  async #ask(path: string, body: unknown): Promise<unknown> {
    this.busy = true;
    this.trouble = null;
    const reply = await call(this.#around, path, body);
    this.busy = false;
    if (reply.ok) return reply.body;
    this.trouble = reply.trouble;
    return null;
  }
}
