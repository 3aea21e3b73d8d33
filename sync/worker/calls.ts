// The worker's calls: which route each takes, and what its answer must look like.
import type { z } from 'zod';
import {
  CodeAnswer,
  EnrolmentAnswer,
  PushAnswer,
  RecoveryAnswer,
  RenewalAnswer,
  VerificationAnswer,
  VerificationState,
} from '../contract/api.ts';
import { BalanceAnswer } from '../contract/balance.ts';
import { DraftClaimAnswer } from '../contract/drafts.ts';
import { FeedPage } from '../contract/feed.ts';
import { MailboxMessageAnswer, MailboxOpened } from '../contract/mailbox-view.ts';
import { err, ok, unreachable } from '../contract/result.ts';
import { SlipNoticesAnswer, SlipStatus } from '../contract/slips.ts';
import type { Line, WorkerAnswer, WorkerRequest } from '../contract/worker.ts';
import { HttpLine, type Call } from './http.ts';

const offline = (cause: 'cut' | 'reconfigured' | 'not-configured'): WorkerAnswer['result'] =>
  err({ kind: 'offline', cause });

/** The route and the schema of one request; null for those that stay in the worker. */
function route(request: WorkerRequest): Call<unknown> | null {
  switch (request.call) {
    case 'configure':
    case 'cut':
      return null;
    case 'renew':
      return post('/v1/terminals/self/certificate', request.args, RenewalAnswer, true);
    case 'recover':
      return post('/v1/recoveries', request.args, RecoveryAnswer, true);
    case 'prove':
      return post('/v1/terminals/self/report', request.args.report, null, true);
    case 'enrol':
      return post('/v1/enrolments', request.args, EnrolmentAnswer, false);
    case 'push':
      return post('/v1/registrations', request.args, PushAnswer, true);
    case 'pull': {
      const { cursor, waitS } = request.args;
      const query = { ...(cursor !== null && { cursor }), wait: waitS };
      return { method: 'GET', path: '/v1/changes', query, answer: FeedPage, repeatable: true };
    }
    case 'sendCode':
      return post('/v1/verifications', request.args, VerificationAnswer, false);
    case 'checkCode': {
      const path = `/v1/verifications/${encodeURIComponent(request.args.id)}/answers`;
      return post(path, { code: request.args.code }, CodeAnswer, false);
    }
    case 'claimDraft':
      // Asked twice it costs at most one of the few times that a code may be used.
      return post('/v1/drafts/claims', request.args, DraftClaimAnswer, true);
    case 'followCode': {
      const { id, waitS } = request.args;
      const path = `/v1/verifications/${encodeURIComponent(id)}`;
      return { method: 'GET', path, query: { wait: waitS }, answer: VerificationState, repeatable: true };
    }
    case 'report':
      return post('/v1/terminals/self/report', request.args, null, true);
    case 'balance':
      return post('/v1/terminals/self/balance', request.args, BalanceAnswer, true);
    case 'tellSlips':
      return post('/v1/slips', request.args, SlipNoticesAnswer, true);
    case 'mailSlip':
      return post('/v1/slips/mails', request.args, null, false);
    case 'checkSlip':
      return post('/v1/slips/checks', request.args, SlipStatus, true);
    case 'openMailbox':
      return post('/v1/mailboxes/open', request.args, MailboxOpened, true);
    case 'openMessage':
      return post('/v1/mailboxes/messages', request.args, MailboxMessageAnswer, true);
    default:
      return unreachable(request);
  }
}

function post<T>(path: string, body: unknown, answer: z.ZodType<T> | null, repeatable: boolean): Call<T> {
  return { method: 'POST', path, body, answer, repeatable };
}

/** Answers requests one after another as they come; several may be under way. */
export class Calls {
  #line: HttpLine | null = null;
  #cut = false;
  /** Aborted when the line is cut or replaced, like a cable that is pulled. */
  #cable = new AbortController();

  /** Every request is answered exactly once; nothing throws. */
  async answer(request: WorkerRequest): Promise<WorkerAnswer> {
    const { seq } = request;
    if (request.call === 'configure') return { seq, result: this.#configure(request.args) };
    if (request.call === 'cut') return { seq, result: this.#switch(request.args.cut) };
    if (this.#cut) return { seq, result: offline('cut') };
    const call = route(request);
    if (call === null) throw new Error(`no route for ${request.call}`);
    const trial = request.call === 'prove' ? new HttpLine(request.args.line) : null;
    const line = trial ?? this.#line;
    if (line === null) return { seq, result: offline('not-configured') };
    const cable = this.#cable.signal;
    const signal = AbortSignal.any([AbortSignal.timeout(request.deadlineMs), cable]);
    const { result, clock } = await line.call(call, signal);
    trial?.close();
    if (cable.aborted && !result.ok) return { seq, result: offline(this.#cut ? 'cut' : 'reconfigured') };
    // The schema of the route is the one of the call's `gives`.
    return { seq, result: result as WorkerAnswer['result'], ...(clock && { clock }) };
  }

  close(): void {
    this.#pull();
    this.#line?.close();
    this.#line = null;
  }

  #configure(line: Line): WorkerAnswer['result'] {
    if (!line.url.startsWith('https://')) return err({ kind: 'tls', verdict: 'invalid', cause: 'not-https' });
    this.close();
    this.#line = new HttpLine(line);
    return ok(null);
  }

  #switch(cut: boolean): WorkerAnswer['result'] {
    this.#cut = cut;
    if (cut) this.#pull();
    return ok(null);
  }

  #pull(): void {
    this.#cable.abort();
    this.#cable = new AbortController();
  }
}
