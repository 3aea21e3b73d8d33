// Start at home, finish at the counter: what somebody chose on their own phone, without saying who they are. It lives for two
// hours; a terminal takes it over by the six digits or the QR code, shows it, and still asks for every consent.
import { z } from 'zod';
import { Interest, LinkedService } from './feed.ts';
import { CatalogueId, Email, Instant, Language, LocalText } from './words.ts';

/** What can be chosen: the page behind `/start` is made from it. */
export const Choices = z.strictObject({
  municipality: LocalText,
  interests: z.array(Interest),
  services: z.array(LinkedService.pick({ id: true, label: true, description: true, provider: true })),
});
export type Choices = z.infer<typeof Choices>;

export const DraftRequest = z.strictObject({
  language: Language,
  interests: z.array(CatalogueId).max(200),
  services: z.array(CatalogueId).max(30),
  email: Email.nullable(),
});
export type DraftRequest = z.infer<typeof DraftRequest>;

/** Six digits to type, or the 24 of the QR code. Both lead to the draft until it expires. */
export const DraftCode = z.string().regex(/^(\d{6}|\d{24})$/);
export const DraftAnswer = z.strictObject({
  code: z.string().regex(/^\d{6}$/),
  /** What the QR code holds. */
  number: z.string().regex(/^\d{24}$/),
  /** The QR code itself, drawn by the server: the page carries no encoder, and no address ever holds the number. */
  qrSvg: z.string().max(20_000),
  expiresAt: Instant,
});
export type DraftAnswer = z.infer<typeof DraftAnswer>;

/** A terminal's question. */
export const DraftClaim = z.strictObject({ code: DraftCode });
export const DraftClaimAnswer = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('found'), draft: DraftRequest, expiresAt: Instant }),
  /** Never made, expired, or taken over often enough. */
  z.strictObject({ outcome: z.literal('unknown') }),
  /** Too many wrong ones, at this terminal or at all of them together. The QR code's number goes on being answered. */
  z.strictObject({ outcome: z.literal('paused'), until: Instant }),
]);
export type DraftClaimAnswer = z.infer<typeof DraftClaimAnswer>;
