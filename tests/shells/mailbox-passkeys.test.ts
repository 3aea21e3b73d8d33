// What Chromium itself makes of passkeys and of server-sent events: its own answers go through the contract, over the real listener.
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCentral } from '../fixtures/central.ts';
import type { TestCentral } from '../fixtures/central.ts';
import { codeIn, makeResident, putMessage, signInMails } from '../fixtures/mailbox-browser.ts';
import type { Resident } from '../fixtures/mailbox-browser.ts';

let central: TestCentral;
let resident: Resident;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  // A passkey is bound to a name, and so is the configuration to a port that is known beforehand.
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo; // of TCP it is never a string
  probe.close();
  await once(probe, 'close');
  const publicUrl = `http://localhost:${String(port)}`;
  central = await startTestCentral({ config: { port, publicUrl } });
  resident = await makeResident(central, await central.enrol());
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  context = await browser.newContext();
  page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  await page.goto(`${publicUrl}/healthz`);
});
afterAll(async () => {
  await browser.close();
  await central.stop();
});

interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown>;
}
/** A call of our own page. */
const post = (path: string, body: object): Promise<Answered> =>
  page.evaluate(
    async ([address, text]) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(address, { method: 'POST', headers, body: text });
      const answer = response.status === 204 ? {} : ((await response.json()) as Record<string, unknown>);
      return { status: response.status, body: answer };
    },
    [path, JSON.stringify(body)] as const,
  );
/** What the browser's own authenticator makes of options, as JSON. In words, for this room knows no browser's types. */
const authenticator = (what: 'create' | 'get', options: unknown): Promise<object> => {
  const parse = what === 'create' ? 'parseCreationOptionsFromJSON' : 'parseRequestOptionsFromJSON';
  const publicKey = `PublicKeyCredential.${parse}(${JSON.stringify(options)})`;
  return page.evaluate(
    `navigator.credentials.${what}({ publicKey: ${publicKey} }).then((one) => one.toJSON())`,
  );
};
const status = (): Promise<number> => page.evaluate(async () => (await fetch('/v1/mailbox')).status);

async function signInByCode(): Promise<void> {
  const { email, pin1 } = resident;
  const { body } = await post('/v1/mailbox/sign-ins', { email, pin1, language: 'ja' });
  const [mail] = await signInMails(central, email);
  const code = mail === undefined ? '' : codeIn(mail);
  const answered = await post(`/v1/mailbox/sign-ins/${String(body['id'])}/answers`, { code });
  expect(answered.body).toEqual({ outcome: 'open' });
}

describe('in Chromium', () => {
  it('a passkey is made, and opens the mailbox without an address', async () => {
    await signInByCode();
    const asked = await post('/v1/mailbox/passkeys/challenges', {});
    const made = await authenticator('create', asked.body['options']);
    const added = await post('/v1/mailbox/passkeys', { challenge: asked.body['id'], response: made });
    expect(added).toMatchObject({ status: 200, body: { passkeys: [{ usedAt: null }] } });
    expect((await post('/v1/mailbox/leave', {})).status).toBe(204);
    expect(await status()).toBe(401);

    const begun = await post('/v1/mailbox/passkey-sign-ins', {});
    const given = await authenticator('get', begun.body['options']);
    const path = `/v1/mailbox/passkey-sign-ins/${String(begun.body['id'])}/answers`;
    expect((await post(path, { response: given })).body).toEqual({ outcome: 'open' });
    expect(await status()).toBe(200);
    const [cookie, ...more] = await context.cookies();
    expect(more).toEqual([]);
    expect(cookie).toMatchObject({ name: 'mailbox', httpOnly: true, sameSite: 'Strict', path: '/' });
  });

  it('an EventSource hears what comes, is told the end, and is turned away from then on', async () => {
    await page.evaluate(`
      window.heard = [];
      window.source = new EventSource('/v1/mailbox/events');
      for (const name of ['message', 'end']) source.addEventListener(name, () => heard.push(name));
    `);
    const heard = (): Promise<string[]> => page.evaluate('heard');
    await expect.poll(heard).toEqual(['message']);
    await putMessage(central, resident.accountId);
    await expect.poll(heard).toEqual(['message', 'message']);
    const id = crypto.randomUUID();
    await post('/v1/mailbox/changes', { id, action: { kind: 'lost-phone' }, pin1: null });
    await expect.poll(async () => (await heard()).at(-1)).toBe('end');
    // It comes back by itself, is answered 401, and gives up.
    await expect.poll(() => page.evaluate('source.readyState'), { timeout: 15_000 }).toBe(2);
    expect(await status()).toBe(401);
  });
});
