// The file exchange for networks where only files may cross (LGWAN): a terminal's unsent records go out as a bundle, the central
// API's answers come back as a file. Either may be brought twice, late or cut short: nothing is lost, nothing is doubled.
//
// Both are text files, one part a line, so that neither side ever holds a whole file in memory:
// - bundle: each line is a compact JWE (ECDH-ES+A256KW, A256GCM, `kid` of the sealing key, `cty` JWS) around a compact JWS (ES256 by the
//   device key, `kid` the SHA-256 of its certificate, `typ` below) around the JSON of a BundlePart, exactly as records are sealed;
// - receipts: each line is a compact JWS (ES256 by the receipt key, `typ` below) around the JSON of a ReceiptsPart. Line n answers
//   line n of the bundle. Nothing in it is personal.
// A part stands for itself: what came through of a damaged file is worked on, and the missing `end` tells that it was not all.
import { z } from 'zod';
import { PushResult } from './api.ts';
import { BalanceAnswer, BalanceRequest } from './balance.ts';
import { SealedRegistration } from './record.ts';
import { Instant, Sha256Hex, Uuid } from './words.ts';

/** `typ` of the two kinds of JWS. */
export const bundleTyp = 'madoguchi-bundle+jws';
export const receiptsTyp = 'madoguchi-bundle-receipts+jws';
/** Endings of the two kinds of file; the name before it is the bundle's id. */
export const bundleEnding = '.madoguchi-bundle';
export const receiptsEnding = '.madoguchi-receipts';
/** One line, bytes; a longer one is none of ours. */
const lineAtMost = 64_000_000;

const figure = z.number().int().nonnegative();
const head = {
  bundleId: Uuid,
  terminalId: Uuid,
  /** Number of the line, from 1. */
  part: z.number().int().positive(),
  at: Instant,
};
const totals = {
  /** Lines before this one. */
  parts: figure,
  /** Records in them (in a receipts file: answers to records). */
  items: figure,
  /** Over the lines before this one, each with its line feed. */
  sha256: Sha256Hex,
};

const bundleType = z.literal('madoguchi.bundle/1');
/** First the records, then the pages of the balance, then the end. */
export const BundlePart = z.discriminatedUnion('kind', [
  z.strictObject({
    type: bundleType,
    kind: z.literal('items'),
    ...head,
    items: z.array(SealedRegistration).min(1).max(100),
  }),
  z.strictObject({ type: bundleType, kind: z.literal('balance'), ...head, request: BalanceRequest }),
  z.strictObject({ type: bundleType, kind: z.literal('end'), ...head, ...totals }),
]);
export type BundlePart = z.infer<typeof BundlePart>;

const receiptsType = z.literal('madoguchi.bundle-receipts/1');
/** `end.complete`: the bundle's own end was read and agreed. */
export const ReceiptsPart = z.discriminatedUnion('kind', [
  z.strictObject({
    type: receiptsType,
    kind: z.literal('results'),
    ...head,
    results: z.array(PushResult).min(1).max(100),
  }),
  /** Computed after every record of the bundle was taken in. */
  z.strictObject({ type: receiptsType, kind: z.literal('balance'), ...head, answer: BalanceAnswer }),
  z.strictObject({ type: receiptsType, kind: z.literal('end'), ...head, ...totals, complete: z.boolean() }),
]);
export type ReceiptsPart = z.infer<typeof ReceiptsPart>;

/**
 * The lines of a file of either kind, as its bytes come in; null in place of one that is none of ours, being too long. Such a one is never
 * held as a whole: a stick that was pulled out too early may leave gigabytes of nothing.
 */
export async function* bundleLines(
  chunks: AsyncIterable<Uint8Array>,
  atMost = lineAtMost,
): AsyncGenerator<string | null> {
  const line = new Line(atMost);
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
      line.add(chunk.subarray(from, end));
      yield line.take();
      from = end + 1;
    }
    line.add(chunk.subarray(from));
  }
  if (line.begun) yield line.take();
}

const lineFeed = 0x0a;

class Line {
  readonly #atMost: number;
  #pieces: string[] = [];
  #bytes = 0;
  #decoder = new TextDecoder();

  constructor(atMost: number) {
    this.#atMost = atMost;
  }

  get begun(): boolean {
    return this.#bytes > 0;
  }

  add(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    if (this.#bytes > this.#atMost) this.#pieces = [];
    else this.#pieces.push(this.#decoder.decode(bytes, { stream: true }));
  }

  /** The line without its end (also a Windows one), and the next one begins. */
  take(): string | null {
    const text =
      this.#bytes > this.#atMost
        ? null
        : `${this.#pieces.join('')}${this.#decoder.decode()}`.replace(/\r$/, '');
    [this.#pieces, this.#bytes, this.#decoder] = [[], 0, new TextDecoder()];
    return text;
  }
}
