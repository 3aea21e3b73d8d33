import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBirthDate } from './birth-date.ts';
import { defuse, fuse, readCsv, writeCsv } from './csv.ts';

/** Beyond the basic plane, compatibility ideographs that no normalisation may touch, variation sequences of registered collections. */
const rare = [
  '𠮷野 家𠮟',
  '﨑山 神社',
  '辻\u{E0100}本',
  '葛\u{E0101}城市',
  '髙橋 瀨戶',
  '渡邉󠄂',
  'ｶﾞｷﾞ',
  '①②㈱',
  '🏠',
];
const cells = (file: Uint8Array | string): string[][] => {
  const read = readCsv(file);
  if (!read.ok) throw new Error(read.error);
  return read.value.map((line) => [...line.cells]);
};

describe('a CSV file', () => {
  it('brings rare characters back as they went, byte order mark and CRLF included', () => {
    const lines = rare.map((name) => [name, '19800101', `架空県みほん市${name}`]);
    const file = writeCsv(['氏名', '生年月日', '住所'], lines);
    expect([...file.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(file.toString('utf8')).toContain('\r\n𠮷野 家𠮟,');
    expect(cells(file)).toEqual([['氏名', '生年月日', '住所'], ...lines]);
  });

  it('brings any cells back, formulas and apostrophes included', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0') && text.isWellFormed()),
      fc.constantFrom("'=1+1", "''-x", '=cmd|x', '+81', '-1', '@a', "'", '"', 'a"b,c\r\nd', ...rare),
    );
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        (lines) => {
          const written = lines.map((line) => ['x', ...line]);
          expect(cells(writeCsv(['heading', 'b'], written))).toEqual([['heading', 'b'], ...written]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each(['=1+1', '+1', '-1', '@a', '\tx', '\rx', '＝1', "'=1", "''=1"])(
    'is no formula where a cell is %j',
    (cell) => {
      expect(defuse(cell)).toBe(`'${cell}`);
      expect(fuse(defuse(cell))).toBe(cell);
    },
  );

  it('leaves other cells as they are', () => {
    for (const cell of ["'", "O'Neil", "'s-Gravenhage", 'a=b', '', ' =1']) {
      expect(defuse(cell)).toBe(cell);
      expect(fuse(cell)).toBe(cell);
    }
  });

  it('may be Shift_JIS, with the characters that Windows adds', () => {
    // 氏名 / 髙﨑①
    const file = Buffer.from([0x8e, 0x81, 0x96, 0xbc, 0x0d, 0x0a, 0xfb, 0xfc, 0xfa, 0xb1, 0x87, 0x40]);
    expect(cells(file)).toEqual([['氏名'], ['髙﨑①']]);
    expect(readCsv(Buffer.from([0xff, 0xfe, 0x0f]))).toEqual({ ok: false, error: 'encoding' });
    expect(readCsv('a\0b')).toEqual({ ok: false, error: 'encoding' });
  });

  it('says on which line each record begins, and that its quotes are wrong', () => {
    const read = readCsv('a,b\r\n\r\n"x\ny",1\r\nz,2');
    expect(read.ok && read.value.map(({ line }) => line)).toEqual([1, 3, 5]);
    expect(readCsv('a,"b\n')).toEqual({ ok: false, error: 'quotes' });
  });
});

describe('a birth date on a list', () => {
  it.each([
    ['1980-01-02', '19800102'],
    ['1980/1/2', '19800102'],
    ['19800102', '19800102'],
    ['1980年1月2日', '19800102'],
    ['昭和55年1月2日', '19800102'],
    ['S55.1.2', '19800102'],
    ['Ｓ５５．０１．０２', '19800102'],
    ['平成元年1月8日', '19890108'],
    ['R1.5.1', '20190501'],
    [' 2004-02-29 ', '20040229'],
  ])('may be %s', (text, date) => {
    expect(readBirthDate(text)).toBe(date);
  });

  it.each(['2003-02-29', '1980-13-01', '昭和65年1月1日', '平成元年1月7日', '不詳', '', '80-1-2', 'X1.1.1'])(
    'is none where it says %j',
    (text) => {
      expect(readBirthDate(text)).toBeNull();
    },
  );
});
