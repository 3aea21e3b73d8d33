// Logging by allow-list: an entry can only hold the fields named here, each of a harmless kind. Addresses, names, codes,
// bodies, query strings, error messages: there is no field for them.
import { pino } from 'pino';
import type { DestinationStream } from 'pino';

/** Everything that may be written. Ids are random; `route` is the pattern, not the address as called. */
export interface LogFields {
  readonly method?: string;
  readonly route?: string;
  readonly status?: number;
  readonly ms?: number;
  readonly code?: string;
  readonly id?: string;
  readonly terminalId?: string;
  readonly count?: number;
  readonly part?: string;
  readonly errorName?: string;
  readonly errorCode?: string;
  readonly stack?: readonly string[];
}

export type LogEvent =
  | 'started'
  | 'stopped'
  | 'request'
  | 'bug'
  | 'record-accepted'
  | 'record-refused'
  | 'code-sent'
  | 'code-not-sent'
  | 'push-sent'
  | 'notice-not-sent'
  | 'reminder-not-sent'
  | 'push-not-sent'
  | 'job-trouble'
  | 'database-trouble'
  | 'terminal-enrolled'
  | 'terminal-renewed'
  | 'terminal-recovered'
  | 'certificate-relearned'
  | 'message-posted'
  | 'sign-in-failed'
  | 'residency-trouble'
  | 'message-released'
  | 'message-stopped'
  | 'message-sent'
  | 'message-announced'
  | 'announcement-not-sent'
  | 'sign-in-failed'
  | 'seeded'
  | 'key-destroyed'
  | 'keys-put-back'
  | 'bundle-imported';

export interface Log {
  info(event: LogEvent, fields?: LogFields): void;
  warn(event: LogEvent, fields?: LogFields): void;
  /** A bug: the error's kind and where it happened. Its message is left out, for it may quote a value. */
  bug(error: unknown, fields?: LogFields): void;
}

/** The log, to standard error unless a test wants to read it. */
export function makeLog(destination: DestinationStream = pino.destination({ dest: 2, sync: true })): Log {
  const writer = pino(
    {
      base: null,
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    destination,
  );
  return {
    info: (event, fields = {}) => {
      writer.info(allowed(fields), event);
    },
    warn: (event, fields = {}) => {
      writer.warn(allowed(fields), event);
    },
    bug: (error, fields = {}) => {
      writer.error({ ...allowed(fields), ...kindOf(error) }, 'bug');
    },
  };
}

const names = [
  'method',
  'route',
  'status',
  'ms',
  'code',
  'id',
  'terminalId',
  'count',
  'part',
  'errorName',
  'errorCode',
  'stack',
] as const satisfies readonly (keyof LogFields)[];

// The types already say it; this holds when an object with more fields slips through them.
function allowed(fields: LogFields): Record<string, unknown> {
  return Object.fromEntries(
    names.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])),
  );
}

function kindOf(error: unknown): LogFields {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const code = 'code' in error && typeof error.code === 'string' ? { errorCode: error.code } : {};
  return { errorName: error.name, ...code, stack: frames.slice(0, 12).map((line) => line.trim()) };
}
