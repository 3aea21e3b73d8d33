// What is committed: the declaration that the card signs and the registration record that the terminal signs and seals.
// Fields that hold personal data carry `.meta({ personal: true })`.
import { z } from 'zod';
import { SlipNumber } from './slips.ts';
import {
  CatalogueId,
  CompactJose,
  Email,
  Instant,
  Language,
  LegalLanguage,
  MunicipalityCode,
  Phone,
  Sha256Hex,
  Uuid,
} from './words.ts';

/** The basic four (基本4情報) as the card gives them, byte for byte. */
export const BasicFour = z.strictObject({
  name: z.string().min(1).max(1000).meta({ personal: true }),
  /** YYYYMMDD, Gregorian; unknown parts are zeros. */
  birthDate: z
    .string()
    .regex(/^\d{8}$/)
    .meta({ personal: true }),
  /** ISO 5218 as in the card: 1 male, 2 female, 9 not applicable, 0 unknown; 3 is seen as "other". */
  sex: z
    .string()
    .regex(/^[01239]$/)
    .meta({ personal: true }),
  address: z.string().min(1).max(2000).meta({ personal: true }),
});
export type BasicFour = z.infer<typeof BasicFour>;

/** One consent: to which text exactly, in which language, when. */
export const Consent = z.strictObject({
  /** `terms`, `privacy`, `jlis` (certificate serial number to J-LIS) or `service:<id>`. */
  document: z.string().regex(/^(terms|privacy|jlis|service:[a-z][a-z0-9-]{0,40})$/),
  version: z.string().min(1).max(40),
  /** Of the text as shown, UTF-8. */
  sha256: Sha256Hex,
  language: LegalLanguage,
  at: Instant,
});
export type Consent = z.infer<typeof Consent>;

/** The resident's declaration, payload of a JWS signed by the card (RS256, chain in `x5c`). */
export const Declaration = z.strictObject({
  type: z.literal('madoguchi.declaration/1'),
  recordId: Uuid,
  terminalId: Uuid,
  at: Instant,
  consents: z.array(Consent).min(1).max(50),
  services: z.array(CatalogueId).min(1).max(30),
  basicFour: BasicFour,
});
export type Declaration = z.infer<typeof Declaration>;

/** A PIN's verifier: `scrypt$<log2 N>$<r>$<p>$<salt base64url>$<hash base64url>` (RFC 7914). */
export const PinVerifier = z.string().regex(/^scrypt\$\d{1,2}\$\d{1,2}\$\d{1,2}\$[\w-]{22,}\$[\w-]{43}$/);

/** How sure we are of the person: facts only read, card proved genuine, card signed, or signed with a certificate whose
 *  revocation was checked. The terminal says what it has seen; what the central API stores is its own judgement, and the last
 *  level is its alone to give. */
export const Assurance = z.enum(['read-only', 'genuine', 'signed', 'signed-checked']);
export type Assurance = z.infer<typeof Assurance>;

/** The card's proof that it is genuine (sync/contract/genuine.ts), asked for where no service is linked. */
export const GenuineProof = z.strictObject({
  /** What the terminal made of it; `no-anchor`: it knows nobody who could have issued this card. */
  state: z.enum(['verified', 'no-anchor', 'failed', 'not-done']),
  /** The challenge is bound to the record's id. All base64. A card's key names the card, and so its owner. */
  evidence: z
    .strictObject({
      signedKey: z.base64().max(4000),
      keyCertificate: z.base64().max(4000),
      signature: z.base64().max(1000),
    })
    .nullable()
    .meta({ personal: true }),
});
export type GenuineProof = z.infer<typeof GenuineProof>;

/** What every item says that a terminal signs, seals and sends: a registration, or a mailbox command (commands.ts). */
export const itemHead = {
  /** UUIDv7: the idempotency key of the whole way, in one space for all items. */
  id: Uuid,
  sessionId: z.string().regex(/^[0-9a-f]{32}$/),
  terminalId: Uuid,
  municipality: MunicipalityCode,
  /** When the resident pressed the button, by the terminal's clock. */
  at: Instant,
  /** Terminal clock minus central clock when last measured, milliseconds; null when never measured. */
  clockErrorMs: z.number().int().nullable(),
  /** Counts this terminal's items; a gap tells that one is missing. Absent in items of earlier versions. */
  sequence: z.number().int().positive().optional(),
  /** True when the terminal had reason to doubt its clock; `at` and `clockErrorMs` are its best guess then. */
  timeUnsure: z.boolean().optional(),
  language: Language,
  receiptNumber: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/),
} as const;

export const RegistrationRecord = z.strictObject({
  type: z.literal('madoguchi.registration/1'),
  ...itemHead,
  assurance: Assurance,
  /** Null where the card signs instead, and in records of terminals that did not ask yet. */
  genuine: GenuineProof.nullable().default(null),
  consents: z.array(Consent).min(2).max(50),
  notify: z.strictObject({ push: z.boolean(), email: z.boolean() }),
  interests: z.array(CatalogueId).max(200),
  services: z.array(CatalogueId).max(30),
  basicFour: BasicFour,
  /** User-authentication certificate (利用者証明用電子証明書), base64 DER; binds card and mailbox. Null when the card has none. */
  authCertificate: z.base64().max(8000).nullable().meta({ personal: true }),
  /** Present exactly when services were chosen. */
  declaration: CompactJose.nullable().meta({ personal: true }),
  contact: z.strictObject({
    email: Email,
    /** The verification that proved it; null while it is still open (no network at the counter). */
    emailVerification: Uuid.nullable(),
    phone: Phone.nullable(),
    phoneVerification: Uuid.nullable(),
    /** Email and telephone are a trusted person's, who receives codes for the resident. */
    helper: z.boolean().optional(),
  }),
  /** Verifiers only; both null when no mailbox was wanted. */
  accountPins: z
    .strictObject({ pin1: PinVerifier.nullable(), pin2: PinVerifier.nullable() })
    .meta({ personal: true }),
  /** Municipalities that may write to the mailbox. */
  memberships: z.array(MunicipalityCode).max(20),
  /** SHA-256 of the slip's number (24 digits, ASCII), so that the page behind the QR code finds the record. */
  handoffSha256: Sha256Hex,
  /** The number itself, so that a mail can lead to the page as well. Absent in records of earlier versions, as what follows. */
  handoffNumber: SlipNumber.optional().meta({ personal: true }),
  handoffExpiresAt: Instant.optional(),
});
export type RegistrationRecord = z.infer<typeof RegistrationRecord>;

/** What travels and rests: the record, signed by the device key (JWS ES256), sealed to the central key (JWE). */
export const SealedRegistration = z.strictObject({ id: Uuid, sealed: CompactJose });
export type SealedRegistration = z.infer<typeof SealedRegistration>;
