// The printing system as it really answers, played by a small IPP server: states, reasons and refusals as CUPS 2.4 gave them.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { cupsServer, printOnCups, type CupsServer } from './cups.ts';
import { decodeIpp, encodeIpp, operation, type IppAttribute } from './ipp.ts';

const paper = { widthUm: 80_000, heightUm: 200_000 };
const pdf = Buffer.from('%PDF-1.7 slip');
const times = { deadlineMs: 300, pollMs: 1 };

interface Script {
  readonly printJob?: { readonly status: number; readonly jobId?: number };
  /** One `job-state` per question; the last stays. */
  readonly states?: readonly number[];
  readonly reasons?: readonly string[];
  readonly defaultQueue?: string | null;
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

async function scheduler(script: Script): Promise<{ server: CupsServer; calls: Call[] }> {
  const calls: Call[] = [];
  let asked = 0;
  const reply = (op: number): Buffer => {
    const states = script.states ?? [9];
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
        return answer(0, [{ name: 'job-state', type: 'enum', values: [state] }]);
      }
      case operation.getPrinterAttributes:
        return answer(0, [
          { name: 'printer-state-reasons', type: 'keyword', values: script.reasons ?? ['none'] },
        ]);
      case operation.cupsGetDefault:
        return typeof script.defaultQueue === 'string'
          ? answer(0, [{ name: 'printer-name', type: 'name', values: [script.defaultQueue] }])
          : answer(0x0406, []);
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
  return { server: { host: '127.0.0.1', port }, calls };
}
const print = async (server: CupsServer, queue: string | null = 'slip printer') =>
  await printOnCups(server, queue, pdf, { title: 'slip K-0001', paper }, times);

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

test.each(['media-empty', 'media-empty-error', 'media-needed', 'media-needed-error'])(
  'no paper (%s) is told, and the job is taken back',
  async (reason) => {
    const { server, calls } = await scheduler({ states: [5], reasons: ['cups-waiting', reason] });
    expect(await print(server)).toEqual({ ok: false, error: { kind: 'out-of-paper' } });
    const last = calls.at(-1);
    expect(last?.operation).toBe(operation.cancelJob);
    expect(last?.attributes.get('job-uri')).toEqual(['ipp://localhost/jobs/12']);
  },
);

test('little paper, or an empty second tray, is no reason to stop', async () => {
  const { server } = await scheduler({
    states: [5, 9],
    reasons: ['media-low-warning', 'media-empty-warning'],
  });
  expect(await print(server)).toMatchObject({ ok: true });
});

test('a job that does not end in time is taken back, so that nobody else finds it', async () => {
  const { server, calls } = await scheduler({ states: [5] });
  expect(await print(server)).toEqual({ ok: false, error: { kind: 'failed', cause: 'not printed in time' } });
  expect(calls.at(-1)?.operation).toBe(operation.cancelJob);
});

describe('no printer', () => {
  test.each([0x0406, 0x0506])('status 0x%s of the queue', async (status) => {
    const { server } = await scheduler({ printJob: { status } });
    expect(await print(server, 'gone')).toEqual({ ok: false, error: { kind: 'no-printer', name: 'gone' } });
  });

  test('no scheduler', async () => {
    expect(await print({ socketPath: '/nowhere/cups.sock' }, 'x')).toEqual({
      ok: false,
      error: { kind: 'no-printer', name: 'x' },
    });
  });

  test('no default queue', async () => {
    const { server } = await scheduler({ defaultQueue: null });
    expect(await print(server, null)).toEqual({ ok: false, error: { kind: 'no-printer', name: null } });
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
