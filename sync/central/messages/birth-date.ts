// Birth dates as municipalities' lists have them, to YYYYMMDD: by the Western calendar with or without separators, and by eras.

/** The year before an era's first, and the first days (YYYYMMDD) of the era and of the next. */
const eras = [
  { names: ['明治', 'M'], before: 1867, from: '18680125', until: '19120730' },
  { names: ['大正', 'T'], before: 1911, from: '19120730', until: '19261225' },
  { names: ['昭和', 'S'], before: 1925, from: '19261225', until: '19890107' },
  { names: ['平成', 'H'], before: 1988, from: '19890108', until: '20190430' },
  { names: ['令和', 'R'], before: 2018, from: '20190501', until: '99991231' },
] as const;

/** YYYYMMDD; null when it is no date. */
export function readBirthDate(text: string): string | null {
  const plain = text.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase();
  const [, year, month, day] =
    /^(\d{4})(\d{2})(\d{2})$/.exec(plain) ?? /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(plain) ?? [];
  if (year !== undefined && month !== undefined && day !== undefined) return real(Number(year), month, day);
  return readEra(plain);
}

function readEra(plain: string): string | null {
  const found = /^(\p{L}+?)(\d{1,2}|元)[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/u.exec(plain);
  const [, name = '', year = '', month = '', day = ''] = found ?? [];
  const era = eras.find(({ names }) => names.some((one) => one === name));
  if (era === undefined) return null;
  const date = real(era.before + (year === '元' ? 1 : Number(year)), month, day);
  return date !== null && date >= era.from && date <= era.until ? date : null;
}

function real(year: number, month: string, day: string): string | null {
  const date = new Date(Date.UTC(year, Number(month) - 1, Number(day)));
  const text = `${String(year).padStart(4, '0')}${month.padStart(2, '0')}${day.padStart(2, '0')}`;
  return date.toISOString().slice(0, 10).replaceAll('-', '') === text ? text : null;
}
