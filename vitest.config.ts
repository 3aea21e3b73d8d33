import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// `unit` runs beside the code and in parallel. `whole` needs the machine: one pcscd, one PostgreSQL, real browsers; its
// files run one after another.
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
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['tests/{rig,e2e,faults,shells}/*.test.ts', 'tests/e2e/mailbox/*.test.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
