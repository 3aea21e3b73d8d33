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
   * system with its token.
   */
  readonly caller: 'anyone' | 'page' | 'phone' | 'desk' | 'terminal' | 'sender' | 'admin';
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  /** Null: 204 without a body. */
  readonly answer: z.ZodType | null;
  readonly bodyLimitBytes: number;
}

export const none = z.undefined();
export const nothing = z.looseObject({});
/** Calls that say everything by being made; browsers send `{}`. */
export const empty = z.strictObject({}).optional();
export const small = 64 * 1024;
