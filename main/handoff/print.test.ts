// The printer must tell the truth about paper and never hand one resident's slip to the next.
import { describe, expect, it, vi } from 'vitest';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import type { PrinterTrouble, PrintError, PrintJob, PrintReport } from '../shell/shell.ts';
import { slipPrinter, TEST_SESSION } from './print.ts';

const paper = { widthUm: 80_000 };
const mine = 'a'.repeat(32);
const other = 'b'.repeat(32);
const file = { kind: 'file', directory: 'slips' } as const;
const ready = { state: 'ready', face: null };
const trouble = (one: PrinterTrouble): PrintError => ({ kind: 'trouble', trouble: one, cause: 'x' });
const printed: Result<PrintReport, PrintError> = ok({ kind: 'printed' });

function setUp(
  answer: (job: PrintJob) => Promise<Result<PrintReport, PrintError>>,
  to: PrintJob['to'] = file,
  deadlineMs = 10_000,
) {
  const print = vi.fn(answer);
  const session = { now: mine as string | null };
  const printer = slipPrinter({ print, to, currentSession: () => session.now, deadlineMs });
  return { print, session, printer, job: { sessionId: mine, html: '<p>', paper } };
}

describe('the slip printer', () => {
  it('prints for the session at the counter and names it in the job', async () => {
    const { printer, print, job } = setUp(() => Promise.resolve(printed));
    expect(await printer.print(job)).toEqual(printed);
    expect(print).toHaveBeenCalledWith({ html: '<p>', title: `madoguchi ${mine}`, to: file, paper });
    expect(printer.state()).toEqual(ready);
  });

  it('refuses a job of another session, or of none, without printing', async () => {
    const { printer, print, session, job } = setUp(() => Promise.resolve(printed));
    expect(await printer.print({ ...job, sessionId: other })).toEqual(err({ kind: 'other-session' }));
    session.now = null;
    expect(await printer.print(job)).toEqual(err({ kind: 'other-session' }));
    expect(print).not.toHaveBeenCalled();
  });

  it('does not report to the next resident what was printed for the last one', async () => {
    const { printer, session, job } = setUp(() => {
      session.now = other;
      return Promise.resolve(printed);
    });
    expect(await printer.print(job)).toEqual(err({ kind: 'other-session' }));
  });

  it('checks the session when the turn comes, not when the job was handed in', async () => {
    const first = Promise.withResolvers<Result<PrintReport, PrintError>>();
    const { printer, print, session, job } = setUp(() => first.promise);
    const [one, two] = [printer.print(job), printer.print(job)];
    await vi.waitFor(() => {
      expect(print).toHaveBeenCalledTimes(1);
    });
    session.now = other;
    first.resolve(printed);
    await one;
    expect(await two).toEqual(err({ kind: 'other-session' }));
    expect(print).toHaveBeenCalledTimes(1);
  });

  it("prints staff's test slip between two residents", async () => {
    const { printer, session, job } = setUp(() => Promise.resolve(printed));
    session.now = null;
    expect(await printer.print({ ...job, sessionId: TEST_SESSION })).toEqual(printed);
  });

  it.each<[PrintError, string, string]>([
    [trouble('empty'), 'printer.empty', 'attention'],
    [trouble('jam'), 'printer.jam', 'attention'],
    [trouble('cover'), 'printer.cover', 'attention'],
    [trouble('ink'), 'printer.ink', 'attention'],
    [trouble('full'), 'printer.full', 'attention'],
    [trouble('other'), 'printer.failed', 'attention'],
    [trouble('paused'), 'printer.paused', 'unavailable'],
    [trouble('offline'), 'printer.offline', 'unavailable'],
    [trouble('gone'), 'printer.unavailable', 'unavailable'],
    [{ kind: 'late' }, 'printer.late', 'attention'],
    [{ kind: 'no-renderer', cause: 'no browser' }, 'printer.unavailable', 'unavailable'],
    [{ kind: 'failed', cause: 'cover open' }, 'printer.failed', 'attention'],
  ])('%o has the face %s', async (error, face, state) => {
    const { printer, job } = setUp(() => Promise.resolve(err(error)));
    expect(await printer.print(job)).toMatchObject({ ok: false, error: { kind: 'face', face } });
    expect(printer.state()).toEqual({ state, face });
  });

  it('tells a job that never ends, and the next one still gets its turn', async () => {
    const answers = [new Promise<never>(() => undefined), Promise.resolve(printed)];
    const { printer, job } = setUp(() => answers.shift()!, file, 20);
    expect(await printer.print(job)).toMatchObject({ error: { face: 'printer.late' } });
    expect(await printer.print(job)).toEqual(printed);
    expect(printer.state()).toEqual(ready);
  });

  it('passes a bug on to its caller and goes on with the next job', async () => {
    const answers = [() => Promise.reject(new Error('bug')), () => Promise.resolve(printed)];
    const { printer, job } = setUp(() => answers.shift()!());
    await expect(printer.print(job)).rejects.toThrow('bug');
    expect(await printer.print(job)).toEqual(printed);
  });

  it('can be emptied and refilled by the dock, and tells whoever listens', async () => {
    const { printer, print, job } = setUp(() => Promise.resolve(printed));
    const seen: string[] = [];
    const stop = printer.onState(({ state }) => seen.push(state));
    expect(printer.setEmpty(true)).toBe(true);
    expect(printer.empty()).toBe(true);
    expect(await printer.print(job)).toMatchObject({ error: { face: 'printer.empty' } });
    expect(print).not.toHaveBeenCalled();
    printer.setEmpty(false);
    expect(await printer.print(job)).toEqual(printed);
    expect(seen).toEqual(['attention', 'ready']);
    stop();
    printer.setEmpty(true);
    expect(seen).toHaveLength(2);
  });

  it('hears of a look what is the matter before anybody prints, and that it is put right', async () => {
    const { printer, job } = setUp(() => Promise.resolve(printed), { kind: 'system', name: null });
    const told: unknown[] = [];
    printer.onState(({ face }) => told.push(face));
    for (const one of ['cover', 'cover', 'empty'] as const)
      printer.heard({ kind: 'trouble', trouble: one, cause: '' });
    printer.heard({ kind: 'ready' });
    expect(told).toEqual(['printer.cover', 'printer.empty', null]);
    printer.heard({ kind: 'trouble', trouble: 'jam', cause: '' });
    expect(await printer.print(job)).toEqual(printed); // it knows better than the last look
    expect(printer.state()).toEqual(ready);
  });

  it('keeps a failure that no look explains until a slip has come out', async () => {
    const answers = [err<PrintError>({ kind: 'late' }), printed];
    const { printer, job } = setUp(() => Promise.resolve(answers.shift()!));
    await printer.print(job);
    printer.heard({ kind: 'ready' });
    expect(printer.state()).toEqual({ state: 'attention', face: 'printer.late' });
    await printer.print(job);
    expect(printer.state()).toEqual(ready);
  });

  it('lets nobody play empty with a real printer', async () => {
    const { printer, job } = setUp(() => Promise.resolve(printed), { kind: 'system', name: null });
    expect(printer.setEmpty(true)).toBe(false);
    expect(await printer.print(job)).toEqual(printed);
  });
});
