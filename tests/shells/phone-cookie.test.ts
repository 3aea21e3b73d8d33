// The cookie of a phone's session in a real browser: it opens our own page's calls, and no page of another site gets anything by it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCentral } from '../fixtures/central.ts';
import type { TestCentral } from '../fixtures/central.ts';
import { makeSlip, register } from '../fixtures/phone.ts';
import { madeUp } from '../fixtures/registration.ts';

let central: TestCentral;
let foreign: Server;
let foreignUrl: string;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** The cookie that each call to the central API brought along. */
const brought = new Map<string, string | undefined>();

beforeAll(async () => {
  central = await startTestCentral();
  const terminal = await central.enrol();
  const slip = makeSlip(terminal);
  await register(central, terminal, slip);
  foreign = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>foreign</title><body>');
  });
  foreign.listen(0, '127.0.0.1');
  await once(foreign, 'listening');
  // Another site than 127.0.0.1, on the same machine.
  foreignUrl = `http://localhost:${String((foreign.address() as AddressInfo).port)}/`;
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  context = await browser.newContext();
  page = await context.newPage();
  await page.goto(`${central.central.publicUrl}/healthz`);
  const entered = await post(`/v1/slips/${slip.number}/sessions`, { birthDate: madeUp.birthDate });
  expect(entered).toEqual({ status: 200, body: { outcome: 'open' } });
  context.on('request', (request) => void note(request));
});
afterAll(async () => {
  await browser.close();
  foreign.close();
  await central.stop();
});

async function note(request: Request): Promise<void> {
  brought.set(
    `${request.method()} ${new URL(request.url()).pathname}`,
    (await request.allHeaders())['cookie'],
  );
}
/** A call of our own page. */
const post = (path: string, body: object): Promise<{ status: number; body: unknown }> =>
  page.evaluate(
    async ([address, text]) => {
      const response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: text,
      });
      return { status: response.status, body: (await response.json()) as unknown };
    },
    [path, JSON.stringify(body)] as const,
  );
const notify = async (): Promise<unknown> =>
  page.evaluate(async () => ((await (await fetch('/v1/phone')).json()) as { notify: unknown }).notify);

describe('the cookie in a browser', () => {
  it('opens our own page’s calls, and no script sees it', async () => {
    expect(await post('/v1/phone/notify', { push: true, email: true })).toMatchObject({ status: 200 });
    expect(await page.evaluate('document.cookie')).toBe('');
    const [cookie, ...more] = await context.cookies();
    expect(more).toEqual([]);
    expect(cookie).toMatchObject({ name: 'madoguchi', httpOnly: true, sameSite: 'Strict', path: '/' });
  });

  it('is not sent for another site’s page, which changes nothing and learns nothing', async () => {
    const other = await context.newPage();
    await other.goto(foreignUrl);
    const target = central.central.publicUrl;
    const answers = await other.evaluate(async (url) => {
      const send = async (path: string, init: RequestInit): Promise<string> => {
        try {
          const response = await fetch(`${url}${path}`, { credentials: 'include', ...init });
          return `${response.type} ${String(response.status)} ${await response.text()}`;
        } catch {
          return 'blocked';
        }
      };
      const body = '{"push":false,"email":false}';
      return {
        json: await send('/v1/phone/notify', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        }),
        simple: await send('/v1/phone/notify', { method: 'POST', mode: 'no-cors', body }),
        leave: await send('/v1/phone/leave', { method: 'POST', mode: 'no-cors' }),
        read: await send('/v1/phone', { mode: 'no-cors' }),
      };
    }, target);
    expect(answers).toEqual({ json: 'blocked', simple: 'opaque 0 ', leave: 'opaque 0 ', read: 'opaque 0 ' });
    // A form is sent as a navigation: the one case in which laxer cookies would go along.
    await Promise.all([
      other.waitForResponse((response) => response.url().endsWith('/v1/phone/slip/cancellation')),
      other.evaluate(`{
        const form = document.createElement('form');
        form.method = 'post';
        form.action = ${JSON.stringify(`${target}/v1/phone/slip/cancellation`)};
        document.body.append(form);
        form.submit();
      }`),
    ]);
    const foreignCalls = ['POST /v1/phone/leave', 'POST /v1/phone/slip/cancellation'];
    await expect.poll(() => foreignCalls.every((call) => brought.has(call))).toBe(true);
    for (const call of foreignCalls) expect(brought.get(call), call).toBeUndefined();
    await other.close();
    expect(await notify()).toEqual({ push: true, email: true });
    // The witness sees cookies where they are.
    await post('/v1/phone/interests', { interests: [] });
    await expect.poll(() => brought.get('POST /v1/phone/interests')).toMatch(/^madoguchi=/);
  });
});
