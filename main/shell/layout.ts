// Where the parts of the built program lie, seen from the file that was started: the same for a checkout, a build and a package.
import { dirname, join, resolve } from 'node:path';
import type { ShellPaths } from './shell.ts';

export interface Layout {
  /** The house: `package.json` is here. */
  readonly root: string;
  readonly paths: ShellPaths;
  readonly preload: { readonly electron: string; readonly chromium: string };
  /** Running from source: programs that are not built yet, by the name of their built file. */
  readonly entries: Readonly<Record<string, string>>;
}

/** @param entry absolute path of `out/main/*.js`, or of `main/*-entry.ts` when running from source */
export function layoutOf(entry: string): Layout {
  const fromSource = entry.endsWith('.ts');
  const root = fromSource ? dirname(dirname(entry)) : resolve(dirname(entry), '../..');
  const out = join(root, 'out');
  return {
    root,
    paths: {
      renderer: join(out, 'renderer'),
      programs: join(out, 'main'),
      resources: join(root, 'resources'),
    },
    preload: {
      electron: join(out, 'preload/electron.cjs'),
      chromium: join(out, 'preload/bridge.js'),
    },
    entries: fromSource
      ? {
          'central.js': join(root, 'sync/central/cli.ts'),
          'sync-worker.js': join(root, 'sync/worker/worker.ts'),
        }
      : {},
  };
}
