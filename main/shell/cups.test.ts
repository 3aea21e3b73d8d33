// The printing system as it really answers, played by a small IPP server: states, reasons and refusals as CUPS 2.4 gave them.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { printOnCups } from './cups.ts';
import { healthOnCups } from './cups-look.ts';
import { decodeIpp, encodeIpp, operation, type IppAttribute } from './ipp.ts';
import { cupsServer, type IppServer } from './ipp-client.ts';

const sheet = { widthUm: 80_000, heightUm: 200_000 };
const pdf = Buffer.from('%PDF-1.7 slip');
const times = { deadlineMs: 300, pollMs: 1, graceMs: 0 };

interface Script {
  readonly printJob?: { readonly status: number; readonly jobId?: number };
  /** One `job-state` per question; the last stays. */
  readonly states?: readonly number[];
  readonly jobReasons?: readonly string[];
  /** `printer-state-reasons` per question; the last stays. */
  readonly reasons?: readonly (readonly string[])[];
  readonly printerState?: number;
  readonly accepting?: boolean;
  readonly device?: string;
  readonly defaultQueue?: string | null;
  readonly cancel?: number;
}
interface Call {
  readonly operation: number;
  readonly path: string;
  readonly attributes: ReadonlyMap<string, readonly (string | number | boolean)[]>;
  readonly body: Buffer;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** An answer is shaped like a request with a status where the operation stands (RFC 8010 section 3.1.1). */
const answer = (status: number, attributes: readonly IppAttribute[]) =>
  encodeIpp({ operation: status, requestId: 1, attributes });

async function scheduler(script: Script): Promise<{ server: IppServer; port: number; calls: Call[] }> {
  const calls: Call[] = [];
  let asked = 0;
  let looked = 0;
  const reply = (op: number): Buffer => {
    const states = script.states ?? [9];
    const reasons = script.reasons ?? [['none']];
    switch (op) {
      case operation.printJob: {
        const sent = script.printJob ?? { status: 0, jobId: 12 };
        return answer(
          sent.status,
          sent.jobId === undefined ? [] : [{ name: 'job-id', type: 'integer', values: [sent.jobId] }],
        );
      }
      case operation.getJobAttributes: {
        const state = states[Math.min(asked++, states.length - 1)] ?? 9;
        return answer(0, [
          { name: 'job-state', type: 'enum', values: [state] },
          { name: 'job-state-reasons', type: 'keyword', values: script.jobReasons ?? ['none'] },
        ]);
      }
      case operation.getPrinterAttributes:
        return answer(0, [
          { name: 'printer-state', type: 'enum', values: [script.printerState ?? 3] },
          { name: 'printer-is-accepting-jobs', type: 'boolean', values: [script.accepting ?? true] },
          {
            name: 'printer-state-reasons',
            type: 'keyword',
            values: reasons[Math.min(looked++, reasons.length - 1)] ?? ['none'],
          },
          { name: 'device-uri', type: 'uri', values: [script.device ?? 'usb://Made-up/Printer'] },
        ]);
      case operation.cupsGetDefault:
        return typeof script.defaultQueue === 'string'
          ? answer(0, [{ name: 'printer-name', type: 'name', values: [script.defaultQueue] }])
          : answer(0x0406, []);
      case operation.cancelJob:
        return answer(script.cancel ?? 0, []);
      default:
        return answer(0, []);
    }
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const op = body.readUInt16BE(2);
      calls.push({
        operation: op,
        path: request.url ?? '',
        attributes: decodeIpp(body)?.attributes ?? new Map(),
        body,
      });
      response.end(reply(op));
    });
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return { server: { host: '127.0.0.1', port }, port, calls };
}
const print = async (server: IppServer, queue: string | null = 'slip printer', how = times) =>
  await printOnCups(server, queue, pdf, { title: 'slip K-0001', sheet }, how);
const gone = (cause: string) => ({ ok: false, error: { kind: 'trouble', trouble: 'gone', cause } });

test('a job that the printer completed is printed', async () => {
  const { server, calls } = await scheduler({ states: [3, 5, 5, 9] });
  expect(await print(server)).toEqual({ ok: true, value: { kind: 'printed' } });
  const [job] = calls;
  expect(job?.operation).toBe(operation.printJob);
  expect(job?.path).toBe('/printers/slip%20printer');
  expect(job?.attributes.get('printer-uri')).toEqual(['ipp://localhost/printers/slip%20printer']);
  expect(job?.attributes.get('media')).toEqual(['custom_slip_80x200mm']);
  expect(job?.body.subarray(-pdf.length)).toEqual(pdf);
});

test.each([7, 8])('a job that ended in state %i is not printed', async (state) => {
  const { server } = await scheduler({ states: [5, state] });
  expect(await print(server)).toMatchObject({ ok: false, error: { kind: 'failed' } });
});

test('a job that completed with errors is not printed', async () => {
  const { server } = await scheduler({ jobReasons: ['job-completed-with-errors'] });
  expect(await print(server)).toMatchObject({ ok: false, error: { kind: 'failed' } });
});

test.each([
  [['cups-waiting-for-job-completed', 'media-empty-error'], 'empty'],
  [['cover-open'], 'cover'],
  [['media-jam-error'], 'jam'],
  [['offline-report', 'connecting-to-device'], 'offline'],
] as const)('a printer that says %s is told, and the job is taken back', async (reasons, trouble) => {
  const { server, calls } = await scheduler({ states: [5], reasons: [reasons] });
  expect(await print(server)).toEqual({
    ok: false,
    error: { kind: 'trouble', trouble, cause: reasons.join(' ') },
  });
  const last = calls.at(-1);
  expect(last?.operation).toBe(operation.cancelJob);
  expect(last?.attributes.get('job-uri')).toEqual(['ipp://localhost/jobs/12']);
});

test('a queue that somebody has stopped is told, and the job is taken back', async () => {
  const { server, calls } = await scheduler({ states: [3], printerState: 5, reasons: [['paused']] });
  expect(await print(server)).toMatchObject({ error: { kind: 'trouble', trouble: 'paused' } });
  expect(calls.at(-1)?.operation).toBe(operation.cancelJob);
});

test('what CUPS still says of the last job is not believed at once', async () => {
  const { server } = await scheduler({
    states: [5, 5, 5, 9],
    reasons: [['media-empty-error'], ['media-empty-error'], ['none']],
  });
  const patient = { ...times, graceMs: 200 };
  expect(await print(server, 'slips', patient)).toMatchObject({ ok: true });
});

test('little paper, or an empty second tray, is no reason to stop', async () => {
  const { server } = await scheduler({
    states: [5, 9],
    reasons: [['media-low-warning', 'media-empty-warning']],
  });
  expect(await print(server)).toMatchObject({ ok: true });
});

test('a job that does not end in time is taken back, so that nobody else finds it', async () => {
  const { server, calls } = await scheduler({ states: [5] });
  expect(await print(server)).toEqual({ ok: false, error: { kind: 'late' } });
  expect(calls.at(-1)?.operation).toBe(operation.cancelJob);
});

test('a job that does not end is explained by what the printer only warns of', async () => {
  const { server } = await scheduler({ states: [5], reasons: [['marker-supply-empty-warning']] });
  expect(await print(server)).toMatchObject({ error: { kind: 'trouble', trouble: 'ink' } });
  const mild = await scheduler({ states: [5], reasons: [['marker-supply-low-report']] });
  expect(await print(mild.server)).toEqual({
    ok: false,
    error: { kind: 'trouble', trouble: 'other', cause: 'marker-supply-low-report' },
  });
});

test('a job that came out just when it was to be taken back is printed', async () => {
  const { server } = await scheduler({ states: [5, 9], reasons: [['media-empty']], cancel: 0x0404 });
  expect(await print(server)).toEqual({ ok: true, value: { kind: 'printed' } });
});

describe('no printer', () => {
  test('no such queue', async () => {
    const { server } = await scheduler({ printJob: { status: 0x0406 } });
    expect(await print(server, 'gone')).toEqual(gone('no-queue'));
  });

  test('a queue that takes no jobs is stopped', async () => {
    const { server } = await scheduler({ printJob: { status: 0x0506 } });
    expect(await print(server)).toMatchObject({ error: { kind: 'trouble', trouble: 'paused' } });
  });

  test('no scheduler', async () => {
    const server = { socketPath: '/nowhere/cups.sock' };
    expect(await print(server, 'x')).toEqual(gone('no-service'));
    expect(await print(server, null)).toEqual(gone('no-service'));
  });

  test('no default queue', async () => {
    const { server } = await scheduler({ defaultQueue: null });
    expect(await print(server, null)).toEqual(gone('no-queue'));
  });
});

describe('a look before anybody prints', () => {
  const ill = (trouble: string, cause: string) => ({ kind: 'trouble', trouble, cause });
  test('finds a queue ready, stopped, or refusing', async () => {
    expect(await healthOnCups((await scheduler({})).server, 'slips')).toEqual({ kind: 'ready' });
    const stopped = await scheduler({ printerState: 5, reasons: [['paused']] });
    expect(await healthOnCups(stopped.server, 'slips')).toEqual(ill('paused', 'paused'));
    const refusing = await scheduler({ accepting: false });
    expect(await healthOnCups(refusing.server, 'slips')).toEqual(ill('paused', 'paused'));
  });

  test('finds no scheduler, no queue', async () => {
    expect(await healthOnCups({ socketPath: '/nowhere/cups.sock' }, null)).toEqual(ill('gone', 'no-service'));
    expect(await healthOnCups((await scheduler({ defaultQueue: null })).server, null)).toEqual(
      ill('gone', 'no-queue'),
    );
  });

  test('asks the printer itself, which knows better than CUPS', async () => {
    const printer = await scheduler({ reasons: [['cover-open-error']] });
    const device = `ipp://127.0.0.1:${printer.port}/ipp/print`;
    const { server } = await scheduler({ device });
    expect(await healthOnCups(server, 'slips')).toEqual(ill('cover', 'cover-open-error'));
    expect(printer.calls[0]).toMatchObject({ path: '/ipp/print' });
    expect(printer.calls[0]?.attributes.get('printer-uri')).toEqual([device]);
    const mended = await scheduler({});
    const stale = await scheduler({
      device: `ipp://127.0.0.1:${mended.port}/ipp/print`,
      reasons: [['media-empty-error']],
    });
    expect(await healthOnCups(stale.server, 'slips')).toEqual({ kind: 'ready' });
  });

  test('finds a printer that stopped without a word', async () => {
    const printer = await scheduler({ printerState: 5 });
    const { server } = await scheduler({ device: `ipp://127.0.0.1:${printer.port}/ipp/print` });
    expect(await healthOnCups(server, 'slips')).toEqual(ill('other', 'other'));
  });

  test.each(['ipp', 'ipps', 'socket'])('finds nobody behind %s:', async (protocol) => {
    const closed = await scheduler({});
    await new Promise((done) => servers.pop()?.close(done));
    const { server } = await scheduler({ device: `${protocol}://127.0.0.1:${closed.port}/` });
    expect(await healthOnCups(server, 'slips')).toEqual(ill('offline', 'offline'));
  });

  test('leaves a raw port alone while it prints, and takes an open one for a printer', async () => {
    const printer = await scheduler({});
    const device = `socket://127.0.0.1:${printer.port}`;
    const [idle, busy] = [await scheduler({ device }), await scheduler({ device, printerState: 4 })];
    expect(await healthOnCups(idle.server, 'slips')).toEqual({ kind: 'ready' });
    await new Promise((done) => servers.splice(0, 1)[0]?.close(done));
    expect(await healthOnCups(busy.server, 'slips')).toEqual({ kind: 'ready' });
    expect(await healthOnCups(idle.server, 'slips')).toEqual(ill('offline', 'offline'));
  });
});

test('the default queue is asked for by name', async () => {
  const { server, calls } = await scheduler({ defaultQueue: 'counter-1' });
  expect(await print(server, null)).toMatchObject({ ok: true });
  expect(calls[1]?.path).toBe('/printers/counter-1');
});

test('another refusal is told with its number', async () => {
  const { server } = await scheduler({ printJob: { status: 0x040a } });
  expect(await print(server)).toEqual({
    ok: false,
    error: { kind: 'failed', cause: 'the queue refused the job (0x40a)' },
  });
});

test('the scheduler is where libcups would look', () => {
  expect(cupsServer({})).toEqual({ socketPath: '/run/cups/cups.sock' });
  expect(cupsServer({ CUPS_SERVER: '/x/cups.sock' })).toEqual({ socketPath: '/x/cups.sock' });
  expect(cupsServer({ CUPS_SERVER: 'print.example' })).toEqual({ host: 'print.example', port: 631 });
  expect(cupsServer({ CUPS_SERVER: '127.0.0.1:6310' })).toEqual({ host: '127.0.0.1', port: 6310 });
});

describe('IPP', () => {
  test('an answer is read from the bytes of the standard (RFC 8010 appendix A.2, shortened)', () => {
    const bytes = Buffer.from(
      '0200' +
        '0000' +
        '00000001' +
        '01' +
        '47' +
        '0012' +
        Buffer.from('attributes-charset').toString('hex') +
        '0005' +
        Buffer.from('utf-8').toString('hex') +
        '02' +
        '21' +
        '0006' +
        Buffer.from('job-id').toString('hex') +
        '0004' +
        '00000093' +
        '03',
      'hex',
    );
    expect(decodeIpp(bytes)).toEqual({
      status: 0,
      attributes: new Map<string, unknown>([
        ['attributes-charset', ['utf-8']],
        ['job-id', [147]],
      ]),
    });
  });

  test('what was encoded is decoded', () => {
    const value = fc.oneof(
      fc.record({
        type: fc.constant('integer' as const),
        values: fc.array(fc.integer(), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({
        type: fc.constant('keyword' as const),
        values: fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({
        type: fc.constant('boolean' as const),
        values: fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
      }),
    );
    fc.assert(
      fc.property(value, fc.uint8Array({ maxLength: 20 }), (attribute, document) => {
        const bytes = encodeIpp({
          operation: 2,
          requestId: 1,
          attributes: [{ name: 'x', ...attribute }],
          document,
        });
        expect(decodeIpp(bytes)?.attributes.get('x')).toEqual(attribute.values);
      }),
    );
  });

  test('no bytes can harm the reader', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        decodeIpp(Buffer.from(bytes));
      }),
      { numRuns: 500 },
    );
    const whole = answer(0, [{ name: 'job-id', type: 'integer', values: [1] }]);
    for (let cut = 0; cut < whole.length; cut += 1) expect(decodeIpp(whole.subarray(0, cut))).toBeNull();
  });
});
