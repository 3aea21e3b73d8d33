// What the kiosk page consists of, listed once when the shell starts. A request is looked up in this map and never becomes
// a path: there is nothing to traverse (electron docs' own path check for protocol.handle is wrong, reference E6).
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { err, ok, type Result } from '../../sync/contract/result.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
};

export interface Asset {
  readonly type: string;
  read(): Promise<Uint8Array<ArrayBuffer>>;
}
/** URL path → what to answer. */
export type Manifest = ReadonlyMap<string, Asset>;

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** Shown where the kiosk is taken over by a newer window, and where a crashed page is given up. */
export const closedPage = `<!doctype html>
<html lang="ja"><meta charset="utf-8"><title>Madoguchi</title>
<h1>この画面は とじられました</h1>
<p>職員をよんでください。</p>
<p lang="en">This screen is closed. Please call a member of staff.</p>
</html>
`;

/**
 * Lists the built renderer in `directory`: `kiosk/index.html` is `/`, every other file keeps its path. Pages of the other
 * renderers (phone, fleet, dock) are not the kiosk's to serve and stay out.
 * @param bridge text of `/bridge.js`: the bridge in Chromium, empty in Electron, whose preload is the bridge
 */
export async function readManifest(
  directory: string,
  bridge: string,
): Promise<Result<Manifest, { readonly cause: string }>> {
  const found = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => null);
  if (found === null) return err({ cause: 'the renderer is not built' });
  const manifest = new Map<string, Asset>();
  for (const entry of found) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || type === undefined || entry.name.endsWith('.html')) continue;
    const file = join(entry.parentPath, entry.name);
    manifest.set(`/${relative(directory, file).split(sep).join('/')}`, onDisk(type, file));
  }
  const page = join(directory, 'kiosk', 'index.html');
  if (!found.some((entry) => join(entry.parentPath, entry.name) === page)) {
    return err({ cause: 'the renderer is built without its kiosk page' });
  }
  manifest.set('/', onDisk('text/html; charset=utf-8', page));
  manifest.set('/bridge.js', inMemory('text/javascript; charset=utf-8', bridge));
  // Browsers ask for it by themselves; a refusal would only be noise in the log of a page that is well.
  manifest.set('/favicon.ico', inMemory('image/x-icon', ''));
  manifest.set('/closed', inMemory('text/html; charset=utf-8', closedPage));
  return ok(manifest);
}

function onDisk(type: string, file: string): Asset {
  return { type, read: async () => new Uint8Array(await readFile(file)) };
}

function inMemory(type: string, text: string): Asset {
  const content = bytes(text);
  return { type, read: () => Promise.resolve(content) };
}
