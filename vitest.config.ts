import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// `unit` runs beside the code and in parallel. `pages` are real browsers with what they show, each with ports of its own, and wait more than
// they work: several at once. `whole` needs the machine (one pcscd, one printing system, time that nobody else takes): its files run
// one after another, and after the others.
const pages = [
  'tests/shells/{kiosk-*,desk-pages,mailbox-*,phone-*,pages,start-page}.test.ts',
  'tests/e2e/mailbox/*.test.ts',
];
export default defineConfig({
  plugins: [svelte()],
  test: {
    reporters: ['default', './tests/closing-line.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{main,preload,renderer,sync}/**/*.test.ts', 'tests/house/*.test.ts'],
          sequence: { groupOrder: 1 },
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'pages',
          include: pages,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['tests/{rig,e2e,faults,shells}/*.test.ts'],
          exclude: pages,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
