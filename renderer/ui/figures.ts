// How figures and short Latin names are heard in Japanese, because a voice that is given kana reads 4 as し and 0 as れい.
// A figure is read as a number (14 じゅうよん), a figure with a leading zero or longer than a year digit by digit, a version with てん,
// a time as hour and minute. Counters keep their plain form (4かい), which is understood everywhere; where a text has a fixed figure
// with a reading of its own (10分, 1回) the text says it itself: `{10分|じゅっぷん}`.

const digits = ['ゼロ', 'いち', 'に', 'さん', 'よん', 'ご', 'ろく', 'なな', 'はち', 'きゅう'] as const;
const hundreds: Readonly<Record<number, string>> = {
  1: 'ひゃく',
  3: 'さんびゃく',
  6: 'ろっぴゃく',
  8: 'はっぴゃく',
};
const thousands: Readonly<Record<number, string>> = { 1: 'せん', 3: 'さんぜん', 8: 'はっせん' };

const digit = (figure: number): string => digits[figure] ?? '';
const spelled = (figures: string): string => [...figures].map((figure) => digit(Number(figure))).join('');

/** 0 to 9999. */
function number(value: number): string {
  if (value === 0) return digit(0);
  const place = (unit: number) => Math.floor(value / unit) % 10;
  const [thousand, hundred, ten, one] = [place(1000), place(100), place(10), place(1)];
  return [
    thousand > 0 && (thousands[thousand] ?? `${digit(thousand)}せん`),
    hundred > 0 && (hundreds[hundred] ?? `${digit(hundred)}ひゃく`),
    ten > 0 && `${ten === 1 ? '' : digit(ten)}じゅう`,
    one > 0 && digit(one),
  ]
    .filter((part) => part !== false)
    .join('');
}

const figure = (written: string): string =>
  /^0\d/u.test(written) || written.length > 4 ? spelled(written) : number(Number(written));

/** The ones before 時 that are not read as in counting. */
const hourEnds: Readonly<Record<number, string>> = { 4: 'よ', 7: 'しち', 9: 'く' };
const minuteEnds = [
  ...['', 'いっぷん', 'にふん', 'さんぷん', 'よんぷん', 'ごふん'],
  ...['ろっぷん', 'ななふん', 'はっぷん', 'きゅうふん'],
] as const;

function clock(hour: number, minute: number): string {
  const [ten, one] = [hour - (hour % 10), hour % 10];
  const hours =
    hour === 0 ? 'れい' : `${ten > 0 ? number(ten) : ''}${one > 0 ? (hourEnds[one] ?? digit(one)) : ''}`;
  return `${hours}じ${minute === 0 ? '' : minutes(minute)}`;
}

function minutes(minute: number): string {
  const [ten, one] = [minute - (minute % 10), minute % 10];
  if (one === 0) return `${ten === 10 ? '' : digit(ten / 10)}じゅっぷん`;
  return `${ten > 0 ? number(ten) : ''}${minuteEnds[one] ?? ''}`;
}

const things = ['', 'ひと', 'ふた', 'みっ', 'よっ', 'いつ', 'むっ', 'なな', 'やっ', 'ここの'] as const;

/** Names in Latin letters that stand in Japanese texts. */
const names: Readonly<Record<string, string>> = {
  QR: 'キューアール',
  PIN: 'ピン',
  PDF: 'ピーディーエフ',
  IC: 'アイシー',
  ID: 'アイディー',
  URL: 'ユーアールエル',
  'J-LIS': 'ジェイリス',
};

/** Figures, times, versions and known names in kana; everything else as it is. */
export function figuresInKana(text: string): string {
  return text
    .replaceAll(/(?<![\d:])(\d{1,2}):(\d{2})(?![\d:])/gu, (_, hour: string, minute: string) =>
      clock(Number(hour), Number(minute)),
    )
    .replaceAll(/(?<=\d)[〜～](?=\d)/gu, 'から')
    .replaceAll(/(?<=\d)[／/](?=\d)/gu, '、')
    .replaceAll(/(?<=\d)[％%]/gu, 'パーセント')
    .replaceAll(/(?<=\d)\.(?=\d)/gu, 'てん')
    .replaceAll(/(?<![A-Za-z])(?:QR|PIN|PDF|IC|ID|URL|J-LIS)(?![A-Za-z])/gu, (name) => names[name] ?? name)
    .replaceAll(/(?<!\d)[1-9](?=つ)/gu, (count) => things[Number(count)] ?? count)
    .replaceAll(/\d+/gu, figure);
}
