// An exception that nobody caught is a bug: the process says where, never what about (a message may quote a resident), and ends,
// so that whoever watches it starts it again. The queue is safe at any instant ("What never bends" 1).
import type { ShellLog } from './log.ts';

/** EX_SOFTWARE of sysexits.h. */
const softwareError = 70;

/** Ends the process by `exit` on the first uncaught exception or rejection. */
export function endOnBug(log: ShellLog, exit: (code: number) => void): void {
  const end = (kind: string) => (error: unknown) => {
    const name = error instanceof Error ? error.name : typeof error;
    log('error', 'bug', { kind, cause: name, where: firstFrame(error) });
    exit(softwareError);
  };
  process.on('uncaughtException', end('exception'));
  process.on('unhandledRejection', end('rejection'));
}

/** `file:line:column` of the topmost frame, without the directories. */
export function firstFrame(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return /([\w.-]+:\d+:\d+)\)?$/m.exec(stack)?.[1] ?? 'unknown';
}
