import { expect, test } from 'vitest';
import type { Screen } from '../../preload/contract/state.ts';
import { texts } from '../ui/languages/all.ts';
import { screenKey } from './screen-key.ts';
import { sexText } from './sex.ts';

test('the sex is told in words, and an unheard-of digit as unknown', () => {
  expect(['1', '2', '3', '9', '0', 'x'].map((digit) => sexText(texts.en, digit))).toEqual([
    ...['Male', 'Female', 'Not applicable', 'Not applicable', 'Unknown', 'Unknown'],
  ]);
});

test('typing the same PIN once more is another screen; one more dot is not', () => {
  const secret: Extract<Screen, { name: 'secret' }> = {
    name: 'secret',
    secret: 'accountPin1',
    repeat: false,
    typed: 0,
    min: 4,
    max: 12,
    alphabet: 'digits',
    triesLeft: null,
    optional: false,
  };
  expect(screenKey({ ...secret, typed: 3 })).toBe(screenKey(secret));
  expect(screenKey({ ...secret, repeat: true })).not.toBe(screenKey(secret));
  expect(screenKey({ ...secret, secret: 'accountPin2' })).not.toBe(screenKey(secret));
});
