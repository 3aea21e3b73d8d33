// The printing system of Windows, asked through the PrintManagement module of its own PowerShell: Electron says only that a page has
// been handed over, and getPrintersAsync gives no more than a number that most drivers leave at zero. A job that stays in the queue
// with a trouble, or past its deadline, is taken out again.
import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import type { Environment } from './browser.ts';
import { mostPressing } from './printer-reasons.ts';
import type { PrinterHealth, PrintError, PrinterTrouble, PrintReport } from './shell.ts';

export interface SpoolerTimes {
  readonly deadlineMs: number;
  readonly pollMs: number;
  /** A driver may say "busy" or "offline" for a moment. */
  readonly graceMs: number;
  /** So long a job may take to appear in the queue: Electron answers before the spooler has it. */
  readonly appearMs: number;
}
const usualTimes: SpoolerTimes = { deadlineMs: 45_000, pollMs: 1_000, graceMs: 4_000, appearMs: 5_000 };
const answerWithinMs = 20_000;

/** Words of `PrinterStatus` and `JobStatus` (MSFT_Printer, MSFT_PrintJob), as PowerShell writes them. */
const meaning: Readonly<Record<string, PrinterTrouble>> = {
  paperout: 'empty',
  paperproblem: 'empty',
  manualfeed: 'empty',
  paperjam: 'jam',
  dooropen: 'cover',
  notoner: 'ink',
  outputbinfull: 'full',
  paused: 'paused',
  offline: 'offline',
  notavailable: 'offline',
  serverunknown: 'offline',
  pendingdeletion: 'gone',
  error: 'other',
  userintervention: 'other',
  outofmemory: 'other',
  blocked: 'other',
  blockeddevq: 'other',
};

const Look = z.object({
  /** Null: no such printer. */
  printer: z.object({ status: z.string(), offline: z.boolean() }).nullable(),
  jobs: z.array(z.object({ id: z.number(), status: z.string() })),
});
type Look = z.infer<typeof Look>;

// Names come in through the environment: nothing of them is ever read as a command.
const prologue = `
$ErrorActionPreference = 'Stop'
[Console]::OutputEncoding = [Text.Encoding]::UTF8
$n = $env:SLIP_PRINTER
if (-not $n) { $n = (Get-CimInstance Win32_Printer -Filter 'Default=TRUE').Name }
`;
const lookScript = `${prologue}
$p = Get-Printer -Name $n -ErrorAction SilentlyContinue
$w = Get-CimInstance Win32_Printer | Where-Object Name -eq $n
$j = @(Get-PrintJob -PrinterName $n -ErrorAction SilentlyContinue | Where-Object DocumentName -eq $env:SLIP_JOB)
$printer = if ($p) { @{ status = "$($p.PrinterStatus)"; offline = [bool]$w.WorkOffline } } else { $null }
$jobs = @($j | ForEach-Object { @{ id = $_.ID; status = "$($_.JobStatus)" } })
ConvertTo-Json -Compress -Depth 3 @{ printer = $printer; jobs = $jobs }
`;
const removeScript = `${prologue}
Get-PrintJob -PrinterName $n | Where-Object DocumentName -eq $env:SLIP_JOB | Remove-PrintJob
`;

/** One job in one queue; `printer` null: the default one. */
export interface SpooledJob {
  readonly env: Environment;
  readonly printer: string | null;
  readonly title: string;
}

/** Null when PowerShell or its answer is not there. */
async function powershell(script: string, { env, printer, title }: SpooledJob): Promise<string | null> {
  const encoded = Buffer.from(script, 'utf16le').toString('base64');
  return await new Promise((resolve) => {
    execFile(
      'powershell.exe',
      ['-NoProfile', '-NonInteractive', '-EncodedCommand', encoded],
      {
        env: { ...env, SLIP_PRINTER: printer ?? '', SLIP_JOB: title },
        timeout: answerWithinMs,
        windowsHide: true,
      },
      (error, stdout) => resolve(error === null ? stdout : null),
    );
  });
}

async function look(job: SpooledJob): Promise<Look | null> {
  const text = await powershell(lookScript, job);
  try {
    return text === null ? null : Look.parse(JSON.parse(text));
  } catch {
    return null; // an answer that is none
  }
}

const troubleIn = (words: string): PrinterTrouble | null =>
  mostPressing(words.split(',').map((word) => meaning[word.toLowerCase().replaceAll(/[^a-z]/g, '')] ?? null));

function healthIn(seen: Look | null): PrinterHealth {
  const ill = (trouble: PrinterTrouble, cause: string) => ({ kind: 'trouble', trouble, cause }) as const;
  if (seen === null) return ill('gone', 'the spooler does not answer');
  const { printer, jobs } = seen;
  if (printer === null) return ill('gone', 'no such printer');
  if (printer.offline) return ill('offline', 'WorkOffline');
  for (const words of [...jobs.map((job) => job.status), printer.status]) {
    const trouble = troubleIn(words);
    if (trouble !== null) return ill(trouble, words);
  }
  return { kind: 'ready' };
}

/** How the printer is, as far as its driver tells Windows. */
export async function healthOfSpooler(env: Environment, printer: string | null): Promise<PrinterHealth> {
  return healthIn(await look({ env, printer, title: '' }));
}

/**
 * Hands a page over with `spool` and stays with the job, which is found by its title, until it has left the queue. Windows takes a
 * job out when the printer has taken all of it; one that it keeps after printing says so.
 */
export async function printThroughSpooler(
  job: SpooledJob,
  spool: () => Promise<Result<null, PrintError>>,
  times: SpoolerTimes = usualTimes,
): Promise<Result<PrintReport, PrintError>> {
  const handed = await spool();
  if (!handed.ok) return handed;
  const began = Date.now();
  let appeared = false;
  let health: PrinterHealth = { kind: 'ready' };
  let since = began;
  for (;;) {
    const seen = await look(job);
    const jobs = seen?.jobs ?? [];
    appeared ||= jobs.length > 0;
    const out = jobs.every(({ status }) => /\b(printed|complete|completed|deleted)\b/i.test(status));
    if (seen !== null && out && (appeared || Date.now() - began >= times.appearMs)) {
      return ok({ kind: 'printed' });
    }
    const now = healthIn(seen);
    if (now.kind === 'ready' || health.kind === 'ready' || now.trouble !== health.trouble) since = Date.now();
    health = now;
    const believed = health.kind === 'trouble' && Date.now() - since >= times.graceMs;
    if (believed || Date.now() - began >= times.deadlineMs) break;
    await pause(times.pollMs);
  }
  await powershell(removeScript, job);
  return health.kind === 'trouble' ? err(health) : err({ kind: 'late' });
}
