// Puts applications, files and keys together into the sample cards (mynumber-card.md section 2).
import { Buffer } from 'node:buffer';
import { X509Certificate } from 'node:crypto';
import { concat, fromHex } from '../bytes.ts';
import { Chip } from './chip.ts';
import type { ChipApplication, ChipContents, ChipFile, ChipKey, ChipTraits } from './chip.ts';
import { tlv } from './der.ts';
import type { Credential, TestPki } from './pki.ts';
import { PROFILES } from './profiles.ts';
import type { CardProfile, ChipKind, Holder } from './profiles.ts';

/** Answers to reset by kind: a contactless reader's for ISO cards, a storage card's for the transit card. */
const ATR: Readonly<Record<ChipKind, Uint8Array>> = {
  'my-number': fromHex('3B888001000005E0B381A1007F'),
  juki: fromHex('3B888001000041E0B381A1003B'),
  phone: fromHex('3B8880010000000000000000 09'),
  licence: fromHex('3B8880010000000000000000 09'),
  residence: fromHex('3B8880010000000000000000 09'),
  transit: fromHex('3B8F8001804F0CA00000030611003B0000000042'),
};

const LABEL = { 'my-number': 'JPKIAPICCTOKEN2', juki: 'JPKIAPICCTOKEN', phone: 'JPKIAPGPSETOKEN' } as const;

/** Physical size of a certificate file. */
const CERTIFICATE_FILE = 3808;
/** In the place of what must never be read; not a number, so that no search for numbers finds one. */
const NEVER_READ = 'NEVERREADME!';

/** A card of one profile, with the certificates of `pki`. Counters live as long as the object. */
export function makeChip(profile: CardProfile, pki: TestPki, traits: ChipTraits = {}): Chip {
  return new Chip(contents(profile, pki), traits);
}

/** The profile of that name. */
export function findProfile(name: string): CardProfile | undefined {
  return PROFILES.find((profile) => profile.name === name);
}

function contents(profile: CardProfile, pki: TestPki): ChipContents {
  const atr = ATR[profile.kind];
  switch (profile.kind) {
    case 'my-number':
      return {
        atr,
        applications: [
          jpki(profile, pki, LABEL['my-number']),
          ...(profile.holder ? [support(profile, profile.holder, pki)] : []),
          face(),
          bare('D3921000310001010100'),
        ],
      };
    case 'juki':
    case 'phone':
      return { atr, applications: [jpki(profile, pki, LABEL[profile.kind])] };
    case 'licence':
      return {
        atr,
        applications: [bare('A0000002310100000000000000000000'), bare('A0000002310200000000000000000000')],
      };
    case 'residence':
      return { atr, applications: [bare('D392F0004F0200000000000000000000')] };
    case 'transit':
      return { atr, applications: [], always: 0x6a81 };
  }
}

function support(profile: CardProfile, holder: Holder, pki: TestPki): ChipApplication {
  const own = pki.cards.get(profile.name)?.own ?? null;
  const { supportPin } = profile.pins;
  const opensWith = [0x11];
  const never = (content: Uint8Array): ChipFile => ({ content, opensWith, forbidden: true });
  return {
    aid: fromHex('D3921000310001010408'),
    files: new Map<number, ChipFile>([
      [0x01, never(concat(fromHex('FF100C'), Buffer.from(NEVER_READ, 'ascii'), fromHex('FFFF')))],
      [0x02, { content: encodeBasicFour(holder), opensWith }],
      [0x03, never(new Uint8Array(336).fill(0xff))],
      ...(own
        ? ([
            [0x04, { content: own.keyCertificate }],
            [0x07, { content: own.signedKey, opensWith }],
          ] as const)
        : []),
      [0x08, { content: new Uint8Array(16).fill(0xff) }],
    ]),
    keys: new Map([
      ...key(0x11, supportPin, 3, profile.left?.supportPin),
      // Always blocked on real cards.
      [0x12, { secret: new Uint8Array(), max: 3, left: 0 }] as const,
    ]),
    signers: new Map(own ? [[0x13, { key: own.key, opensWith: null }] as const] : []),
    ownSigner: 0x13,
  };
}

/** File 0002 (mynumber-card.md 2.3). */
export function encodeBasicFour(holder: Holder): Uint8Array {
  // Tags of two bytes: DF and the given one, which `tlv` writes.
  const field = (tag: number, text: string) =>
    concat(Uint8Array.of(0xdf), tlv(tag, Buffer.from(text, 'utf8')));
  const fields = [
    field(0x22, holder.name),
    field(0x23, holder.address),
    field(0x24, holder.birthDate),
    field(0x25, holder.sex),
  ];
  const inside = 11 + fields.reduce((sum, each) => sum + each.length, 0);
  const head = concat(fromHex('FF20'), inside < 0x80 ? Uint8Array.of(inside) : lengthOf(inside));
  let at = head.length + 11;
  const offsets = fields.map((each) => {
    const here = at;
    at += each.length;
    return Uint8Array.of(here >> 8, here & 0xff);
  });
  return concat(head, fromHex('DF2108'), ...offsets, ...fields);
}

function lengthOf(length: number): Uint8Array {
  return length < 0x100 ? Uint8Array.of(0x81, length) : Uint8Array.of(0x82, length >> 8, length & 0xff);
}

function jpki(profile: CardProfile, pki: TestPki, label: string): ChipApplication {
  const { authPin, signaturePassword } = profile.pins;
  const { sign = null, auth = null } = pki.cards.get(profile.name) ?? {};
  const root = (pem: string | undefined): ChipFile => ({
    content: padded(pem === undefined ? new Uint8Array() : new X509Certificate(pem).raw),
  });
  const signer = (credential: Credential | null, fid: number, opensWith: number) =>
    credential ? [[fid, { key: credential.key, opensWith }] as const] : [];
  return {
    aid: fromHex('D392F000260100000001'),
    files: new Map<number, ChipFile>([
      ...(sign ? [[0x01, { content: padded(sign.certificate), opensWith: [0x1b] }] as const] : []),
      [0x02, root(pki.anchors.sign[0])],
      [0x06, { content: tokenInfo(label) }],
      [0x08, { content: Uint8Array.of(sign ? 0x8f : 0, auth ? 0x8f : 0, 0) }],
      ...(auth ? [[0x0a, { content: padded(auth.certificate) }] as const] : []),
      [0x0b, root(pki.anchors.auth[0])],
    ]),
    keys: new Map([
      ...key(0x18, authPin, 3, undefined),
      ...key(0x1b, signaturePassword, 5, profile.left?.signaturePassword),
    ]),
    signers: new Map([...signer(auth, 0x17, 0x18), ...signer(sign, 0x1a, 0x1b)]),
  };
}

/** The application with the images of the card's face; its file 0005 shows the individual number. */
function face(): ChipApplication {
  return {
    aid: fromHex('D3921000310001010402'),
    files: new Map<number, ChipFile>([
      [0x05, { content: Buffer.from(NEVER_READ, 'ascii'), forbidden: true }],
    ]),
    keys: new Map(),
    signers: new Map(),
    forbidden: true,
  };
}

/** An application of which only the name matters here. */
function bare(aid: string): ChipApplication {
  return { aid: fromHex(aid), files: new Map(), keys: new Map(), signers: new Map() };
}

function key(
  fid: number,
  secret: string | null,
  max: number,
  left: number | undefined,
): readonly (readonly [number, ChipKey])[] {
  return secret === null ? [] : [[fid, { secret: Buffer.from(secret, 'ascii'), max, left: left ?? max }]];
}

function padded(certificate: Uint8Array): Uint8Array {
  const file = new Uint8Array(CERTIFICATE_FILE).fill(0xff);
  file.set(certificate);
  return file;
}

/** CK_TOKEN_INFO as the card keeps it (mynumber-card.md 2.8). */
function tokenInfo(label: string): Uint8Array {
  const text = (value: string, length: number) => Buffer.from(value.padEnd(length), 'ascii');
  return concat(
    text(label, 32),
    text('00000000000000000000000000000001', 32),
    text('E16R01NJ', 16),
    text('0000000099999999', 16),
    fromHex('0000040D 00000001 00000000 00000001 00000000 00000010 00000006'),
    fromHex('FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF'),
    text('0301', 4),
    text('9'.repeat(16), 16),
  );
}
