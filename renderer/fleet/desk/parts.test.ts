// The desk's small pure parts: whom a message is for in words, files, problems, places, and how everything is said in both languages.
import { describe, expect, it } from 'vitest';
import { ProblemCode } from '../../../sync/contract/api.ts';
import { attachmentBytesAtMost } from '../../../sync/contract/message.ts';
import { texts } from '../texts.ts';
import { told } from '../told.ts';
import { audienceWords } from './audience.ts';
import { dayInAYear, today } from './days.ts';
import { choose, csvFile, type ChosenFile } from './files.ts';
import { grownTo } from './grown.ts';
import { placeOf } from './office.svelte.ts';
import { refusedFile } from './refused-file.ts';
import { paragraphs } from './preview.ts';

const names = { interest: (id: string) => `<${id}>`, list: () => '敬老会' };

describe('an audience in words', () => {
  it.each([
    [{}, '受け取っている人、全員', 'Everybody who receives'],
    [{ interests: ['bousai', 'gomi'] }, '関心: <bousai>・<gomi>', 'interested in <bousai> or <gomi>'],
    [{ age: { from: 65, to: 150 } }, '65歳から', '65 and older'],
    [{ age: { from: 0, to: 5 } }, '5歳まで', 'up to 5 years old'],
    [
      { areas: ['本町'], age: { from: 6, to: 12 }, list: 'x' },
      '住所: 本町、かつ 6歳から12歳まで、かつ 名簿: 敬老会',
      'address begins with 本町, and 6 to 12 years old, and on the list “敬老会”',
    ],
    [{ receiptNumber: '7Q4M-0ZKX' }, '受付番号: 7Q4M-0ZKX', 'receipt number 7Q4M-0ZKX'],
  ])('%j', (audience, ja, en) => {
    expect([audienceWords(audience, 'ja', names), audienceWords(audience, 'en', names)]).toEqual([ja, en]);
  });
});

describe('a file', () => {
  const pdf = (name: string, content = '%PDF-1.7', type = 'application/pdf') =>
    new File([content], name, { type });
  const before = (count: number): ChosenFile[] =>
    Array.from({ length: count }, (_, at) => ({
      name: `${String(at)}.pdf`,
      type: '',
      bytes: 1,
      content: '',
    }));

  it('that is a PDF is taken, also where the system does not know the type', async () => {
    expect(await choose(pdf('案内.PDF', '%PDF-1.7', ''), [])).toEqual({
      ok: true,
      value: { name: '案内.PDF', type: 'application/pdf', bytes: 8, content: btoa('%PDF-1.7') },
    });
  });

  it.each([
    ['a program under another name', pdf('a.pdf', 'MZ\u0000\u0001'), 0, 'type'],
    ['another ending', pdf('a.docx'), 0, 'type'],
    ['another type', pdf('a.pdf', '%PDF-1.7', 'text/html'), 0, 'type'],
    ['an empty one', pdf('a.pdf', ''), 0, 'type'],
    ['too large a one', pdf('a.pdf', '%PDF-'.padEnd(attachmentBytesAtMost + 1)), 0, 'large'],
    ['too long a name', pdf(`${'a'.repeat(117)}.pdf`), 0, 'name'],
    ['a second of the same name', pdf('0.pdf'), 1, 'same'],
    ['a sixth', pdf('a.pdf'), 5, 'many'],
  ] as const)('is not taken: %s', async (_, file, count, error) => {
    expect(await choose(file, before(count))).toEqual({ ok: false, error });
  });

  it('of people goes as its bytes, whatever its encoding', async () => {
    const sjis = new Uint8Array([0x8e, 0x81, 0x96, 0xbc, 0x0a]);
    expect(await csvFile(new File([sjis], 'a.csv'))).toEqual({ ok: true, value: btoa('\x8e\x81\x96\xbc\n') });
    expect(await csvFile(new File([], 'a.csv'))).toEqual({ ok: false, error: 'empty' });
    expect(await csvFile(new File(['PK\u0003\u0004\u0000'], 'a.csv'))).toEqual({
      ok: false,
      error: 'unreadable',
    });
    expect(await csvFile(new File([new Uint8Array(30_000_001)], 'a.csv'))).toEqual({
      ok: false,
      error: 'large',
    });
  });
});

describe('a refusal', () => {
  it.each(['ja', 'en'] as const)('has words in %s for every code that the desk can meet', (language) => {
    // A sign-in that did not come about has a page of its own.
    const desk = ProblemCode.options.slice(ProblemCode.options.indexOf('audience-empty'));
    expect(desk.length).toBeGreaterThanOrEqual(8);
    for (const code of [
      'desk-closed',
      ...desk,
      'malformed',
      'not-found',
      'too-large',
      'rate-limited',
      'unavailable',
      'internal',
    ])
      expect(told({ kind: 'refused', code }, texts[language])).not.toContain(code);
    expect(told({ kind: 'refused', code: '418' }, texts[language])).toContain('418');
    for (const kind of ['unauthenticated', 'forbidden', 'unreachable'] as const)
      expect(told({ kind }, texts[language]).length).toBeGreaterThan(5);
  });

  it('of a release tells how many it is for by now', () => {
    expect(grownTo({ kind: 'refused', code: 'audience-grown', detail: '1203 match now' })).toBe(1203);
    expect(grownTo({ kind: 'refused', code: 'audience-grown' })).toBeNull();
    expect(grownTo({ kind: 'refused', code: 'message-state', detail: '7' })).toBeNull();
    expect(grownTo({ kind: 'unreachable' })).toBeNull();
  });
});

it.each([
  ['2: pages', { place: 2, why: 'pages' }],
  ['1: not-pdf', { place: 1, why: 'not-pdf' }],
  ['1: something new', null],
  [undefined, null],
])('an attachment that was refused with %j is told by %j', (detail, found) => {
  expect(refusedFile({ kind: 'refused', code: 'attachment-refused', detail })).toEqual(found);
  expect(refusedFile({ kind: 'refused', code: 'malformed', detail })).toBeNull();
});

it('counts are written in groups, one of it as one', () => {
  expect(texts.en.compose.count.told(1203, 300, 1100, 20)).toBe(
    '1,203 residents: push 300, mail 1,100, neither 20',
  );
  expect(texts.ja.compose.count.told(1203, 300, 1100, 20)).toBe(
    '1,203人：プッシュ通知 300、メール 1,100、どちらもなし 20',
  );
  expect(texts.en.compose.send(1)).toBe('Send to 1 resident');
});

it.each([
  ['', 'messages', null],
  ['#recipients', 'recipients', null],
  ['#messages/0190b6f0-0000-7000-8000-000000000001', 'messages', '0190b6f0-0000-7000-8000-000000000001'],
  ['#messages/../../x', 'messages', null],
  ['#log', 'log', null],
  ['#nowhere', 'messages', null],
])('%j leads to %s', (hash, place, message) => {
  expect(placeOf(hash)).toEqual({ place, message });
});

it('days are those of Japan', () => {
  expect(today(Date.parse('2026-11-21T15:00:00Z'))).toBe('2026-11-22');
  expect(dayInAYear(Date.parse('2026-11-21T14:59:00Z'))).toBe('2027-11-21');
});

it('an empty line ends a paragraph', () => {
  expect(paragraphs('a\nb\n\n \r\n\r\nc\n')).toEqual(['a\nb', 'c']);
});
