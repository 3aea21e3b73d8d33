// From the scan of a slip to the first page on the phone that can be used, on a slow phone: a processor slowed down four times and
// four hundred milliseconds for every round trip. Beside it the least there is: the same browser, the same line, a page with one input.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { startTestCentral } from '../tests/fixtures/central.ts';
import { makeSlip, register } from '../tests/fixtures/phone.ts';
import { section } from './parts/section.ts';
import { quantile, writeSection, type Bench } from './report.ts';

const times = 7;
const slowdown = 4;
const roundTripMs = 400;
/** 1.6 Mbit/s and 750 kbit/s, in bytes: what the browsers' own tools call fast 3G. */
const [down, up] = [200_000, 93_750];

export async function run(): Promise<Bench> {
  const central = await startTestCentral({
    config: { rendererDir: join(import.meta.dirname, '../out/renderer') },
  });
  const least = await serveLeast();
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  try {
    const terminal = await central.enrol();
    const slip = makeSlip(terminal);
    await register(central, terminal, slip);
    const scanned = `${central.central.publicUrl}/S/${slip.token}`;
    const first: number[] = [];
    const again: number[] = [];
    const blank: number[] = [];
    let weight = { requests: 0, kB: 0 };
    for (let time = 0; time < times; time += 1) {
      blank.push((await visit(browser, [least.url], 'input'))[0]?.ms ?? NaN);
      const [one, two] = await visit(browser, [scanned, scanned], 'form input:enabled');
      first.push(one?.ms ?? NaN);
      again.push(two?.ms ?? NaN);
      weight = { requests: one?.requests ?? NaN, kB: one?.kB ?? NaN };
    }
    const p50 = (samples: readonly number[]) => quantile(samples, 0.5);
    const bench: Bench = {
      name: 'From the scan of a slip to the question for the birth date, ready to be answered',
      figures: [
        { what: 'first visit, p50', value: p50(first), unit: 'ms' },
        { what: 'first visit, the slowest', value: Math.max(...first), unit: 'ms' },
        { what: 'a page with one input, p50', value: p50(blank), unit: 'ms' },
        { what: 'first visit against that', value: p50(first) / p50(blank), unit: 'times' },
        { what: 'second visit, p50', value: p50(again), unit: 'ms' },
        { what: 'over the line at the first visit', value: weight.kB, unit: 'kB' },
      ],
    };
    const line = `${String(slowdown)}× slower processor, ${String(roundTripMs)} ms a round trip, 1.6 Mbit/s; ${String(weight.requests)} requests. Plain HTTP: over TLS 1.3 a first visit takes one round trip more.`;
    writeSection('phone', section('On the phone', bench, [line]));
    return bench;
  } finally {
    await browser.close();
    await central.stop();
    least.stop();
  }
}

interface Visit {
  readonly ms: number;
  readonly requests: number;
  readonly kB: number;
}

/** Opens these addresses one after another on a phone that knows nothing yet, each until `ready` can be used. */
async function visit(browser: Browser, addresses: readonly string[], ready: string): Promise<Visit[]> {
  const context = await browser.newContext({
    ...{ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
    locale: 'ja-JP',
  });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: roundTripMs, downloadThroughput: down, uploadThroughput: up },
  });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  let [requests, bytes] = [0, 0];
  cdp.on('Network.requestWillBeSent', () => (requests += 1));
  cdp.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  const visits: Visit[] = [];
  for (const address of addresses) {
    [requests, bytes] = [0, 0];
    const from = performance.now();
    await page.goto(address, { waitUntil: 'commit' });
    await page.locator(ready).first().waitFor();
    visits.push({ ms: performance.now() - from, requests, kB: bytes / 1000 });
    await page.goto('about:blank');
  }
  await context.close();
  return visits;
}

async function serveLeast(): Promise<{ readonly url: string; stop(): void }> {
  const server = createServer((_request, response) => {
    response
      .setHeader('content-type', 'text/html')
      .end('<!doctype html><meta name="viewport" content="width=device-width"><form><input></form>');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo; // listening on TCP
  return { url: `http://127.0.0.1:${String(port)}/`, stop: () => void server.close() };
}
