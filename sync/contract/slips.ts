// The slip between terminal, central API and phone: its number, what a terminal tells of it, and what anyone may learn of it.
// The signed token itself stands in slip-token.ts.
import { z } from 'zod';
import { Instant, Language, MunicipalityCode, Sha256Hex, Uuid } from './words.ts';

/** What stands under the QR code for the eye: 23 random digits (76 bits) and a check digit (ISO 7064 MOD 11,10; slip-number.ts). */
export const SlipNumber = z.string().regex(/^\d{24}$/);

/** A slip as it was scanned (the signed token, decimal digits) or as it was typed (its number). */
export const SlipWords = z.string().regex(/^(\d{24}|\d{180,230})$/);

/** All that anybody may learn of a slip; says nothing of whose it is. */
export const SlipStatus = z.strictObject({
  /**
   * `used`: everything that was open has been finished. `unknown`: a number that nothing is known of (mistyped, or its registration
   * has not arrived yet). `forged`: the signature is not one of a terminal of ours. `elsewhere`: of another municipality.
   */
  state: z.enum(['valid', 'used', 'expired', 'cancelled', 'unknown', 'forged', 'elsewhere']),
  /** The registration behind it is here. False for a valid slip: the terminal has not been on the network since. */
  arrived: z.boolean(),
  expiresAt: Instant.nullable(),
  /** VAPID public key (RFC 8292), base64url, for a notice by push of the arrival; absent where this central API sends none. */
  pushKey: z.string().optional(),
});
export type SlipStatus = z.infer<typeof SlipStatus>;

/** What a terminal tells of slips, also long after; each is taken once, by its id. */
export const SlipNotice = z.discriminatedUnion('kind', [
  z.strictObject({
    id: Uuid,
    at: Instant,
    kind: z.literal('printed'),
    recordId: Uuid,
    /** SHA-256 of the number's digits (ASCII). */
    sha256: Sha256Hex,
    expiresAt: Instant,
    /** The slip that this one takes the place of: it is cancelled. */
    replaces: Sha256Hex.nullable(),
  }),
  z.strictObject({
    id: Uuid,
    at: Instant,
    kind: z.literal('cancelled'),
    sha256: Sha256Hex,
    by: z.enum(['holder', 'staff']),
  }),
]);
export type SlipNotice = z.infer<typeof SlipNotice>;

export const SlipNotices = z.strictObject({ notices: z.array(SlipNotice).min(1).max(100) });
export type SlipNotices = z.infer<typeof SlipNotices>;
/** Sends the way to a slip to an address that was proved in this session at the counter. */
export const SlipMail = z.strictObject({
  /** The verification that proved it. */
  verificationId: Uuid,
  /** What the slip's QR code holds: our own public address and the signed token. */
  url: z.url({ protocol: /^https?$/i }).max(600),
  language: Language,
});
export type SlipMail = z.infer<typeof SlipMail>;

export const SlipNoticesAnswer = z.strictObject({
  /** `refused`: about a slip of another municipality. It is not told again. */
  results: z.array(z.strictObject({ id: Uuid, outcome: z.enum(['taken', 'refused']) })).max(100),
});
export type SlipNoticesAnswer = z.infer<typeof SlipNoticesAnswer>;

/** A key that slips of a municipality are or were signed with: the feed tells them to its terminals, so that each can verify
 *  another's slip without network. */
export const SlipKey = z.strictObject({
  /** The first four bytes of the SHA-256 of the terminal's certificate (DER), hex. */
  id: z.string().regex(/^[0-9a-f]{8}$/),
  municipality: MunicipalityCode,
  jwk: z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() }),
  /** Its terminal was revoked then: slips made before stay good. */
  revokedAt: Instant.optional(),
});
export type SlipKey = z.infer<typeof SlipKey>;

/** A terminal's question about one, for staff. */
export const SlipCheck = z.strictObject({ slip: SlipWords });
export type SlipCheck = z.infer<typeof SlipCheck>;
