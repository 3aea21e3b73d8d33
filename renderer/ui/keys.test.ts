import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressKey, asciiOnly, capitalRows, digitRows, emailRows, typedKey } from './keys.ts';

const press = (key: string, more: Partial<Parameters<typeof typedKey>[0]> = {}) => ({
  key,
  code: '',
  repeat: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...more,
});

test('small letters count as capitals, full-width ones as half-width', () => {
  expect(typedKey(press('a'), 'capitals')).toEqual({ char: 'A' });
  expect(typedKey(press('ｚ'), 'capitals')).toEqual({ char: 'Z' });
  expect(typedKey(press('７'), 'digits')).toEqual({ char: '7' });
});

test('letters mean nothing where digits are typed', () => {
  expect(typedKey(press('a'), 'digits')).toBeNull();
});

test('an input method in the way is passed by the place of the key', () => {
  expect(typedKey(press('Process', { code: 'KeyQ' }), 'capitals')).toEqual({ char: 'Q' });
  expect(typedKey(press('Process', { code: 'Numpad5' }), 'digits')).toEqual({ char: '5' });
  expect(typedKey(press('Clear', { code: 'Numpad5' }), 'digits')).toEqual({ char: '5' });
  expect(typedKey(press('Process', { code: 'Space' }), 'capitals')).toBeNull();
});

test('a held key and a shortcut mean nothing', () => {
  expect(typedKey(press('1', { repeat: true }), 'digits')).toBeNull();
  expect(typedKey(press('v', { ctrlKey: true }), 'capitals')).toBeNull();
});

test('erase, clear and submit have their keys', () => {
  expect(['Backspace', 'Delete', 'Enter'].map((key) => typedKey(press(key), 'digits'))).toEqual([
    'erase',
    'clear',
    'submit',
  ]);
});

test('whatever is pressed, only characters of the alphabet come out', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (key, code) => {
      const typed = typedKey(press(key, { code }), 'capitals');
      if (typed !== null && typeof typed === 'object') expect(typed.char).toMatch(/^[0-9A-Z]$/u);
    }),
  );
});

test('the layouts have every character exactly once', () => {
  const characters = (rows: typeof digitRows) =>
    rows
      .flat()
      .filter((key) => key.length === 1)
      .sort()
      .join('');
  expect(characters(digitRows)).toBe('0123456789');
  expect(characters(capitalRows)).toBe('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  expect(characters(emailRows)).toBe('+-.0123456789@_abcdefghijklmnopqrstuvwxyz');
});

test('an address is typed by the place of the keys while an input method is in the way', () => {
  const process = (code: string) => addressKey(press('Process', { code }));
  expect(['KeyH', 'Digit4', 'Numpad7', 'Period', 'Minus'].map(process)).toEqual(['h', '4', '7', '.', '-']);
  expect(['Space', 'Enter', 'NumpadEnter'].map(process)).toEqual([null, null, null]);
  expect(addressKey(press('h', { code: 'KeyH' }))).toBeNull();
});

test('no kana and no kanji is left in an address, full-width characters count as half-width', () => {
  expect(asciiOnly(' ｈａｎａ４＠ｅｘ．jp はなこ花子𠮷')).toBe('hana4@ex.jp');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(asciiOnly(text)).toMatch(/^[!-~]*$/u);
    }),
  );
});
