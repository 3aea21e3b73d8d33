import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { makeBrowser } from '../../../tests/fixtures/desk.ts';
import type { Page } from '../../../tests/fixtures/desk.ts';
import { DeskSession } from '../../contract/desk.ts';

/** A city's provider as far as a sign-in sees it; what it says can be bent. */
interface Bent {
  issuer?: string;
  nonce?: string;
  audience?: string;
  /** Seconds. */
  ahead?: number;
  roles?: unknown;
  key?: CryptoKey;
  tokenStatus?: number;
  gone?: boolean;
}

let server: Server;
let issuer: string;
let bent: Bent = {};
let asked: { nonce: string; challenge: string } = { nonce: '', challenge: '' };
let exchanged: URLSearchParams;
let authorization: string | undefined;
let key: CryptoKey;
let jwk: JWK;
let central: TestCentral;

const clientId = 'madoguchi';
const clientSecret = 'a made-up secret';

async function idToken(): Promise<string> {
  const now = Math.floor(Date.now() / 1000) + (bent.ahead ?? 0);
  return new SignJWT({
    nonce: bent.nonce ?? asked.nonce,
    name: '架空 花子',
    'https://city.example/roles': bent.roles ?? ['compose.992011', 'some-other-group', 'release.9'],
  })
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .setIssuer(bent.issuer ?? issuer)
    .setAudience(bent.audience ?? clientId)
    .setSubject('staff-1')
    .setIssuedAt(now)
    .setExpirationTime(now + 300)
    .sign(bent.key ?? key);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const json = (body: unknown, status = 200): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const { pathname } = new URL(request.url ?? '', issuer);
  if (bent.gone === true) {
    response.destroy();
    return;
  }
  if (pathname === '/.well-known/openid-configuration')
    return json({
      issuer: bent.issuer ?? issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      code_challenge_methods_supported: ['S256'],
    });
  if (pathname === '/keys') return json({ keys: [jwk] });
  if (pathname !== '/token') return json({}, 404);
  let body = '';
  for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString('utf8');
  exchanged = new URLSearchParams(body);
  authorization = request.headers.authorization;
  if (bent.tokenStatus !== undefined) return json({ error: 'invalid_client' }, bent.tokenStatus);
  json({ access_token: 'made-up', token_type: 'Bearer', expires_in: 60, id_token: await idToken() });
}

beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  key = pair.privateKey;
  jwk = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  central = await withProvider();
}, 60_000);
afterAll(async () => {
  await central.stop();
  server.closeAllConnections();
  server.close();
}, 60_000);
beforeEach(() => {
  bent = {};
});

function withProvider(): Promise<TestCentral> {
  const rolesClaim = 'https://city.example/roles';
  const signIn = { kind: 'issuer', issuer, clientId, clientSecret, rolesClaim } as const;
  return startTestCentral({ config: { desk: { signIn, releaseAbove: 1000 } } });
}

/** Goes to the provider, where the person is known at once, and comes back. */
async function signIn(at = central): Promise<{ page: Page; cookie: string; begun: URL }> {
  const browser = makeBrowser();
  const url = at.central.publicUrl;
  const { url: begun } = await browser.go(`${url}/desk/login`, { until: '/authorize' });
  const given = begun.searchParams;
  asked = { nonce: given.get('nonce') ?? '', challenge: given.get('code_challenge') ?? '' };
  const back = new URLSearchParams({ code: 'made-up', state: given.get('state') ?? '' });
  const page = await browser.go(`${url}/desk/callback?${back.toString()}`, { until: '/fleet' });
  return { page, cookie: browser.cookies('/'), begun };
}

describe('a city’s own provider', () => {
  it('is asked with code, PKCE, state and nonce, and the roles in its claim hold', async () => {
    const { page, cookie, begun } = await signIn();
    expect(page.url.pathname).toBe('/fleet');
    expect(Object.fromEntries(begun.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: `${central.central.publicUrl}/desk/callback`,
    });
    expect(exchanged.get('code_verifier')?.length).toBeGreaterThan(42);
    expect(authorization).toMatch(/^Basic /);
    const answered = await fetch(`${central.central.publicUrl}/v1/desk/session`, { headers: { cookie } });
    expect(DeskSession.parse(await answered.json())).toMatchObject({
      name: '架空 花子',
      municipalities: [{ code: '992011', roles: ['compose'] }],
    });
  });

  it.each<[what: string, bend: Bent | (() => Promise<Bent>), status: number, failure: string]>([
    ['nobody with a role', { roles: ['some-other-group'] }, 403, 'sign-in-no-role / no-role'],
    ['another nonce', { nonce: 'x'.repeat(43) }, 502, 'provider-wrong / answer-wrong'],
    ['another audience', { audience: 'somebody-else' }, 502, 'provider-wrong / answer-wrong'],
    ['a token of yesterday', { ahead: -86_400 }, 502, 'provider-clock / clock'],
    ['a token of tomorrow', { ahead: 86_400 }, 502, 'provider-clock / clock'],
    ['a refusal of our secret', { tokenStatus: 401 }, 502, 'provider-wrong / client-refused'],
    ['a server error', { tokenStatus: 503 }, 503, 'provider-unreachable / unreachable'],
    [
      'a strange key',
      async () => ({ key: (await generateKeyPair('ES256')).privateKey }),
      502,
      'answer-wrong',
    ],
  ])('that answers with %s opens nothing and says what to do', async (_what, bend, status, failure) => {
    const turned = typeof bend === 'function' ? await bend() : bend;
    // Its configuration is right: only what it says of this person is not.
    bent = turned;
    const { page, cookie } = await signIn();
    expect(page.status).toBe(status);
    expect(page.text).toContain(failure);
    expect(page.text).toContain('サインインできませんでした');
    expect(page.text).not.toContain('架空');
    expect(cookie).not.toContain('desk=');
    expect(central.logged()).toContain('sign-in-failed');
  });

  it('that is away, or answers in another name, is told before anybody is sent there', async () => {
    // What the other one has learnt of the provider it believes for an hour.
    const fresh = await withProvider();
    const begin = (): Promise<Page> => makeBrowser().go(`${fresh.central.publicUrl}/desk/login`);
    bent = { gone: true };
    const away = await begin();
    expect([away.status, away.text.includes('provider-unreachable')]).toEqual([503, true]);
    bent = { issuer: 'http://127.0.0.1:9' };
    const other = await begin();
    expect([other.status, other.text.includes('provider-wrong / issuer-wrong')]).toEqual([502, true]);
    bent = {};
    expect((await signIn(fresh)).page.url.pathname).toBe('/fleet');
    await fresh.stop();
  }, 30_000);
});

describe('no provider', () => {
  it('means a closed desk with a page that says so', async () => {
    const closed = await startTestCentral();
    const page = await makeBrowser().go(`${closed.central.publicUrl}/desk/login`);
    expect([page.status, page.text.includes('desk-closed')]).toEqual([503, true]);
    const machine = await fetch(`${closed.central.publicUrl}/desk/login`);
    expect(await machine.json()).toMatchObject({ code: 'desk-closed' });
    await closed.stop();
  }, 30_000);
});
