// The door of the card room. Behind it stand PC/SC readers and the software card; in front of it nobody knows an APDU.
import type { Result } from '../../sync/contract/result.ts';
import type { GenuineEvidence, GenuineVerdict } from '../../sync/contract/genuine.ts';
import type { BasicFour } from '../../sync/contract/record.ts';

export type PinName = 'supportPin' | 'signaturePassword';
/** Asked from the card without spending a try. `unknown` means: no VERIFY. */
export type Tries = { readonly left: number; readonly max: number } | 'unknown';

/** What lies on the reader, as far as free reads tell. */
export interface CardReport {
  readonly tries: Readonly<Record<PinName, Tries>>;
  /** User-authentication certificate, DER (free on plastic cards); null when the card has none. */
  readonly authCertificate: Uint8Array | null;
  /** SHA-256 of that certificate, hex: tells whether the same card came back. Null without certificate. */
  readonly fingerprint: string | null;
  readonly hasSignatureCertificate: boolean;
}

/** Other cards that people put down. */
export type OtherCard = 'juki' | 'licence' | 'residence' | 'transit' | 'phone' | 'other';

/** Whether the PIN in question has reached the card. */
export type VerifyState = 'not-sent' | 'accepted' | 'unknown';

export type CardError =
  | { readonly kind: 'no-reader' }
  | { readonly kind: 'reader-busy' }
  | { readonly kind: 'no-card' }
  | { readonly kind: 'not-my-number'; readonly seen: OtherCard }
  | { readonly kind: 'card-removed'; readonly verify: VerifyState }
  | { readonly kind: 'pin-wrong'; readonly pin: PinName; readonly left: number }
  | { readonly kind: 'pin-blocked'; readonly pin: PinName }
  | { readonly kind: 'tries-unknown'; readonly pin: PinName }
  /** One try is left and the caller has not got the resident's explicit yes. Nothing was sent. */
  | { readonly kind: 'last-try'; readonly pin: PinName }
  /** Length or characters; nothing was sent. */
  | { readonly kind: 'pin-malformed'; readonly pin: PinName }
  | { readonly kind: 'no-signature-certificate' }
  /** The signature certificate has run out. Nothing was signed. */
  | { readonly kind: 'certificate-expired' }
  /** The signature certificate speaks of another person than the basic four do, or of an earlier name or address. Nothing was
   *  signed. */
  | { readonly kind: 'facts-differ'; readonly fields: readonly (keyof BasicFour)[] }
  | { readonly kind: 'signature-invalid' }
  | { readonly kind: 'unreadable'; readonly cause: string }
  | { readonly kind: 'timeout'; readonly verify: VerifyState };

export interface PinOptions {
  /** The resident said yes to spending the last try. */
  readonly lastTry: boolean;
}

/** What became of a card's proof that it is genuine; without evidence it could not be had. */
export type Proof =
  { readonly state: 'not-done' } | { readonly state: GenuineVerdict; readonly evidence: GenuineEvidence };

export interface ReadOptions extends PinOptions {
  /** Has the card prove itself over `challenge` in the same visit, after the facts. Whatever becomes of it, the facts are
   *  returned; `told` is called at most once, before that. */
  readonly prove?: { readonly challenge: Uint8Array; readonly told: (proof: Proof) => void };
}

export interface SignOptions extends PinOptions {
  /** What the card gave before: the signature certificate must say the same. */
  readonly basicFour: BasicFour;
}

export interface Signed {
  /** Signature certificate, DER. */
  readonly certificate: Uint8Array;
  /** Over what `toSign` returned, by the algorithm of the card's generation (the first: RSASSA-PKCS1-v1_5 with SHA-256).
   *  Checked with the certificate's key before it is returned. */
  readonly signature: Uint8Array;
}

export type ReaderState =
  | { readonly state: 'none' }
  | { readonly state: 'ready'; readonly name: string }
  | { readonly state: 'failed'; readonly name: string; readonly cause: string };

export type CardEvent =
  | { readonly type: 'reader'; readonly reader: ReaderState }
  /** `insertion` grows with every card put down. */
  | { readonly type: 'inserted'; readonly insertion: number }
  | { readonly type: 'removed' };

export interface CardRoom {
  readonly kind: 'pcsc' | 'software';
  reader(): ReaderState;
  present(): boolean;
  /** Tells the present situation at once, then every change. Returns how to stop. */
  watch(listener: (event: CardEvent) => void): () => void;
  /** Recognises the card and asks its counters. Sends no PIN. */
  inspect(): Promise<Result<CardReport, CardError>>;
  /** One VERIFY with the 4-digit PIN (ASCII digits), then the basic four. The caller wipes `pin`. */
  readBasicFour(pin: Uint8Array, options: ReadOptions): Promise<Result<BasicFour, CardError>>;
  /** One VERIFY with the signature password, then certificate and signature over `toSign(certificate DER)`. Signs only when the
   *  certificate is in date and its facts are the basic four's. */
  sign(
    password: Uint8Array,
    options: SignOptions,
    toSign: (certificate: Uint8Array) => Uint8Array,
  ): Promise<Result<Signed, CardError>>;
  close(): Promise<void>;
}
