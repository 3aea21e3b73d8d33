// How a queue and the printer behind it are, without printing. CUPS itself knows a printer's state only while it prints there, so a
// printer that can be asked is asked: paper that ran out is seen before a resident stands there. RFC 8011 section 5.4.
import { operation, printerState, status, type IppAnswer } from './ipp.ts';
import { answers, askIpp, queuePath, queueUri, uri, wanted, type IppServer } from './ipp-client.ts';
import { troubleIn } from './printer-reasons.ts';
import type { PrinterHealth, PrinterTrouble } from './shell.ts';

export type PrinterLook =
  | { readonly kind: 'no-service' }
  /** `name` null: there is no default queue either. */
  | { readonly kind: 'no-queue'; readonly name: string | null }
  | {
      readonly kind: 'queue';
      readonly name: string;
      readonly accepting: boolean;
      readonly stopped: boolean;
      readonly busy: boolean;
      /** `printer-state-reasons` of the queue, without `none`. */
      readonly reasons: readonly string[];
      /** Where the printer is, as CUPS has it. */
      readonly device: string;
    };

/** What the printer says of itself. `unasked`: there is no way to ask it (USB, a name of the network's own directory). */
export type DeviceLook =
  | { readonly kind: 'unasked' }
  | { readonly kind: 'silent' }
  | {
      readonly kind: 'answer';
      readonly stopped: boolean;
      readonly reasons: readonly string[];
      /** All its paper comes from one place. */
      readonly oneTray: boolean;
    };

const answerWithinMs = 5_000;

export type QueueName =
  | { readonly kind: 'no-service' }
  | { readonly kind: 'no-queue' }
  | { readonly kind: 'queue'; readonly name: string };

/** Which queue is meant: `queue`, or the default one. */
export async function queueName(server: IppServer, queue: string | null): Promise<QueueName> {
  if (queue !== null) return { kind: 'queue', name: queue };
  const answer = await askIpp(
    server,
    '/',
    { operation: operation.cupsGetDefault, attributes: [wanted(['printer-name'])] },
    answerWithinMs,
  );
  if (answer === null) return { kind: 'no-service' };
  const name = answer.attributes.get('printer-name')?.[0];
  return typeof name === 'string' ? { kind: 'queue', name } : { kind: 'no-queue' };
}

/** Looks at `queue`, or at the default one. */
export async function lookAtPrinter(server: IppServer, queue: string | null): Promise<PrinterLook> {
  const meant = await queueName(server, queue);
  if (meant.kind !== 'queue') return meant.kind === 'no-queue' ? { ...meant, name: null } : meant;
  const { name } = meant;
  const answer = await askIpp(
    server,
    queuePath(name),
    {
      operation: operation.getPrinterAttributes,
      attributes: [
        queueUri(name),
        wanted(['printer-state', 'printer-state-reasons', 'printer-is-accepting-jobs', 'device-uri']),
      ],
    },
    answerWithinMs,
  );
  if (answer === null) return { kind: 'no-service' };
  if (answer.status === status.notFound || answer.status >= 0x0100) return { kind: 'no-queue', name };
  const state = answer.attributes.get('printer-state')?.[0];
  return {
    kind: 'queue',
    name,
    accepting: answer.attributes.get('printer-is-accepting-jobs')?.[0] !== false,
    stopped: state === printerState.stopped,
    busy: state === printerState.processing,
    reasons: reasonsOf(answer),
    device: String(answer.attributes.get('device-uri')?.[0] ?? ''),
  };
}

const reasonsOf = (answer: IppAnswer): string[] =>
  (answer.attributes.get('printer-state-reasons') ?? []).map(String).filter((reason) => reason !== 'none');

/** Asks the printer at `device`. A raw port only tells whether somebody is there; while it prints it may take nobody else. */
export async function lookAtDevice(device: string, busy: boolean): Promise<DeviceLook> {
  if (!URL.canParse(device)) return { kind: 'unasked' };
  const url = new URL(device);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol === 'socket:' && !busy) {
    const there = await answers(host, Number(url.port === '' ? 9100 : url.port), answerWithinMs);
    return there ? { kind: 'unasked' } : { kind: 'silent' };
  }
  // Names of DNS-SD are CUPS's to resolve.
  if (!/^ipps?:$/.test(url.protocol) || host.endsWith('._tcp.local')) return { kind: 'unasked' };
  const server = { host, port: Number(url.port === '' ? 631 : url.port), tls: url.protocol === 'ipps:' };
  const answer = await askIpp(
    server,
    url.pathname,
    {
      operation: operation.getPrinterAttributes,
      attributes: [
        uri('printer-uri', device),
        wanted(['printer-state', 'printer-state-reasons', 'media-source-supported']),
      ],
    },
    answerWithinMs,
  );
  if (answer === null || answer.status >= 0x0100) return { kind: 'silent' };
  const stopped = answer.attributes.get('printer-state')?.[0] === printerState.stopped;
  const trays = (answer.attributes.get('media-source-supported') ?? []).filter(
    (source) => source !== 'auto' && source !== 'manual',
  );
  return { kind: 'answer', stopped, reasons: reasonsOf(answer), oneTray: trays.length <= 1 };
}

/** Whether a slip can be printed there now, and if not, what somebody has to do. */
export async function healthOnCups(server: IppServer, queue: string | null): Promise<PrinterHealth> {
  return (await statusOnCups(server, queue)).health;
}

/** The same with all that is said of the printer, however mildly: it may explain why a job does not end. */
export async function statusOnCups(
  server: IppServer,
  queue: string | null,
): Promise<{ readonly health: PrinterHealth; readonly reasons: readonly string[] }> {
  const look = await lookAtPrinter(server, queue);
  if (look.kind !== 'queue')
    return { health: { kind: 'trouble', trouble: 'gone', cause: look.kind }, reasons: [] };
  if (look.stopped || !look.accepting) return { health: ill('paused', look.reasons), reasons: look.reasons };
  const device = await lookAtDevice(look.device, look.busy);
  if (device.kind === 'silent') return { health: ill('offline', look.reasons), reasons: look.reasons };
  // What CUPS keeps is of the last job; the printer itself knows better.
  const reasons = device.kind === 'answer' ? device.reasons : look.reasons;
  const trouble = troubleIn(reasons, device.kind === 'answer' && device.oneTray);
  const stopped = device.kind === 'answer' && device.stopped;
  const worst = trouble ?? (stopped ? 'other' : null);
  return { health: worst === null ? { kind: 'ready' } : ill(worst, reasons), reasons };
}

const ill = (trouble: PrinterTrouble, reasons: readonly string[]): PrinterHealth => ({
  kind: 'trouble',
  trouble,
  cause: reasons.length === 0 ? trouble : reasons.join(' '),
});
