import { expect, test } from 'vitest';
import { Catalogue } from './catalogue.svelte.ts';
import { easy } from './easy.ts';
import { en } from './en.ts';
import type { Language } from './greetings.ts';
import type { Texts } from './index.ts';
import { ja } from './ja.ts';

/** Texts that come when the test says so. */
function slow() {
  const waiting = new Map<Language, PromiseWithResolvers<Texts>>();
  return {
    atHand: (language: Language) => (language === 'ja' ? ja : undefined),
    load(language: Language) {
      const promised = Promise.withResolvers<Texts>();
      waiting.set(language, promised);
      return promised.promise;
    },
    fonts: () => Promise.resolve(),
    async comes(language: Language, texts: Texts) {
      waiting.get(language)?.resolve(texts);
      await waiting.get(language)?.promise;
    },
    async fails(language: Language) {
      waiting.get(language)?.reject(new Error('gone'));
      await waiting.get(language)?.promise.catch(() => undefined);
    },
  };
}

test('a switch keeps the old texts until the new ones are there, and changes language and texts together', async () => {
  const source = slow();
  const catalogue = new Catalogue(source);
  catalogue.use('en');
  expect([catalogue.language, catalogue.texts]).toEqual(['ja', ja]);
  await source.comes('en', en);
  expect(catalogue.language).toBe('en');
  expect(catalogue.texts).toBe(en);
});

test('the language that was asked for last is the one that stays', async () => {
  const source = slow();
  const catalogue = new Catalogue(source);
  catalogue.use('en');
  catalogue.use('easy');
  await source.comes('easy', easy);
  await source.comes('en', en);
  expect(catalogue.language).toBe('easy');
  catalogue.use('en');
  catalogue.use('ja');
  await source.comes('en', en);
  expect(catalogue.language).toBe('ja');
});

test('texts that do not come leave the ones that are there', async () => {
  const source = slow();
  const catalogue = new Catalogue(source);
  catalogue.use('en');
  await source.fails('en');
  expect(catalogue.texts).toBe(ja);
});
