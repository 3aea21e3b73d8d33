// Processor time of processes, from Linux's own books.
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;

/** Seconds of processor time that these processes, and with `tree` all that they have started, have used so far. */
export function cpuSeconds(pids: readonly number[], tree = false): number {
  const wanted = new Set(pids);
  let ticks = 0;
  for (const { pid, parent, used } of processes()) {
    // Children stand after their parents: numbers grow.
    if (tree && wanted.has(parent)) wanted.add(pid);
    if (wanted.has(pid)) ticks += used;
  }
  return ticks / ticksPerSecond;
}

function processes(): readonly { pid: number; parent: number; used: number }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b)
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
        // After the name in parentheses: state, parent, …; user and system time are fields 14 and 15 (proc(5)).
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const [parent, user, system, childUser, childSystem] = [1, 11, 12, 13, 14].map((index) =>
          Number(fields[index]),
        );
        return [
          {
            pid,
            parent: parent ?? 0,
            used: (user ?? 0) + (system ?? 0) + (childUser ?? 0) + (childSystem ?? 0),
          },
        ];
      } catch {
        // It ended meanwhile.
        return [];
      }
    });
}
