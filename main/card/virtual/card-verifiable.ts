// Card-verifiable certificates of the test JPKI: an authority's key certifies a municipality's, and that one signs the keys of
// cards (mynumber-card.md 2.4). What exactly is signed of a card's key is not published; here it is the whole object.
import { createPublicKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { concat } from '../bytes.ts';
import { tlv } from './der.ts';

const KEY_ID = 16;

/** 16 bytes from a name: real ones hold digits as well. */
export const keyId = (name: string): Uint8Array => Buffer.from(name.padEnd(KEY_ID).slice(0, KEY_ID), 'ascii');

/** File 0004: certificate of `subject`'s key by `issuer`. */
export function certifyKey(
  issuer: { readonly id: Uint8Array; readonly key: KeyObject },
  subject: { readonly id: Uint8Array; readonly key: KeyObject },
): Uint8Array {
  const body = concat(issuer.id, subject.id, cardForm(subject.key));
  return object(0x7f, 0x21, object(0x5f, 0x4e, body), object(0x5f, 0x37, sign('sha256', body, issuer.key)));
}

/** File 0007: a card's key, signed. */
export function signCardKey(card: KeyObject, signer: KeyObject): Uint8Array {
  const key = object(0xdf, 0x51, cardForm(card));
  return object(0xff, 0x50, key, object(0xdf, 0x52, sign('sha256', key, signer)));
}

/** Exponent and modulus of an RSA key. */
function cardForm(key: KeyObject): Uint8Array {
  const { n, e } = createPublicKey(key).export({ format: 'jwk' });
  if (n === undefined || e === undefined) throw new Error('not an RSA key');
  return concat(tlv(0x90, Buffer.from(e, 'base64url')), tlv(0x91, Buffer.from(n, 'base64url')));
}

/** An object with a tag of two bytes. */
const object = (first: number, second: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  concat(Uint8Array.of(first), tlv(second, ...parts));
