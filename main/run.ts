// One life of the terminal in an open shell: start, say so in one line, end when asked. The same for both entries.
import type { LoadedConfig } from './config/config.ts';
import { startTerminal } from './index.ts';
import type { Log } from './log.ts';
import type { Shell } from './shell/shell.ts';
import { explainStartError } from './start-error.ts';

/** EX_UNAVAILABLE of sysexits.h. */
const notStarted = 69;

/** Brings the terminal up, prints the ready line on standard output, and ends it in order when the shell is asked to quit. */
export async function runTerminal(shell: Shell, config: LoadedConfig, log: Log): Promise<void> {
  let stop: (() => Promise<void>) | null = null;
  let asked: string | null = null;
  const end = async (why: string): Promise<void> => {
    asked = why;
    if (stop === null) return; // still starting: ended below
    log('info', 'ending', { why });
    await stop();
    shell.quit(0);
  };
  shell.onQuit((why) => void end(why));
  const started = await startTerminal(shell, config, log);
  if (!started.ok) {
    console.error(explainStartError(started.error));
    shell.quit(notStarted);
    return;
  }
  ({ stop } = started.value);
  console.log(JSON.stringify(started.value.ready));
  if (asked !== null) await end(asked);
}
