// Writes DER: just what the test certificates need. Reading certificates is node:crypto's and pkijs's work.
import { Buffer } from 'node:buffer';
import { concat } from '../bytes.ts';

/** Tag, shortest length, value. */
export function tlv(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const value = concat(...parts);
  const size: number[] = [];
  for (let rest = value.length; rest > 0; rest >>= 8) size.unshift(rest & 0xff);
  const length = value.length < 0x80 ? [value.length] : [0x80 | size.length, ...size];
  return concat(Uint8Array.of(tag, ...length), value);
}

export const sequence = (...parts: readonly Uint8Array[]) => tlv(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]) => tlv(0x31, ...parts);
export const octets = (...parts: readonly Uint8Array[]) => tlv(0x04, ...parts);
export const bits = (unused: number, value: Uint8Array) => tlv(0x03, Uint8Array.of(unused), value);
export const boolean = (value: boolean) => tlv(0x01, Uint8Array.of(value ? 0xff : 0));
export const nothing = () => tlv(0x05);
export const utf8 = (text: string) => tlv(0x0c, Buffer.from(text, 'utf8'));
export const printable = (text: string) => tlv(0x13, Buffer.from(text, 'ascii'));
/** Bare characters, for implicitly tagged strings. */
export const ia5 = (text: string) => Buffer.from(text, 'ascii');
export const ia5String = (text: string) => tlv(0x16, ia5(text));
/** [n] constructed. */
export const context = (n: number, ...parts: readonly Uint8Array[]) => tlv(0xa0 | n, ...parts);
/** [n] primitive. */
export const contextBytes = (n: number, value: Uint8Array) => tlv(0x80 | n, value);

/** Positive INTEGER. */
export function integer(value: bigint): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 8n) bytes.unshift(Number(rest & 0xffn));
  const first = bytes[0] ?? 0;
  return tlv(0x02, Uint8Array.of(...(first >= 0x80 || bytes.length === 0 ? [0] : []), ...bytes));
}

export function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const digits = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) digits.unshift(0x80 | (left & 0x7f));
    return digits;
  });
  return tlv(0x06, Uint8Array.from(bytes));
}

/** UTCTime, seconds: years 1950 to 2049 (RFC 5280, 4.1.2.5). */
export function utcTime(at: Date): Uint8Array {
  const text = at.toISOString().replaceAll(/[-:T]/g, '').slice(2, 14);
  return tlv(0x17, Buffer.from(`${text}Z`, 'ascii'));
}

/** GeneralizedTime, seconds. */
export function generalizedTime(at: Date): Uint8Array {
  const text = at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14);
  return tlv(0x18, Buffer.from(`${text}Z`, 'ascii'));
}
