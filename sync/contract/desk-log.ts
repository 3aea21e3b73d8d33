// The desk's log: what is done at a municipality's desk, by whom, to what.
import { z } from 'zod';
import { Instant, MunicipalityCode } from './words.ts';

/** All that is done, each with what it is done to; null: to nothing of its own. */
export const deskActs = {
  'signed-in': null,
  'message-posted': 'message',
  'message-released': 'message',
  'message-stopped': 'message',
  'receipts-shown': 'message',
  'paper-list-made': 'message',
  'list-uploaded': 'list',
  'recipients-shown': null,
  'exemptions-seen': null,
  'exemption-reviewed': 'exemption',
  'exemption-ended': 'exemption',
  'deaths-seen': null,
  'death-reported': 'death',
  'death-confirmed': 'death',
  'death-withdrawn': 'death',
} as const;
export type DeskAct = keyof typeof deskActs;
/** A newer program may have written others. */
export const isDeskAct = (what: string): what is DeskAct => Object.hasOwn(deskActs, what);

/** What was done at a municipality's desk, by whom; never a resident's name. */
export const DeskLogLine = z.strictObject({
  id: z.number().int().positive(),
  at: Instant,
  /** `system`: a municipality's own, by its token. */
  kind: z.enum(['person', 'system']),
  actor: z.string(),
  /** One of `deskActs`. */
  what: z.string(),
  /** Id of the message, list, exemption or report. */
  subject: z.string().nullable(),
  /** The message's Japanese title; null: it is about none, or about one that is gone. */
  title: z.string().nullable(),
  /** Of how many residents or lines. */
  count: z.number().int().nonnegative().nullable(),
});
export type DeskLogLine = z.infer<typeof DeskLogLine>;
export const DeskLogQuery = z.strictObject({
  municipality: MunicipalityCode,
  /** Older than this line. */
  before: z.coerce.number().int().positive().optional(),
});
export type DeskLogQuery = z.infer<typeof DeskLogQuery>;
/** Newest first. */
export const DeskLog = z.strictObject({ lines: z.array(DeskLogLine), next: z.number().int().nullable() });
export type DeskLog = z.infer<typeof DeskLog>;
