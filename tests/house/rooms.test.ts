// The lint rules that hold the house together are only worth something if they fail. Each case lints a file that is not
// there, as it would look if somebody broke the rule.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';

const house = resolve(import.meta.dirname, '../..');
const eslint = new ESLint({ cwd: house });

async function rulesBroken(file: string, code: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(code, { filePath: resolve(house, file) });
  return (result?.messages ?? []).map((message) => message.ruleId ?? message.message);
}
const importing = (path: string) => `import type {} from '${path}';\nexport const nothing = null;\n`;

describe('imports across rooms', () => {
  test.each([
    ['main/handoff/virtual.ts', '../../sync/worker/worker.ts'],
    ['main/handoff/virtual.ts', '../../sync/central/cli.ts'],
    ['main/handoff/virtual.ts', '../../renderer/ui/tokens.css'],
    ['main/handoff/virtual.ts', '../../preload/electron.ts'],
    ['sync/contract/virtual.ts', '../../main/shell/shell.ts'],
    ['sync/worker/virtual.ts', '../../main/shell/shell.ts'],
    ['sync/central/virtual.ts', '../../preload/contract/events.ts'],
    ['renderer/kiosk/virtual.ts', '../../main/shell/shell.ts'],
    ['renderer/kiosk/virtual.ts', '../../sync/contract/api.ts'],
    ['renderer/phone/virtual.ts', '../../preload/contract/state.ts'],
    ['preload/virtual.ts', '../sync/contract/api.ts'],
    ['preload/contract/virtual.ts', '../../main/card/card.ts'],
  ])('%s may not import %s', async (file, path) => {
    expect(await rulesBroken(file, importing(path))).toContain('boundaries/dependencies');
  });

  test.each([
    ['main/handoff/virtual.ts', '../../sync/contract/api.ts'],
    ['main/handoff/virtual.ts', '../../preload/contract/state.ts'],
    ['renderer/kiosk/virtual.ts', '../../preload/contract/state.ts'],
    ['renderer/phone/virtual.ts', '../../sync/contract/api.ts'],
    ['sync/worker/virtual.ts', '../contract/worker.ts'],
    ['tests/e2e/virtual.ts', '../../main/shell/shell.ts'],
  ])('%s may import %s', async (file, path) => {
    expect(await rulesBroken(file, importing(path))).not.toContain('boundaries/dependencies');
  });
});

describe('the environment', () => {
  const readings = [
    'export const home = process.env.HOME;\n',
    "export const home = process.env['HOME'];\n",
    'export const { env } = process;\n',
  ];

  test.each(readings)('is not read in the middle of a room: %j', async (code) => {
    expect(await rulesBroken('main/handoff/virtual.ts', code)).toContain('no-restricted-properties');
    expect(await rulesBroken('sync/worker/virtual.ts', code)).toContain('no-restricted-properties');
  });

  test('does not come in through the back door either', async () => {
    const code = "import { env } from 'node:process';\nexport const home = env;\n";
    expect(await rulesBroken('main/handoff/virtual.ts', code)).toContain('no-restricted-imports');
  });

  test.each(['main/config/virtual.ts', 'main/node-entry.ts', 'main/start.ts', 'sync/central/cli.ts'])(
    'is read in %s',
    async (file) => {
      expect(await rulesBroken(file, readings[0]!)).not.toContain('no-restricted-properties');
    },
  );
});

test('a sleep is refused', async () => {
  const code = 'export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));\n';
  expect(await rulesBroken('main/handoff/virtual.ts', code)).toContain('no-restricted-syntax');
});

test('a clean file is passed without a word, not even about something deprecated', async () => {
  const args = [resolve(house, 'node_modules/eslint/bin/eslint.js'), 'main/shell/log.ts'];
  expect(await promisify(execFile)(process.execPath, args, { cwd: house })).toEqual({
    stdout: '',
    stderr: '',
  });
});
