// Keeps the terminal's certificate good for years without a visit: renewed at two thirds of its life with a new key, the old one
// in use until the new one has worked; asked for again, with IT's approval, when it expired while the terminal was off; and trust
// carried from one authority of the central API to the next. Whatever ends between two steps, the next start gets in.
import { X509Certificate } from 'node:crypto';
import { CompactSign } from 'jose';
import type { RecoveryClaim, RenewalAnswer, TerminalReport } from '../../sync/contract/api.ts';
import type { TrustList } from '../../sync/contract/feed.ts';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import type { CallError, Line } from '../../sync/contract/worker.ts';
import type { SecretError, SecretStore } from '../shell/shell.ts';
import type { Log } from '../store/log.ts';
import { askedWaitMs, type Caller } from './call.ts';
import {
  certificationRequest,
  joinTrust,
  keepIdentity,
  keepNext,
  loadNext,
  pendingKey,
  reissued,
  type Identity,
} from './identity.ts';
import { fullJitterMs, type Timers } from './timers.ts';

export interface KeeperParts {
  readonly secrets: SecretStore;
  readonly call: Caller;
  readonly timers: Timers;
  readonly random: () => number;
  readonly log: Log;
  /** Terminal clock minus central clock; null when never measured. */
  readonly clockErrorMs: () => number | null;
  /** What the feed says of authorities, when it has been read to its end; null while there is nothing to say. */
  readonly trust: () => TrustList | null;
  /** The line with this identity on it. */
  readonly lineOf: (identity: Identity) => Line;
  readonly report: () => TerminalReport;
  /** True when the central API said that this certificate has expired. */
  readonly saidExpired: () => boolean;
  /** The identity from now on. */
  readonly onIdentity: (identity: Identity) => void;
  /** The number that IT compares before it approves a recovery; null when none is asked for. */
  readonly onRecovery: (number: string | null) => void;
}

type KeeperError = CallError | { readonly kind: 'secrets'; readonly error: SecretError };

const deadlineMs = 20_000;
const backoff = { baseMs: 10_000, capMs: 3_600_000 };
/** Between two questions whether IT has approved. */
const askAgainMs = 60_000;
const lookEveryMs = 3_600_000;
/** Clocks may be this far apart before a certificate counts as expired. */
const toleranceMs = 5 * 60_000;
/** After a change of authority hundreds of terminals would come at once. */
const spreadMs = 10 * 60_000;

export class Keeper {
  readonly #parts: KeeperParts;
  #failures = 0;
  #spreadFor: string | null = null;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  /** One turn of the loop; gives how long to pause before the next. */
  async turn(identity: Identity): Promise<number> {
    const trusted = await this.#followTrust(identity);
    if (!trusted.ok) return this.#failed(trusted.error);
    const own = trusted.value;
    const next = await loadNext(this.#parts.secrets);
    if (!next.ok) return this.#failed({ kind: 'secrets', error: next.error });
    // Made for another enrolment, or in use already.
    const open = next.value?.terminalId === own.terminalId && next.value.certificate !== own.certificate;
    const step = open && next.value !== null ? await this.#prove(next.value) : await this.#keep(own);
    if (!step.ok) return this.#failed(step.error);
    this.#failures = 0;
    return step.value;
  }

  #failed(error: KeeperError): number {
    this.#failures += 1;
    this.#parts.log('identity.failed', { code: error.kind === 'refused' ? error.problem.code : error.kind });
    const asked = error.kind === 'secrets' ? null : askedWaitMs(error);
    return asked ?? fullJitterMs(this.#failures, this.#parts.random, backoff);
  }

  async #followTrust(own: Identity): Promise<Result<Identity, KeeperError>> {
    const list = this.#parts.trust();
    if (list === null) return ok(own);
    const [trust, retired] = [joinTrust(...list.certificates), joinTrust(...list.retired)];
    if (trust === own.trust && retired === own.retired) return ok(own);
    const fresh = { ...own, trust, retired };
    const kept = await keepIdentity(this.#parts.secrets, fresh);
    if (!kept.ok) return err({ kind: 'secrets', error: kept.error });
    this.#parts.log('identity.trust-changed', { count: list.certificates.length });
    this.#parts.onIdentity(fresh);
    return ok(fresh);
  }

  /** Renews when it is time, asks to come back when it is too late; else gives how long it is until then. */
  async #keep(own: Identity): Promise<Result<number, KeeperError>> {
    const { timers, clockErrorMs, saidExpired } = this.#parts;
    const centralNow = timers.now() - (clockErrorMs() ?? 0);
    const { validFromDate, validToDate } = new X509Certificate(own.certificate);
    const [from, to] = [validFromDate.getTime(), validToDate.getTime()];
    if (saidExpired() || centralNow > to + toleranceMs) return this.#recover(own);
    this.#parts.onRecovery(null);
    const waitMs = this.#waitForAuthority(own) ?? from + ((to - from) * 2) / 3 - centralNow;
    return waitMs > 0 ? ok(Math.min(waitMs, lookEveryMs)) : this.#renew(own);
  }

  /** Null when our certificate is from the authority that signs now; else how long to wait before another is asked for. */
  #waitForAuthority(own: Identity): number | null {
    const issuing = this.#parts.trust()?.certificates[0];
    if (issuing === undefined || isIssuedBy(own.certificate, issuing)) return null;
    if (this.#spreadFor === issuing) return 0;
    this.#spreadFor = issuing;
    return Math.ceil(this.#parts.random() * spreadMs);
  }

  async #renew(own: Identity): Promise<Result<number, KeeperError>> {
    const request = await this.#request(own);
    if (!request.ok) return request;
    const answer = await this.#parts.call('renew', { csr: request.value.csr }, deadlineMs);
    return answer.ok ? this.#reissue(own, request.value.privateKey, answer.value) : answer;
  }

  async #recover(own: Identity): Promise<Result<number, KeeperError>> {
    const request = await this.#request(own);
    if (!request.ok) return request;
    const { csr, privateKey } = request.value;
    const claim: RecoveryClaim = { type: 'madoguchi.recovery/1', terminalId: own.terminalId, csr };
    const kid = new X509Certificate(own.certificate).fingerprint256.replaceAll(':', '').toLowerCase();
    const jws = await new CompactSign(Buffer.from(JSON.stringify(claim)))
      .setProtectedHeader({ alg: 'ES256', kid })
      .sign(own.deviceKey);
    const answer = await this.#parts.call('recover', { request: jws }, deadlineMs);
    if (!answer.ok) return answer;
    if (answer.value.outcome === 'approved') return this.#reissue(own, privateKey, answer.value);
    this.#parts.onRecovery(answer.value.number);
    return ok(askAgainMs);
  }

  async #request(own: Identity): Promise<Result<{ csr: string; privateKey: string }, KeeperError>> {
    const { secrets } = this.#parts;
    const key = await pendingKey(secrets);
    if (!key.ok) return err({ kind: 'secrets', error: key.error });
    return ok({ csr: await certificationRequest(key.value, own.terminalId), privateKey: key.value });
  }

  async #reissue(
    own: Identity,
    privateKey: string,
    { certificate, trust }: RenewalAnswer,
  ): Promise<Result<number, KeeperError>> {
    const next = reissued(own, privateKey, { certificate, trust });
    const kept = await keepNext(this.#parts.secrets, next);
    if (!kept.ok) return err({ kind: 'secrets', error: kept.error });
    return this.#prove(next);
  }

  /** The new certificate has to work before the old one is given up. */
  async #prove(next: Identity): Promise<Result<number, KeeperError>> {
    const { secrets, call, lineOf, report, onIdentity, onRecovery, log } = this.#parts;
    const proved = await call('prove', { line: lineOf(next), report: report() }, deadlineMs);
    if (!proved.ok) {
      // Asked for anew with the same key; whatever was wrong with this one.
      if (isRejection(proved.error)) await keepNext(secrets, null);
      return proved;
    }
    const kept = await keepIdentity(secrets, next);
    if (!kept.ok) return err({ kind: 'secrets', error: kept.error });
    await keepNext(secrets, null);
    log('identity.renewed');
    onRecovery(null);
    onIdentity(next);
    return ok(lookEveryMs);
  }
}

/** The central API answered, and does not want this certificate. */
const isRejection = (error: CallError): boolean =>
  error.kind === 'refused' &&
  ['unauthenticated', 'certificate-expired', 'terminal-revoked'].includes(error.problem.code);

function isIssuedBy(certificate: string, authority: string): boolean {
  const [leaf, issuer] = [new X509Certificate(certificate), new X509Certificate(authority)];
  return leaf.checkIssued(issuer) && leaf.verify(issuer.publicKey);
}
