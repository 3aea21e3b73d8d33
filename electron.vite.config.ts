import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import { build, type Plugin } from 'vite';
import { bridgeBuild } from './bridge.vite.config.ts';
import { phonePages } from './phone.vite.config.ts';

const here = (path: string) => resolve(import.meta.dirname, path);

// The preload of the Chromium shell stands beside Electron's.
const chromiumBridge: Plugin = {
  name: 'chromium-bridge',
  apply: 'build',
  async closeBundle() {
    await build(bridgeBuild(here('out/preload')));
  },
};

// Everything that runs on Node goes through `main`: both entries of the terminal, the sync worker and the central API.
// Dependencies stay outside the bundles but for those that every start reads: hundreds of small files, found and read one by one,
// take longer than all of our own code. The renderer has everything inside.
const readAtStart = ['zod', 'yaml', 'ws', 'jose', 'asn1js', 'pkijs', 'canonicalize', 'qrcode'];

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      externalizeDeps: { exclude: readAtStart },
      rollupOptions: {
        input: {
          electron: here('main/electron-entry.ts'),
          node: here('main/node-entry.ts'),
          'sync-worker': here('sync/worker/worker.ts'),
          central: here('sync/central/cli.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  // A sandboxed preload is plain script: one CommonJS file with everything inside (electron docs, tutorial/sandbox.md).
  preload: {
    plugins: [chromiumBridge],
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rollupOptions: {
        input: { electron: here('preload/electron.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: here('renderer'),
    plugins: [svelte(), phonePages(here('out/renderer'))],
    build: {
      outDir: here('out/renderer'),
      // electron-vite leaves the code as it is written unless told; what is shorter is read sooner.
      minify: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: {
        input: {
          kiosk: here('renderer/kiosk/index.html'),
          fleet: here('renderer/fleet/index.html'),
          dock: here('renderer/dock/index.html'),
        },
      },
    },
  },
});
