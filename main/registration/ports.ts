// What the session needs of the other rooms. The composition root joins them; tests put small ones in their place.
import type { FaceCode } from '../../preload/contract/faces.ts';
import type { Diagnostics, Language, Stages, ViewState } from '../../preload/contract/state.ts';
import type {
  CodeAnswer,
  VerificationAnswer,
  VerificationRequest,
  VerificationState,
} from '../../sync/contract/api.ts';
import type { DraftClaimAnswer } from '../../sync/contract/drafts.ts';
import type { SealedRegistration } from '../../sync/contract/record.ts';
import type { Result } from '../../sync/contract/result.ts';
import type { SlipMail } from '../../sync/contract/slips.ts';
import type { MailboxRoom } from '../mailbox/room.ts';
import type { CardRoom } from '../card/card.ts';
import type { Ambient, Catalogue, Slip, Times } from './flow/types.ts';
import type { NewCommand, Pin1Misses, SlipMark } from '../store/store.ts';
import type { RecordKeys } from './record.ts';
import type { SlipDesk } from './slip-desk.ts';
import type { Voice } from '../voice/voice.ts';

export interface Identity extends RecordKeys {
  readonly terminalId: string;
  readonly publicUrl: string;
}

export interface SlipJob {
  readonly sessionId: string;
  readonly language: Language;
  readonly receiptNumber: string;
  readonly slip: Slip;
  readonly stages: Stages;
  /** ISO 8601: when it was asked for. */
  readonly at: string;
  /** The resident reads large type. */
  readonly large: boolean;
}

export interface Commit extends SealedRegistration {
  readonly receiptNumber: string;
  readonly slip: SlipMark;
}

export type CommandCommit = Omit<NewCommand, 'audit'>;

export interface Pin1Counter {
  misses(address: string): Pin1Misses;
  /** On disk when it returns; what the disk did not take counts as the last one. */
  missed(address: string): Pin1Misses;
  right(address: string): void;
}

/** Numbers and codes only; the logger writes what is named here and nothing else. */
export type SessionLog = (
  event: string,
  fields?: Readonly<Record<string, string | number | boolean>>,
) => void;

export interface SessionPorts {
  readonly municipality: string;
  readonly slips: SlipDesk;
  readonly card: CardRoom;
  readonly times: Times;
  readonly ambient: Ambient;
  catalogue(): Catalogue | null;
  identity(): Identity | null;
  clockErrorMs(): number | null;
  /** True when there is reason to doubt the clock, so that `clockErrorMs` may not hold. */
  timeUnsure(): boolean;
  /** Number of the next record of this terminal. */
  sequence(): number;
  /** Outbox row and audit entry in one transaction; durable when it returns. */
  commit(commit: Commit): Result<null, FaceCode>;
  sendCode(request: VerificationRequest): Promise<Result<VerificationAnswer, FaceCode>>;
  checkCode(id: string, code: string): Promise<Result<CodeAnswer, FaceCode>>;
  /** Answers when there is news of a code on its way, or after a while. */
  followCode(id: string): Promise<Result<VerificationState, FaceCode>>;
  /** What a resident chose at home. */
  claimDraft(code: string): Promise<Result<DraftClaimAnswer, FaceCode>>;
  printSlip(job: SlipJob): Promise<'printed' | 'saved' | FaceCode>;
  /** The way to a slip, to the address that this verification proved. */
  mailSlip(mail: SlipMail): Promise<boolean>;
  /** What stands on that paper, line by line, to be told. */
  slipWords(job: SlipJob): readonly string[];
  readonly mailbox: MailboxRoom;
  /** Outbox row, what its owner is shown of it, and audit entry in one transaction; durable when it returns. */
  commitCommand(commit: CommandCommit): Result<null, FaceCode>;
  /** How often PIN1 was wrong here, by mailbox address. */
  readonly pin1: Pin1Counter;
  diagnose(): Diagnostics;
  syncNow(): Promise<void>;
  printTest(): Promise<void>;
  retry(receiptNumber: string): void;
  readonly voice: Voice;
  publish(view: ViewState): void;
  /** A session has begun, or (null) ended and been wiped. */
  onSession(id: string | null): void;
  readonly log: SessionLog;
  now(): number;
  /** Calls back once after `ms`; returns how to stop it. */
  after(ms: number, run: () => void): () => void;
}
