// What a resident does to their mailbox. On the phone the central API does it at once; at a counter it is a command: signed by the
// terminal, sealed to the central API and kept in the outbox like a registration, so that it is never lost and never done twice.
// What a command comes to is the same on every way: sync/central/mailbox/apply.ts is the only place that does it.
import { z } from 'zod';
import { BasicFour, itemHead } from './record.ts';
import { CatalogueId, MunicipalityCode, Sha256Hex, Uuid } from './words.ts';

export const exemptionReasons = ['no-device', 'does-not-want', 'disability', 'language', 'other'] as const;

export const MailboxAction = z.discriminatedUnion('kind', [
  /** The sender hears of it only where they asked for it and the resident was told. */
  z.strictObject({ kind: z.literal('read'), message: Uuid }),
  /** Cannot be brought back. */
  z.strictObject({ kind: z.literal('delete'), message: Uuid }),
  /** Needs PIN1. What has been received stays readable. */
  z.strictObject({ kind: z.literal('pause'), municipality: MunicipalityCode }),
  z.strictObject({ kind: z.literal('resume'), municipality: MunicipalityCode }),
  /** Needs PIN1. Everything that was delivered by then is gone for good. */
  z.strictObject({ kind: z.literal('reset') }),
  z.strictObject({ kind: z.literal('interests'), interests: z.array(CatalogueId).max(200) }),
  z.strictObject({ kind: z.literal('service-leave'), service: CatalogueId }),
  z.strictObject({ kind: z.literal('notify'), push: z.boolean(), email: z.boolean() }),
  /** Messages are kept, sealed, on the terminals of this municipality, or no more. */
  z.strictObject({ kind: z.literal('keep-here'), municipality: MunicipalityCode, on: z.boolean() }),
  /** The card's new facts; new bodies on, old ones off. `off` needs PIN1. */
  z.strictObject({
    kind: z.literal('move'),
    facts: BasicFour,
    on: z.array(MunicipalityCode).max(5),
    off: z.array(MunicipalityCode).max(5),
  }),
  /** Every browser of the account loses its session, its pushes and its passkeys. */
  z.strictObject({ kind: z.literal('lost-phone') }),
  /** Needs PIN1. The relative is named by the receipt number of their own registration. Null: from every municipality; no end. */
  z.strictObject({
    kind: z.literal('delegate'),
    receiptNumber: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/),
    municipality: MunicipalityCode.nullable(),
    until: z.iso.date().nullable(),
  }),
  z.strictObject({ kind: z.literal('undelegate'), delegation: Uuid }),
  /** Paper, please: a finished outcome, also for who has no account. */
  z.strictObject({
    kind: z.literal('exempt'),
    reason: z.enum(exemptionReasons),
    /** When staff ask again whether it still is so. */
    reviewOn: z.iso.date(),
    facts: BasicFour,
  }),
  /** Needs PIN1. The account and everything in its mailbox are deleted. */
  z.strictObject({ kind: z.literal('close') }),
]);
export type MailboxAction = z.infer<typeof MailboxAction>;
export type ExemptionReason = (typeof exemptionReasons)[number];

/** What cannot be taken back, or takes somebody else's sight away or gives it, asks for PIN1. */
export const needsPin1 = (action: MailboxAction): boolean =>
  action.kind === 'pause' ||
  action.kind === 'reset' ||
  action.kind === 'close' ||
  action.kind === 'delegate' ||
  (action.kind === 'move' && action.off.length > 0);

/** PIN1 as a terminal proves it: scrypt (RFC 7914) with salt and cost of the account's own verifier; 32 bytes, base64url. */
export const Pin1Proof = z
  .string()
  .regex(/^[\w-]{43}$/)
  .meta({ personal: true });

export const MailboxCommand = z.strictObject({
  type: z.literal('madoguchi.command/1'),
  ...itemHead,
  /** Whose mailbox: `mailboxAddress` of the card's user-authentication certificate. */
  mailbox: Sha256Hex,
  action: MailboxAction,
  pin1: Pin1Proof.nullable(),
});
export type MailboxCommand = z.infer<typeof MailboxCommand>;

/**
 * What a command came to. A command that was taken in is never refused again: the terminal gets its receipt, and what could not
 * be done is told to the resident (a notice in the mailbox and, where the account is still there, a neutral mail).
 */
export const commandOutcomes = [
  'applied',
  /** Done before, or overtaken by something newer that the resident did elsewhere. */
  'superseded',
  'pin1-wrong',
  /** PIN1 was wrong five times; for an hour none is compared. */
  'pin1-paused',
  'account-gone',
  'not-found',
  /** The municipality has not joined, or has not opened. */
  'not-open',
] as const;
export const CommandOutcome = z.enum(commandOutcomes);
export type CommandOutcome = z.infer<typeof CommandOutcome>;
