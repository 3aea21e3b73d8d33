// The page's own guards against the contract's schemas, and what it makes of every answer.
import { describe, expect, it } from 'vitest';
import { Choices, DraftAnswer } from '../../../sync/contract/drafts.ts';
import type { Store } from '../look.svelte.ts';
import { readChoices } from './choices.ts';
import { Draft } from './draft.svelte.ts';
import { kept, readMade } from './made.ts';

const local = (text: string) => ({ ja: text, en: text });
const choices: Choices = {
  municipality: local('みほん市'),
  interests: [{ id: 'bousai', label: local('防災'), description: local('警報') }],
  services: [{ id: 'library', label: local('図書館'), description: local('貸出'), provider: local('市') }],
};
const made: DraftAnswer = {
  code: '042137',
  number: '7'.repeat(24),
  qrSvg: '<svg/>',
  expiresAt: '2026-11-21T05:00:00.000Z',
};
const now = Date.parse('2026-11-21T03:00:00.000Z');

describe('what the central API answers', () => {
  it('is taken as the contract has it', () => {
    expect(readChoices(Choices.parse(choices))).toEqual(choices);
    expect(readMade(DraftAnswer.parse(made))).toEqual(made);
  });

  it.each([
    null,
    [],
    {},
    { ...choices, interests: {} },
    { ...choices, services: [{ id: 1 }] },
    { ...choices, municipality: 'x' },
  ])('is no list of choices: %j', (value) => {
    expect(readChoices(value)).toBeNull();
  });

  it.each([
    null,
    {},
    { ...made, code: '42137' },
    { ...made, number: '7' },
    { ...made, expiresAt: 'soon' },
    { ...made, qrSvg: 1 },
  ])('are no digits: %j', (value) => {
    expect(readMade(value)).toBeNull();
  });
});

function tab(): Store & { readonly held: Map<string, string> } {
  const held = new Map<string, string>();
  return {
    held,
    read: (key) => held.get(key) ?? null,
    write: (key, value) => (value === null ? held.delete(key) : held.set(key, value)),
  };
}

/** A page whose central API answers as the test says, in this order. */
function page(answers: readonly (Response | 'offline')[], store = tab(), at = now) {
  const asked: { path: string; body: unknown }[] = [];
  const left = [...answers];
  const draft = new Draft(
    {
      fetch(path, init) {
        asked.push({ path, body: typeof init?.body === 'string' ? JSON.parse(init.body) : null });
        const answer = left.shift() ?? 'offline';
        return answer === 'offline' ? Promise.reject(new TypeError('offline')) : Promise.resolve(answer);
      },
      hidden: () => false,
      onVisible: () => undefined,
      random: () => 0,
      now: () => at,
    },
    store,
  );
  return { draft, asked, store };
}
const json = (value: unknown, status = 200, headers = {}) =>
  new Response(JSON.stringify(value), { status, headers });
const malformed = () =>
  json({ type: 'urn:madoguchi:problem:malformed', title: 'x', status: 400, code: 'malformed' }, 400);

describe('a draft', () => {
  it('is what was chosen, and nothing about who chose it', async () => {
    const { draft, asked, store } = page([json(choices), json(made)]);
    await draft.load();
    draft.choose('interests', 'bousai', true);
    draft.choose('services', 'library', true);
    draft.choose('services', 'library', false);
    draft.email = ' hanako@example.jp ';
    await draft.make('vi');
    expect(asked).toEqual([
      { path: '../v1/choices', body: null },
      {
        path: '../v1/drafts',
        body: { language: 'vi', interests: ['bousai'], services: [], email: 'hanako@example.jp' },
      },
    ]);
    expect(draft.made).toEqual(made);
    expect([...store.held.values()].join()).not.toMatch(/hanako|bousai/);
  });

  it('outlives a page that the phone threw away, but not its two hours, nor another choice', () => {
    const store = tab();
    store.write('draft', JSON.stringify(made));
    expect(page([], store).draft.made).toEqual(made);
    expect(kept(store, Date.parse(made.expiresAt))).toBeNull();
    store.write('draft', '{');
    expect(kept(store, now)).toBeNull();
    store.write('draft', JSON.stringify(made));
    page([], store).draft.again();
    expect(store.held.size).toBe(0);
  });

  it('with an address that is none asks nobody', async () => {
    const { draft, asked } = page([]);
    draft.email = 'hanako@';
    await draft.make('ja');
    expect([draft.emailWrong, asked]).toEqual([true, []]);
  });

  it('of what is not offered any more is mended and shown again', async () => {
    const { draft } = page([json(choices), malformed(), json({ ...choices, services: [] })]);
    await draft.load();
    draft.choose('interests', 'bousai', true);
    draft.choose('services', 'library', true);
    await draft.make('ja');
    expect(draft).toMatchObject({
      changed: true,
      emailWrong: false,
      interests: ['bousai'],
      services: [],
      trouble: null,
    });
  });

  it('that the central API refuses for its address says so at the address', async () => {
    const { draft } = page([json(choices), malformed(), json(choices)]);
    await draft.load();
    draft.email = 'a@b.c';
    await draft.make('ja');
    expect(draft).toMatchObject({ changed: false, emailWrong: true, trouble: null });
  });

  it.each([
    ['offline' as const, { kind: 'offline' }],
    [json({}, 429, { 'Retry-After': '90' }), { kind: 'busy', waitMs: 90_000 }],
    [json({}, 503, { 'Retry-After': '600' }), { kind: 'busy', waitMs: 600_000 }],
    [json({ code: '1' }), { kind: 'refused', code: null }],
  ])('that comes to nothing says why (%#)', async (answer, trouble) => {
    const { draft } = page([answer]);
    await draft.make('ja');
    expect(draft).toMatchObject({ made: null, busy: false, trouble });
  });
});
