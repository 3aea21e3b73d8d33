// Another program of ours as a child of plain Node. It prints JSON lines and ends with us: by SIGTERM when we say so, by the
// end of its standard input when we are gone without a word (kill -9).
import { spawn } from 'node:child_process';
import type { Child, ChildSpec } from './shell.ts';
import { readJsonLines } from './json-lines.ts';

// Runs in the child before its own code, so that no program can forget it: the end of stdin means that the parent is dead.
const watchParent = `data:text/javascript,${encodeURIComponent(
  'process.stdin.on("end",()=>{setTimeout(()=>process.exit(1),5000).unref();process.kill(process.pid,"SIGTERM")})' +
    '.on("error",()=>process.exit(1)).resume();process.stdin.unref?.()',
)}`;

/** Starts `file` with this same Node. `stopMs` is how long it may take over SIGTERM before it is killed. */
export function startNodeChild(
  file: string,
  spec: ChildSpec,
  env: Readonly<Record<string, string>>,
  stopMs = 5_000,
): Child {
  const child = spawn(process.execPath, ['--import', watchParent, file, ...spec.args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...env, ...spec.env },
  });
  const lineListeners: ((line: unknown) => void)[] = [];
  const exitListeners: ((code: number | null) => void)[] = [];
  let gone: { readonly code: number | null } | null = null;
  const exited = Promise.withResolvers<undefined>();
  const leave = (code: number | null) => {
    if (gone !== null) return;
    gone = { code };
    for (const listener of exitListeners) listener(code);
    exited.resolve(undefined);
  };
  readJsonLines(child.stdout, (line) => {
    for (const listener of lineListeners) listener(line);
  });
  child.stdin.on('error', () => undefined); // the child may close its end first
  child.once('close', leave);
  child.once('error', () => leave(null));
  return {
    onLine: (listener) => void lineListeners.push(listener),
    onExit(listener) {
      if (gone === null) exitListeners.push(listener);
      else listener(gone.code);
    },
    async stop() {
      if (gone !== null) return;
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), stopMs);
      await exited.promise;
      clearTimeout(hard);
    },
  };
}
