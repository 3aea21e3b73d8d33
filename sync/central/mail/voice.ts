// What a call says: the code digit by digit, twice, in words and with marks to pause at, so that no voice reads a number of hundreds
// of thousands and an old person can write along. Digits are the words people use for telephone numbers.
import type { Language } from '../../contract/words.ts';

interface VoiceWords {
  /** BCP 47. */
  readonly voice: string;
  readonly intro: string;
  readonly digits: readonly string[];
  /** Between two digits. */
  readonly pause: string;
  readonly again: string;
  readonly end: string;
}

const words: Readonly<Record<Language, VoiceWords>> = {
  ja: {
    voice: 'ja-JP',
    intro: '確認コードをお知らせします。',
    // Kana: a voice reads 四 and 七 in one way or the other.
    digits: ['ゼロ', 'いち', 'に', 'さん', 'よん', 'ご', 'ろく', 'なな', 'はち', 'きゅう'],
    pause: '、',
    again: '。くりかえします。',
    end: '。以上です。',
  },
  easy: {
    voice: 'ja-JP',
    intro: 'むっつの数字を言います。紙に書いてください。',
    digits: ['ゼロ', 'いち', 'に', 'さん', 'よん', 'ご', 'ろく', 'なな', 'はち', 'きゅう'],
    pause: '、',
    again: '。もう一度、言います。',
    end: '。終わりです。',
  },
  en: {
    voice: 'en-US',
    intro: 'Here is your confirmation code. ',
    digits: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
    pause: ', ',
    again: '. Once more. ',
    end: '. Goodbye.',
  },
  zh: {
    voice: 'zh-CN',
    intro: '现在播报您的验证码。',
    digits: ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'],
    pause: '，',
    again: '。再播报一遍。',
    end: '。播报完毕。',
  },
  ko: {
    voice: 'ko-KR',
    intro: '인증번호를 알려 드립니다. ',
    digits: ['공', '일', '이', '삼', '사', '오', '육', '칠', '팔', '구'],
    pause: ', ',
    again: '. 다시 알려 드립니다. ',
    end: '. 감사합니다.',
  },
  vi: {
    voice: 'vi-VN',
    intro: 'Đây là mã xác nhận của bạn. ',
    digits: ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'],
    pause: ', ',
    again: '. Xin nhắc lại. ',
    end: '. Xin cảm ơn.',
  },
  pt: {
    voice: 'pt-BR',
    intro: 'Este é o seu código de confirmação. ',
    digits: ['zero', 'um', 'dois', 'três', 'quatro', 'cinco', 'seis', 'sete', 'oito', 'nove'],
    pause: ', ',
    again: '. Vou repetir. ',
    end: '. Obrigado.',
  },
  tl: {
    voice: 'fil-PH',
    intro: 'Ito ang iyong code ng kumpirmasyon. ',
    digits: ['sero', 'isa', 'dalawa', 'tatlo', 'apat', 'lima', 'anim', 'pito', 'walo', 'siyam'],
    pause: ', ',
    again: '. Uulitin ko. ',
    end: '. Salamat.',
  },
};

/** The call with a code, and the voice that it is for. */
export function codeCall(language: Language, code: string): { voice: string; text: string } {
  const { voice, intro, digits, pause, again, end } = words[language];
  const spoken = [...code].map((digit) => digits[Number(digit)]).join(pause);
  return { voice, text: `${intro}${spoken}${again}${spoken}${end}` };
}

/** BCP 47 of a language's voice; short messages carry it as well. */
export const voiceOf = (language: Language): string => words[language].voice;
