// From what somebody typed to what the central API takes: nothing half written goes, and everything that is missing is told at once.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Audience, MessageRequest } from '../../../sync/contract/desk.ts';
import { messageText, MessageTexts } from '../../../sync/contract/message.ts';
import { languages } from '../../../sync/contract/words.ts';
import { parseMarkup } from '../../ui/markup.ts';
import {
  audienceOf,
  emptyDraft,
  instantOf,
  isTouched,
  looseReadings,
  receiptNumber,
  requestOf,
  seenText,
  type Draft,
} from './draft.ts';

const now = Date.parse('2026-11-21T09:00:00.000Z');
const written = (change: (draft: Draft) => void = () => undefined): Draft => {
  const draft = emptyDraft();
  draft.texts.ja = { title: ' 訓練 ', body: '日曜日\n\n9時から ' };
  change(draft);
  return draft;
};
const kinds = (draft: Draft) => {
  const request = requestOf(draft, now);
  return request.ok
    ? []
    : request.error.map((fault) => ('language' in fault ? [fault.kind, fault.language] : fault.kind));
};

describe('a draft', () => {
  it('is untouched until something is written, and a new one has another id', () => {
    expect(isTouched(emptyDraft())).toBe(false);
    expect(isTouched(written())).toBe(true);
    expect(emptyDraft().id).not.toBe(emptyDraft().id);
  });

  it('becomes a request that the contract takes', () => {
    const draft = written((one) => {
      one.texts.en = { title: 'Drill', body: 'Sunday' };
      one.files = [{ name: 'a.pdf', type: 'application/pdf', bytes: 5, content: 'JVBERi0=' }];
      one.openedReceipts = true;
      one.when = 'later';
      one.sendAt = '2026-11-23T09:00';
      one.attentionUntil = '2026-11-30T17:15';
    });
    const request = requestOf(draft, now);
    expect(request.ok && MessageRequest.parse(request.value)).toEqual({
      id: draft.id,
      texts: { ja: { title: '訓練', body: '日曜日\n\n9時から' }, en: { title: 'Drill', body: 'Sunday' } },
      audience: {},
      attachments: [{ name: 'a.pdf', type: 'application/pdf', content: 'JVBERi0=' }],
      sendAt: '2026-11-23T00:00:00.000Z',
      attentionUntil: '2026-11-30T08:15:00.000Z',
      emergency: false,
      openedReceipts: true,
    });
  });

  it('tells everything that is missing at once', () => {
    const draft = emptyDraft();
    draft.texts.en.title = 'Drill';
    draft.texts.vi = { title: 'x'.repeat(201), body: 'y' };
    draft.audience.who = 'one';
    draft.when = 'later';
    draft.emergency = true;
    expect(kinds(draft)).toEqual([
      'title-ja',
      'body-ja',
      ['half', 'en'],
      ['long', 'vi'],
      'receipt',
      'send-at',
      'emergency',
    ]);
  });

  it('takes no time that has passed, and no attention that ends before it begins', () => {
    const at = (sendAt: string, attentionUntil = '') =>
      kinds(written((one) => Object.assign(one, { when: 'later', sendAt, attentionUntil })));
    expect(at('2026-11-21T18:00')).toEqual(['past']);
    expect(at('2026-11-21T18:01')).toEqual([]);
    expect(at('2026-11-22T18:00', '2026-11-22T18:00')).toEqual(['attention']);
    expect(kinds(written((one) => (one.attentionUntil = '2026-11-21T18:00')))).toEqual(['attention']);
  });

  it('goes as an emergency only after the second yes', () => {
    expect(kinds(written((one) => (one.emergency = true)))).toEqual(['emergency']);
    expect(kinds(written((one) => Object.assign(one, { emergency: true, emergencySure: true })))).toEqual([]);
  });

  it('never becomes a request that the contract refuses', () => {
    const text = fc.record({ title: fc.string({ maxLength: 210 }), body: fc.string() });
    const field = fc.oneof(fc.constant(''), fc.constant('2026-12-01T10:00'), fc.string({ maxLength: 16 }));
    const any = fc.record({
      texts: fc.record(Object.fromEntries(languages.map((one) => [one, text]))),
      when: fc.constantFrom('now', 'later'),
      sendAt: field,
      attentionUntil: field,
      audience: fc.record({
        who: fc.constantFrom('everyone', 'some', 'one'),
        interests: fc.array(fc.constantFrom('bousai', 'gomi'), { maxLength: 2 }),
        areas: fc.string({ unit: fc.constantFrom('市', '\n', ' ', 'a'), maxLength: 120 }),
        ageFrom: fc.string({ unit: fc.constantFrom('1', '８', '0', 'x', ' '), maxLength: 3 }),
        ageTo: fc.string({ unit: fc.constantFrom('1', '８', '0', 'x', ' '), maxLength: 3 }),
        list: fc.option(fc.uuid({ version: 4 })),
        receiptNumber: fc.string({ maxLength: 12 }),
      }),
    });
    fc.assert(
      fc.property(any, (some) => {
        const request = requestOf({ ...emptyDraft(), ...(some as unknown as Partial<Draft>) }, now); // of the same shape
        if (request.ok) expect(MessageRequest.safeParse(request.value).success).toBe(true);
        else expect(request.error.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('an audience', () => {
  const audience = (change: Partial<Draft['audience']>) =>
    audienceOf({ ...emptyDraft().audience, who: 'some', ...change });

  it('of everybody has no condition, whatever was set before', () => {
    expect(audience({ who: 'everyone', ageFrom: '20', interests: ['gomi'] })).toEqual({
      ok: true,
      value: {},
    });
  });

  it('has the conditions that were set and no others', () => {
    const list = emptyDraft().id;
    const all = audience({
      interests: ['bousai'],
      areas: ' 架空県みほん市 \n\n架空県みほん市\n別の市',
      ageFrom: '６５',
      list,
    });
    expect(all.ok && Audience.parse(all.value)).toEqual({
      interests: ['bousai'],
      areas: ['架空県みほん市', '別の市'],
      age: { from: 65, to: 150 },
      list,
    });
  });

  it('of nobody in particular is none', () => {
    expect(audience({})).toEqual({ ok: false, error: [{ kind: 'nobody' }] });
    expect(audience({ areas: ' \n ' })).toEqual({ ok: false, error: [{ kind: 'nobody' }] });
  });

  it.each([
    ['20', '19'],
    ['-1', ''],
    ['', '151'],
    ['twenty', ''],
    ['1.5', ''],
  ])('has no age from %j to %j', (ageFrom, ageTo) => {
    expect(audience({ ageFrom, ageTo })).toEqual({ ok: false, error: [{ kind: 'age' }] });
  });

  it('has fifty beginnings of addresses at most', () => {
    const areas = Array.from({ length: 51 }, (_, at) => `町${String(at)}`).join('\n');
    expect(audience({ areas })).toEqual({ ok: false, error: [{ kind: 'areas' }] });
  });
});

it.each([
  ['7Q4M-0ZKX', '7Q4M-0ZKX'],
  [' ７ｑ４ｍ−０ｚｋｘ ', '7Q4M-0ZKX'],
  ['7q4m0zkx', '7Q4M-0ZKX'],
  ['7Q4M-0ZK', null],
  ['7Q4M-0ZKXX', null],
  ['7Q4M-0ZKI', null],
])('receipt number %j is %j', (typed, number) => {
  expect(receiptNumber(typed)).toBe(number);
});

it('a date field is Japan time', () => {
  expect(instantOf('2026-01-01T00:00')).toBe('2025-12-31T15:00:00.000Z');
  expect(instantOf('')).toBeNull();
  expect(instantOf('soon')).toBeNull();
});

it('a preview shows to each reader what they will get', () => {
  const text = { title: 't', body: 'b' };
  const none = { title: ' ', body: '' };
  fc.assert(
    fc.property(fc.subarray([...languages]), fc.constantFrom(...languages), (some, reader) => {
      const texts = MessageTexts.parse({
        ja: text,
        ...Object.fromEntries(some.map((one) => [one, { title: one, body: one }])),
      });
      const draft = Object.fromEntries(languages.map((one) => [one, texts[one] ?? none]));
      const { title, body } = seenText(draft, reader);
      expect({ title, body }).toEqual(messageText(texts, reader));
    }),
  );
});

describe('readings', () => {
  it.each([
    ['{市|し}の{窓口|まどぐち}', []],
    ['{市|shi}', ['{市|shi}']],
    ['{市し}', ['{市し}']],
    ['{市|し', ['{市|し']],
    ['市|し}です', ['市|し}']],
    ['本文だけ', []],
  ])('of %j that are none: %j', (text, loose) => {
    expect(looseReadings(text)).toEqual(loose);
  });

  it('are never called loose where the page shows them above the word', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[{|}市かa]{0,16}$/u), (text) => {
        const plainLeft = parseMarkup(text)
          .filter(({ reading }) => reading === null)
          .map((piece) => piece.text)
          .join('');
        // A brace is left exactly where something is told.
        expect(looseReadings(text).length > 0).toBe(/[{}]/.test(plainLeft));
      }),
    );
  });
});
