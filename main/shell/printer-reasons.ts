// From what a printer says of itself to what somebody has to do about it. One trouble at a time is told: the one that is done first.
import type { PrinterTrouble } from './shell.ts';

/** Most pressing first: who opens the cover to clear a jam still reads of the jam. */
const order: readonly PrinterTrouble[] = [
  'gone',
  'offline',
  'paused',
  'jam',
  'cover',
  'empty',
  'ink',
  'full',
  'other',
];

/** `printer-state-reasons` without their suffix (RFC 8011 section 5.4.12, PWG 5100.9 section 7, and CUPS's own). */
const meaning: Readonly<Record<string, PrinterTrouble>> = {
  'media-empty': 'empty',
  'media-needed': 'empty',
  'input-tray-missing': 'empty',
  'input-media-tray-missing': 'empty',
  'media-jam': 'jam',
  'input-cannot-feed-size-selected': 'jam',
  'input-pick-error': 'jam',
  'cutter-jam': 'jam',
  'cover-open': 'cover',
  'door-open': 'cover',
  'interlock-open': 'cover',
  'input-tray-open': 'cover',
  'toner-empty': 'ink',
  'marker-supply-empty': 'ink',
  'marker-supply-missing': 'ink',
  'developer-empty': 'ink',
  'opc-life-over': 'ink',
  'marker-waste-full': 'ink',
  'output-area-full': 'full',
  'output-tray-missing': 'full',
  'spool-area-full': 'full',
  paused: 'paused',
  'moving-to-paused': 'paused',
  stopping: 'paused',
  'hold-new-jobs': 'paused',
  deactivated: 'paused',
  'cups-remote-stopped': 'paused',
  shutdown: 'offline',
  offline: 'offline',
  'timed-out': 'offline',
};

/** Said of a printer that nothing is wrong with: it works, or warms up, or looks for its device as at the start of every job. */
const harmless: ReadonlySet<string> = new Set([
  'none',
  'connecting-to-device',
  'resuming',
  'identify-printer-requested',
  'fuser-under-temp',
  'stopped-partly',
]);

/** What stops a printer that has one way for its paper, however mildly it says so. Ink is not among it: one colour may be left. */
const plain: ReadonlySet<PrinterTrouble> = new Set(['empty', 'jam', 'cover', 'full']);

/**
 * The trouble behind `printer-state-reasons`; null when there is none. The end of a word says how bad it is: a warning is about to
 * be trouble (or about another tray), a report is only told; no end at all is an error. Printers are not strict with that (CUPS's own
 * ippeveprinter calls the lack of paper a report while it is idle and a warning while a job waits for it), so of a printer with
 * one tray (`oneTray`) every end of paper, jam or open cover counts. `offline-report` is CUPS's word for a printer that does not
 * answer, and a job that needs media waits for them, whatever the end.
 */
export function troubleIn(reasons: readonly string[], oneTray = false): PrinterTrouble | null {
  return mostPressing(reasons.map((reason) => troubleOf(reason, oneTray)));
}

/** The one of several troubles that is told. */
export function mostPressing(troubles: readonly (PrinterTrouble | null)[]): PrinterTrouble | null {
  return order.find((trouble) => troubles.includes(trouble)) ?? null;
}

function troubleOf(reason: string, oneTray: boolean): PrinterTrouble | null {
  const [, word = reason, end] = /^(.+?)(?:-(report|warning|error))?$/.exec(reason) ?? [];
  const known = meaning[word] ?? null;
  if (end === 'report' || end === 'warning') {
    const whatever = known === 'offline' || known === 'paused' || word === 'media-needed';
    return known !== null && (whatever || (oneTray && plain.has(known))) ? known : null;
  }
  if (known !== null) return known;
  if (harmless.has(word)) return null;
  // A word that we do not know stops the slip only where the printer says that it does.
  return end === 'error' ? 'other' : null;
}
