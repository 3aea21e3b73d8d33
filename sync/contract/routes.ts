// Every call of the central API in one table. The server registers its routes from it, validates both directions with it,
// and docs/openapi.json is generated from it: there is no second description that could disagree.
import { z } from 'zod';
import {
  ApprovalRequest,
  ChangesQuery,
  CodeAnswer,
  CodeAnswerRequest,
  EnrolmentAnswer,
  EnrolmentRequest,
  HandoffStatus,
  Health,
  MessageAnswer,
  MessageRequest,
  PushAnswer,
  Readiness,
  RecoveryAnswer,
  RecoveryRequest,
  RenewalAnswer,
  RenewalRequest,
  TerminalList,
  TerminalReport,
  VerificationAnswer,
  VerificationQuery,
  VerificationRequest,
  VerificationState,
} from './api.ts';
import { BalanceAnswer, BalanceList, BalanceRequest } from './balance.ts';
import { Choices, DraftAnswer, DraftClaim, DraftClaimAnswer, DraftRequest } from './drafts.ts';
import { FeedPage } from './feed.ts';
import { HandoffToken, MunicipalityCode, Uuid } from './words.ts';

export interface RouteContract {
  readonly method: 'GET' | 'POST';
  /** With `:name` parameters. */
  readonly path: string;
  readonly summary: string;
  /** Which of the two listeners answers: terminals (mutual TLS) or the public one. */
  readonly listener: 'terminals' | 'public';
  readonly caller: 'anyone' | 'terminal' | 'sender' | 'admin';
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  /** Null: 204 without a body. */
  readonly answer: z.ZodType | null;
  readonly bodyLimitBytes: number;
}

/**
 * A push as the server reads it: looser than PushRequest, so that one damaged item is refused by itself and does not hold
 * up the rest of its batch. Terminals send PushRequest.
 */
export const PushOffer = z.strictObject({
  items: z
    .array(z.strictObject({ id: Uuid, sealed: z.string() }))
    .min(1)
    .max(100),
});
export type PushOffer = z.infer<typeof PushOffer>;

const none = z.undefined();
const nothing = z.looseObject({});
const small = 64 * 1024;

export const routes = {
  enrol: {
    method: 'POST',
    path: '/v1/enrolments',
    summary: 'A terminal trades a one-time code and a PKCS#10 request for its certificate.',
    listener: 'terminals',
    caller: 'anyone',
    params: nothing,
    query: nothing,
    body: EnrolmentRequest,
    answer: EnrolmentAnswer,
    bodyLimitBytes: small,
  },
  renew: {
    method: 'POST',
    path: '/v1/terminals/self/certificate',
    summary: 'The next certificate of a terminal, for a new key.',
    listener: 'terminals',
    caller: 'terminal',
    params: nothing,
    query: nothing,
    body: RenewalRequest,
    answer: RenewalAnswer,
    bodyLimitBytes: small,
  },
  recover: {
    method: 'POST',
    path: '/v1/recoveries',
    summary:
      'A terminal whose certificate has expired asks to come back, signed with its old key; IT approves.',
    listener: 'terminals',
    caller: 'anyone',
    params: nothing,
    query: nothing,
    body: RecoveryRequest,
    answer: RecoveryAnswer,
    bodyLimitBytes: small,
  },
  push: {
    method: 'POST',
    path: '/v1/registrations',
    summary: 'Committed registrations, each answered on its own; repeating is safe.',
    listener: 'terminals',
    caller: 'terminal',
    params: nothing,
    query: nothing,
    body: PushOffer,
    answer: PushAnswer,
    // A hundred items of the largest size that the contract allows.
    bodyLimitBytes: 42_000_000,
  },
  changes: {
    method: 'GET',
    path: '/v1/changes',
    summary: 'The next entries of the feed; with `wait`, answers when there are some.',
    listener: 'terminals',
    caller: 'terminal',
    params: nothing,
    query: ChangesQuery,
    body: none,
    answer: FeedPage,
    bodyLimitBytes: small,
  },
  sendCode: {
    method: 'POST',
    path: '/v1/verifications',
    summary: 'Sends a six-digit code to an address.',
    listener: 'terminals',
    caller: 'terminal',
    params: nothing,
    query: nothing,
    body: VerificationRequest,
    answer: VerificationAnswer,
    bodyLimitBytes: small,
  },
  checkCode: {
    method: 'POST',
    path: '/v1/verifications/:id/answers',
    summary: 'Tries a code that a resident typed at the counter.',
    listener: 'terminals',
    caller: 'terminal',
    params: z.strictObject({ id: Uuid }),
    query: nothing,
    body: CodeAnswerRequest,
    answer: CodeAnswer,
    bodyLimitBytes: small,
  },
  followCode: {
    method: 'GET',
    path: '/v1/verifications/:id',
    summary: 'What became of a code on its way; with `wait`, answers when there is news.',
    listener: 'terminals',
    caller: 'terminal',
    params: z.strictObject({ id: Uuid }),
    query: VerificationQuery,
    body: none,
    answer: VerificationState,
    bodyLimitBytes: small,
  },
  report: {
    method: 'POST',
    path: '/v1/terminals/self/report',
    summary: 'What a terminal tells of itself.',
    listener: 'terminals',
    caller: 'terminal',
    params: nothing,
    query: nothing,
    body: TerminalReport,
    answer: null,
    bodyLimitBytes: small,
  },
  balance: {
    method: 'POST',
    path: '/v1/terminals/self/balance',
    summary: 'A page of what a terminal holds, compared with what the central API holds; changes nothing.',
    listener: 'terminals',
    caller: 'terminal',
    params: nothing,
    query: nothing,
    body: BalanceRequest,
    answer: BalanceAnswer,
    bodyLimitBytes: 256 * 1024,
  },
  claimDraft: {
    method: 'POST',
    path: '/v1/drafts/claims',
    summary: 'Takes over what a resident chose at home, by the code that they were given there.',
    listener: 'terminals',
    caller: 'terminal',
    params: nothing,
    query: nothing,
    body: DraftClaim,
    answer: DraftClaimAnswer,
    bodyLimitBytes: small,
  },
  choices: {
    method: 'GET',
    path: '/v1/choices',
    summary: 'What can be chosen at home, before anybody has said who they are.',
    listener: 'public',
    caller: 'anyone',
    params: nothing,
    query: nothing,
    body: none,
    answer: Choices,
    bodyLimitBytes: small,
  },
  makeDraft: {
    method: 'POST',
    path: '/v1/drafts',
    summary: 'Keeps for two hours what was chosen at home; a terminal takes it over by the code.',
    listener: 'public',
    caller: 'anyone',
    params: nothing,
    query: nothing,
    body: DraftRequest,
    answer: DraftAnswer,
    bodyLimitBytes: small,
  },
  handoff: {
    method: 'GET',
    path: '/v1/handoffs/:token',
    summary: 'How far the registration behind a slip is.',
    listener: 'public',
    caller: 'anyone',
    params: z.strictObject({ token: HandoffToken }),
    query: nothing,
    body: none,
    answer: HandoffStatus,
    bodyLimitBytes: small,
  },
  handoffAnswer: {
    method: 'POST',
    path: '/v1/handoffs/:token/answers',
    summary: 'Tries the code that was mailed after a registration without network.',
    listener: 'public',
    caller: 'anyone',
    params: z.strictObject({ token: HandoffToken }),
    query: nothing,
    body: CodeAnswerRequest,
    answer: CodeAnswer,
    bodyLimitBytes: small,
  },
  postMessage: {
    method: 'POST',
    path: '/v1/municipalities/:code/messages',
    summary: 'Posts a message to the mailboxes of residents who receive from this municipality.',
    listener: 'public',
    caller: 'sender',
    params: z.strictObject({ code: MunicipalityCode }),
    query: nothing,
    body: MessageRequest,
    answer: MessageAnswer,
    bodyLimitBytes: 256 * 1024,
  },
  terminals: {
    method: 'GET',
    path: '/v1/terminals',
    summary: 'Every terminal and what it last told of itself.',
    listener: 'public',
    caller: 'admin',
    params: nothing,
    query: nothing,
    body: none,
    answer: TerminalList,
    bodyLimitBytes: small,
  },
  balances: {
    method: 'GET',
    path: '/v1/balances',
    summary: "Every terminal's own sum beside the central API's, with what did not agree, by id.",
    listener: 'public',
    caller: 'admin',
    params: nothing,
    query: z.strictObject({ terminal: Uuid.optional(), day: z.iso.date().optional() }),
    body: none,
    answer: BalanceList,
    bodyLimitBytes: small,
  },
  approve: {
    method: 'POST',
    path: '/v1/terminals/:id/approval',
    summary: 'Approves the recovery of a terminal whose certificate has expired.',
    listener: 'public',
    caller: 'admin',
    params: z.strictObject({ id: Uuid }),
    query: nothing,
    body: ApprovalRequest,
    answer: null,
    bodyLimitBytes: small,
  },
  revoke: {
    method: 'POST',
    path: '/v1/terminals/:id/revocation',
    summary: 'Revokes a terminal: it is refused from now on, open connections included.',
    listener: 'public',
    caller: 'admin',
    params: z.strictObject({ id: Uuid }),
    query: nothing,
    body: none,
    answer: null,
    bodyLimitBytes: small,
  },
  health: {
    method: 'GET',
    path: '/healthz',
    summary: 'Whether the process is alive; asks nothing else.',
    listener: 'public',
    caller: 'anyone',
    params: nothing,
    query: nothing,
    body: none,
    answer: Health,
    bodyLimitBytes: small,
  },
  ready: {
    method: 'GET',
    path: '/readyz',
    summary: 'Whether this node can do its work; 503 with the part that fails when it cannot.',
    listener: 'public',
    caller: 'anyone',
    params: nothing,
    query: nothing,
    body: none,
    answer: Readiness,
    bodyLimitBytes: small,
  },
} as const satisfies Record<string, RouteContract>;

export type RouteName = keyof typeof routes;
type Routes = typeof routes;
export type ParamsOf<N extends RouteName> = z.output<Routes[N]['params']>;
export type QueryOf<N extends RouteName> = z.output<Routes[N]['query']>;
export type BodyOf<N extends RouteName> = z.output<Routes[N]['body']>;
export type AnswerOf<N extends RouteName> = Routes[N]['answer'] extends z.ZodType
  ? z.output<Routes[N]['answer']>
  : null;
