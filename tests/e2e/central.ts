// The central API as IT runs it: its own program, configured by its environment.
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { run } from '../rig/rig.ts';

const house = resolve(import.meta.dirname, '../..');
const cli = join(house, 'sync/central/cli.ts');

export interface CentralReady {
  readonly terminals: string;
  readonly public: string;
  readonly mail: string | null;
  readonly database: string;
  readonly trust: string;
}

export interface CentralProgram {
  readonly ready: CentralReady;
  log(): string;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

const common = {
  PORT: '0',
  TERMINAL_PORT: '0',
  CITY_DIR: join(house, 'resources/sample-city'),
  // Tests run at any hour.
  QUIET_HOURS: '0-0',
  RENDERER_DIR: join(house, 'out/renderer'),
};

export async function startCentralProgram(
  settings: Readonly<Record<string, string>>,
): Promise<CentralProgram> {
  const child = spawn(process.execPath, [cli], {
    cwd: house,
    env: { ...process.env, ...common, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const exited = new Promise<number | null>((settle) => child.once('exit', settle));
  const ready = await new Promise<CentralReady>((found, failed) => {
    createInterface({ input: child.stdout }).on('line', (line) => found(JSON.parse(line) as CentralReady));
    void exited.then((code) => failed(new Error(`the central API ended with ${String(code)}: ${log}`)));
  });
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    child.kill(signal);
    await exited;
  };
  return { ready, log: () => log, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

/** IT's command for a new terminal. */
export async function enrolmentCode(
  settings: Readonly<Record<string, string>>,
  name: string,
  municipality: string,
): Promise<string> {
  const { code, out, err } = await run(
    process.execPath,
    [cli, 'enrol', '--name', name, '--municipality', municipality],
    { ...common, ...settings },
  );
  if (code !== 0) throw new Error(err);
  return out.trim();
}
