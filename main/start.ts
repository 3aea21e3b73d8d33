// `npm start`: picks the shell for this machine, says which and why in one line, starts it, and passes on signals and its end.
import { spawn, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { explainConfigErrors, loadConfig } from './config/config.ts';
import { findBrowser, hasDisplay } from './shell/browser.ts';
import { chooseShell, type Choice } from './shell/choose.ts';
import { electronBinary } from './shell/electron-binary.ts';

const house = resolve(import.meta.dirname, '..');
const electron = join(house, 'node_modules/electron');
const root = process.getuid?.() === 0;

/** Time to find out whether Electron can be fetched at all, and to fetch it (about 120 MB). */
const reachWithinMs = 4_000;
const fetchWithinMs = 300_000;
/** Where Electron's own installer looks (electron docs, tutorial/installation.md, "Mirror"). */
const source =
  process.env['ELECTRON_MIRROR'] ??
  process.env['npm_config_electron_mirror'] ??
  'https://github.com/electron/electron/releases/download/';

async function endOf(child: ChildProcess): Promise<number> {
  return await new Promise((settle) => {
    child.once('error', () => settle(1));
    child.once('exit', (code, signal) => settle(code ?? (signal === 'SIGKILL' ? 137 : 143)));
  });
}

async function succeeds(args: readonly string[], withinMs: number): Promise<boolean> {
  const child = spawn(process.execPath, args, { stdio: 'ignore', timeout: withinMs, killSignal: 'SIGKILL' });
  return (await endOf(child)) === 0;
}

/** Electron's own installer, once its source has answered: offline must not cost a minute. */
async function fetchElectron(): Promise<boolean> {
  const ask = `await fetch(${JSON.stringify(source)}, { method: 'HEAD', redirect: 'manual' })`;
  if (!(await succeeds(['--use-env-proxy', '--input-type=module', '-e', ask], reachWithinMs))) return false;
  console.error('start: fetching Electron, once (about 120 MB)');
  return (await succeeds([join(electron, 'install.js')], fetchWithinMs)) && electronBinary(house) !== null;
}

function launch(choice: Choice): ChildProcess {
  const env = { ...process.env, MADOGUCHI_SHELL: choice.shell, MADOGUCHI_SHELL_REASON: choice.reason };
  const binary = choice.shell === 'electron' ? electronBinary(house) : null;
  if (binary === null) {
    return spawn(process.execPath, [join(house, 'out/main/node.js')], { stdio: 'inherit', env });
  }
  // Chromium refuses its sandbox to root.
  if (root) console.error('start: warning: Electron runs without its sandbox, because root started it');
  return spawn(binary, [...(root ? ['--no-sandbox'] : []), house], { stdio: 'inherit', env });
}

/** npm's shell takes a signal for itself and leaves us behind: when it is gone, we go as well. */
function followNpm(end: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    end();
  }, 500);
  look.unref();
}

const config = loadConfig(process.env['MADOGUCHI_CONFIG']);
if (!config.ok) {
  console.error(explainConfigErrors(config.error));
  process.exit(78);
}
const choice = await chooseShell(config.value.shell, {
  hasDisplay: process.platform === 'win32' || hasDisplay(process.env),
  hasElectron: () => electronBinary(house) !== null,
  fetchElectron,
  browser: () => {
    const found = findBrowser(process.env['MADOGUCHI_BROWSER'], process.env);
    return found.ok ? found.value : null;
  },
});
if (!choice.ok) {
  console.error(`start: ${choice.error}`);
  process.exit(69);
}
console.error(`start: ${choice.value.shell} (${choice.value.reason})`);
const child = launch(choice.value);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
followNpm(() => child.kill('SIGTERM'));
process.exitCode = await endOf(child);
