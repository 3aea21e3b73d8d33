// Builds the pages for residents' own phones: each entry by itself, so that it is one script and one style sheet and shares nothing
// with the kiosk's; in the language of browsers that are five years old; compressed beforehand, because every kilobyte counts.
import { createHash } from 'node:crypto';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build, type InlineConfig, type Plugin } from 'vite';

const here = (path: string) => resolve(import.meta.dirname, path);
/** Five years old. Chrome 95 and Safari 15 (docs/ARCHITECTURE.md, "The phone's pages"). */
const target = ['chrome95', 'safari15', 'firefox93'];

/** A phone's own, lighter component takes the place of the kiosk's. */
const lighter: Plugin = {
  name: 'lighter-text',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (!source.endsWith('/Text.svelte') || importer === undefined) return null;
    const found = await this.resolve(source, importer, { skipSelf: true });
    return found?.id === here('renderer/ui/Text.svelte') ? here('renderer/phone/Text.svelte') : found;
  },
};

/** One entry, `phone`, `phone/start` or `phone/mailbox`, into `outDir`. */
const pageBuild = (outDir: string, page: string): InlineConfig => ({
  configFile: false,
  logLevel: 'warn',
  root: here('renderer'),
  base: './',
  plugins: [lighter, fewerIcons, firstLook, svelte({ configFile: here('svelte.config.js') })],
  build: {
    outDir,
    emptyOutDir: false,
    target,
    cssTarget: target,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: { [page.replace('/', '-')]: here(`renderer/${page}/index.html`) } },
  },
});

/** Of the icons, which most are the kiosk's, only those whose names stand in a page or a component that pages use. */
const fewerIcons: Plugin = {
  name: 'fewer-icons',
  enforce: 'pre',
  async transform(source, id) {
    if (id !== here('renderer/ui/Icon.svelte')) return null;
    const pages = await readdir(here('renderer/phone'), { recursive: true });
    const files = [
      ...['Choice', 'Notice'].map((name) => here(`renderer/ui/${name}.svelte`)),
      ...pages.filter((name) => name.endsWith('.svelte')).map((name) => here(`renderer/phone/${name}`)),
    ];
    const all = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join();
    return source.replaceAll(/^ {4}(\w+):\s+'[^']+',\n/gmu, (line, name: string) =>
      new RegExp(`['"]${name}['"]`, 'u').test(all) ? line : '',
    );
  },
};

/**
 * What has to have run before the first paint stands in the page itself, without its comments: to ask for it would cost a round trip.
 * The server allows it by its hash (sync/central/http/pages.ts).
 */
const firstLook: Plugin = {
  name: 'first-look',
  transformIndexHtml: {
    order: 'pre',
    async handler(html) {
      const script = (await readFile(here('renderer/phone/first-look.js'), 'utf8')).replaceAll(
        /^ *\/\/.*\n/gmu,
        '',
      );
      return html.replace(/<script src="[./]+first-look\.js">(?=<\/script>)/u, () => `<script>${script}`);
    },
  },
};

/** The service worker beside one of the pages; `push`: where a renewed subscription is told. */
const workerBuild = (
  outDir: string,
  { page, name, push }: (typeof apps)[number],
  shell: readonly string[],
): InlineConfig => ({
  configFile: false,
  logLevel: 'warn',
  define: {
    NAME: JSON.stringify(name),
    PUSH: JSON.stringify(push),
    SHELL: JSON.stringify(shell),
    VERSION: JSON.stringify(createHash('sha256').update(shell.join()).digest('hex').slice(0, 12)),
  },
  build: {
    outDir: join(outDir, page),
    emptyOutDir: false,
    target,
    lib: {
      entry: here('renderer/phone/worker.ts'),
      formats: ['iife'],
      name: 'worker',
      fileName: () => 'worker.js',
    },
  },
});

/** Those that can be installed. */
const apps = [
  { page: 'phone', name: 's', push: 'phone/push' },
  { page: 'phone/mailbox', name: 'm', push: 'mailbox/push' },
] as const;

/** Builds all of them into `outDir`, beside the other pages. */
export async function buildPhonePages(outDir: string): Promise<void> {
  for (const page of ['phone', 'phone/start', 'phone/mailbox']) await build(pageBuild(outDir, page));
  for (const app of apps) {
    const html = await readFile(join(outDir, app.page, 'index.html'), 'utf8');
    // As the worker sees them, from /s/ or /m/.
    const shell = html.match(/\.\.\/assets\/[\w.-]+/g) ?? [];
    await build(workerBuild(outDir, app, shell));
    await cp(here('renderer/phone/icons'), join(outDir, app.page, 'icons'), { recursive: true });
    await cp(here(`renderer/${app.page}/app.webmanifest`), join(outDir, app.page, 'app.webmanifest'));
  }
  await compress(join(outDir, 'assets'));
}

/** Writes `.gz` and `.br` beside the scripts and styles, for the server to send. */
async function compress(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!/\.(js|css)$/.test(name)) continue;
    const file = join(folder, name);
    const content = await readFile(file);
    await writeFile(`${file}.gz`, gzipSync(content, { level: 9 }));
    await writeFile(
      `${file}.br`,
      brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    );
  }
}

/** For the build of everything: after the other pages, whose folder it shares. */
export const phonePages = (outDir: string): Plugin => ({
  name: 'phone-pages',
  apply: 'build',
  closeBundle: () => buildPhonePages(outDir),
});
