import { expect, test } from 'vitest';
import { figuresInKana } from './figures.ts';

test.each([
  ['4けた', 'よんけた'],
  ['0', 'ゼロ'],
  ['あと37びょう', 'あとさんじゅうななびょう'],
  ['2026ねん', 'にせんにじゅうろくねん'],
  ['1800', 'せんはっぴゃく'],
  ['3600', 'さんぜんろっぴゃく'],
  ['6〜16もじ', 'ろくからじゅうろくもじ'],
  ['ステップ 3／12', 'ステップ さん、じゅうに'],
  ['50％まで', 'ごじゅうパーセントまで'],
  ['だい1.2はん', 'だいいちてんにはん'],
  ['090', 'ゼロきゅうゼロ'],
  ['123456', 'いちにさんよんごろく'],
  ['QRコード', 'キューアールコード'],
  ['PIN2', 'ピンに'],
  ['6つのなかの2つ', 'むっつのなかのふたつ'],
  ['16つ', 'じゅうろくつ'],
  ['SPINE', 'SPINE'],
])('%s is heard as %s', (written, heard) => {
  expect(figuresInKana(written)).toBe(heard);
});

test.each([
  ['00:00', 'れいじ'],
  ['04:30', 'よじさんじゅっぷん'],
  ['09:01', 'くじいっぷん'],
  ['10:10', 'じゅうじじゅっぷん'],
  ['14:05', 'じゅうよじごふん'],
  ['17:44', 'じゅうしちじよんじゅうよんぷん'],
  ['20:59', 'にじゅうじごじゅうきゅうふん'],
])('the time %s is heard as %s', (written, heard) => {
  expect(figuresInKana(written)).toBe(heard);
});

test('every number to 9999 has a reading of its own', () => {
  const readings = Array.from({ length: 10_000 }, (_, value) => figuresInKana(String(value)));
  expect(new Set(readings).size).toBe(10_000);
});
