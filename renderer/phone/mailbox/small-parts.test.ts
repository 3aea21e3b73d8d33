// Places, order of messages, languages of texts, identifiers: the mailbox's parts without a browser.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageTexts, messageText, type MessageHead } from '../../../sync/contract/message.ts';
import { languages } from '../../../sync/contract/words.ts';
import { attention, ordered, paragraphs, textIn } from './heads.ts';
import { type At, atOf, hashOf, settingPages } from './place.ts';
import { uuid } from './surroundings.ts';

const id = fc.uuid({ version: 7 });
const at: fc.Arbitrary<At> = fc.oneof(
  fc.record({ page: fc.constant('list' as const), delegation: fc.option(id) }),
  fc.record({ page: fc.constant('message' as const), id, delegation: fc.option(id) }),
  fc.constantFrom(...settingPages).map((page) => ({ page })),
  fc.constant({ page: 'settings' as const }),
);

describe('a place in the mailbox', () => {
  it('comes back from the address as it went in', () => {
    fc.assert(
      fc.property(at, (place) => {
        expect(atOf(hashOf(place))).toEqual(place);
      }),
    );
  });

  it('is one’s own list where the address says nothing that we know', () => {
    for (const hash of ['', '#', '#/', '#/settings/none', '#/message/1', '#/for/x'])
      expect(atOf(hash)).toEqual({ page: 'list', delegation: null });
    fc.assert(
      fc.property(fc.string(), (hash) => {
        expect(['list', 'message', 'settings', ...settingPages]).toContain(atOf(hash).page);
      }),
    );
  });
});

const head = (opened: boolean, sentAt: string, attentionUntil: string | null = null): MessageHead => ({
  id: sentAt,
  from: { ja: '市', en: 'City' },
  municipality: '992011',
  titles: { ja: 'x' },
  sentAt,
  opened,
  emergency: false,
  attachments: 0,
  attentionUntil,
});

describe('a list of messages', () => {
  it('has the unread ones first, then the newest', () => {
    const heads = [
      head(true, '2026-11-03'),
      head(false, '2026-11-01'),
      head(true, '2026-11-04'),
      head(false, '2026-11-02'),
    ];
    expect(ordered(heads).map((one) => one.sentAt)).toEqual([
      '2026-11-02',
      '2026-11-01',
      '2026-11-04',
      '2026-11-03',
    ]);
    expect(heads[0]?.sentAt, 'the given one is left as it is').toBe('2026-11-03');
  });

  it('asks for attention until its time, and not beyond', () => {
    const until = '2026-11-10T00:00:00.000Z';
    const one = head(false, '2026-11-01', until);
    expect(attention(one, Date.parse(until) - 1)).toBe(until);
    expect(attention(one, Date.parse(until))).toBeNull();
    expect(attention(head(false, '2026-11-01'), 0)).toBeNull();
  });
});

describe('a text', () => {
  it('is in the language that the contract chooses', () => {
    const said = fc.string({ minLength: 1 }).filter((text) => text.trim() !== '');
    const one = fc.record({ title: said, body: said });
    const texts = fc.record(Object.fromEntries(languages.map((language) => [language, one])), {
      requiredKeys: ['ja'],
    });
    fc.assert(
      fc.property(texts, fc.constantFrom(...languages), (given, wanted) => {
        const own = MessageTexts.parse(given);
        const shown = textIn(own, wanted);
        expect(shown.text).toEqual(messageText(own, wanted));
        expect(own[shown.language]).toEqual(shown.text);
      }),
    );
  });

  it('has its paragraphs by blank lines, and loses no word', () => {
    expect(paragraphs('one\ntwo\n\nthree\n \n\nfour\n')).toEqual(['one\ntwo', 'three', 'four\n']);
    fc.assert(
      fc.property(fc.string(), (body) => {
        expect(paragraphs(body).join('').replace(/\s/g, '')).toBe(body.replace(/\s/g, ''));
      }),
    );
  });
});

it('an identifier is a UUID of version 4, of all random bits', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      const made = uuid((own) => {
        own.set(bytes);
        return own;
      });
      expect(made).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      expect(made.slice(0, 8)).toBe(Buffer.from(bytes).toString('hex').slice(0, 8));
      expect(made.slice(-12)).toBe(Buffer.from(bytes).toString('hex').slice(-12));
    }),
  );
});
