// Tag-length-value objects as the card writes them: BER, with lengths that are often longer than they need be
// (mynumber-card.md 2.3: `FF 40 82 00 9F`), so no strictness of DER here.
import { err, ok } from '../../sync/contract/result.ts';
import type { Result } from '../../sync/contract/result.ts';

export interface Tlv {
  readonly tag: number;
  /** Where the tag begins, where the value begins, and where the value ends (exclusive), in the bytes that were given. */
  readonly at: number;
  readonly valueAt: number;
  readonly end: number;
}

export type BerError = 'truncated' | 'bad-tag' | 'bad-length';

/** Header of the object at `at`: tag of up to three bytes, length of up to four. The value may reach past the end of `bytes`. */
export function readHeader(bytes: Uint8Array, at: number): Result<Tlv, BerError> {
  const first = bytes[at];
  if (first === undefined) return err('truncated');
  let tag = first;
  let cursor = at + 1;
  if ((first & 0x1f) === 0x1f) {
    for (let more = true; more;) {
      const next = bytes[cursor];
      if (next === undefined) return err('truncated');
      if (cursor - at > 2) return err('bad-tag');
      tag = tag * 256 + next;
      cursor += 1;
      more = (next & 0x80) !== 0;
    }
  }
  const form = bytes[cursor];
  if (form === undefined) return err('truncated');
  cursor += 1;
  if (form < 0x80) return ok({ tag, at, valueAt: cursor, end: cursor + form });
  const count = form & 0x7f;
  // 80 is BER's indefinite form: never seen on these cards and of no use in a file of fixed size.
  if (count === 0 || count > 4) return err('bad-length');
  let length = 0;
  for (let i = 0; i < count; i += 1) {
    const byte = bytes[cursor + i];
    if (byte === undefined) return err('truncated');
    length = length * 256 + byte;
  }
  cursor += count;
  return ok({ tag, at, valueAt: cursor, end: cursor + length });
}

/** The object at `at`, value included. */
export function readTlv(bytes: Uint8Array, at: number): Result<Tlv, BerError> {
  const header = readHeader(bytes, at);
  if (header.ok && header.value.end > bytes.length) return err('truncated');
  return header;
}

/** Length in bytes of the object that begins with `head`; undefined while too few bytes are known or they are no object. */
export function objectLength(head: Uint8Array): number | undefined {
  const header = readHeader(head, 0);
  return header.ok ? header.value.end : undefined;
}
