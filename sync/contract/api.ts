// The central API as schemas. Routes, the OpenAPI document and the worker's calls are all made from here.
import { z } from 'zod';
import { SealedRegistration } from './record.ts';
import {
  CompactJose,
  Email,
  Instant,
  Language,
  LocalText,
  MunicipalityCode,
  Phone,
  Sha256Hex,
  Uuid,
} from './words.ts';

/** Stable problem codes. The HTTP status and title of each stand in `problems.ts`. */
export const ProblemCode = z.enum([
  'malformed',
  'unauthenticated',
  'forbidden',
  'not-found',
  'too-large',
  'rate-limited',
  'unavailable',
  'internal',
  'enrolment-code-invalid',
  'request-invalid',
  'terminal-revoked',
  'certificate-expired',
  'terminal-unknown',
  'cursor-unknown',
  'seal-unreadable',
  'device-signature-invalid',
  'record-malformed',
  'record-mismatch',
  'declaration-missing',
  'declaration-invalid',
  'certificate-untrusted',
  'verification-mismatch',
  'address-refused',
  'mail-failed',
  'verification-unknown',
  'desk-closed',
  'provider-unreachable',
  'provider-wrong',
  'provider-clock',
  'sign-in-refused',
  'sign-in-late',
  'sign-in-unknown',
  'sign-in-no-role',
  'audience-empty',
  'audience-grown',
  'attachment-refused',
  'id-taken',
  'list-unreadable',
  'message-state',
  'second-person-needed',
  'sender-clock-off',
]);
export type ProblemCode = z.infer<typeof ProblemCode>;

/** RFC 9457 problem document. Never carries personal data. */
export const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: ProblemCode,
  detail: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;

// ---- terminal side, mutual TLS (enrolment excepted) ----

export const EnrolmentRequest = z.strictObject({
  /** One-time code from IT. */
  code: z.string().min(8).max(200),
  name: z.string().min(1).max(80),
  municipality: MunicipalityCode,
  /** PKCS#10 (RFC 2986), PEM. P-256. */
  csr: z.string().max(10_000),
});
export const EnrolmentAnswer = z.strictObject({
  terminalId: Uuid,
  /** The terminal's certificate, PEM. */
  certificate: z.string(),
  /** CA certificates that the terminal must trust for the central API, PEM, concatenated. */
  trust: z.string(),
  sealingKey: z.strictObject({ kid: z.string(), jwk: z.record(z.string(), z.string()) }),
  /** Public key (JWK) of the receipts' signature. */
  receiptKey: z.strictObject({ kid: z.string(), jwk: z.record(z.string(), z.string()) }),
  /** Where residents' phones reach the central API; the slip's address begins with it. */
  publicUrl: z.url(),
});
export type EnrolmentRequest = z.infer<typeof EnrolmentRequest>;
export type EnrolmentAnswer = z.infer<typeof EnrolmentAnswer>;

/** A terminal asks for its next certificate, with a new key. PKCS#10 (RFC 2986), PEM, P-256. */
export const RenewalRequest = z.strictObject({ csr: z.string().max(10_000) });
export const RenewalAnswer = z.strictObject({
  certificate: z.string(),
  /** CA certificates that the terminal must trust for the central API, PEM, concatenated. */
  trust: z.string(),
});
export type RenewalRequest = z.infer<typeof RenewalRequest>;
export type RenewalAnswer = z.infer<typeof RenewalAnswer>;

/**
 * A terminal whose certificate has expired asks to come back: a JWS (ES256) over RecoveryClaim, signed with the key of that
 * certificate, which `kid` names (SHA-256 of the DER, hex). IT approves it or does not; the terminal asks again meanwhile.
 */
export const RecoveryRequest = z.strictObject({ request: CompactJose });
export const RecoveryClaim = z.strictObject({
  type: z.literal('madoguchi.recovery/1'),
  terminalId: Uuid,
  csr: z.string().max(10_000),
});
export const RecoveryAnswer = z.discriminatedUnion('outcome', [
  /** `number`: what the terminal shows and IT compares before it approves. */
  z.strictObject({ outcome: z.literal('waiting'), number: z.string().max(20) }),
  z.strictObject({ outcome: z.literal('approved'), certificate: z.string(), trust: z.string() }),
]);
export type RecoveryRequest = z.infer<typeof RecoveryRequest>;
export type RecoveryClaim = z.infer<typeof RecoveryClaim>;
export type RecoveryAnswer = z.infer<typeof RecoveryAnswer>;

export const PushRequest = z.strictObject({ items: z.array(SealedRegistration).min(1).max(100) });
export const PushResult = z.discriminatedUnion('outcome', [
  /** `receipt`: JWS by the central API over {id, sha256 of sealed, at}. A duplicate gets the first answer's receipt. */
  z.strictObject({ id: Uuid, outcome: z.literal('accepted'), receipt: CompactJose }),
  z.strictObject({ id: Uuid, outcome: z.literal('duplicate'), receipt: CompactJose }),
  z.strictObject({ id: Uuid, outcome: z.literal('refused'), problem: Problem }),
]);
export const PushAnswer = z.strictObject({ results: z.array(PushResult).min(1).max(100) });
export type PushRequest = z.infer<typeof PushRequest>;
export type PushResult = z.infer<typeof PushResult>;
export type PushAnswer = z.infer<typeof PushAnswer>;

/** Payload of the receipt JWS. */
export const Receipt = z.strictObject({ id: Uuid, sealedSha256: Sha256Hex, at: Instant });
export type Receipt = z.infer<typeof Receipt>;

export const ChangesQuery = z.strictObject({
  cursor: z.string().max(200).optional(),
  /** Long poll, seconds. */
  wait: z.coerce.number().int().min(0).max(25).default(0),
});

export const VerificationRequest = z.discriminatedUnion('channel', [
  z.strictObject({
    sessionId: z.string().regex(/^[0-9a-f]{32}$/),
    channel: z.literal('email'),
    address: Email,
    language: Language,
    /** A trusted person receives it for the resident. */
    helper: z.boolean().optional(),
  }),
  z.strictObject({
    sessionId: z.string().regex(/^[0-9a-f]{32}$/),
    channel: z.literal('phone'),
    address: Phone,
    language: Language,
    helper: z.boolean().optional(),
    /** By short message without it. */
    by: z.enum(['sms', 'voice']).optional(),
  }),
]);
export const VerificationAnswer = z.strictObject({
  id: Uuid,
  /** "Mail no. 2: use the newest." Counts per session and address. */
  number: z.number().int().positive(),
  expiresAt: Instant,
  /** The next may be asked for from then on, `left` times in all. */
  resendAt: Instant,
  left: z.number().int().nonnegative(),
});
/** What became of a code's mail, short message or call. `bounced`: taken at first, and given back by the address's mail system. */
export const CodeDelivery = z.enum(['queued', 'sent', 'bounced', 'refused', 'failed']);
export type CodeDelivery = z.infer<typeof CodeDelivery>;
export const VerificationState = z.strictObject({ delivery: CodeDelivery });
export type VerificationState = z.infer<typeof VerificationState>;
/** Long poll, seconds: answers sooner with news. */
export const VerificationQuery = z.strictObject({ wait: z.coerce.number().int().min(0).max(25).default(0) });
export type VerificationRequest = z.infer<typeof VerificationRequest>;
export type VerificationAnswer = z.infer<typeof VerificationAnswer>;

/** Six digits. */
export const CodeAnswerRequest = z.strictObject({ code: z.string().regex(/^\d{6}$/) });
export const CodeAnswer = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('confirmed') }),
  z.strictObject({ outcome: z.literal('wrong'), triesLeft: z.number().int().nonnegative() }),
  z.strictObject({ outcome: z.literal('expired') }),
  /** Too many wrong answers in all: a new code is needed. */
  z.strictObject({ outcome: z.literal('spent') }),
  /** Five wrong answers: until then none is compared, and a new code changes nothing about it. */
  z.strictObject({ outcome: z.literal('paused'), until: Instant }),
]);
export type CodeAnswer = z.infer<typeof CodeAnswer>;

/** What a terminal tells of itself; numbers and states only. */
export const TerminalReport = z.strictObject({
  version: z.string().max(40),
  saved: z.number().int().nonnegative(),
  waiting: z.number().int().nonnegative(),
  needsAttention: z.number().int().nonnegative(),
  reader: z.enum(['none', 'ready', 'failed']),
  printer: z.enum(['ready', 'attention', 'unavailable']),
  /** Name of the screen last rendered, e.g. `welcome`. */
  screen: z.string().max(40),
});
export type TerminalReport = z.infer<typeof TerminalReport>;

// ---- public side ----

export const TerminalList = z.strictObject({
  terminals: z.array(
    z.strictObject({
      id: Uuid,
      name: z.string(),
      municipality: MunicipalityCode,
      enrolledAt: Instant,
      revoked: z.boolean(),
      /** End of its newest certificate. */
      certificateUntil: Instant.nullable(),
      /** Number under which it waits for the approval of its recovery. */
      recovery: z.string().nullable(),
      seenAt: Instant.nullable(),
      report: TerminalReport.nullable(),
      accepted: z.number().int(),
    }),
  ),
});
export type TerminalList = z.infer<typeof TerminalList>;

/** IT's approval of a recovery; `number` must be the one that the terminal shows. */
export const ApprovalRequest = z.strictObject({ number: z.string().min(1).max(20) });
export type ApprovalRequest = z.infer<typeof ApprovalRequest>;

/** That the process answers. */
export const Health = z.strictObject({
  status: z.literal('ok'),
  version: z.string(),
  city: LocalText.optional(),
});
export type Health = z.infer<typeof Health>;

/** Whether a node can do its work, part by part. Without the bell it does, only later. */
export const Readiness = z.strictObject({
  status: z.enum(['ok', 'failing']),
  parts: z.strictObject({
    database: z.enum(['ok', 'failing']),
    /** The database is at this program's version, or at a newer one that leaves room for it. */
    migrations: z.enum(['ok', 'failing']),
    keys: z.enum(['ok', 'failing']),
    jobs: z.enum(['ok', 'failing']),
    /** Hears at once what other nodes write. */
    bell: z.enum(['ok', 'failing']),
  }),
  version: z.string(),
});
export type Readiness = z.infer<typeof Readiness>;
