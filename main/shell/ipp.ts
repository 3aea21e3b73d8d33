// The few words of the Internet Printing Protocol that we speak with CUPS: encoding per RFC 8010 section 3, operations and
// states per RFC 8011. We speak it ourselves because `lpstat` shows a job that the printer refused like one that it printed.

/** Delimiter and value tags, RFC 8010 sections 3.5.1 and 3.5.2. */
const tag = {
  operation: 0x01,
  job: 0x02,
  end: 0x03,
  integer: 0x21,
  boolean: 0x22,
  enum: 0x23,
  name: 0x42,
  keyword: 0x44,
  uri: 0x45,
  charset: 0x47,
  language: 0x48,
  mime: 0x49,
} as const;

/** Operation identifiers, RFC 8011 section 5.4.15; the last is CUPS's own. */
export const operation = {
  printJob: 0x0002,
  cancelJob: 0x0008,
  getJobAttributes: 0x0009,
  getPrinterAttributes: 0x000b,
  cupsGetDefault: 0x4001,
} as const;

/** Status codes, RFC 8011 appendix B. Below 0x0100 is success. */
export const status = { notPossible: 0x0404, notFound: 0x0406, notAcceptingJobs: 0x0506 } as const;

/** `job-state`, RFC 8011 section 5.3.7. */
export const jobState = { canceled: 7, aborted: 8, completed: 9 } as const;

/** `printer-state`, RFC 8011 section 5.4.11. */
export const printerState = { processing: 4, stopped: 5 } as const;

export type IppType = 'integer' | 'boolean' | 'enum' | 'name' | 'keyword' | 'uri' | 'mime';
export interface IppAttribute {
  readonly name: string;
  readonly type: IppType;
  /** One value, or a set: the first carries the name. */
  readonly values: readonly (string | number | boolean)[];
}

export interface IppRequest {
  readonly operation: number;
  readonly requestId: number;
  readonly attributes: readonly IppAttribute[];
  readonly jobAttributes?: readonly IppAttribute[];
  readonly document?: Uint8Array;
}

/** A request as bytes: version 2.0, operation, request id, groups, end, document. */
export function encodeIpp(request: IppRequest): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(0x0200, 0);
  head.writeUInt16BE(request.operation, 2);
  head.writeUInt32BE(request.requestId, 4);
  const job = request.jobAttributes ?? [];
  return Buffer.concat([
    head,
    Buffer.of(tag.operation),
    // These two come first, in this order (RFC 8011 section 4.1.4).
    encodeValue(tag.charset, 'attributes-charset', Buffer.from('utf-8')),
    encodeValue(tag.language, 'attributes-natural-language', Buffer.from('en')),
    ...request.attributes.map(encodeAttribute),
    ...(job.length === 0 ? [] : [Buffer.of(tag.job), ...job.map(encodeAttribute)]),
    Buffer.of(tag.end),
    request.document ?? Buffer.alloc(0),
  ]);
}

function encodeAttribute(attribute: IppAttribute): Buffer {
  return Buffer.concat(
    attribute.values.map((value, index) =>
      encodeValue(tag[attribute.type], index === 0 ? attribute.name : '', valueBytes(value)),
    ),
  );
}

function valueBytes(value: string | number | boolean): Buffer {
  if (typeof value === 'string') return Buffer.from(value);
  if (typeof value === 'boolean') return Buffer.of(value ? 1 : 0);
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function encodeValue(valueTag: number, name: string, value: Buffer): Buffer {
  const label = Buffer.from(name);
  const bytes = Buffer.alloc(1 + 2 + label.length + 2);
  bytes.writeUInt8(valueTag, 0);
  bytes.writeUInt16BE(label.length, 1);
  label.copy(bytes, 3);
  bytes.writeUInt16BE(value.length, 3 + label.length);
  return Buffer.concat([bytes, value]);
}

export interface IppAnswer {
  readonly status: number;
  /** Attribute name → its values, over all groups. Types that we do not use come as text. */
  readonly attributes: ReadonlyMap<string, readonly (string | number | boolean)[]>;
}

/** An answer from its bytes; null when they are not IPP. */
export function decodeIpp(bytes: Buffer): IppAnswer | null {
  if (bytes.length < 9) return null;
  const attributes = new Map<string, (string | number | boolean)[]>();
  let at = 8;
  let current: (string | number | boolean)[] = [];
  while (at < bytes.length) {
    const valueTag = bytes.readUInt8(at);
    at += 1;
    if (valueTag === tag.end) return { status: bytes.readUInt16BE(2), attributes };
    if (valueTag < 0x10) continue; // a group begins
    const name = takeString(bytes, at);
    const value = name === null ? null : takeString(bytes, name.next);
    if (name === null || value === null) return null;
    at = value.next;
    if (name.bytes.length > 0) {
      current = [];
      attributes.set(name.bytes.toString('utf8'), current);
    }
    current.push(decodeValue(valueTag, value.bytes));
  }
  return null;
}

function takeString(bytes: Buffer, at: number): { readonly bytes: Buffer; readonly next: number } | null {
  if (at + 2 > bytes.length) return null;
  const next = at + 2 + bytes.readUInt16BE(at);
  return next > bytes.length ? null : { bytes: bytes.subarray(at + 2, next), next };
}

function decodeValue(valueTag: number, value: Buffer): string | number | boolean {
  if ((valueTag === tag.integer || valueTag === tag.enum) && value.length === 4) return value.readInt32BE();
  if (valueTag === tag.boolean && value.length === 1) return value[0] === 1;
  return value.toString('utf8');
}
