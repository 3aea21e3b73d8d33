// Byte helpers shared by the card room. Nothing here prints: hex is for headers, file names of the card and fingerprints.

/** Upper-case hex without separators. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}

/** Bytes of a hex string; spaces are ignored. Throws on anything else: callers pass constants. */
export function fromHex(hex: string): Uint8Array {
  const clean = hex.replaceAll(/\s/g, '');
  if (!/^([0-9a-f]{2})*$/i.test(clean)) throw new Error('not hex');
  return Uint8Array.from(clean.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

export function startsWith(whole: Uint8Array, head: Uint8Array): boolean {
  return whole.length >= head.length && head.every((byte, at) => byte === whole[at]);
}

/** Overwrites a buffer that held a secret. */
export function wipe(bytes: Uint8Array): void {
  bytes.fill(0);
}

/** Big-endian number of two bytes. */
export function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
