import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bundleLines } from './bundle.ts';

/** The bytes of `text`, cut at these places, as a file's stream gives them. */
async function* cut(text: string, places: readonly number[]): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  const bytes = new TextEncoder().encode(text);
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  for (const [at, end] of ends.entries()) yield bytes.subarray(ends[at - 1] ?? 0, end);
}
async function all<T>(each: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of each) found.push(one);
  return found;
}
const linesOf = (text: string, places: readonly number[], atMost?: number): Promise<(string | null)[]> =>
  all(bundleLines(cut(text, places), atMost));

test('lines are the same wherever the stream was cut, with the ends of lines of any system', async () => {
  const word = fc.stringMatching(/^[\w.窓口]{1,20}$/);
  await fc.assert(
    fc.asyncProperty(
      fc.array(word, { maxLength: 12 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.array(fc.nat({ max: 2000 }), { maxLength: 8 }),
      async (words, end, ended, places) => {
        const text = words.join(end) + (ended && words.length > 0 ? end : '');
        expect(await linesOf(text, places)).toEqual(words);
      },
    ),
  );
});

test('a line that is too long is none, costs no memory, and the next one is whole', async () => {
  const text = `first\n${'\0'.repeat(5000)}\nlast`;
  for (let place = 1; place < text.length; place += 97)
    expect(await linesOf(text, [place], 100)).toEqual(['first', null, 'last']);
  expect(await linesOf('\0'.repeat(5000), [17], 100)).toEqual([null]);
});

test('a stick that was pulled out leaves gigabytes of nothing: they are read in chunks and held nowhere', async () => {
  const chunk = new Uint8Array(1 << 20);
  async function* nothing(): AsyncGenerator<Uint8Array> {
    await Promise.resolve();
    for (let mebibyte = 0; mebibyte < 2048; mebibyte += 1) yield chunk;
  }
  const before = process.memoryUsage().rss;
  expect(await all(bundleLines(nothing()))).toEqual([null]);
  expect(process.memoryUsage().rss - before).toBeLessThan(512 << 20);
});
