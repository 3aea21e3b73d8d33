// Main and the sync worker talk in numbered, typed messages. The worker owns every network call and never opens the
// database; main hands it work and writes its answers down. Every request is answered once, or fails by its deadline.
import type {
  CodeAnswer,
  EnrolmentAnswer,
  EnrolmentRequest,
  Problem,
  PushAnswer,
  RecoveryAnswer,
  RecoveryRequest,
  RenewalAnswer,
  RenewalRequest,
  TerminalReport,
  VerificationAnswer,
  VerificationRequest,
  VerificationState,
} from './api.ts';
import type { BalanceAnswer, BalanceRequest } from './balance.ts';
import type { DraftClaimAnswer } from './drafts.ts';
import type { FeedPage } from './feed.ts';
import type {
  MailboxMessageAnswer,
  MailboxMessageQuery,
  MailboxOpen,
  MailboxOpened,
} from './mailbox-view.ts';
import type { SealedRegistration } from './record.ts';
import type { Result } from './result.ts';
import type { SlipCheck, SlipMail, SlipNotices, SlipNoticesAnswer, SlipStatus } from './slips.ts';

/** How the worker reaches the central API. Private key and certificate are PEM. */
export interface Line {
  readonly url: string;
  /** CA certificates to trust, PEM; also used before enrolment. */
  readonly trust: string;
  readonly identity: { readonly certificate: string; readonly privateKey: string } | null;
  /** HTTP proxy on the way, with its user and password in the address; null: none, whatever the environment says. */
  readonly proxy: { readonly url: string; readonly noProxy: string } | null;
}

/** Why a call got no usable answer. `retryAfterMs` obeys Retry-After. */
export type CallError =
  | { readonly kind: 'offline'; readonly cause: string }
  | { readonly kind: 'timeout' }
  /** `clock`: certificates are "not yet valid" here, so this machine's clock is behind. `cause` is OpenSSL's own code. */
  | { readonly kind: 'tls'; readonly verdict: 'clock' | 'expired' | 'invalid'; readonly cause: string }
  | { readonly kind: 'refused'; readonly problem: Problem; readonly retryAfterMs: number | null }
  | { readonly kind: 'malformed-answer'; readonly cause: string }
  | { readonly kind: 'worker-gone' };

/** Request name → what it takes and gives. */
export interface WorkerCalls {
  configure: { takes: Line; gives: null };
  enrol: { takes: EnrolmentRequest; gives: EnrolmentAnswer };
  renew: { takes: RenewalRequest; gives: RenewalAnswer };
  recover: { takes: RecoveryRequest; gives: RecoveryAnswer };
  /** Tries a line on its own, beside the configured one: a report over it. */
  prove: { takes: { line: Line; report: TerminalReport }; gives: null };
  push: { takes: { items: SealedRegistration[] }; gives: PushAnswer };
  pull: { takes: { cursor: string | null; waitS: number }; gives: FeedPage };
  sendCode: { takes: VerificationRequest; gives: VerificationAnswer };
  checkCode: { takes: { id: string; code: string }; gives: CodeAnswer };
  /** What became of a code on its way; answers sooner than `waitS` with news. */
  followCode: { takes: { id: string; waitS: number }; gives: VerificationState };
  claimDraft: { takes: { code: string }; gives: DraftClaimAnswer };
  report: { takes: TerminalReport; gives: null };
  balance: { takes: BalanceRequest; gives: BalanceAnswer };
  tellSlips: { takes: SlipNotices; gives: SlipNoticesAnswer };
  checkSlip: { takes: SlipCheck; gives: SlipStatus };
  mailSlip: { takes: SlipMail; gives: null };
  /** The mailbox of the card on the reader; the answer is sealed to that card. */
  openMailbox: { takes: MailboxOpen; gives: MailboxOpened };
  openMessage: { takes: MailboxMessageQuery; gives: MailboxMessageAnswer };
  /** The dock's switch: while cut, every call fails as offline. */
  cut: { takes: { cut: boolean }; gives: null };
}
export type WorkerCallName = keyof WorkerCalls;

export type WorkerRequest = {
  [N in WorkerCallName]: {
    readonly seq: number;
    readonly call: N;
    readonly args: WorkerCalls[N]['takes'];
    readonly deadlineMs: number;
  };
}[WorkerCallName];

export interface WorkerAnswer {
  readonly seq: number;
  readonly result: Result<WorkerCalls[WorkerCallName]['gives'], CallError>;
  /** Central clock from the Date header, milliseconds since the epoch, with the local time of its arrival. */
  readonly clock?: { readonly centralMs: number; readonly localMs: number };
}
