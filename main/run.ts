// Runs a terminal from its start to its end: the ready line, the refusal in plain words, the orderly end.
import type { LoadedConfig } from './config/config.ts';
import { buildTerminal, type Terminal } from './index.ts';
import { makeLog, type Log } from './log.ts';
import type { Shell } from './shell/shell.ts';
import { explainStartError } from './start-error.ts';

/** Brings a terminal up, says so in one JSON line on standard output, and ends with the shell. */
export async function startTerminal(shell: Shell, config: LoadedConfig, log: Log = makeLog()): Promise<void> {
  let quitting: string | null = null;
  let terminal: Terminal | null = null;
  shell.onQuit((why) => {
    quitting = why;
    if (terminal !== null) void end(terminal, why, 0);
  });
  async function end(running: Terminal, why: string, code: number): Promise<void> {
    log('info', 'ending', { why });
    await running.stop();
    shell.quit(code);
  }
  // Whoever watches over this program (systemd, Shell Launcher) starts it again.
  let fatal: string | null = null;
  const onFatal = (why: string): void => {
    fatal = why;
    if (terminal !== null) void end(terminal, why, 1);
  };
  const built = await buildTerminal(shell, config, log, onFatal);
  if (!built.ok) {
    console.error(explainStartError(built.error));
    return shell.quit(1);
  }
  terminal = built.value;
  if (quitting !== null) return end(terminal, quitting, 0);
  // The window is there before the rest is: it may be lost before the rest is there, too.
  if (fatal !== null) return end(terminal, fatal, 1);
  process.stdout.write(`${JSON.stringify(terminal.ready)}\n`);
}
