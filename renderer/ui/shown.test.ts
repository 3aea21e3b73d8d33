import { expect, test } from 'vitest';
import { shown } from './shown.ts';

test('a text of the catalogue is looked through once', () => {
  expect(shown('{登録|とうろく}をはじめる', 'ja')).toBe(shown('{登録|とうろく}をはじめる', 'easy'));
});

test('what has a figure may be one resident’s and is not kept, unless everybody is shown it', () => {
  expect(shown('平成2年3月4日', 'ja')).not.toBe(shown('平成2年3月4日', 'ja'));
  expect(shown('第1条', 'ja', { published: true })).toBe(shown('第1条', 'ja', { published: true }));
});

test('a name is held together only where it is asked for', () => {
  const text = '北みほん町の窓口です';
  expect(shown(text, 'ja', { whole: '北みほん町' }).lines.join('|')).toMatch(/^北みほん町[^|]*\|/);
  expect(shown(text, 'ja')).not.toBe(shown(text, 'ja', { whole: '北みほん町' }));
});

test('only Japanese has phrases, and a reading that differs from what is seen', () => {
  expect(shown('Start now', 'en')).toEqual({
    seen: 'Start now',
    heard: undefined,
    phrases: [],
    lines: ['Start now'],
  });
  expect(shown('{窓口|まどぐち}', 'ja').heard).toBe('まどぐち');
  expect(shown('はじめる', 'ja').heard).toBeUndefined();
});
