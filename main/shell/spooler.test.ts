// Windows is not at hand here: its PowerShell is played, with answers as the PrintManagement module gives them. What is tested is
// what we make of them; that a real spooler answers so is for a real Windows to say (README, "Not verified here").
import { afterEach, describe, expect, test, vi } from 'vitest';
import { err, ok } from '../../sync/contract/result.ts';
import { healthOfSpooler, printThroughSpooler } from './spooler.ts';

type Answer = {
  readonly status?: string;
  readonly offline?: boolean;
  readonly jobs?: readonly string[];
} | null;
const { calls, answers } = vi.hoisted(() => ({
  calls: [] as { script: string; printer: string; job: string }[],
  /** One answer a look, the last stays; `null`: PowerShell cannot be started. */
  answers: [] as unknown[],
}));
vi.mock('node:child_process', () => ({
  execFile(
    file: string,
    args: readonly string[],
    options: { env: Record<string, string> },
    done: (error: Error | null, stdout: string) => void,
  ) {
    const script = Buffer.from(args.at(-1) ?? '', 'base64').toString('utf16le');
    calls.push({ script, printer: options.env['SLIP_PRINTER']!, job: options.env['SLIP_JOB']! });
    expect(file).toBe('powershell.exe');
    if (script.includes('Remove-PrintJob')) return done(null, '');
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer === null) return done(new Error('ENOENT'), '');
    done(null, typeof answer === 'string' ? answer : JSON.stringify(answer));
  },
}));
afterEach(() => {
  calls.length = 0;
  answers.length = 0;
});

const says = (...told: Answer[]) =>
  answers.push(
    ...told.map((one) =>
      one === null
        ? null
        : {
            printer: { status: one.status ?? 'Normal', offline: one.offline ?? false },
            jobs: (one.jobs ?? []).map((status, at) => ({ id: at + 1, status })),
          },
    ),
  );
const times = { deadlineMs: 200, pollMs: 1, graceMs: 0, appearMs: 0 };
const print = async (how = times) =>
  await printThroughSpooler(
    { env: {}, printer: 'slips $(x)', title: 'madoguchi abc' },
    () => Promise.resolve(ok(null)),
    how,
  );

describe('how the printer is', () => {
  test.each([
    ['PaperOut', 'empty'],
    ['PaperProblem', 'empty'],
    ['PaperJam', 'jam'],
    ['DoorOpen', 'cover'],
    ['NoToner', 'ink'],
    ['OutputBinFull', 'full'],
    ['Paused', 'paused'],
    ['Offline', 'offline'],
    ['NotAvailable', 'offline'],
    ['Error, UserIntervention', 'other'],
  ] as const)('%s: %s', async (status, trouble) => {
    says({ status });
    expect(await healthOfSpooler({}, 'slips')).toEqual({ kind: 'trouble', trouble, cause: status });
  });

  test.each(['Normal', 'Printing', 'TonerLow', 'PowerSave', 'Busy'])('%s: ready', async (status) => {
    says({ status });
    expect(await healthOfSpooler({}, null)).toEqual({ kind: 'ready' });
    expect(calls[0]).toMatchObject({ printer: '' });
  });

  test('a printer set to work offline, none, and no PowerShell', async () => {
    says({ offline: true });
    expect(await healthOfSpooler({}, 'slips')).toMatchObject({ trouble: 'offline' });
    answers.splice(0, 1, { printer: null, jobs: [] });
    expect(await healthOfSpooler({}, 'slips')).toMatchObject({ trouble: 'gone' });
    for (const none of [null, 'not JSON', '{}']) {
      answers.splice(0, 1, none);
      expect(await healthOfSpooler({}, 'slips')).toMatchObject({ trouble: 'gone' });
    }
  });
});

describe('a page handed to the spooler', () => {
  test('is printed when its job has left the queue', async () => {
    says({ jobs: ['Spooling'] }, { jobs: ['Printing'] }, { jobs: [] });
    expect(await print()).toEqual(ok({ kind: 'printed' }));
    expect(calls).toHaveLength(3);
    expect(calls[0]).toMatchObject({ printer: 'slips $(x)', job: 'madoguchi abc' });
    for (const { script } of calls) expect(script).not.toContain('slips');
  });

  test('is printed when Windows keeps it as printed', async () => {
    says({ jobs: ['Printed, Retained'] });
    expect(await print()).toEqual(ok({ kind: 'printed' }));
  });

  test('is waited for until the spooler has it', async () => {
    says({}, {}, { jobs: ['Printing'] }, {});
    expect(await print({ ...times, appearMs: 150 })).toEqual(ok({ kind: 'printed' }));
    expect(calls).toHaveLength(4);
  });

  test.each([
    ['Error, PaperOut', 'empty'],
    ['Printing, Offline', 'offline'],
    ['UserIntervention', 'other'],
    ['Blocked', 'other'],
  ] as const)('that stays with %s is told and taken out', async (status, trouble) => {
    says({ jobs: [status] });
    expect(await print()).toEqual(err({ kind: 'trouble', trouble, cause: status }));
    expect(calls.at(-1)?.script).toContain('Remove-PrintJob');
  });

  test('that never ends is told after its deadline and taken out', async () => {
    says({ jobs: ['Printing'] });
    expect(await print()).toEqual(err({ kind: 'late' }));
    expect(calls.at(-1)?.script).toContain('Remove-PrintJob');
  });

  test('that Electron could not hand over is not looked for', async () => {
    const failed = err({ kind: 'failed', cause: 'Print job failed' } as const);
    expect(
      await printThroughSpooler({ env: {}, printer: null, title: 'x' }, () => Promise.resolve(failed), times),
    ).toEqual(failed);
    expect(calls).toEqual([]);
  });
});
