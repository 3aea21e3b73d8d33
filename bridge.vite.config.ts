// Builds the Chromium bridge to one plain script, out/preload/bridge.js: a classic script that leaves nothing behind in the
// page but `window.kiosk`. electron-vite has no room for a second output format, so it has a build of its own.
import { resolve } from 'node:path';
import type { InlineConfig } from 'vite';

/** The build of the bridge into `outDir`. */
export const bridgeBuild = (outDir: string): InlineConfig => ({
  configFile: false,
  logLevel: 'warn',
  build: {
    outDir,
    emptyOutDir: false,
    target: 'chrome140',
    lib: {
      entry: resolve(import.meta.dirname, 'preload/chromium.ts'),
      formats: ['iife'],
      name: 'madoguchi',
      fileName: () => 'bridge.js',
    },
  },
});
