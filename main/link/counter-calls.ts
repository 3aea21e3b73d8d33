// What a counter asks of the central API while somebody stands there: each asked once and answered or not, never repeated by itself.
import type {
  CodeAnswer,
  VerificationAnswer,
  VerificationRequest,
  VerificationState,
} from '../../sync/contract/api.ts';
import type { DraftClaimAnswer } from '../../sync/contract/drafts.ts';
import type {
  MailboxMessageAnswer,
  MailboxMessageQuery,
  MailboxOpen,
  MailboxOpened,
} from '../../sync/contract/mailbox-view.ts';
import { err, type Result } from '../../sync/contract/result.ts';
import type { SlipMail, SlipStatus } from '../../sync/contract/slips.ts';
import type { CallError } from '../../sync/contract/worker.ts';
import type { Caller } from './call.ts';

type Asked<T> = Promise<Result<T, CallError>>;

const deadlinesMs = { code: 15_000, slip: 6000, mailbox: 8000 };
/** Less than what proxies cut off. */
const followWaitS = 25;

export class CounterCalls {
  readonly #call: Caller;

  /** `enrolled`: without a certificate nothing is asked, and the answer is that there is no line. */
  constructor(call: Caller, enrolled: () => boolean) {
    this.#call = (name, args, deadlineMs) =>
      enrolled()
        ? call(name, args, deadlineMs)
        : Promise.resolve(err({ kind: 'offline', cause: 'not-enrolled' }));
  }

  /** Sends a verification code. Not repeated by itself: a second mail is the resident's decision. */
  sendCode(request: VerificationRequest): Asked<VerificationAnswer> {
    return this.#call('sendCode', request, deadlinesMs.code);
  }

  checkCode(id: string, code: string): Asked<CodeAnswer> {
    return this.#call('checkCode', { id, code }, deadlinesMs.code);
  }

  /** What became of a code on its way; answers with news, or after `followWaitS`. */
  followCode(id: string): Asked<VerificationState> {
    return this.#call('followCode', { id, waitS: followWaitS }, followWaitS * 1000 + deadlinesMs.code);
  }

  /** Takes over what a resident chose at home. */
  claimDraft(code: string): Asked<DraftClaimAnswer> {
    return this.#call('claimDraft', { code }, deadlinesMs.code);
  }

  /** What the central API knows of a slip that was scanned or typed. */
  checkSlip(slip: string): Asked<SlipStatus> {
    return this.#call('checkSlip', { slip }, deadlinesMs.slip);
  }

  /** Has the way to a slip mailed to an address that was proved at this counter. */
  mailSlip(mail: SlipMail): Asked<null> {
    return this.#call('mailSlip', mail, deadlinesMs.code);
  }

  /** The mailbox of the card on the reader, as the central API has it now. */
  openMailbox(open: MailboxOpen): Asked<MailboxOpened> {
    return this.#call('openMailbox', open, deadlinesMs.mailbox);
  }

  openMessage(query: MailboxMessageQuery): Asked<MailboxMessageAnswer> {
    return this.#call('openMessage', query, deadlinesMs.mailbox);
  }
}
