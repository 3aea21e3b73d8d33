import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMarkdown, type Block } from './markdown.ts';

const allText = (blocks: readonly Block[]) =>
  blocks.map((block) => (block.kind === 'list' ? block.items.join('') : block.text)).join('');
const noSpace = (text: string) => text.replace(/\s/gu, '');

describe('the markdown subset', () => {
  test('has headings, paragraphs and lists', () => {
    expect(parseMarkdown('# 第1条\n\nこの規約は\n決まりです。\n\n- 一つ\n- two\n  lines\n\n## 附則')).toEqual(
      [
        { kind: 'heading', level: 2, text: '第1条' },
        { kind: 'paragraph', text: 'この規約は決まりです。' },
        { kind: 'list', items: ['一つ', 'two lines'] },
        { kind: 'heading', level: 3, text: '附則' },
      ],
    );
  });

  test('keeps English words of two lines apart', () => {
    expect(parseMarkdown('These are\nthe terms.')).toEqual([
      { kind: 'paragraph', text: 'These are the terms.' },
    ]);
  });

  test('leaves markup as the text that it is', () => {
    const text = '<img src=x onerror=alert(1)> **bold** [a](javascript:b)';
    expect(parseMarkdown(text)).toEqual([{ kind: 'paragraph', text }]);
  });

  test('an empty text has no blocks', () => {
    expect(parseMarkdown(' \n\n')).toEqual([]);
  });

  const piece = fc.oneof(
    fc.constantFrom('# ', '## ', '###### ', '- ', '* ', '\n', '\n\n', '\r\n', '\r', '  ', '#', '-', '<b>'),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
  );
  const source = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

  test('never loses a character of the text itself', () => {
    fc.assert(
      fc.property(source, (text) => {
        const marks = text
          .split(/\r\n|\r|\n/u)
          .map((line) => line.trim().replace(/^(?:#{1,6}|[-*])[ \t]+(?=\S)/u, ''))
          .join('');
        expect(noSpace(allText(parseMarkdown(text)))).toBe(noSpace(marks));
      }),
    );
  });

  test('never skips a heading level and never has an empty block', () => {
    fc.assert(
      fc.property(source, (text) => {
        let previous = 1;
        for (const block of parseMarkdown(text)) {
          if (block.kind === 'list') expect(block.items.every((item) => item !== '')).toBe(true);
          else expect(block.text).not.toBe('');
          if (block.kind !== 'heading') continue;
          expect(block.level).toBeGreaterThanOrEqual(2);
          expect(block.level).toBeLessThanOrEqual(Math.min(previous + 1, 6));
          previous = block.level;
        }
      }),
    );
  });
});
