// SQLite's variable-length integers and its record format: https://www.sqlite.org/fileformat2.html, sections 1.6 and 2.1.

export type Value = null | number | string | Uint8Array;

/** The integer at `at` and where it ends; null when it does not fit. Up to 2^53, which is more than this program ever writes. */
export function varint(
  bytes: Uint8Array,
  at: number,
): { readonly value: number; readonly end: number } | null {
  let value = 0;
  for (let index = 0; index < 8; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) return null;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return value <= Number.MAX_SAFE_INTEGER ? { value, end: at + index + 1 } : null;
  }
  return null;
}

/** The columns of one record; null when the bytes are none. */
export function decodeRecord(record: Buffer): readonly Value[] | null {
  const header = varint(record, 0);
  if (header === null || header.value > record.length) return null;
  const values: Value[] = [];
  let body = header.value;
  for (let at = header.end; at < header.value;) {
    const type = varint(record, at);
    if (type === null) return null;
    const column = decodeColumn(record, type.value, body);
    if (column === null) return null;
    values.push(column.value);
    body = column.end;
    at = type.end;
  }
  return body === record.length ? values : null;
}

const integerBytes = [0, 1, 2, 3, 4, 6, 8];
const text = new TextDecoder('utf-8', { fatal: true });

function decodeColumn(
  record: Buffer,
  type: number,
  at: number,
): { readonly value: Value; readonly end: number } | null {
  if (type === 0) return { value: null, end: at };
  if (type === 8 || type === 9) return { value: type - 8, end: at };
  const length = type >= 12 ? (type - 12) >> 1 : type === 7 ? 8 : integerBytes[type];
  if (length === undefined || at + length > record.length) return null;
  const end = at + length;
  if (type === 7) return { value: record.readDoubleBE(at), end };
  if (type < 7) {
    const value = length === 8 ? Number(record.readBigInt64BE(at)) : record.readIntBE(at, length);
    return { value, end };
  }
  const bytes = record.subarray(at, end);
  if (type % 2 === 0) return { value: bytes, end };
  try {
    return { value: text.decode(bytes), end };
  } catch {
    return null;
  }
}
