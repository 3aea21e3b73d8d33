// The Electron half of the conformance suite. Where the binary is missing it says so, and holds the start to saying so too.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { conformance } from './behaviours.ts';
import { house } from './harness.ts';
import { hasElectron, stageElectron } from './stage-electron.ts';

if (hasElectron) {
  describe('electron', () => {
    conformance(stageElectron);
  });
} else {
  test('Electron half not run: binary missing; a start that asks for it fails and names it', async () => {
    console.info('Electron half not run: binary missing (npx install-electron fetches it)');
    const directory = await mkdtemp(join(tmpdir(), 'madoguchi-start-'));
    await writeFile(join(directory, 'terminal.yml'), `shell: electron\ndataDir: ${directory}\n`);
    const ended = await new Promise<{ code: unknown; said: string }>((resolve) => {
      const env = {
        PATH: process.env['PATH'],
        MADOGUCHI_CONFIG: join(directory, 'terminal.yml'),
        DISPLAY: ':99',
        ELECTRON_MIRROR: 'http://127.0.0.1:9/', // nobody answers there
      };
      execFile(process.execPath, [join(house, 'main/start.ts')], { env }, (error, _out, said) =>
        resolve({ code: error?.code, said }),
      );
    });
    await rm(directory, { recursive: true, force: true });
    expect(ended).toEqual({ code: 69, said: expect.stringContaining('its binary is missing') as string });
  });
}
