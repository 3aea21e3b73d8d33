// The fleet page's calls: the token goes where it must and nowhere else, and every refusal is told apart.
import { describe, expect, it, vi } from 'vitest';
import { MessageRequest, type TerminalReport } from '../../sync/contract/api.ts';
import { Central, concerns, newId, type Terminal } from './central.ts';

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

  it('post what the contract takes', async () => {
    const call = answering(200, { id: newId(), recipients: 2 });
    const message = { id: newId(), title: 't', body: 'b', audience: { kind: 'everyone' } } as const;
    expect(await new Central('snd_secret', call).post('992011', message)).toEqual({ ok: true, value: 2 });
    const [path, init] = call.mock.calls[0]!;
    expect(path).toBe('../v1/municipalities/992011/messages');
    expect(MessageRequest.parse(JSON.parse(String(init?.body)))).toEqual(message);
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

it('an identifier is one that the contract takes, and another each time', () => {
  const ids = Array.from({ length: 50 }, newId);
  expect(new Set(ids).size).toBe(50);
  for (const id of ids) {
    expect(MessageRequest.shape.id.safeParse(id).success).toBe(true);
    expect(id[14]).toBe('4');
  }
});
