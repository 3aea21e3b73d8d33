// Runs the checks one after another and writes their findings down. A check that fails itself is a finding too.
import type { Finding, Mark } from './checks/finding.ts';
import type { Check, Ground, World } from './checks/world.ts';

/** `world` null: the configuration is wrong, and only what stands without it is checked. */
export async function examine(
  checks: readonly Check[],
  ground: Ground,
  world: World | null,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const one of checks) {
    if (one.needs === 'configuration' && world === null) continue;
    findings.push(...(await outcome(one, ground, world)));
  }
  return findings;
}

async function outcome(one: Check, ground: Ground, world: World | null): Promise<readonly Finding[]> {
  try {
    const answer =
      one.needs === 'nothing' ? await one.run(ground) : world === null ? [] : await one.run(world);
    return 'mark' in answer ? [answer] : answer;
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n', 1)[0] : 'unknown';
    const finding = `this check failed itself: ${why ?? 'unknown'}`;
    return [{ mark: 'fail', what: one.what, finding, todo: 'send this line to support' }];
  }
}

/** True when nothing failed. Warnings are no failure. */
export const passed = (findings: readonly Finding[]): boolean =>
  findings.every(({ mark }) => mark !== 'fail');

const marks: Readonly<Record<Mark, string>> = { ok: 'ok  ', warn: 'WARN', fail: 'FAIL' };

/** One line: mark, what, finding, and what to do. */
export function asLine({ mark, what, finding, todo }: Finding): string {
  return `${marks[mark]}  ${what}: ${finding}${todo === '' ? '' : ` -> ${todo}`}`.replaceAll('\n', ' ');
}

/** The last line. */
export function summary(findings: readonly Finding[]): string {
  const count = (wanted: Mark): string => String(findings.filter(({ mark }) => mark === wanted).length);
  return `${count('ok')} ok, ${count('warn')} warnings, ${count('fail')} failed`;
}
