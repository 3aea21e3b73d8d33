// Another program of ours as a utility process: Chromium ends it when main is gone, and `runAsNode` can stay off in the release.
import { utilityProcess } from 'electron';
import type { Readable } from 'node:stream';
import { readJsonLines } from './json-lines.ts';
import type { Child, ChildSpec } from './shell.ts';

/** Starts `file`. After `ready`. `stopMs` is how long it may take over a polite end before it is killed. */
export function startUtility(
  file: string,
  spec: ChildSpec,
  env: Readonly<Record<string, string>>,
  stopMs = 5_000,
): Child {
  const child = utilityProcess.fork(file, [...spec.args], {
    serviceName: spec.name,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...env, ...spec.env },
  });
  const lineListeners: ((line: unknown) => void)[] = [];
  const exitListeners: ((code: number | null) => void)[] = [];
  let gone: { readonly code: number | null } | null = null;
  const exited = Promise.withResolvers<undefined>();
  if (child.stdout !== null) {
    // Electron types it as the stream that any Node has; it is a Readable (api/utility-process.md).
    readJsonLines(child.stdout as Readable, (line) => {
      for (const listener of lineListeners) listener(line);
    });
  }
  child.once('exit', (code) => {
    gone = { code };
    for (const listener of exitListeners) listener(code);
    exited.resolve(undefined);
  });
  return {
    onLine: (listener) => void lineListeners.push(listener),
    onExit(listener) {
      if (gone === null) exitListeners.push(listener);
      else listener(gone.code);
    },
    async stop() {
      if (gone !== null) return;
      const { pid } = child;
      child.kill(); // SIGTERM
      const hard = setTimeout(() => {
        if (pid !== undefined && gone === null) process.kill(pid, 'SIGKILL');
      }, stopMs);
      await exited.promise;
      clearTimeout(hard);
    },
  };
}
