// What the checks of a registration or a command hand on to each other, and what they need from outside.
import type { KeyObject } from 'node:crypto';
import type { ProblemCode } from '../../contract/api.ts';
import type { MailboxCommand } from '../../contract/commands.ts';
import type { Assurance, RegistrationRecord } from '../../contract/record.ts';
import type { Result } from '../../contract/result.ts';
import type { Db } from '../db/open.ts';
import type { Anchors } from '../pki/chain.ts';
import type { Certificates } from './certificates.ts';

/** As it came: from whom, under which id, sealed. */
export interface Arrived {
  readonly id: string;
  readonly sealed: string;
  readonly terminalId: string;
}

export interface Refused {
  readonly code: ProblemCode;
  readonly detail?: string;
}

export type Checked<T> = Promise<Result<T, Refused>>;

export interface CheckPorts {
  readonly db: Db;
  readonly openingKey: (kid: string) => Promise<KeyObject | null>;
  /** Of the terminal that is calling. */
  readonly certificates: Certificates;
  readonly anchors: Anchors;
  readonly now: Date;
}

export interface Judged {
  readonly kind: 'registration';
  readonly record: RegistrationRecord;
  /** Our own judgement; the record's is the terminal's. */
  readonly assurance: Assurance;
  /** The record as the device signed it: kept as evidence. */
  readonly jws: string;
}

export interface JudgedCommand {
  readonly kind: 'command';
  readonly command: MailboxCommand;
}
export type JudgedItem = Judged | JudgedCommand;
