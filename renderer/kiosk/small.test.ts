import { expect, test } from 'vitest';
import type { Screen } from '../../preload/contract/state.ts';
import { texts } from '../ui/languages/all.ts';
import { screenKey } from './screen-key.ts';
import { viewStates } from '../../tests/fixtures/view-states.ts';
import { sexText } from './sex.ts';
import { soundOf } from './sounds.ts';

test('one question and a card left behind are heard; everything else is quiet', () => {
  const sounds = viewStates('ja').map(({ name, state }) => [name, soundOf(state)] as const);
  expect(sounds.filter(([, sound]) => sound !== null)).toEqual([
    ['card-left', 'alarm'],
    ['overlay-still-there', 'ask'],
    ['overlay-card-missing', 'alarm'],
  ]);
});

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
    purpose: 'registration',
  };
  expect(screenKey({ ...secret, typed: 3 })).toBe(screenKey(secret));
  expect(screenKey({ ...secret, repeat: true })).not.toBe(screenKey(secret));
  expect(screenKey({ ...secret, secret: 'accountPin2' })).not.toBe(screenKey(secret));
});
