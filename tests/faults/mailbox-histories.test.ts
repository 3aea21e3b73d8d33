// Random histories of mailboxes on every device at once: two real terminals, whose clocks are wrong, whose lines are cut and which are
// started again; the web; the sender's desk; and beside them a model of a few rules. `RUNS=300` for the long run, `SEED` to see one again.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeEnrolmentCode } from '../../sync/central/tokens.ts';
import { startTestCentral, type TestCentral } from '../fixtures/central.ts';
import { cities } from '../fixtures/mailbox-model.ts';
import { History, type World } from './parts/mailbox-history.ts';
import { story } from './parts/mailbox-steps.ts';
import { MailboxTerminal } from './parts/mailbox-terminal.ts';

const numRuns = Number(process.env['RUNS'] ?? 12);
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000);
const stepMs = 10_000;

let folder: string;
let central: TestCentral;
let world: World;
let passedMs = 0;
const trueTime = (): number => Date.now() + passedMs;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'madoguchi-histories-'));
  central = await startTestCentral({ now: () => new Date(trueTime()), carries: false });
  const terminalIn = async (municipality: string): Promise<MailboxTerminal> => {
    const { parts, trust, terminalsUrl: url } = central.central;
    const offer = { name: municipality, municipality, ttlMs: 3_600_000 };
    const enrolmentCode = await makeEnrolmentCode(parts.db, offer, parts.now());
    const dir = join(folder, municipality);
    return MailboxTerminal.open({ dir, line: { url, trust }, enrolmentCode, municipality, trueTime });
  };
  const terminals = [await terminalIn(cities[0]), await terminalIn(cities[1])] as const;
  world = { central, terminals, pass: () => void (passedMs += stepMs) };
});
afterAll(async () => {
  for (const terminal of world.terminals) await terminal.stop();
  await central.stop();
  rmSync(folder, { recursive: true, force: true });
});

test(
  `what every resident sees on every device is what the model says, after ${String(numRuns)} histories of seed ${String(seed)}`,
  async () => {
    const seen = { histories: 0, steps: 0, looks: 0 };
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const history = new History(world);
        try {
          await history.play(told);
        } finally {
          await history.leave();
        }
        seen.histories += 1;
        seen.steps += told.steps.length;
        seen.looks += history.looks;
      }),
      { numRuns, seed, endOnFailure: true },
    );
    expect(seen.histories).toBe(numRuns);
    console.log(`seed ${String(seed)}: ${JSON.stringify(seen)}`);
  },
  60_000 + numRuns * 10_000,
);
