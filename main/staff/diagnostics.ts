// What staff see: numbers, states and codes. No name, no address, nothing of a resident.
import type { Diagnostics, Keeping, SyncReport } from '../../preload/contract/state.ts';
import type { CardRoom } from '../card/card.ts';
import type { PrinterState } from '../handoff/print.ts';
import type { LinkState } from '../link/monitor.ts';
import { instantOf } from '../store/instant.ts';
import type { Attention } from '../store/outbox-views.ts';

export interface DiagnosticSources {
  readonly version: string;
  readonly shell: string;
  readonly card: CardRoom;
  readonly printer: PrinterState;
  readonly link: LinkState;
  readonly attention: readonly Attention[];
  /** Milliseconds since the epoch. */
  readonly lastSync: number | null;
  readonly keeping: Keeping;
  readonly sync: SyncReport | null;
}

export function diagnose({
  version,
  shell,
  card,
  printer,
  link,
  attention,
  lastSync,
  keeping,
  sync,
}: DiagnosticSources): Diagnostics {
  const reader = card.reader();
  return {
    version,
    shell,
    reader: { kind: card.kind, name: reader.state === 'none' ? '' : reader.name, state: reader.state },
    printer: printer.state,
    printerFace: printer.face,
    network: networkOf(link),
    lastContact: instant(link.lastContact),
    clockErrorMs: link.clockErrorMs,
    outbox: link.counts,
    attention: attention.map(({ receiptNumber, code, since, retryable }) => ({
      receiptNumber,
      code,
      retryable,
      since: instantOf(since),
    })),
    lastSync: instant(lastSync),
    keeping,
    sync,
  };
}

/** The most telling code: what the central API says of us, or why it cannot be heard. */
export function networkOf({ refused, recovery, enrolment, network, worker, trouble }: LinkState): string {
  if (recovery !== null) return `certificate-expired: ${recovery}`;
  if (worker === 'gave-up') return 'worker-gave-up';
  if (enrolment !== 'enrolled') return `enrolment: ${enrolment}`;
  return refused ?? (network === 'offline' && trouble !== null ? `offline: ${trouble}` : network);
}

const instant = (ms: number | null): string | null => (ms === null ? null : instantOf(ms));
