// docs/reliability.md, written by the full form of the command after each row.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { house } from './house.ts';
import { wrongs, type Played, type Row } from './play.ts';

const sum = (rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);

/** Writes the page. */
export function writeReliability(played: Played): void {
  writeFileSync(join(house, 'docs/reliability.md'), page(played));
}

function page({ rows, planned, options, began, minutes, good }: Played): string {
  const cells = (row: readonly (string | number)[]) => `| ${row.join(' | ')} |`;
  const struck = (kind: Row['kind']) =>
    sum(
      rows.filter((row) => row.kind === kind),
      ({ told }) => told.struck,
    );
  return `# Reliability

Written by \`npm run test:faults\`; nothing here is typed by hand. Real terminals (the real store, link and worker; rows that say
"whole terminal" drive the whole program as its window would), real nodes of the central API over a real PostgreSQL with \`fsync\`, and
a proxy between them. A registration is *confirmed* when its commit has returned, which is what the screen waits for. After each row
everything is brought up, the outboxes run empty, and every confirmed registration since the beginning is looked for.

- ${String(struck('kill'))} kills and ${String(struck('network'))} faults of the network in ${minutes.toFixed(0)} minutes: **${String(sum(rows, ({ count }) => count.lost.length))} lost, ${String(sum(rows, ({ count }) => count.doubled.length))} doubled** of ${String(sum(rows, ({ count }) => count.confirmed))} confirmed.
- Outcome of the run: ${outcome(rows.length, planned, good)}.
- Again: \`npm run test:faults -- --seed ${String(options.seed)} --kills ${String(options.kills)} --faults ${String(options.faults)}\`. The plan of faults is the same then; the
  instants at which the machine runs its processes are not.
- ${began.toISOString().slice(0, 16).replace('T', ' ')} UTC, commit ${commit()}, ${cpus()[0]?.model ?? 'unknown processor'}, ${String(cpus().length)} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GB, Node ${process.version}.

${cells(['fault', 'struck', 'confirmed meanwhile', 'lost', 'doubled', 'not in balance', 'personal data left', 'button pressed', 'remarks'])}
${cells(['---', '---:', '---:', '---:', '---:', '---:', '---:', '---:', '---'])}
${[...rows.map(rowOf), totals(rows)].map(cells).join('\n')}

*Lost*: not at the central API. *Doubled*: more than one account, or anything of it twice. *Not in balance*: the terminal's receipts and
the central API's registrations differ in number, or something still waits. *Personal data left*: the made-up resident found in a file
or log of a terminal, or in a log of the central API (UTF-8, UTF-16, base64, JSON escapes). *Button pressed*: records that needed
attention (receipts that do not verify five times) and were sent on by staff's button.
${rows.some((row) => wrongs(row).length > 0) ? `\n## What went wrong\n\n${rows.flatMap((row) => wrongs(row).map((wrong) => `- ${row.fault}: ${wrong}`)).join('\n')}\n` : ''}`;
}

function outcome(rows: number, planned: number, good: boolean): string {
  const so = good ? 'all well' : '**not well, see below**';
  return rows < planned
    ? `${so} in ${String(rows)} of ${String(planned)} rows; **then it was stopped, or is still running**`
    : so;
}

const rowOf = ({ fault, told, count }: Row): readonly (string | number)[] => [
  fault,
  told.struck,
  count.confirmed,
  count.lost.length,
  count.doubled.length,
  count.unbalanced.length,
  count.personal.length,
  count.pressed,
  told.impossible === undefined ? (told.note ?? '') : `not possible here: ${told.impossible}`,
];

function totals(rows: readonly Row[]): readonly (string | number)[] {
  const inAll = (of: (row: Row) => number): number => sum(rows, of);
  return [
    '**all**',
    inAll(({ told }) => told.struck),
    inAll(({ count }) => count.confirmed),
    inAll(({ count }) => count.lost.length),
    inAll(({ count }) => count.doubled.length),
    inAll(({ count }) => count.unbalanced.length),
    inAll(({ count }) => count.personal.length),
    inAll(({ count }) => count.pressed),
    '',
  ];
}

function commit(): string {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: house, encoding: 'utf8' }).trim();
  try {
    const changed = git('status', '--porcelain', '--', 'main', 'sync') !== '';
    return `${git('rev-parse', '--short', 'HEAD')}${changed ? ' with changes' : ''}`;
  } catch {
    return 'unknown';
  }
}
