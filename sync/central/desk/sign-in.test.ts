import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { atDesk, makeBrowser, signIn } from '../../../tests/fixtures/desk.ts';
import { DeskSession } from '../../contract/desk.ts';
import { makePublicApp } from '../http/public-app.ts';
import { makeUpStaff } from './staff.ts';
import type { ToldStaff } from './staff.ts';

let test: TestCentral;
let url: string;
let clockMs = 0;
beforeAll(async () => {
  test = await startTestCentral({
    now: () => new Date(Date.now() + clockMs),
    config: { desk: { signIn: { kind: 'made-up' }, releaseAbove: 20 } },
  });
  url = test.central.publicUrl;
}, 60_000);
afterAll(() => test.stop(), 60_000);

const staff = (login: string): ToldStaff => {
  const found = test.central.staff.find((one) => one.login === login);
  if (found === undefined) throw new Error(`no staff ${login}`);
  return found;
};
const session = (cookie: string): Promise<Response> =>
  fetch(`${url}/v1/desk/session`, { headers: { cookie } });
const leave = (headers: Record<string, string>): Promise<Response> =>
  fetch(`${url}/v1/desk/leave`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{}',
  });

describe('a person of the staff', () => {
  it('signs in over HTTP at our own provider, sees where they may do what, and leaves for good', async () => {
    const browser = makeBrowser();
    const asked = await browser.go(`${url}/desk/login`);
    expect(asked.status).toBe(200);
    expect(asked.url.pathname).toMatch(/^\/desk\/provider\/interaction\//);
    expect(asked.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(asked.text).toContain('職員のサインイン');
    expect(asked.text).toContain('Sign-in for staff');
    const { login, password } = staff('okuru');
    const done = await browser.go(asked.url.href, { form: { login, password }, until: '/fleet' });
    expect([done.status, done.url.pathname]).toEqual([303, '/fleet']);

    const cookie = browser.cookies('/');
    expect(cookie).toMatch(/^desk=[\w-]{43}$/);
    const answer = await session(cookie);
    expect(answer.status).toBe(200);
    const view = DeskSession.parse(await answer.json());
    expect(view).toMatchObject({ name: expect.stringContaining('見本') as string, releaseAbove: 20 });
    expect(view.municipalities.map(({ code }) => code)).toEqual(['990001', '992011', '992020']);
    expect(view.municipalities[0]?.roles).toEqual(['compose', 'release', 'recipients', 'registry']);

    expect((await leave({ cookie })).status).toBe(403);
    expect((await leave({ cookie, origin: url })).status).toBe(204);
    expect((await session(cookie)).status).toBe(401);
    // The provider does not remember them either.
    const again = await browser.go(`${url}/desk/login`);
    expect(again.text).toContain('type="password"');
  });

  it('is told in the cookie and on the page nothing that scripts, other sites or logs could use', async () => {
    const browser = makeBrowser();
    const { login, password } = staff('tsukuru');
    const done = await signIn(browser, url, { login, password });
    const set = done.headers.getSetCookie().find((line) => line.startsWith('desk='));
    expect(set).toContain('HttpOnly');
    expect(set).toContain('SameSite=Strict');
    expect(set).toContain('Max-Age=36000');
    for (const one of test.central.staff) expect(test.logged()).not.toContain(one.password);
    expect(test.logged()).not.toContain('見本');
  });

  it('is out after half an hour without a touch, and after ten hours in any case', async () => {
    const { cookie = '' } = await atDesk(test.central, 'somebody', ['compose']);
    clockMs = 29 * 60_000;
    expect((await session(cookie)).status).toBe(200);
    for (let minutes = 58; minutes < 600; minutes += 29) {
      clockMs = minutes * 60_000;
      expect((await session(cookie)).status).toBe(200);
    }
    clockMs = 600 * 60_000 + 1;
    expect((await session(cookie)).status).toBe(401);
    clockMs = 0;
    const idle = await atDesk(test.central, 'somebody', ['compose']);
    clockMs = 30 * 60_000 + 1;
    expect((await session(idle['cookie'] ?? '')).status).toBe(401);
    clockMs = 0;
  });

  it('hears that the password is wrong, and after five wrong ones that it has to wait', async () => {
    const browser = makeBrowser();
    const asked = await browser.go(`${url}/desk/login`);
    const attempt = (login: string, password: string) =>
      browser.go(asked.url.href, { form: { login, password } });
    const statuses: number[] = [];
    for (let tries = 0; tries < 5; tries += 1) statuses.push((await attempt('mamoru', 'wrong')).status);
    expect(statuses).toEqual([401, 401, 401, 401, 429]);
    const paused = await attempt('mamoru', staff('mamoru').password);
    expect([paused.status, paused.text.includes('15分')]).toEqual([429, true]);
    expect((await attempt('nobody', 'wrong')).status).toBe(401);
    clockMs = 16 * 60_000;
    const done = await signIn(makeBrowser(), url, staff('mamoru'));
    expect(done.url.pathname).toBe('/fleet');
    clockMs = 0;
  });
});

describe('an answer of the provider', () => {
  it('is used once: sent again, it opens nothing', async () => {
    const browser = makeBrowser();
    const answer = await signIn(browser, url, staff('tsukuru'), '/desk/callback');
    const loginCookie = browser.cookies('/');
    const first = await fetch(answer.url, { redirect: 'manual', headers: { cookie: loginCookie } });
    expect([first.status, first.headers.get('location')]).toEqual([303, '/fleet']);
    const replayed = await fetch(answer.url, { redirect: 'manual', headers: { cookie: loginCookie } });
    expect([replayed.status, await replayed.json()]).toMatchObject([400, { code: 'sign-in-unknown' }]);
    const other = await fetch(answer.url, { redirect: 'manual' });
    expect([other.status, await other.json()]).toMatchObject([400, { code: 'sign-in-unknown' }]);
  });

  it('with another state, or after ten minutes, is refused with a page that says what to do', async () => {
    const wrong = makeBrowser();
    const answer = await signIn(wrong, url, staff('tsukuru'), '/desk/callback');
    answer.url.searchParams.set('state', 'x'.repeat(43));
    const page = await wrong.go(answer.url.href);
    expect(page.status).toBe(400);
    expect(page.text).toContain('もう一度、はじめからサインインしてください。');
    expect(page.text).toContain('sign-in-unknown');
    expect(page.text).not.toMatch(/at .*\.ts|Error:/);
    expect((await session(wrong.cookies('/'))).status).toBe(401);

    const slow = makeBrowser();
    const late = await signIn(slow, url, staff('tsukuru'), '/desk/callback');
    clockMs = 10 * 60_000 + 1;
    expect((await slow.go(late.url.href)).text).toContain('sign-in-late');
    clockMs = 0;
  });

  it('that says no is told as that', async () => {
    const browser = makeBrowser();
    const begun = await browser.go(`${url}/desk/login`, { until: '/desk/provider' });
    const state = begun.url.searchParams.get('state') ?? '';
    const query = new URLSearchParams({ error: 'access_denied', state, iss: `${url}/desk/provider` });
    const page = await browser.go(`${url}/desk/callback?${query.toString()}`);
    expect([page.status, page.text.includes('sign-in-refused')]).toEqual([403, true]);
  });
});

describe('behind a proxy with HTTPS', () => {
  it('cookies are bound to the host and go over HTTPS only, also where this machine does not know the address', async () => {
    const publicUrl = 'https://desk.city.example';
    const { staff: members, told } = await makeUpStaff(['992011']);
    const parts = { ...test.central.parts, publicUrl: () => publicUrl };
    const { signal: stopping } = new AbortController();
    const rest = { rendererDir: null, sink: null, openCallsAMinute: 10_000 };
    const app = await makePublicApp(parts, { stopping, ...rest, staff: members });
    const lines: string[] = [];
    const call: typeof fetch = async (input, { method, headers, body } = {}) => {
      const { pathname, search } = new URL(String(input));
      const form = body instanceof URLSearchParams ? { payload: body.toString() } : {};
      const type = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await app.inject({
        ...{ method: method === 'POST' ? 'POST' : 'GET', url: pathname + search, ...form },
        // What a proxy that says nothing of the outside leaves of it.
        headers: { ...Object.fromEntries(new Headers(headers)), ...type, host: '10.0.0.1:8080' },
      });
      const fields = Object.entries(answer.headers).flatMap(([name, value]) =>
        [value ?? []].flat().map((one): [string, string] => [name, String(one)]),
      );
      lines.push(...fields.filter(([name]) => name === 'set-cookie').map(([, line]) => line));
      return new Response(answer.body, { status: answer.statusCode, headers: fields });
    };
    const browser = makeBrowser(call);
    const [someone] = told;
    if (someone === undefined) throw new Error('no staff');
    const done = await signIn(browser, publicUrl, someone);
    expect(done.url.href).toBe(`${publicUrl}/fleet`);
    expect(browser.cookies('/')).toMatch(/^__Host-desk=[\w-]{43}$/);
    for (const line of lines.filter((one) => !/max-age=0|1970/i.test(one))) expect(line).toMatch(/; secure/i);
    await app.close();
  });
});

describe('a role', () => {
  const log = (headers: Record<string, string>, municipality: string) =>
    fetch(`${url}/v1/desk/log?municipality=${municipality}`, { headers });

  it('holds in its own municipality only, and a token composes and no more', async () => {
    const here = await atDesk(test.central, 'here', ['registry'], '992011');
    expect((await log(here, '992011')).status).toBe(200);
    expect((await log(here, '992020')).status).toBe(403);
    const composer = await atDesk(test.central, 'composer', ['compose'], '992011');
    expect((await log(composer, '992011')).status).toBe(403);
    const none = await fetch(`${url}/v1/desk/log?municipality=992011`);
    expect(none.status).toBe(401);
  });
});
