// Writes the gallery: the real page, built, and every state of it as data beside it. Opens as a file, or from any static server.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { languages, textSizes, themes } from '../../preload/contract/state.ts';
import { buildKioskPage } from '../fixtures/kiosk-build.ts';
import { viewStates } from '../fixtures/view-states.ts';

export const formats = ['1280x800', '1080x1920', '1920x1080'] as const;
/** What the page puts in front of a screen by itself; bridge.js brings them about. */
const fronts = ['sheet-language', 'sheet-display', 'sheet-display-speech', 'broken'];
export const screens: readonly string[] = [...viewStates('ja').map(({ name }) => name), ...fronts];

const here = import.meta.dirname;

/** Builds into `out`, which is emptied first. */
export async function buildGallery(out: string): Promise<void> {
  await buildKioskPage(out, { plain: true });
  await copyFile(join(here, 'bridge.js'), join(out, 'kiosk/bridge.js'));
  for (const file of ['index.html', 'gallery.css', 'gallery.js'])
    await copyFile(join(here, file), join(out, file));
  await mkdir(join(out, 'states'), { recursive: true });
  for (const language of languages) {
    const scenes = Object.fromEntries(viewStates(language).map(({ name, state }) => [name, state]));
    const states = JSON.stringify({ builtAt: Date.now(), scenes });
    await writeFile(
      join(out, 'states', `${language}.js`),
      `window.gallery[${JSON.stringify(language)}]=${states};\n`,
    );
  }
  const list = JSON.stringify({ screens, languages, themes, sizes: textSizes, formats });
  await writeFile(join(out, 'list.js'), `window.list=${list};\n`);
}
