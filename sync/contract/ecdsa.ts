// The two forms of an ECDSA signature over P-256: JOSE's (r and s side by side, RFC 7518 section 3.4) and ASN.1's (RFC 3279 section
// 2.2.3), which is what node:crypto takes with a bare key. Asked for JOSE's form it takes an options object instead, and needs
// half as long again to find the key in it.

const numberBytes = 32;
const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** JOSE's form into ASN.1's; null when it is not 64 bytes long. */
export function toAsn1(jose: Uint8Array): Buffer | null {
  if (jose.length !== 2 * numberBytes) return null;
  const numbers = [integer(jose.subarray(0, numberBytes)), integer(jose.subarray(numberBytes))];
  const length = numbers.reduce((sum, bytes) => sum + bytes.length, 0);
  return Buffer.concat([Buffer.from([SEQUENCE, length]), ...numbers]);
}

/** What `sign` gives into JOSE's form. Throws on anything else. */
export function fromAsn1(asn1: Uint8Array): Buffer {
  const jose = Buffer.alloc(2 * numberBytes);
  let at = 2;
  for (const end of [numberBytes, 2 * numberBytes]) {
    const length = asn1[at + 1] ?? 0;
    const bytes = asn1.subarray(at + 2, at + 2 + length);
    const number = bytes[0] === 0 ? bytes.subarray(1) : bytes;
    if (asn1[at] !== INTEGER || number.length > numberBytes) throw new Error('not a signature over P-256');
    jose.set(number, end - number.length);
    at += 2 + length;
  }
  if (asn1[0] !== SEQUENCE || at !== asn1.length) throw new Error('not a signature over P-256');
  return jose;
}

/** Shortest form, and never negative. */
function integer(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const short = first < 0 ? bytes.subarray(-1) : bytes.subarray(first);
  const sign = (short[0] ?? 0) >= 0x80 ? [0] : [];
  return Buffer.from([INTEGER, short.length + sign.length, ...sign, ...short]);
}
