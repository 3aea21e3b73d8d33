// The feed: one ordered log from the central API to a terminal. Entries of a kind that this version does not know are kept.
import { z } from 'zod';
import { SlipKey } from './slips.ts';
import {
  CatalogueId,
  CompactJose,
  Instant,
  Language,
  LegalLanguage,
  LocalText,
  MunicipalityCode,
  Sha256Hex,
  Uuid,
} from './words.ts';

export const Interest = z.strictObject({ id: CatalogueId, label: LocalText, description: LocalText });
export type Interest = z.infer<typeof Interest>;

export const LinkedService = z.strictObject({
  id: CatalogueId,
  label: LocalText,
  description: LocalText,
  provider: LocalText,
  purpose: LocalText,
  /** Which facts are handed over. */
  shares: z.array(z.enum(['name', 'birthDate', 'sex', 'address', 'email', 'phone'])).min(1),
  /** Version and text of the consent that is asked for this service. */
  consentVersion: z.string().min(1).max(40),
  consentText: LocalText,
});
export type LinkedService = z.infer<typeof LinkedService>;

export const Municipality = z.strictObject({
  code: MunicipalityCode,
  name: LocalText,
  level: z.enum(['prefecture', 'city']),
  /** How an address on a card of a resident begins. */
  addressPrefix: z.string().min(1),
  /** Joined and opened to residents. */
  open: z.boolean(),
  /** Since when it has joined, and since when it is open to residents (days in Japan); residents of an `open` one wait for the latter. */
  joinedOn: z.iso.date().optional(),
  openedOn: z.iso.date().optional(),
});
export type Municipality = z.infer<typeof Municipality>;

export const LegalDocument = z.enum(['terms', 'privacy', 'jlis']);
export type LegalDocument = z.infer<typeof LegalDocument>;

const legal = {
  kind: z.literal('legal'),
  document: LegalDocument,
  version: z.string().min(1).max(40),
  language: LegalLanguage,
  title: z.string().min(1),
  /** Markdown subset: `#`/`##` headings, paragraphs, `- ` lists. */
  text: z.string().min(1),
  /** Of `text`, UTF-8. */
  sha256: Sha256Hex,
  /** Date of enactment of this version, YYYY-MM-DD. */
  effective: z.iso.date(),
};

/** The authorities of the central API, PEM; more than one while one follows another. */
export const TrustList = z.strictObject({
  /** The first signs new certificates; a terminal whose own is from another asks for a new one. */
  certificates: z.array(z.string().max(10_000)).min(1).max(8),
  /** Not trusted any more, even where an older configuration file of the terminal names them. */
  retired: z.array(z.string().max(10_000)).max(50),
});
export type TrustList = z.infer<typeof TrustList>;

const seq = z.number().int().positive();

/** Entry kinds that this version applies. */
export const KnownFeedEntry = z.discriminatedUnion('kind', [
  z.strictObject({ seq, kind: z.literal('interests'), items: z.array(Interest) }),
  z.strictObject({ seq, kind: z.literal('services'), items: z.array(LinkedService) }),
  z.strictObject({ seq, kind: z.literal('municipalities'), items: z.array(Municipality) }),
  z.strictObject({ seq, ...legal }),
  z.strictObject({
    seq,
    kind: z.literal('sealing-key'),
    kid: z.string().min(1),
    jwk: z.record(z.string(), z.string()),
  }),
  z.strictObject({
    seq,
    kind: z.literal('message'),
    /** Of the message; the same for everybody who gets it. */
    id: Uuid,
    /** Whose it is: see `mailboxAddress` in sync/contract/mailbox.ts. Only who asked for it has messages on terminals. */
    recipient: Sha256Hex,
    municipality: MunicipalityCode,
    sentAt: Instant,
    /** JWE (dir, A256GCM) of a MessageContent, under the recipient's mailbox key. */
    sealed: CompactJose,
  }),
  /** Without a recipient: everybody's. */
  z.strictObject({ seq, kind: z.literal('message-deleted'), id: Uuid, recipient: Sha256Hex.optional() }),
  /** A key that receipts are or were signed with. All of them stay: a receipt may come again years later. */
  z.strictObject({
    seq,
    kind: z.literal('receipt-key'),
    kid: z.string().min(1),
    jwk: z.record(z.string(), z.string()),
  }),
  /** Whom to trust as the central API from now on: replaces what was trusted before. */
  z.strictObject({ seq, kind: z.literal('trust'), ...TrustList.shape }),
  /** A legal text in short, for who reads neither Japanese nor English well. It is shown beside the text, never instead. */
  z.strictObject({
    seq,
    kind: z.literal('legal-summary'),
    document: LegalDocument,
    version: z.string().min(1).max(40),
    language: Language,
    text: z.string().min(1),
  }),
  /** Every key that slips of this terminal's municipality are or were signed with: replaces the list before. */
  z.strictObject({ seq, kind: z.literal('slip-keys'), keys: z.array(SlipKey).max(5000) }),
  /** A slip, by the hash of its number, that is good no more. */
  z.strictObject({ seq, kind: z.literal('slip-cancelled'), sha256: Sha256Hex }),
  /** The newest sight of a mailbox whose owner wants it readable here without network: replaces the one before. */
  z.strictObject({
    seq,
    kind: z.literal('mailbox'),
    recipient: Sha256Hex,
    /** Of the snapshot; the central API's clock. */
    at: Instant,
    /** JWE (dir, A256GCM) of a MailboxSnapshot, under the recipient's mailbox key. */
    sealed: CompactJose,
  }),
  /** Nothing of this mailbox is kept any more: its messages go with it. */
  z.strictObject({ seq, kind: z.literal('mailbox-gone'), recipient: Sha256Hex }),
]);
export type KnownFeedEntry = z.infer<typeof KnownFeedEntry>;

/** Any entry: known kinds are parsed by KnownFeedEntry, unknown ones are stored as they came. */
export const FeedEntry = z.looseObject({ seq, kind: z.string().min(1).max(60) });
export type FeedEntry = z.infer<typeof FeedEntry>;

export const FeedPage = z.strictObject({
  entries: z.array(FeedEntry).max(500),
  /** Opaque; stored in the transaction that applies the entries. */
  cursor: z.string().min(1).max(200),
  more: z.boolean(),
});
export type FeedPage = z.infer<typeof FeedPage>;
