// The terminal's log: one JSON line an event on standard error. By allow-list: an event's fields are written only when their
// names stand here, and what stands here is numbers, states, codes, ids of records and names of screens. What is not named
// harmless is not written (docs/ARCHITECTURE.md, "Personal data").
import pino from 'pino';

type Value = string | number | boolean | null;
export type Fields = Readonly<Record<string, Value>>;

/** Names of fields that may be written. Adding one means: its values can never hold anything of a resident. */
const harmless = new Set([
  'screen',
  'clean',
  'where',
  'name',
  'kind',
  'code',
  'state',
  'cause',
  'reason',
  'count',
  'ms',
  'attempts',
  'seq',
  'call',
  'status',
  'waiting',
  'recordId',
  'terminalId',
  'port',
  'pid',
  'exit',
  'shell',
  'reader',
  'central',
  'backend',
  'entries',
  'version',
  'line',
  'from',
  'to',
  'accepted',
  'refused',
  'bytes',
  'freeBytes',
  'needed',
  'trouble',
  'browser',
  'url',
  'printer',
  'child',
  'signal',
  'id',
  'figure',
  'outcome',
  'clockErrorMs',
  'restarts',
  'command',
  'sw',
  'level',
  'step',
  'epoch',
  'cursor',
  'delayMs',
  'tries',
  'why',
  'path',
  'kept',
  'lost',
  'confirmed',
  'reoffered',
  'surplus',
]);

/** Free text from libraries is cut and stripped of anything that looks like an address, a number or a name in Japanese. */
const cleaned = (value: Value): Value => {
  if (typeof value !== 'string') return value;
  return value
    .replaceAll(/[\w.+-]+@[\w.-]+/g, '[address]')
    .replaceAll(/[\u3040-\u30ff\u3400-\u9fff\u{20000}-\u{3ffff}]+/gu, '[text]')
    .replaceAll(/\b\d{6,}\b/g, '[number]')
    .slice(0, 300);
};

export type Log = (level: 'info' | 'warn' | 'error', event: string, fields?: Fields) => void;

/** A log to a stream; standard error unless told otherwise. */
export function makeLog(stream: pino.DestinationStream = pino.destination({ dest: 2, sync: true })): Log {
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime, messageKey: 'event' }, stream);
  return (level, event, fields = {}) => {
    const written = Object.fromEntries(
      Object.entries(fields).flatMap(([key, value]) => (harmless.has(key) ? [[key, cleaned(value)]] : [])),
    );
    logger[level](written, event);
  };
}
