import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Burst } from './burst.ts';

const scan = (burst: Burst, text: string, from: number, apartMs: number): string =>
  [...text].reduce((_before, char, place) => burst.add(char, from + place * apartMs), '');

test('what comes quickly belongs together, what comes after a pause begins anew', () => {
  const burst = new Burst();
  expect(scan(burst, '12', 0, 400)).toBe('2');
  expect(scan(burst, '481516', 5_000, 8)).toBe('481516');
  expect(burst.during(5_060)).toBe('481516');
  expect(burst.during(5_200)).toBe('');
});

test('a scan is found whole, whatever was typed before it', () => {
  const digits = fc.stringMatching(/^[0-9]{6}$/u);
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{0,6}$/u), digits, fc.nat({ max: 40 }), (before, code, apart) => {
      const burst = new Burst();
      scan(burst, before, 0, 300);
      expect(scan(burst, code, 10_000, apart)).toBe(code);
    }),
  );
});
