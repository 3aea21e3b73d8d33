// The dock moves the software card and reads mails: only the browser that was given its address may talk to it.
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDock, type Dock, type DockControls, type DockMail, type DockState } from './dock.ts';

/** A machine that does what the dock asks. */
function machine() {
  const listeners = new Set<() => void>();
  const state = { onReader: null as string | null, cut: false, empty: false, fixed: false, reachable: true };
  const mails: DockMail[] = [];
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const controls: DockControls = {
    cards: () => [
      {
        profile: 'hanako',
        label: { ja: '見本 花子', en: 'Hanako Mihon' },
        pins: { supportPin: '1234', signaturePassword: 'ABC123' },
      },
    ],
    onReader: () => state.onReader,
    put: (profile) => {
      state.onReader = profile;
    },
    takeOff: () => {
      state.onReader = null;
    },
    isCut: () => state.cut,
    cut: (cut) => {
      state.cut = cut;
    },
    paper: () => (state.fixed ? 'fixed' : state.empty ? 'empty' : 'ready'),
    setPaper: (present) => {
      state.empty = !present;
    },
    mails: () => Promise.resolve(mails),
    postSampleMessage: () => Promise.resolve(state.reachable ? { recipients: 2 } : null),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return { state, mails, changed, controls, listeners };
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}
function ask(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const call = request(url, { method: options.method ?? 'GET', headers: options.headers ?? {} }, (answer) => {
    let body = '';
    answer.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    answer.on('end', () => {
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body });
    });
  });
  call.on('error', reject);
  call.end(options.body);
  return promise;
}

let rendererDir: string;
let dock: Dock;
let cookie: string;
let world: ReturnType<typeof machine>;

beforeEach(async () => {
  rendererDir = await mkdtemp(join(tmpdir(), 'madoguchi-dock-'));
  await mkdir(join(rendererDir, 'dock'));
  await mkdir(join(rendererDir, 'assets'));
  await writeFile(join(rendererDir, 'dock/index.html'), '<!doctype html><title>dock</title>');
  await writeFile(join(rendererDir, 'assets/dock-1.js'), '');
  await writeFile(join(rendererDir, 'secret.js'), 'not served');
  world = machine();
  dock = await startDock({
    packaged: false,
    rendererDir,
    controls: world.controls,
    kioskAddress: () => 'http://127.0.0.1:4321/secret-of-the-kiosk',
  });
  const entered = await ask(dock.url);
  cookie = entered.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
});
afterEach(async () => {
  await dock.close();
  await rm(rendererDir, { recursive: true });
});

const act = (action: unknown, headers: Record<string, string> = {}) =>
  ask(`${dock.origin}/dock/act`, {
    method: 'POST',
    headers: { cookie, origin: dock.origin, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(action),
  });

/** Opens the stream and gives its states one by one. */
async function* states(): AsyncGenerator<DockState> {
  const response = await fetch(`${dock.origin}/dock/events`, { headers: { cookie } });
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const parts = text.split('\n\n');
    text = parts.pop()!;
    for (const part of parts) yield JSON.parse(part.replace(/^data: /, '')) as DockState; // our own server's JSON
  }
}

describe('the dock', () => {
  it('does not start in a packaged build', async () => {
    const options = { rendererDir, controls: world.controls, kioskAddress: () => null };
    await expect(startDock({ ...options, packaged: true })).rejects.toThrow('packaged');
  });

  it('turns its address into a cookie that scripts cannot read and other sites do not send', async () => {
    const entered = await ask(dock.url);
    expect(entered.status).toBe(303);
    expect(entered.headers.location).toBe('/dock/');
    expect(entered.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
  });

  it('answers nobody without the cookie, and nobody with a wrong address', async () => {
    for (const path of ['/dock/', '/dock/events', '/assets/dock-1.js', '/']) {
      expect((await ask(dock.origin + path)).status, path).toBe(403);
    }
    expect((await ask(`${dock.origin}/enter/guess`)).status).toBe(404);
    expect((await act({ type: 'card.take' }, { cookie: 'madoguchi_dock=guess' })).status).toBe(403);
  });

  it('serves the page, its assets, and nothing else', async () => {
    expect((await ask(`${dock.origin}/dock/`, { headers: { cookie } })).body).toContain('<title>dock');
    expect((await ask(`${dock.origin}/assets/dock-1.js`, { headers: { cookie } })).status).toBe(200);
    for (const path of [
      '/secret.js',
      '/assets/../secret.js',
      '/assets/%2e%2e/secret.js',
      '/assets/..%2fsecret.js',
    ]) {
      expect((await ask(dock.origin + path, { headers: { cookie } })).status, path).toBe(404);
    }
  });

  it('lets the page frame the kiosk and run nothing but its own script', async () => {
    const { headers } = await ask(`${dock.origin}/dock/`, { headers: { cookie } });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain('frame-src http://127.0.0.1:4321;');
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('refuses an action from another page, of another type, or under another name', async () => {
    const take = { type: 'card.take' };
    expect((await act(take, { origin: 'http://127.0.0.1:9' })).status).toBe(403);
    expect((await act(take, { 'content-type': 'text/plain' })).status).toBe(403);
    expect((await act(take, { host: 'rebound.example' })).status).toBe(421);
  });

  it('refuses what it does not know, and what is too long', async () => {
    for (const action of [
      { type: 'format-disk' },
      { type: 'card.put' },
      { type: 'card.take', more: 1 },
      null,
    ]) {
      expect((await act(action)).status).toBe(400);
    }
    expect((await act({ type: 'card.put', profile: 'x'.repeat(10_000) })).status).toBe(400);
  });

  it('moves card, network and paper', async () => {
    expect((await act({ type: 'card.put', profile: 'hanako' })).body).toBe('{"ok":true}');
    expect(world.state.onReader).toBe('hanako');
    expect(JSON.parse((await act({ type: 'card.put', profile: 'nobody' })).body)).toEqual({
      ok: false,
      why: 'unknown-card',
    });
    await act({ type: 'card.take' });
    expect(world.state.onReader).toBeNull();
    await act({ type: 'network', cut: true });
    await act({ type: 'printer', paper: false });
    expect(world.state).toMatchObject({ cut: true, empty: true });
    world.state.fixed = true;
    expect(JSON.parse((await act({ type: 'printer', paper: true })).body)).toEqual({
      ok: false,
      why: 'no-file-printer',
    });
  });

  it('posts the sample message and says how many mailboxes took it', async () => {
    expect(JSON.parse((await act({ type: 'message' })).body)).toEqual({ ok: true, recipients: 2 });
    world.state.reachable = false;
    expect(JSON.parse((await act({ type: 'message' })).body)).toEqual({
      ok: false,
      why: 'central-unreachable',
    });
  });

  it('tells the state at once and after every change', async () => {
    const stream = states();
    const first = (await stream.next()).value as DockState;
    expect(first).toMatchObject({
      kiosk: 'http://127.0.0.1:4321/secret-of-the-kiosk',
      onReader: null,
      network: 'up',
      mail: [],
    });
    world.mails.push({
      to: 'a@b.example',
      subject: '[1]',
      text: '123456',
      at: '2026-11-21T00:00:00.000Z',
      code: '123456',
    });
    world.changed();
    expect(((await stream.next()).value as DockState).mail).toHaveLength(1);
    await act({ type: 'card.put', profile: 'hanako' });
    expect(((await stream.next()).value as DockState).onReader).toBe('hanako');
    await stream.return(undefined);
  });

  it('leaves no listener behind', async () => {
    expect(world.listeners.size).toBe(1);
    const extra = await startDock({
      packaged: false,
      rendererDir,
      controls: world.controls,
      kioskAddress: () => null,
    });
    await extra.close();
    expect(world.listeners.size).toBe(1);
  });
});
