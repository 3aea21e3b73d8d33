// Commands and answers of ISO 7816-4 as types, and their bytes. The terminal writes with `encode`, the guard at the wire reads
// what was written with `decode`, and so does the software card.
import { err, ok } from '../../sync/contract/result.ts';
import type { Result } from '../../sync/contract/result.ts';
import { concat, u16 } from './bytes.ts';

export interface Command {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** Absent: no Lc field (cases 1 and 2). 1 to 65535 bytes. */
  readonly data?: Uint8Array;
  /** Bytes expected, 1 to 65536; 256 is written 00, 65536 is written 0000. Absent: no Le field (cases 1 and 3). */
  readonly le?: number;
}

export interface DecodedCommand extends Command {
  readonly extended: boolean;
}

export interface Answer {
  readonly data: Uint8Array;
  /** Status word SW1 SW2. */
  readonly sw: number;
}

export const INS = {
  select: 0xa4,
  readBinary: 0xb0,
  verify: 0x20,
  computeSignature: 0x2a,
  getResponse: 0xc0,
} as const;

/** Status words that the session tells apart (mynumber-card.md 3.3). */
export const SW = {
  ok: 0x9000,
  endOfFile: 0x6282,
  wrongLength: 0x6700,
  securityNotSatisfied: 0x6982,
  methodBlocked: 0x6983,
  /** What measured cards answer for a blocked PIN. */
  blocked: 0x6984,
  conditionsNotSatisfied: 0x6985,
  noCurrentFile: 0x6986,
  functionNotSupported: 0x6a81,
  notFound: 0x6a82,
  wrongParameters: 0x6a86,
  referenceNotFound: 0x6a88,
  wrongOffset: 0x6b00,
  insUnknown: 0x6d00,
  claUnknown: 0x6e00,
  internal: 0x6f00,
} as const;

/** Largest answer of a short command; an extended one can bring 65536 bytes. */
export const SHORT_MAX = 256;

/** Bytes of a command: short form where it fits, extended form where `data` or `le` need it (ISO 7816-4, 5.1). */
export function encode(command: Command): Uint8Array {
  const { cla, ins, p1, p2, data, le } = command;
  const lc = data?.length ?? 0;
  if (data !== undefined && (lc < 1 || lc > 65535)) throw new RangeError('Lc out of range');
  if (le !== undefined && (le < 1 || le > 65536)) throw new RangeError('Le out of range');
  const header = Uint8Array.of(cla, ins, p1, p2);
  const body = data ?? new Uint8Array();
  if (lc <= 255 && (le ?? 0) <= SHORT_MAX) {
    return concat(
      header,
      lc > 0 ? Uint8Array.of(lc) : body,
      body,
      le === undefined ? new Uint8Array() : Uint8Array.of(le & 0xff),
    );
  }
  const lcField = lc > 0 ? Uint8Array.of(0, lc >> 8, lc & 0xff) : new Uint8Array();
  const leField =
    le === undefined ? new Uint8Array() : Uint8Array.of(...(lc > 0 ? [] : [0]), (le >> 8) & 0xff, le & 0xff);
  return concat(header, lcField, body, leField);
}

/** Reads a command's bytes; anything that is not exactly one of the seven forms of ISO 7816-4 is `malformed`. */
export function decode(bytes: Uint8Array): Result<DecodedCommand, 'malformed'> {
  const [cla, ins, p1, p2, p3] = bytes;
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) return err('malformed');
  const head = { cla, ins, p1, p2 };
  if (p3 === undefined) return ok({ ...head, extended: false });
  if (bytes.length === 5) return ok({ ...head, le: p3 || SHORT_MAX, extended: false });
  return p3 === 0 ? decodeExtended(head, bytes) : decodeShort(head, p3, bytes);
}

type Head = Pick<Command, 'cla' | 'ins' | 'p1' | 'p2'>;

function decodeShort(head: Head, lc: number, bytes: Uint8Array): Result<DecodedCommand, 'malformed'> {
  const data = bytes.slice(5, 5 + lc);
  const last = bytes[5 + lc];
  if (bytes.length === 5 + lc) return ok({ ...head, data, extended: false });
  if (bytes.length === 6 + lc && last !== undefined) {
    return ok({ ...head, data, le: last || SHORT_MAX, extended: false });
  }
  return err('malformed');
}

function decodeExtended(head: Head, bytes: Uint8Array): Result<DecodedCommand, 'malformed'> {
  if (bytes.length === 7) return ok({ ...head, le: u16(bytes, 5) || 65536, extended: true });
  const lc = u16(bytes, 5);
  if (lc === 0) return err('malformed');
  const data = bytes.slice(7, 7 + lc);
  if (bytes.length === 7 + lc) return ok({ ...head, data, extended: true });
  if (bytes.length === 9 + lc) {
    return ok({ ...head, data, le: u16(bytes, 7 + lc) || 65536, extended: true });
  }
  return err('malformed');
}

/** Splits an answer into data and status word. */
export function parseAnswer(bytes: Uint8Array): Result<Answer, 'malformed'> {
  if (bytes.length < 2) return err('malformed');
  return ok({ data: bytes.slice(0, -2), sw: u16(bytes, bytes.length - 2) });
}

/** `63Cx`: the tries that are left; undefined for any other status word. */
export function triesLeft(sw: number): number | undefined {
  return (sw & 0xfff0) === 0x63c0 ? sw & 0xf : undefined;
}

/** Four hex digits, for messages. */
export function swName(sw: number): string {
  return sw.toString(16).toUpperCase().padStart(4, '0');
}

// The commands that the terminal knows. Each is a function so that nothing else can be written by accident.

/** SELECT by application identifier, no answer data wanted. */
export const selectApplication = (aid: Uint8Array): Command => ({
  cla: 0x00,
  ins: INS.select,
  p1: 0x04,
  p2: 0x0c,
  data: aid,
});

/** SELECT of a file under the current application; these cards know P1=02 only (mynumber-card.md 2.1). */
export const selectFile = (fid: number): Command => ({
  cla: 0x00,
  ins: INS.select,
  p1: 0x02,
  p2: 0x0c,
  data: Uint8Array.of(fid >> 8, fid & 0xff),
});

/** READ BINARY of the current file; `offset` below 32768. */
export const readCurrent = (offset: number, le: number): Command => ({
  cla: 0x00,
  ins: INS.readBinary,
  p1: (offset >> 8) & 0x7f,
  p2: offset & 0xff,
  le,
});

/** READ BINARY by short file id (1 to 30); makes the file current. */
export const readShortId = (sfi: number, le: number): Command => ({
  cla: 0x00,
  ins: INS.readBinary,
  p1: 0x80 | sfi,
  p2: 0,
  le,
});

/** VERIFY without data: asks the counter and spends nothing. `key` is a short file id, or 0 for the current key file. */
export const queryTries = (key: number): Command => ({ cla: 0x00, ins: INS.verify, p1: 0, p2: 0x80 | key });

/** The same with a final 00, for stacks that refuse four-byte commands. */
export const queryTriesWithLe = (key: number): Command => ({ ...queryTries(key), le: 256 });

/** VERIFY. An empty PIN would silently become a query, so it is refused here. */
export function verify(key: number, pin: Uint8Array): Command {
  if (pin.length === 0) throw new RangeError('empty PIN');
  return { cla: 0x00, ins: INS.verify, p1: 0, p2: 0x80 | key, data: pin };
}

/** COMPUTE DIGITAL SIGNATURE over a DigestInfo, PKCS#1 v1.5 (P1=00: the form every vendor has). */
export const computeSignature = (key: number, digestInfo: Uint8Array): Command => ({
  cla: 0x80,
  ins: INS.computeSignature,
  p1: 0x00,
  p2: 0x80 | key,
  data: digestInfo,
  le: 256,
});

/** The same by the application's own key, which needs no PIN (internal authentication; mynumber-card.md 2.4). */
export const proveSelf = (digestInfo: Uint8Array): Command => ({ ...computeSignature(0, digestInfo), p2: 0 });

/** GET RESPONSE after 61xx (T=0 bridges only). */
export const getResponse = (le: number): Command => ({ cla: 0x00, ins: INS.getResponse, p1: 0, p2: 0, le });
