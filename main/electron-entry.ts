// Starts the terminal in Electron. What must happen before `ready` happens while this file is being read.
import { join } from 'node:path';
import { app } from 'electron';
import { explainConfigErrors, loadConfig, type LoadedConfig } from './config/config.ts';
import { startTerminal } from './run.ts';
import { makeLog } from './log.ts';
import { openElectronShell, prepareElectron, type ElectronShellOptions } from './shell/electron.ts';
import { explainShellError } from './shell/explain.ts';
import { endOnBug } from './shell/last-words.ts';
import { layoutOf } from './shell/layout.ts';

const log = makeLog();
endOnBug(log, (code) => app.exit(code));

/** EX_CONFIG and EX_UNAVAILABLE of sysexits.h: starting again does not help before somebody has looked. */
const exits = { config: 78, shell: 69 };
function refuse(code: number, why: string): void {
  console.error(why);
  app.exit(code);
}

/** An installed terminal has its configuration where IT puts it; a checkout has it in the working directory. */
function configPath(): string | undefined {
  const named = process.env['MADOGUCHI_CONFIG'];
  if (named !== undefined || !app.isPackaged) return named;
  return process.platform === 'win32'
    ? join(process.env['ProgramData'] ?? 'C:\\ProgramData', 'Madoguchi', 'terminal.yml')
    : '/etc/madoguchi/terminal.yml';
}

async function run(options: ElectronShellOptions, config: LoadedConfig): Promise<void> {
  const prepared = prepareElectron(options);
  if (!prepared.ok) return refuse(exits.shell, explainShellError(prepared.error));
  const shell = await openElectronShell(prepared.value, options);
  if (!shell.ok) return refuse(exits.shell, explainShellError(shell.error));
  await startTerminal(shell.value, config, log);
}

const config = loadConfig(configPath());
const layout = layoutOf(import.meta.filename);
if (!config.ok) refuse(exits.config, explainConfigErrors(config.error));
else {
  const options: ElectronShellOptions = {
    reason: process.env['MADOGUCHI_SHELL_REASON'] ?? 'started as Electron',
    dataDir: config.value.dataDir,
    paths: layout.paths,
    preload: layout.preload.electron,
    env: process.env,
    log,
  };
  void run(options, config.value);
}
