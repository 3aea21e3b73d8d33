// Titles of pushes of our own. Nobody is named and nothing of the matter is said: a phone on a table shows them to everybody.
import type { Language } from '../../contract/words.ts';

/** To who scanned a slip before its registration had come from the counter. */
export const arrivedTitle: Readonly<Record<Language, string>> = {
  ja: '登録が届きました',
  easy: 'とうろくが とどきました',
  en: 'Your registration has arrived',
  zh: '您的登记已送达',
  ko: '등록이 도착했습니다',
  vi: 'Đăng ký của bạn đã đến nơi',
  pt: 'Seu cadastro chegou',
  tl: 'Dumating na ang iyong rehistrasyon',
};
