// The sender's desk: what staff of a municipality, and its own systems, ask of the central API.
import { z } from 'zod';
import { exemptionReasons } from './commands.ts';
import { membershipReasons } from './mailbox-view.ts';
import { Attachment, MessageTexts, attachmentBytesAtMost, attachmentsAtMost } from './message.ts';
import { CatalogueId, Instant, LocalText, MunicipalityCode, Uuid } from './words.ts';

/**
 * `compose`: writes, counts, sends small audiences. `release`: lets a large one go that somebody else wrote, and stops any.
 * `recipients`: sees names (list of recipients, receipts by person, paper list). `registry`: exemptions and deaths.
 */
export const deskRoles = ['compose', 'release', 'recipients', 'registry'] as const;
export const DeskRole = z.enum(deskRoles);
export type DeskRole = z.infer<typeof DeskRole>;

export const DeskSession = z.strictObject({
  name: z.string().max(200),
  /** A person may act for several municipalities. */
  municipalities: z.array(
    z.strictObject({ code: MunicipalityCode, name: LocalText, roles: z.array(DeskRole) }),
  ),
  /** Above so many residents a message waits for somebody else's release. */
  releaseAbove: z.number().int().nonnegative(),
  expiresAt: Instant,
});
export type DeskSession = z.infer<typeof DeskSession>;

/** Among the residents who receive from this municipality. What is left out does not restrict. */
export const Audience = z.strictObject({
  /** At least one of them. */
  interests: z.array(CatalogueId).max(50).optional(),
  /** The address begins with it; at least one of them. */
  areas: z.array(z.string().trim().min(1).max(100)).max(50).optional(),
  /** Whole years, at the time of sending, both included. */
  age: z
    .strictObject({ from: z.number().int().min(0).max(150), to: z.number().int().min(0).max(150) })
    .refine(({ from, to }) => from <= to)
    .optional(),
  /** An uploaded list. */
  list: Uuid.optional(),
  /** One registration. */
  receiptNumber: z.string().max(20).optional(),
});
export type Audience = z.infer<typeof Audience>;

/** A PDF, base64. What it says it is and what it is are compared. */
export const AttachmentUpload = z.strictObject({
  name: z.string().min(5).max(120),
  type: z.string().max(100),
  content: z.base64().max(Math.ceil(attachmentBytesAtMost / 3) * 4),
});
export type AttachmentUpload = z.infer<typeof AttachmentUpload>;

export const MessageRequest = z.strictObject({
  /** Chosen by the sender; the same id with the same content again is one message. */
  id: Uuid,
  texts: MessageTexts,
  audience: Audience,
  attachments: z.array(AttachmentUpload).max(attachmentsAtMost).default([]),
  /** Null: as soon as it may go. One that has passed is now. */
  sendAt: Instant.nullable().default(null),
  /** What the sender's own clock says. Where it is far off, `sendAt` is refused and the difference told; no part of the content. */
  clock: Instant.optional(),
  /** Until when it asks for attention; it is kept beyond that. */
  attentionUntil: Instant.nullable().default(null),
  /** Announced at any hour. */
  emergency: z.boolean().default(false),
  /** Asks for "opened" receipts; the resident is told so. */
  openedReceipts: z.boolean().default(false),
});
export type MessageRequest = z.input<typeof MessageRequest>;

/**
 * waiting-release → scheduled → sending → sent; stopped from any of them but the last. An audience of nobody is refused.
 */
export const messageStates = ['waiting-release', 'scheduled', 'sending', 'sent', 'stopped'] as const;
export const MessageState = z.enum(messageStates);
export type MessageState = z.infer<typeof MessageState>;

/** Why nobody could be told: both switches off; no browser and no address; and what became of each way. */
export const announceFailures = [
  'not-wanted',
  'no-address',
  'push-gone',
  'mail-bounced',
  'mail-failed',
] as const;
export type AnnounceFailure = (typeof announceFailures)[number];

export const Receipts = z.strictObject({
  delivered: z.number().int().nonnegative(),
  announced: z.number().int().nonnegative(),
  /** Neither push nor mail got through, or none was wanted. */
  announcementFailed: z.number().int().nonnegative(),
  notAnnounced: z.number().int().nonnegative(),
  /** Null: not asked for. */
  opened: z.number().int().nonnegative().nullable(),
  deleted: z.number().int().nonnegative(),
  reset: z.number().int().nonnegative(),
});
export type Receipts = z.infer<typeof Receipts>;

export const DeskMessage = z.strictObject({
  id: Uuid,
  state: MessageState,
  texts: MessageTexts,
  audience: Audience,
  attachments: z.array(Attachment),
  emergency: z.boolean(),
  openedReceipts: z.boolean(),
  /** Who wrote it, who let it go; a system's token is named by its label. */
  composedBy: z.string(),
  releasedBy: z.string().nullable(),
  createdAt: Instant,
  sendAt: Instant.nullable(),
  sentAt: Instant.nullable(),
  attentionUntil: Instant.nullable(),
  /** How many matched when it was let go, or when it was written. */
  expected: z.number().int().nonnegative(),
  receipts: Receipts,
});
export type DeskMessage = z.infer<typeof DeskMessage>;
export const DeskMessages = z.strictObject({ messages: z.array(DeskMessage), next: Uuid.nullable() });
export type DeskMessages = z.infer<typeof DeskMessages>;

/** What a message came to when it was posted, let go or stopped. */
export const MessageAnswer = z.strictObject({
  id: Uuid,
  state: MessageState,
  /** How many match now. */
  recipients: z.number().int().nonnegative(),
});
export type MessageAnswer = z.infer<typeof MessageAnswer>;

/**
 * How many the releaser was told. Where it has become more by over a tenth since, it is refused (`audience-grown`), the new number
 * told in `detail`, and must be said again.
 */
export const MessageRelease = z.strictObject({ recipients: z.number().int().nonnegative() });
export type MessageRelease = z.infer<typeof MessageRelease>;

export const AudienceCount = z.strictObject({
  recipients: z.number().int().nonnegative(),
  /** More than may go without a second person. */
  needsRelease: z.boolean(),
  /** How many of them have push on a browser, how many mail, how many neither. */
  push: z.number().int().nonnegative(),
  email: z.number().int().nonnegative(),
  neither: z.number().int().nonnegative(),
});
export type AudienceCount = z.infer<typeof AudienceCount>;

/**
 * CSV (RFC 4180): a heading line with 氏名/name, 生年月日/birth_date, 住所/address (may be left out), then a person a line. As text, or
 * as the file's bytes (base64): UTF-8 with or without a byte order mark, or Shift_JIS.
 */
export const ListUpload = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    csv: z.string().max(30_000_000).meta({ personal: true }).optional(),
    file: z.base64().max(40_000_000).meta({ personal: true }).optional(),
  })
  .refine(({ csv, file }) => (csv === undefined) !== (file === undefined));
export type ListUpload = z.infer<typeof ListUpload>;
/** Who of them has an account is told to nobody: only how many lines were understood. */
export const AudienceList = z.strictObject({
  id: Uuid,
  name: z.string(),
  lines: z.number().int().nonnegative(),
  /** Lines that could not be read, by number, the first ones. */
  unreadable: z.array(
    z.strictObject({ line: z.number().int().positive(), why: z.enum(['columns', 'birth-date', 'empty']) }),
  ),
  createdAt: Instant,
  /** Then its lines are forgotten, and no paper list is made of it any more. */
  keptUntil: Instant,
});
export type AudienceList = z.infer<typeof AudienceList>;
export const AudienceLists = z.strictObject({ lists: z.array(AudienceList) });
export type AudienceLists = z.infer<typeof AudienceLists>;

/** One line of the list of recipients: who receives, and who does not any more and why. */
export const Recipient = z.strictObject({
  name: z.string().meta({ personal: true }),
  birthDate: z.string().meta({ personal: true }),
  address: z.string().meta({ personal: true }),
  state: z.enum(['receiving', 'paused', 'left']),
  since: Instant,
  reason: z.enum(membershipReasons).nullable(),
  /** The address or certificate is doubted: the resident may have moved away. */
  movedSince: Instant.nullable(),
});
export type Recipient = z.infer<typeof Recipient>;
export const Recipients = z.strictObject({
  recipients: z.array(Recipient),
  counts: z.strictObject({ receiving: z.number().int(), paused: z.number().int(), left: z.number().int() }),
  next: z.string().max(200).nullable(),
});
export type Recipients = z.infer<typeof Recipients>;

export const RecipientsQuery = z.strictObject({
  after: z.string().max(200).optional(),
  state: z.enum(['receiving', 'paused', 'left']).optional(),
  /** Only those who do not receive for this reason. */
  reason: z.enum(membershipReasons).optional(),
});
export type RecipientsQuery = z.infer<typeof RecipientsQuery>;

/** One resident's receipt. `reset`: deleted together with everything else. */
export const PersonReceipt = z.strictObject({
  name: z.string().meta({ personal: true }),
  birthDate: z.string().meta({ personal: true }),
  address: z.string().meta({ personal: true }),
  deliveredAt: Instant,
  announcedAt: Instant.nullable(),
  /** Why every way to tell them has failed, or that none was wanted. */
  announceFailed: z.enum(announceFailures).nullable(),
  /** Null as well where it was not asked for. */
  openedAt: Instant.nullable(),
  deletedAt: Instant.nullable(),
  resetAt: Instant.nullable(),
});
export type PersonReceipt = z.infer<typeof PersonReceipt>;
export const PersonReceiptsQuery = z.strictObject({
  after: z.string().max(200).optional(),
  /** Only those whom nothing told of it. */
  failed: z.literal('1').optional(),
});
export type PersonReceiptsQuery = z.infer<typeof PersonReceiptsQuery>;
export const PersonReceipts = z.strictObject({
  people: z.array(PersonReceipt),
  next: z.string().max(200).nullable(),
});
export type PersonReceipts = z.infer<typeof PersonReceipts>;

export const Exemption = z.strictObject({
  id: Uuid,
  name: z.string().meta({ personal: true }),
  birthDate: z.string().meta({ personal: true }),
  address: z.string().meta({ personal: true }),
  reason: z.enum(exemptionReasons),
  since: Instant,
  reviewOn: z.iso.date(),
  /** The day of review has come. */
  due: z.boolean(),
});
export type Exemption = z.infer<typeof Exemption>;
export const Exemptions = z.strictObject({ exemptions: z.array(Exemption) });
/** It still is so: asked again on this day. */
export const ExemptionReview = z.strictObject({ reviewOn: z.iso.date() });
export type ExemptionReview = z.infer<typeof ExemptionReview>;

/** Reported by one person, confirmed by another; then the mailbox is closed and paper takes over. */
export const DeathReport = z.strictObject({
  id: Uuid,
  receiptNumber: z.string(),
  name: z.string().meta({ personal: true }),
  birthDate: z.string().meta({ personal: true }),
  /** `register`: the register of addresses said so; one person confirms. */
  source: z.enum(['desk', 'register']),
  /** Empty: the register. */
  reportedBy: z.string(),
  reportedAt: Instant,
  /** Reported by who asks: somebody else confirms. */
  own: z.boolean(),
  confirmedBy: z.string().nullable(),
  confirmedAt: Instant.nullable(),
});
export type DeathReport = z.infer<typeof DeathReport>;
export const DeathReports = z.strictObject({ reports: z.array(DeathReport) });
/** Whose mailbox: the number on their receipt. */
export const DeathRequest = z.strictObject({ receiptNumber: z.string().trim().min(4).max(20) });
export type DeathRequest = z.infer<typeof DeathRequest>;
