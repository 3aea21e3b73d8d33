// No colour and no size of text outside of the tokens (rules R12): one place to change them, four themes that hold everywhere.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const files = globSync('renderer/{ui,kiosk,phone}/**/*.{svelte,css}', { cwd: root }).sort();
/** Where our names are given to the Digital Agency's. */
const tokenFiles = ['renderer/ui/tokens.css', 'renderer/ui/themes.css'];

const named =
  'white black red green blue yellow orange purple pink gray grey silver maroon navy teal olive lime aqua fuchsia cyan magenta brown gold beige ivory coral salmon khaki crimson indigo violet tomato tan';
const rules: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a colour in hexadecimal', /#[0-9a-f]{3,8}\b/giu],
  ['a colour by function', /\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix)\(/giu],
  ['a colour by name', new RegExp(`(?<![\\w-])(?:${named.replaceAll(' ', '|')})(?![\\w-])`, 'giu')],
  ["one of the Agency's colours past our names", /var\(--color-/gu],
  ['a size of text in pixels', /font(?:-size)?:[^;]*\b\d+(?:\.\d+)?(?:px|pt)\b/gu],
];

/** What is drawn: the styles of a component, and the colours that its markup sets. */
const drawn = (file: string, source: string): string => {
  const styles = file.endsWith('.css') ? source : (/<style[^>]*>(.*)<\/style>/su.exec(source)?.[1] ?? '');
  const markup = file.endsWith('.css')
    ? []
    : (source.match(/(?<![\w-])(?:fill|stroke|style|style:[\w-]+|stop-color)="[^"]*"/gu) ?? []);
  return `${styles.replaceAll(/\/\*.*?\*\//gsu, '')}\n${markup.join('\n')}`;
};
/** A page grows with its screen: the one place that begins with pixels. */
const ground = /font-size: calc\(var\(--text-scale\) \* clamp\([^;]*;/u;

const offences = (file: string, source: string): readonly string[] => {
  const text = drawn(file, source).replace(ground, '');
  return rules.flatMap(([what, pattern]) =>
    [...text.matchAll(pattern)].map((found) => `${what}: ${found[0]}`),
  );
};

describe('colours and sizes come from the tokens', () => {
  test.each(files.filter((file) => !tokenFiles.includes(file)))('in %s', async (file) => {
    expect(offences(file, await readFile(join(root, file), 'utf8'))).toEqual([]);
  });

  test('in the themes too, which only give our names other ones', async () => {
    const css = (await readFile(join(root, tokenFiles[1] ?? ''), 'utf8')).replaceAll(
      'var(--color-',
      'var(--',
    );
    expect(offences(tokenFiles[1] ?? '', css)).toEqual([]);
  });

  test.each([
    ['a.css', 'p { color: #fff }'],
    ['a.css', 'p { color: rgb(0 0 0) }'],
    ['a.css', 'p { border: 1px solid red }'],
    ['a.css', 'p { color: var(--color-neutral-black) }'],
    ['a.css', 'p { font-size: 15px }'],
    ['a.svelte', '<p style="color: navy"></p>'],
    ['a.svelte', '<style>\n  p { fill: white; }\n</style>'],
  ])('and what is not from there is found: %s %s', (file, source) => {
    expect(offences(file, source)).toHaveLength(1);
  });
});
