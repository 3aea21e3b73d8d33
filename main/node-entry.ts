// Starts the terminal on plain Node: in the system's Chromium, or serving its address only (`shell: none`).
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { explainConfigErrors, loadConfig } from './config/config.ts';
import { makeLog } from './log.ts';
import { beginShell, type BeginOptions } from './shell/begin.ts';
import { findBrowser } from './shell/browser.ts';
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
const options: BeginOptions = {
  mode: none ? 'none' : 'chromium',
  dataDir: config.value.dataDir,
  env: process.env,
  browser,
  // The software card brings a dock, which frames the kiosk in a window of its own.
  early: config.value.reader.kind === 'pcsc' ? { port: config.value.ui.port } : undefined,
};
const begun = beginShell(options);
if (!begun.ok) refuse(exits.shell, explainShellError(begun.error));

// While the browser starts, the rest of the program is read; what it was compiled to is kept from one start to the next.
enableCompileCache(join(config.value.dataDir, 'compiled'));
const { openChromiumShell } = await import('./shell/chromium.ts');
const layout = layoutOf(import.meta.filename);
const shell = openChromiumShell({
  ...options,
  begun: begun.value,
  reason: process.env['MADOGUCHI_SHELL_REASON'] ?? 'started by hand',
  paths: layout.paths,
  bridge: layout.preload.chromium,
  entries: layout.entries,
  log,
});
if (!shell.ok) refuse(exits.shell, explainShellError(shell.error));
const { startTerminal } = await import('./run.ts');
await startTerminal(shell.value, config.value, log);
flushCompileCache();
