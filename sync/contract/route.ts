// What the contract says of one call, and the small schemas that many calls share.
import { z } from 'zod';

export interface RouteContract {
  readonly method: 'GET' | 'POST';
  /** With `:name` parameters. */
  readonly path: string;
  readonly summary: string;
  /** Which of the two listeners answers: terminals (mutual TLS) or the public one. */
  readonly listener: 'terminals' | 'public';
  /**
   * `page`: a page of ours in a browser; `phone`: a session behind a slip; `desk`: staff who have signed in, or a municipality's own
   * system with its token; `mailbox`: a session of the mailbox in a browser.
   */
  readonly caller: 'anyone' | 'page' | 'phone' | 'mailbox' | 'desk' | 'terminal' | 'sender' | 'admin';
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  /** Null: 204 without a body. */
  readonly answer: z.ZodType | null;
  readonly bodyLimitBytes: number;
}

/** An answer that is a file and no JSON: always to be saved, never shown in the page's own origin. */
const File = z.strictObject({
  name: z.string().max(200),
  content: z.custom<Uint8Array>((one) => one instanceof Uint8Array),
});
export type FileAnswer = z.infer<typeof File>;
const fileTypes = z.registry<{ readonly type: string }>();
/** The answer of a route that gives a file of this media type. */
export const fileAnswer = (type: string): typeof File => {
  const answer = File.clone();
  fileTypes.add(answer, { type });
  return answer;
};
/** Of what media type the file is that a route answers with; null: it answers JSON. */
export const fileTypeOf = (answer: z.ZodType): string | null => fileTypes.get(answer)?.type ?? null;

/** An answer that goes on: server-sent events (WHATWG HTML, section 9.2), as they are written to the browser. */
export const eventsAnswer = z.custom<AsyncIterable<string>>(
  (value) => typeof value === 'object' && value !== null && Symbol.asyncIterator in value,
);

export const none = z.undefined();
export const nothing = z.looseObject({});
/** Calls that say everything by being made; browsers send `{}`. */
export const empty = z.strictObject({}).optional();
export const small = 64 * 1024;
