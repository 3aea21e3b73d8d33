import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { openStore } from './store.ts';
import { freshDirectory } from './testing/fixtures.ts';

const program = join(import.meta.dirname, 'testing/commit-forever.ts');

/** Runs the child, kills it after `count` printed ids and some microseconds more; gives all it printed. */
async function commitAndKill(path: string, count: number): Promise<string[]> {
  const child = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const printed: string[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    printed.push(line);
    if (printed.length === count) child.kill('SIGKILL');
  });
  await Promise.all([exited, once(lines, 'close')]);
  expect(child.signalCode).toBe('SIGKILL');
  return printed.filter((line) => line.length === 36);
}

test(
  'every registration whose commit returned is there after kill -9, once',
  { timeout: 60_000 },
  async () => {
    const path = join(freshDirectory(), 'terminal.db');
    const promised: string[] = [];
    for (let kill = 0; kill < 10; kill += 1) {
      promised.push(...(await commitAndKill(path, 1 + Math.floor(Math.random() * 60))));
      const opened = openStore({ path, now: Date.now, log: () => undefined });
      if (!opened.ok) throw new Error(opened.error.kind);
      const lost = promised.filter((id) => opened.value.stateOf(id) !== 'saved');
      expect(lost).toEqual([]);
      // One more than was promised may be there: committed, killed before it was printed.
      expect(opened.value.counts().saved - promised.length).toBeLessThanOrEqual(kill + 1);
      expect(opened.value.auditEntries(1_000_000)).toHaveLength(opened.value.counts().saved);
      expect(opened.value.firstBrokenAudit()).toBeNull();
      opened.value.close();
    }
  },
);
