// The fleet page's calls: the token goes where it must and nowhere else, and every refusal is told apart.
import { describe, expect, it, vi } from 'vitest';
import type { TerminalReport } from '../../sync/contract/api.ts';
import { MessageRequest } from '../../sync/contract/desk.ts';
import { Uuid } from '../../sync/contract/words.ts';
import { Central, concerns, Desk, fileName, newId, type Terminal } from './central.ts';

const report: TerminalReport = {
  version: '0.1.0',
  saved: 3,
  waiting: 0,
  needsAttention: 0,
  reader: 'ready',
  printer: 'ready',
  screen: 'welcome',
};
const now = Date.parse('2026-11-21T09:00:00.000Z');
const terminal: Terminal = {
  id: newId(),
  name: '1番窓口',
  municipality: '992011',
  enrolledAt: '2026-11-01T00:00:00.000Z',
  revoked: false,
  certificateUntil: null,
  recovery: null,
  seenAt: '2026-11-21T08:59:00.000Z',
  report,
  accepted: 3,
};
const answering = (status: number, body: unknown) =>
  vi.fn<typeof fetch>(() => Promise.resolve(new Response(JSON.stringify(body), { status })));

describe('the calls', () => {
  it('carry the token as a bearer, in no address', async () => {
    const call = answering(200, { terminals: [terminal] });
    expect(await new Central('adm_secret', call).terminals()).toEqual({ ok: true, value: [terminal] });
    const [path, init] = call.mock.calls[0]!;
    expect(path).toBe('../v1/terminals');
    expect(new Headers(init?.headers).get('Authorization')).toBe('Bearer adm_secret');
  });

  it('approve and revoke a terminal by its id, and take "no content" for done', async () => {
    const call = vi.fn<typeof fetch>(() => Promise.resolve(new Response(null, { status: 204 })));
    const central = new Central('adm_secret', call);
    expect(await central.approve(terminal.id, '1234')).toEqual({ ok: true, value: null });
    expect(await central.revoke(terminal.id)).toEqual({ ok: true, value: null });
    expect(call.mock.calls.map(([path, init]) => [path, init?.method, init?.body])).toEqual([
      [`../v1/terminals/${terminal.id}/approval`, 'POST', '{"number":"1234"}'],
      [`../v1/terminals/${terminal.id}/revocation`, 'POST', undefined],
    ]);
  });

  it.each([
    [401, {}, { kind: 'unauthenticated' }],
    [403, {}, { kind: 'forbidden' }],
    [
      403,
      { type: 'x', title: 'x', status: 403, code: 'second-person-needed' },
      { kind: 'refused', code: 'second-person-needed' },
    ],
    [404, { type: 'x', title: 'x', status: 404, code: 'not-found' }, { kind: 'refused', code: 'not-found' }],
    [502, 'gateway', { kind: 'refused', code: '502' }],
    [200, { terminals: 'many' }, { kind: 'refused', code: 'malformed-answer' }],
  ])('%i %j is %o', async (status, body, error) => {
    expect(await new Central('t', answering(status, body)).terminals()).toEqual({ ok: false, error });
  });

  it('tell when nobody answers', async () => {
    const call = vi.fn<typeof fetch>(() => Promise.reject(new TypeError('failed')));
    expect(await new Central('t', call).terminals()).toEqual({ ok: false, error: { kind: 'unreachable' } });
  });
});

describe('a terminal', () => {
  it('is well when it was seen lately and nothing is open', () => {
    expect(concerns(terminal, now)).toEqual([]);
  });

  it('concerns somebody when it is quiet, has refused registrations, or a device has failed', () => {
    expect(concerns({ ...terminal, seenAt: null, report: null }, now)).toEqual(['quiet']);
    expect(concerns({ ...terminal, seenAt: '2026-11-21T08:44:59.000Z' }, now)).toEqual(['quiet']);
    const bad = { ...report, needsAttention: 1, reader: 'failed', printer: 'attention' } as const;
    expect(concerns({ ...terminal, report: bad }, now)).toEqual(['attention', 'reader', 'printer']);
    expect(concerns({ ...terminal, recovery: '1234' }, now)).toEqual(['recovery']);
    const soon = new Date(now + 13 * 24 * 3_600_000).toISOString();
    expect(concerns({ ...terminal, certificateUntil: soon }, now)).toEqual(['certificate']);
    const later = new Date(now + 15 * 24 * 3_600_000).toISOString();
    expect(concerns({ ...terminal, certificateUntil: later }, now)).toEqual([]);
    expect(concerns({ ...terminal, revoked: true, report: bad, seenAt: null }, now)).toEqual(['revoked']);
  });
});

describe('the desk', () => {
  const code = '992011';
  const id = newId();
  const message = (over = {}) => ({ id, texts: { ja: { title: 't', body: 'b' } }, audience: {}, ...over });
  const answers = (...these: readonly (readonly [number, unknown])[]) => {
    let turn = 0;
    return vi.fn<typeof fetch>(() => {
      const [status, body] = these[Math.min(turn++, these.length - 1)]!;
      return Promise.resolve(new Response(JSON.stringify(body), { status }));
    });
  };
  const never = () => Promise.reject(new Error('nobody has to sign in again'));

  it('asks what the contract says, by cookie and without a token', async () => {
    const call = answers([200, { id, state: 'sending', recipients: 2 }]);
    const answer = await new Desk(never, call).ask('postMessage', { params: { code }, body: message() });
    expect(answer).toEqual({ ok: true, value: { id, state: 'sending', recipients: 2 } });
    const [path, init] = call.mock.calls[0]!;
    expect([path, init?.method]).toEqual([`../v1/municipalities/${code}/messages`, 'POST']);
    expect(new Headers(init?.headers).has('Authorization')).toBe(false);
    expect(MessageRequest.parse(JSON.parse(String(init?.body)))).toMatchObject(message());
  });

  it('puts parameters into the path and the query, and an empty body where nothing is said', async () => {
    const call = answers([200, { recipients: [], counts: { receiving: 0, paused: 0, left: 0 }, next: null }]);
    const desk = new Desk(never, call);
    await desk.ask('recipients', { params: { code }, query: { after: 'a&b', reason: 'moved' } });
    await desk.ask('stopMessage', { params: { code, id } });
    expect(call.mock.calls.map(([path, init]) => [path, init?.body])).toEqual([
      [`../v1/municipalities/${code}/recipients?after=a%26b&reason=moved`, undefined],
      [`../v1/municipalities/${code}/messages/${id}/stop`, '{}'],
    ]);
  });

  it('waits for a new session where the old one has ended, and asks the same again', async () => {
    const call = answers([401, {}], [200, { id, state: 'sending', recipients: 2 }]);
    const again = vi.fn(() => Promise.resolve(true));
    const answer = await new Desk(again, call).ask('postMessage', { params: { code }, body: message() });
    expect(answer.ok).toBe(true);
    expect(again).toHaveBeenCalledTimes(1);
    expect(call.mock.calls[1]).toEqual(call.mock.calls[0]);
  });

  it('asks nothing again when somebody else has signed in, or nobody', async () => {
    const call = answers([401, {}]);
    const answer = await new Desk(() => Promise.resolve(false), call).ask('lists', { params: { code } });
    expect(answer).toEqual({ ok: false, error: { kind: 'unauthenticated' } });
    expect(call).toHaveBeenCalledTimes(1);
  });

  it('keeps what the problem says beside its code', async () => {
    const problem = { type: 'x', title: 'x', status: 409, code: 'audience-grown', detail: '1200' };
    const answer = await new Desk(never, answers([409, problem])).ask('releaseMessage', {
      params: { code, id },
      body: { recipients: 1000 },
    });
    expect(answer).toEqual({
      ok: false,
      error: { kind: 'refused', code: 'audience-grown', detail: '1200' },
    });
  });

  it('gives a file as it came, under the name that it was given', async () => {
    const call = vi.fn<typeof fetch>(() =>
      Promise.resolve(
        new Response('氏名\r\n', {
          headers: {
            'Content-Disposition': `attachment; filename="paper.csv"; filename*=UTF-8''%E7%B4%99.csv`,
          },
        }),
      ),
    );
    const answer = await new Desk(never, call).file('paperList', { params: { code, id } });
    expect(answer.ok && [answer.value.name, await answer.value.content.text()]).toEqual([
      '紙.csv',
      '氏名\r\n',
    ]);
  });

  it.each([
    ['attachment; filename="a.csv"', 'a.csv'],
    ["attachment; filename*=UTF-8''%E0%A4", 'list.csv'],
    ['', 'list.csv'],
  ])('%j is called %j', (disposition, name) => {
    expect(fileName(disposition)).toBe(name);
  });
});

it('an identifier is one that the contract takes, and another each time', () => {
  const ids = Array.from({ length: 50 }, newId);
  expect(new Set(ids).size).toBe(50);
  for (const id of ids) {
    expect(Uuid.safeParse(id).success).toBe(true);
    expect(id[14]).toBe('4');
  }
});
