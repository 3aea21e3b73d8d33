// How a single character is told. A voice left alone would read `.` as a pause and `a` as a word.

/** There is a voice for these. */
export type VoiceLanguage = 'ja' | 'en';

const kanaLetters: Readonly<Record<string, string>> = {
  A: 'エー',
  B: 'ビー',
  C: 'シー',
  D: 'ディー',
  E: 'イー',
  F: 'エフ',
  G: 'ジー',
  H: 'エイチ',
  I: 'アイ',
  J: 'ジェー',
  K: 'ケー',
  L: 'エル',
  M: 'エム',
  N: 'エヌ',
  O: 'オー',
  P: 'ピー',
  Q: 'キュー',
  R: 'アール',
  S: 'エス',
  T: 'ティー',
  U: 'ユー',
  V: 'ブイ',
  W: 'ダブリュー',
  X: 'エックス',
  Y: 'ワイ',
  Z: 'ゼット',
};

const signs: Readonly<Record<VoiceLanguage, Readonly<Record<string, string>>>> = {
  ja: {
    '@': 'アットマーク',
    '.': 'ドット',
    '-': 'ハイフン',
    _: 'アンダーバー',
    '+': 'プラス',
    ' ': 'くうはく',
    ...kanaLetters,
  },
  en: { '@': 'at', '.': 'dot', '-': 'hyphen', _: 'underscore', '+': 'plus', ' ': 'space' },
};

/** The name of one character. */
export const characterName = (char: string, voice: VoiceLanguage): string =>
  signs[voice][char.toUpperCase()] ?? char.toUpperCase();

/** A text character by character, each for itself. */
export const spelled = (text: string, voice: VoiceLanguage): string =>
  Array.from(text, (char) => characterName(char, voice)).join(voice === 'ja' ? '、' : ', ');
