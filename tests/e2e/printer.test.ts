// The way of a slip from its page to the paper, through a real CUPS to a simulated printer of the IPP project: every state that
// the printer can be in has its face, before anybody prints and while somebody does; a job that failed is taken back, and the
// next one comes out.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FaceCode } from '../../preload/contract/faces.ts';
import { watchPrinter } from '../../main/handoff/monitor.ts';
import { slipPrinter, type PrinterState } from '../../main/handoff/print.ts';
import { makePdf, type MadePdf } from '../../main/shell/chromium-pdf.ts';
import { printOnCups, type CupsTimes } from '../../main/shell/cups.ts';
import { healthOnCups } from '../../main/shell/cups-look.ts';
import { openPrintService, queue, until, well, type PrintService } from '../fixtures/print-service.ts';

const session = 'a'.repeat(32);
const paper = { widthUm: 80_000 };
/** As in the field, but in a hurry. */
const hurry: CupsTimes = { deadlineMs: 8_000, pollMs: 100, graceMs: 600 };

let service: PrintService;
let home: string;
let page: MadePdf;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'madoguchi-pages-'));
  const maker = { browser: '/usr/bin/chromium', dataDir: home, env: {}, root: process.getuid?.() === 0 };
  const made = await makePdf(maker, '<!doctype html><p style="height: 100mm">slip', paper.widthUm);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  page = made.value;
  service = await openPrintService();
});
afterAll(async () => {
  await service.close();
  await rm(home, { recursive: true });
});

/** The slip printer of a terminal at this queue. */
function terminal(name: string | null = queue, times: CupsTimes = hurry) {
  return slipPrinter({
    print: (job) =>
      printOnCups(service.server, name, page.pdf, { title: job.title, sheet: page.sheet }, times),
    to: { kind: 'system', name },
    currentSession: () => session,
  });
}
type Terminal = ReturnType<typeof terminal>;
const print = async (at: Terminal) => await at.print({ sessionId: session, html: '', paper });
const face = (code: FaceCode) => ({ ok: false, error: { kind: 'face', face: code } });
async function look(at: Terminal): Promise<PrinterState> {
  at.heard(await healthOnCups(service.server, queue));
  return at.state();
}
const ready: PrinterState = { state: 'ready', face: null };
/** Jobs that CUPS has not done with. */
const waiting = async () => (await service.admin('lpstat', '-W', 'not-completed', '-o')).trim();

beforeEach(() => service.switchOn(well));

test('a slip is printed: the printer has the page, and then it is told', async () => {
  const at = terminal();
  expect(await look(at)).toEqual(ready);
  expect(await print(at)).toEqual({ ok: true, value: { kind: 'printed' } });
  expect((await service.paper())?.subarray(0, 5).toString()).toBe('%PDF-');
  expect(await look(at)).toEqual(ready);
});

describe.each([
  ['media-empty', 'printer.empty', 'attention'],
  ['media-needed', 'printer.empty', 'attention'],
  ['media-jam', 'printer.jam', 'attention'],
  ['cover-open', 'printer.cover', 'attention'],
  ['spool-area-full', 'printer.full', 'attention'],
  ['paused', 'printer.paused', 'unavailable'],
] as const)('a printer with %s', (state, code, kind) => {
  test('is told while it prints, the job is taken back, and the next slip comes out', async () => {
    await service.plays({ state, how: 'hold' });
    const at = terminal();
    expect(await print(at)).toMatchObject(face(code));
    expect(at.state()).toEqual({ state: kind, face: code });
    expect(await service.paper()).toBeNull();
    await until(async () => (await waiting()) === '');
    expect(await look(at)).toEqual({ state: kind, face: code });
    await service.switchOn(well);
    expect(await look(at)).toEqual(ready);
    expect(await print(at)).toMatchObject({ ok: true });
  });

  test('is seen before anybody prints', async () => {
    await service.plays({ state, how: 'leave' });
    await service.nudge();
    const at = terminal();
    await until(async () => (await look(at)).face !== null);
    expect(at.state()).toEqual({ state: kind, face: code });
  });
});

test('no ink is told when nothing comes out by the deadline', async () => {
  await service.plays({ state: 'marker-supply-empty', how: 'hold' });
  const at = terminal(queue, { ...hurry, deadlineMs: 1_500 });
  expect(await print(at)).toMatchObject(face('printer.ink'));
});

test('little paper is no reason to stop', async () => {
  await service.plays({ state: 'media-low', how: 'leave' });
  const at = terminal();
  expect(await print(at)).toMatchObject({ ok: true });
  expect(await look(at)).toEqual(ready);
});

test('a job that never ends is told after its deadline and taken back', async () => {
  await service.plays({ state: 'none', how: 'hold' });
  const at = terminal(queue, { ...hurry, deadlineMs: 1_500 });
  const began = Date.now();
  expect(await print(at)).toMatchObject(face('printer.late'));
  expect(Date.now() - began).toBeGreaterThanOrEqual(1_500);
  await until(async () => (await waiting()) === '');
  expect(await service.paper()).toBeNull();
  expect(at.state()).toEqual({ state: 'attention', face: 'printer.late' });
});

test('a printer that is gone is seen, told, and welcome back', async () => {
  const at = terminal();
  await service.switchOff();
  expect(await look(at)).toEqual({ state: 'unavailable', face: 'printer.offline' });
  expect(await print(at)).toMatchObject(face('printer.offline'));
  await until(async () => (await waiting()) === '');
  await service.switchOn(well);
  expect(await look(at)).toEqual(ready);
  expect(await service.paper()).toBeNull();
});

test.each([
  ['cupsdisable', 'cupsenable'],
  ['cupsreject', 'cupsaccept'],
])('a queue that somebody stopped (%s) is told as stopped', async (stop, go) => {
  await service.admin(stop, queue);
  const at = terminal();
  expect(await look(at)).toEqual({ state: 'unavailable', face: 'printer.paused' });
  expect(await print(at)).toMatchObject(face('printer.paused'));
  await service.admin(go, queue);
  expect(await look(at)).toEqual(ready);
  expect(await print(at)).toMatchObject({ ok: true });
});

test('no such queue is told as no printer', async () => {
  expect(await print(terminal('nowhere'))).toMatchObject(face('printer.unavailable'));
});

test('the monitor sees the cover open and closed again, with nobody printing', async () => {
  const at = terminal();
  const told: (FaceCode | null)[] = [];
  at.onState((state) => told.push(state.face));
  const monitor = watchPrinter({
    look: () => healthOnCups(service.server, queue),
    onHealth: (health) => at.heard(health),
    everyMs: 50,
  });
  await service.plays({ state: 'cover-open', how: 'leave' });
  await service.nudge();
  await until(() => Promise.resolve(told.length === 1));
  await service.plays(well);
  await service.nudge();
  await until(() => Promise.resolve(told.length === 2));
  monitor.stop();
  expect(told).toEqual(['printer.cover', null]);
});
