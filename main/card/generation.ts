// The card's applications, files, PINs and algorithms as one table. The next card (two applications, two PINs, P-384) will be
// another table; a made-up one in second-generation.test.ts proves it. The allow-list is made from the table: what is not
// named here cannot be asked from a card. Source: mynumber-card.md 1.2, 2.1, 2.2, 2.7, 3.1, 4.2.
import type { OtherCard, PinName } from './card.ts';
import { fromHex } from './bytes.ts';

export type ApplicationName = 'support' | 'jpki';

export interface ReadableFile {
  readonly application: ApplicationName;
  readonly fid: number;
}

export interface PinSpec {
  readonly application: ApplicationName;
  /** The key file that VERIFY addresses. */
  readonly fid: number;
  readonly maxTries: number;
  readonly form: 'digits' | 'upper-alphanumeric';
  readonly minLength: number;
  readonly maxLength: number;
}

/** What a key computes with, and what COMPUTE DIGITAL SIGNATURE takes and gives for it. */
export type Algorithm =
  /** Takes a DigestInfo, gives the signature block (RFC 8017, 9.2). */
  | {
      readonly kind: 'rsa-pkcs1';
      readonly hash: 'sha256';
      /** What goes before the digest in the DigestInfo. */
      readonly digestInfoHead: Uint8Array;
      readonly digestLength: number;
    }
  /** Takes the bare digest, gives r and s in fixed length one after the other. */
  | { readonly kind: 'ecdsa-p384'; readonly hash: 'sha384'; readonly digestLength: number };

export interface SigningKey {
  readonly application: ApplicationName;
  readonly fid: number;
  readonly algorithm: Algorithm;
}

export interface Generation {
  readonly applications: Readonly<Record<ApplicationName, Uint8Array>>;
  readonly files: Readonly<Record<FileName, ReadableFile>>;
  readonly pins: Readonly<Record<PinName, PinSpec>>;
  readonly signingKey: SigningKey;
  /** The key by which a card proves itself: its application's own, addressed by P2 = 00; null where there is none. */
  readonly ownKey: Pick<SigningKey, 'application' | 'algorithm'> | null;
  /** Labels at the beginning of token info, without the spaces behind them. */
  readonly labels: Readonly<Record<string, 'my-number' | OtherCard>>;
  /** Where the file of certificate states says whether a certificate is there, and the byte that says yes. */
  readonly certificateState: {
    readonly signatureAt: number;
    readonly authAt: number;
    readonly present: number;
  };
}

/** What goes before the digest that a signing command carries. */
export const digestHead = (algorithm: Algorithm): Uint8Array =>
  algorithm.kind === 'rsa-pkcs1' ? algorithm.digestInfoHead : new Uint8Array();

export type FileName =
  | 'basicFour'
  | 'signedCardKey'
  | 'cardKeyCertificate'
  | 'tokenInfo'
  | 'certificateState'
  | 'signatureCertificate'
  | 'authCertificate';

const RSA_SHA256: Algorithm = {
  kind: 'rsa-pkcs1',
  hash: 'sha256',
  digestInfoHead: fromHex('3031300D060960864801650304020105000420'),
  digestLength: 32,
};

/** Plastic My Number cards since 2016. Deliberately absent: 0001 and 0003 of the input-support application, its keys 0014 and
 *  0015, and the face application as a whole: they hold or reveal the individual number. */
export const GENERATION_1: Generation = {
  applications: {
    support: fromHex('D3921000310001010408'),
    jpki: fromHex('D392F000260100000001'),
  },
  files: {
    basicFour: { application: 'support', fid: 0x0002 },
    signedCardKey: { application: 'support', fid: 0x0007 },
    cardKeyCertificate: { application: 'support', fid: 0x0004 },
    tokenInfo: { application: 'jpki', fid: 0x0006 },
    certificateState: { application: 'jpki', fid: 0x0008 },
    signatureCertificate: { application: 'jpki', fid: 0x0001 },
    authCertificate: { application: 'jpki', fid: 0x000a },
  },
  pins: {
    supportPin: {
      application: 'support',
      fid: 0x0011,
      maxTries: 3,
      form: 'digits',
      minLength: 4,
      maxLength: 4,
    },
    signaturePassword: {
      application: 'jpki',
      fid: 0x001b,
      maxTries: 5,
      form: 'upper-alphanumeric',
      minLength: 6,
      maxLength: 16,
    },
  },
  signingKey: {
    application: 'jpki',
    fid: 0x001a,
    algorithm: RSA_SHA256,
  },
  ownKey: { application: 'support', algorithm: RSA_SHA256 },
  labels: {
    JPKIAPICCTOKEN2: 'my-number',
    JPKIAPICCTOKEN: 'juki',
    JPKIAPGPSETOKEN: 'phone',
    JPKIAPIOSTOKEN: 'phone',
  },
  // What an absent certificate shows is not settled, so any other byte is "absent".
  certificateState: { signatureAt: 0, authAt: 1, present: 0x8f },
};

/** Generations that the terminal reads, the likeliest first. Their application identifiers differ, so the card says by what it
 *  selects which one it is. */
export const GENERATIONS: readonly [Generation, ...Generation[]] = [GENERATION_1];

/** GlobalPlatform issuer security domain: selected at the end of a visit so that no application stays unlocked. */
export const ISSUER_SECURITY_DOMAIN = fromHex('A0000001510000');

/** Applications of other cards, selected to tell the resident what they put down (mynumber-card.md 1.5). Nothing in them is
 *  readable. */
export const OTHER_CARDS = [
  { seen: 'licence', aid: fromHex('A0000002310100000000000000000000') },
  { seen: 'licence', aid: fromHex('A0000002480300000000000000000000') },
  { seen: 'residence', aid: fromHex('D392F0004F0200000000000000000000') },
] as const;
