// Start at home, finish at the counter: what is preset, what is asked all the same, and every answer that is none.
import { describe, expect, test } from 'vitest';
import { ambient, basicFour, catalogue, times } from '../../../tests/fixtures/catalogue.ts';
import type { DraftClaimAnswer } from '../../../sync/contract/drafts.ts';
import { firstState, step } from './flow.ts';
import { masked } from './takeover.ts';
import { timing } from './timing.ts';
import type { CardFacts, Effect, FlowEvent, FlowState } from './types.ts';
import { view } from './view.ts';

const found = (
  change: Partial<Extract<DraftClaimAnswer, { outcome: 'found' }>['draft']> = {},
): FlowEvent => ({
  type: 'draft.claimed',
  answer: {
    outcome: 'found',
    draft: {
      language: 'vi',
      interests: ['kosodate'],
      services: ['library'],
      email: 'hanako@example.jp',
      ...change,
    },
    expiresAt: '2026-11-21T05:00:00.000Z',
  },
});
const at = Date.parse('2026-11-21T03:00:00.000Z');

function walker() {
  let state: FlowState = firstState(ambient, times);
  const effects: Effect[] = [];
  const self = {
    do(...events: readonly (FlowEvent | FlowEvent['type'])[]) {
      for (const event of events) {
        // A bare name stands for an event without fields.
        const whole = (typeof event === 'string' ? { type: event } : event) as FlowEvent;
        const [next, more] = step(state, { at, event: whole });
        state = next;
        effects.push(...more);
      }
      return self;
    },
    get state() {
      return state;
    },
    get shown() {
      return view(state, 1);
    },
    effects,
  };
  return self;
}
const begun: FlowEvent = {
  type: 'begun',
  sessionId: '0'.repeat(32),
  purpose: 'takeover',
  aim: 'read',
  catalogue,
};
const atCode = () => walker().do({ type: 'start', purpose: 'takeover' }, begun);
const submit: FlowEvent = { type: 'takeover.submit', code: '314159' };
const agreed = ['legal.end', 'legal.agree', 'legal.end', 'legal.agree'] as const;
const good: CardFacts = {
  tries: { supportPin: { left: 3, max: 3 }, signaturePassword: { left: 5, max: 5 } },
  fingerprint: 'a'.repeat(64),
  hasSignatureCertificate: true,
};

describe('the code', () => {
  test('is asked for in a registration of its own, and sent once', () => {
    const w = atCode();
    expect(w.shown).toMatchObject({ screen: { name: 'takeover', checking: false }, progress: null });
    expect(w.shown.can).toEqual({ back: false, cancel: true });
    expect(w.state.data?.purpose).toBe('register');
    w.do(submit, submit);
    expect(w.effects.filter(({ kind }) => kind === 'draft.claim')).toEqual([
      { kind: 'draft.claim', code: '314159' },
    ]);
    expect(w.shown.screen).toEqual({ name: 'takeover', checking: true });
    expect(timing(w.state), 'the exchange has its own deadline').toBeNull();
    expect(w.do('takeover.without').shown.screen.name).toBe('takeover');
  });

  test.each(['', '12345', '1234567', 'abcdef', '1'.repeat(23)])('as %j goes nowhere', (code) => {
    expect(
      atCode()
        .do({ type: 'takeover.submit', code })
        .effects.map(({ kind }) => kind),
    ).not.toContain('draft.claim');
  });

  test('of 24 digits goes the same way', () => {
    const code = '7'.repeat(24);
    expect(atCode().do({ type: 'takeover.submit', code }).effects).toContainEqual({
      kind: 'draft.claim',
      code,
    });
  });

  test.each<[FlowEvent, object]>([
    [{ type: 'draft.claimed', answer: { outcome: 'unknown' } }, { code: 'draft.unknown' }],
    [{ type: 'draft.claim-failed', face: 'draft.unreachable' }, { code: 'draft.unreachable' }],
    [
      { type: 'draft.claimed', answer: { outcome: 'paused', until: new Date(at + 90_000).toISOString() } },
      { code: 'draft.paused', left: 2 },
    ],
    [
      { type: 'draft.claimed', answer: { outcome: 'paused', until: new Date(at - 90_000).toISOString() } },
      { code: 'draft.paused', left: 1 },
    ],
  ])('that leads to nothing is told, and tried again or left (%#)', (answer, notice) => {
    const w = atCode().do(submit, answer);
    expect([w.shown.notice, w.shown.screen]).toEqual([notice, { name: 'takeover', checking: false }]);
    expect(timing(w.state)?.timer).toBe('idle');
    expect(atCode().do(submit, answer, submit, found()).shown.screen.name).toBe('takeover-confirm');
    expect(w.do('takeover.without').shown).toMatchObject({
      screen: { name: 'legal', document: 'terms' },
      notice: null,
    });
  });
});

describe('what was chosen', () => {
  test('is shown before it is taken over, the address only so far that its owner knows it', () => {
    const w = atCode().do(submit, found());
    expect(w.shown.screen).toEqual({
      name: 'takeover-confirm',
      interests: [{ ja: 'kosodate', en: 'kosodate' }],
      services: [{ ja: 'library', en: 'library' }],
      email: 'h•••o@example.jp',
      dropped: 0,
    });
    expect(JSON.stringify(w.shown)).not.toContain('hanako@');
    expect(w.state.data?.interests, 'nothing is taken before the yes').toEqual([]);
    expect(w.shown.can).toEqual({ back: true, cancel: true });
  });

  test('is dropped and told where it is not offered any more', () => {
    const w = atCode().do(
      submit,
      found({ interests: ['gone', 'bousai'], services: ['gone-too'], email: null }),
    );
    expect(w.shown.screen).toMatchObject({
      interests: [{ ja: 'bousai' }],
      services: [],
      email: null,
      dropped: 2,
    });
    expect(w.do('takeover.yes').state.data).toMatchObject({ interests: ['bousai'], services: [], email: '' });
  });

  test('stands on its steps and can be changed there; every consent is asked', () => {
    const w = atCode().do(submit, found(), 'takeover.yes');
    expect(w.state.data?.consents).toEqual({});
    expect(w.shown).toMatchObject({
      screen: { name: 'legal', document: 'terms', readToEnd: false },
      progress: { step: 1 },
    });
    w.do(...agreed, 'next');
    expect(w.shown.screen).toMatchObject({ name: 'interests', items: [{ on: false }, { on: true }] });
    w.do({ type: 'interest.set', id: 'bousai', on: true }, 'next');
    expect(w.shown.screen).toMatchObject({
      name: 'services',
      items: [{ id: 'library', chosen: true }, { chosen: false }],
    });
    w.do('next');
    expect(w.shown.screen).toMatchObject({ name: 'service-consent', id: 'library' });
    w.do('consent.agree');
    expect(w.shown.screen).toMatchObject({ name: 'legal', document: 'jlis', readToEnd: false });
    w.do('legal.agree');
    expect(w.shown.screen, 'not before it has been read').toMatchObject({ document: 'jlis' });
    w.do('legal.end', 'legal.agree');
    expect(Object.keys(w.state.data?.consents ?? {})).toEqual([
      'terms',
      'privacy',
      'service:library',
      'jlis',
    ]);
  });

  test('has the address ready on the contact step, unproved', () => {
    const w = atCode().do(submit, found({ services: [] }), 'takeover.yes', ...agreed, 'next', 'next', 'next');
    w.do({ type: 'card.inserted', insertion: 1 }, { type: 'card.inspected', insertion: 1, card: good });
    for (const char of '1234') w.do({ type: 'secret.add', char });
    w.do('secret.submit', { type: 'card.read', facts: basicFour }, 'facts.right');
    expect(w.shown.screen).toMatchObject({ name: 'contact', email: 'hanako@example.jp' });
    expect(w.state.data?.emailVerification).toBeNull();
  });

  test('is left where it is without a yes', () => {
    expect(atCode().do(submit, found(), 'takeover.without').state.data).toMatchObject({
      interests: [],
      services: [],
      email: '',
    });
    const back = atCode().do(submit, found(), 'back');
    expect(back.shown.screen).toEqual({ name: 'takeover', checking: false });
    expect(JSON.stringify(back.state.place)).not.toContain('kosodate');
  });

  test('brings its language, unless another one was asked for here', () => {
    expect(atCode().do(submit, found()).state.language).toBe('vi');
    expect(atCode().do({ type: 'language.set', language: 'en' }, submit, found()).state.language).toBe('en');
  });

  test('is gone with the session, however it ends', () => {
    for (const events of [
      ['cancel', 'cancel.yes'],
      ['takeover.yes', 'cancel', 'cancel.yes'],
    ] as const) {
      const w = atCode().do(submit, found(), ...events);
      expect(w.effects.at(-1)).toEqual({ kind: 'wipe' });
      expect(JSON.stringify(w.state)).not.toMatch(/hanako|kosodate/);
    }
    const late = atCode().do(submit, 'cancel', 'cancel.yes', found());
    expect(JSON.stringify(late.state)).not.toMatch(/hanako|kosodate/);
  });
});

test.each([
  ['hanako@example.jp', 'h•••o@example.jp'],
  ['abc@example.jp', 'a•••@example.jp'],
  ['a@example.jp', 'a•••@example.jp'],
  ['"a@b"@example.jp', '"•••"@example.jp'],
])('%s is shown as %s', (email, shown) => {
  expect(masked(email)).toBe(shown);
});
