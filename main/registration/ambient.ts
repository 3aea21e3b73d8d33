// What is around the resident: the terminal's name and health, and why nobody can start, if so.
import type { FaceCode } from '../../preload/contract/faces.ts';
import type { TerminalView } from '../../preload/contract/state.ts';
import type { Care } from '../care.ts';
import type { CardRoom } from '../card/card.ts';
import type { LoadedConfig } from '../config/config.ts';
import type { PrinterState } from '../handoff/print.ts';
import type { Link } from '../link/link.ts';
import type { LinkState } from '../link/monitor.ts';
import type { Store } from '../store/store.ts';
import { catalogueOf, municipalityName } from './catalogue.ts';
import type { Ambient } from './flow/types.ts';

export function firstAmbient(
  { terminal }: LoadedConfig,
  store: Store,
  card: { readonly trial: boolean; readonly reader: TerminalView['reader']; readonly present: boolean },
): Ambient {
  return {
    name: terminal.name,
    municipality: municipalityName(store, terminal.municipality),
    network: 'unknown',
    reader: card.reader,
    printer: 'ready',
    printerFace: null,
    voice: 'none',
    waiting: 0,
    trial: card.trial,
    cardPresent: card.present,
    insertion: 0,
    blockedBy: 'terminal.not-ready',
    clean: true,
  };
}

/** The patch that follows from the present state of the other rooms. */
export function ambientOf(from: {
  readonly store: Store;
  readonly link: LinkState;
  readonly printer: PrinterState;
  readonly voice: TerminalView['voice'];
  readonly blocked: FaceCode | null;
  readonly municipality: string;
}): Partial<Ambient> {
  const { counts, network } = from.link;
  return {
    network,
    printer: from.printer.state,
    printerFace: from.printer.face,
    voice: from.voice,
    waiting: counts.saved + counts.sent,
    municipality: municipalityName(from.store, from.municipality),
    blockedBy: from.blocked,
  };
}

/** A registration is begun only where it can be finished: enrolled, texts and key at hand, a queue that can take it, a reader. */
export function blockedBy(care: Care, link: Link, card: CardRoom): FaceCode | null {
  const { store } = care;
  if (link.identity() === null || store.sealingKey() === null || catalogueOf(store) === null)
    return 'terminal.not-ready';
  // IT has shut this terminal out: what it took in would not be accepted.
  if (link.state().refused === 'terminal-revoked') return 'terminal.not-ready';
  return care.blocked() ?? (card.reader().state === 'ready' ? null : 'reader.none');
}
