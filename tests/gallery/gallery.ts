// `npm run gallery`: builds the gallery into out/gallery. With `--pictures <folder>` it takes pictures as well, of everything or of
// what `--language`, `--theme`, `--size`, `--format` (lists with commas) and `--screen` (a pattern) leave over. `--kept`: of the
// gallery as it is.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { languages, textSizes, themes } from '../../preload/contract/state.ts';
import { buildGallery, formats, screens } from './build.ts';
import { takePictures } from './pictures.ts';

const { values } = parseArgs({
  options: {
    pictures: { type: 'string' },
    language: { type: 'string' },
    theme: { type: 'string' },
    size: { type: 'string' },
    format: { type: 'string' },
    screen: { type: 'string', default: '^(?!ended (?!facts))' },
    kept: { type: 'boolean', default: false },
  },
});
const listed = (wanted: string | undefined, all: readonly (string | number)[]): readonly string[] => {
  const known = all.map(String);
  const asked = wanted?.split(',') ?? known;
  const unknown = asked.filter((one) => !known.includes(one));
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(', ')}; there are ${known.join(', ')}`);
  return asked;
};

const out = join(import.meta.dirname, '../../out/gallery');
if (!values.kept) await buildGallery(out);
process.stdout.write(`${pathToFileURL(join(out, 'index.html')).href}\n`);
if (values.pictures !== undefined) {
  const count = await takePictures(out, values.pictures, {
    languages: listed(values.language, languages),
    themes: listed(values.theme, themes),
    sizes: listed(values.size, textSizes),
    formats: listed(values.format, formats),
    screens: screens.filter((name) => new RegExp(values.screen, 'u').test(name)),
  });
  process.stdout.write(`${String(count)} pictures in ${values.pictures}\n`);
}
