// Starts the terminal on plain Node: in the system's Chromium, or serving its address only (`shell: none`).
import { explainConfigErrors, loadConfig } from './config/config.ts';
import { makeLog } from './log.ts';
import { findBrowser, hasDisplay } from './shell/browser.ts';
import { openChromiumShell } from './shell/chromium.ts';
import { explainShellError } from './shell/explain.ts';
import { endOnBug } from './shell/last-words.ts';
import { layoutOf } from './shell/layout.ts';

const log = makeLog();
endOnBug(log, (code) => process.exit(code));

/** EX_CONFIG and EX_UNAVAILABLE of sysexits.h: starting again does not help before somebody has looked. */
const exits = { config: 78, shell: 69 };
function refuse(code: number, why: string): never {
  console.error(why);
  process.exit(code);
}

const config = loadConfig(process.env['MADOGUCHI_CONFIG']);
if (!config.ok) refuse(exits.config, explainConfigErrors(config.error));

// `npm start` has chosen and says why; started by hand, a browser is taken where there is one.
const browser = process.env['MADOGUCHI_BROWSER'];
const chosen = process.env['MADOGUCHI_SHELL'] ?? config.value.shell;
const none = chosen === 'none' || (chosen === 'auto' && !findBrowser(browser, process.env).ok);
const layout = layoutOf(import.meta.filename);
const shell = openChromiumShell({
  mode: none ? 'none' : 'chromium',
  reason: process.env['MADOGUCHI_SHELL_REASON'] ?? 'started by hand',
  dataDir: config.value.dataDir,
  paths: layout.paths,
  bridge: layout.preload.chromium,
  entries: layout.entries,
  env: process.env,
  browser,
  // The software card brings a dock, which needs a window of its own; without a display there is only one kind of window.
  early: config.value.reader.kind === 'pcsc' || !hasDisplay(process.env),
  log,
});
if (!shell.ok) refuse(exits.shell, explainShellError(shell.error));
// While the browser starts, the rest of the program is read.
const { startTerminal } = await import('./run.ts');
await startTerminal(shell.value, config.value, log);
