// The main process of the Electron half of the conformance suite: our shell with the fixture page, and a handle for the test.
// Built by stage-electron.ts; started by Playwright.
import { app } from 'electron';
import { openElectronShell, prepareElectron, type ElectronShellOptions } from '../../main/shell/electron.ts';
import type { ViewState } from '../../preload/contract/state.ts';

type StageOptions = Pick<ElectronShellOptions, 'dataDir' | 'paths' | 'preload'>;
const given = JSON.parse(process.env['MADOGUCHI_STAGE'] ?? '{}') as StageOptions; // written by our own test
const options: ElectronShellOptions = { ...given, reason: 'test', env: process.env, log: () => undefined };

async function open(): Promise<void> {
  const prepared = prepareElectron(options);
  if (!prepared.ok) return app.exit(1);
  const shell = await openElectronShell(prepared.value, options);
  if (!shell.ok) return app.exit(2);
  const events: unknown[] = [];
  const window = await shell.value.openKiosk({
    port: 0,
    dock: null,
    first: null,
    onEvent: (raw) => events.push(raw),
    onTrouble: () => undefined,
  });
  if (!window.ok) return app.exit(3);
  shell.value.onQuit(() => shell.value.quit(0));
  Object.assign(globalThis, {
    stage: { events: () => events, publish: (state: ViewState) => window.value.publish(state) },
  });
}
void open();
