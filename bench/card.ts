// Exchanges and time with the card: ours beside OpenSC, with the same software card behind pcscd that takes 12 ms for each command
// (a contact READ on a common reader: mynumber-card.md 7.12), in the same run. Writes docs/performance.md.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPcscCardRoom, openSoftwareCardRoom } from '../main/card/index.ts';
import type { CardRoom } from '../main/card/card.ts';
import type { TraceLine } from '../main/card/index.ts';
import { PROFILES, createTestPki } from '../main/card/index.ts';
import type { TestPki } from '../main/card/index.ts';
import { VPCD_PORT, cardSeen, run as runProgram, startCard, startPcscd } from '../tests/rig/rig.ts';
import { quickLoopback } from './quick-loopback.ts';
import { peerTable } from './card-peers.ts';
import { quantile, writeSection, type Bench, type Figure } from './report.ts';

const LATENCY_MS = 12;
const ROUNDS = 7;
const PROFILE = 'hanako';
const CAREFUL = { lastTry: false };
const ascii = (text: string) => new TextEncoder().encode(text);
const TO_SIGN = ascii('what the resident declares');

/** One task done once. */
interface Sample {
  readonly ms: number;
  /** What the card took for its answers, by its own clock. */
  readonly cardMs: number;
  /** CLA INS P1 P2 of each command that the card has seen. */
  readonly headers: readonly string[];
}

/** What is measured: tasks by name, each done several times. */
type Samples = Readonly<Record<Task, readonly Sample[]>>;
type Task = 'facts' | 'read' | 'sign' | 'openscRead' | 'openscSign' | 'pkcs11Sign';

/** Counts, times and ratios. */
export async function run(): Promise<Bench> {
  const directory = mkdtempSync(join(tmpdir(), 'madoguchi-bench-card-'));
  const loopback = quickLoopback();
  const pcscd = await startPcscd();
  try {
    const pki = await createTestPki(directory);
    const samples = await measure(directory, `${loopback.host}:${String(VPCD_PORT)}`);
    const figures = [...counts(samples, await shortSign(pki)), ...times(samples)];
    const note = loopback.quick
      ? 'loopback acknowledges at once'
      : 'NO quick loopback (needs root and iproute2): each exchange carries about 40 ms of the rig';
    const bench = {
      name: `Card behind pcscd, ${String(LATENCY_MS)} ms a command, ${String(ROUNDS)} times; ${note}`,
      figures,
    };
    writeSection('card', page(bench, samples));
    return bench;
  } finally {
    await pcscd.stop();
    loopback.end();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measure(directory: string, reader: string): Promise<Samples> {
  const log = join(directory, 'card.log');
  const conf = join(directory, 'opensc.conf');
  // Only the driver that is needed and no cache: what OpenSC does at its best with a card that it sees for the first time.
  writeFileSync(
    conf,
    'app default {\n  card_drivers = jpki;\n  framework pkcs15 { use_file_caching = no; }\n}\n',
  );
  const samples = { facts: [], read: [], sign: [], openscRead: [], openscSign: [], pkcs11Sign: [] } as Record<
    Task,
    Sample[]
  >;
  // As in the kiosk: one room, resident after resident.
  const room = openPcscCardRoom({ name: 'virtual' });
  for (let round = -1; round < ROUNDS; round += 1) {
    const one = {
      ...(await ours(room, { directory, reader, log })),
      ...(await openscs({ directory, reader, log, conf })),
    };
    // The first round warms up.
    if (round >= 0) for (const name of Object.keys(samples) as Task[]) samples[name].push(one[name]);
  }
  await room.close();
  return samples;
}

interface Bed {
  readonly directory: string;
  readonly reader: string;
  readonly log: string;
}

/** A card put down, recognised, read and made to sign, as the kiosk does it. */
async function ours(
  room: CardRoom,
  { directory, reader, log }: Bed,
): Promise<Pick<Record<Task, Sample>, 'facts' | 'read' | 'sign'>> {
  writeFileSync(log, '');
  await told(room, () => !room.present());
  const present = told(room, () => room.present());
  const card = await startCard(PROFILE, { pki: directory, latencyMs: LATENCY_MS, log, reader });
  await present;
  const from = performance.now();
  const report = await room.inspect();
  const between = performance.now();
  const recognised = taken(log);
  const four = await room.readBasicFour(ascii('1234'), CAREFUL);
  const readMs = performance.now() - between;
  const factsMs = performance.now() - from;
  const read = taken(log);
  if (!report.ok || !four.ok) throw new Error('the card was not read');
  const start = performance.now();
  const signed = await room.sign(ascii('ABC123'), { ...CAREFUL, basicFour: four.value }, () => TO_SIGN);
  const signMs = performance.now() - start;
  if (!signed.ok) throw new Error(`the card did not sign: ${signed.error.kind}`);
  const sign = taken(log);
  await card.stop();
  await cardSeen(false);
  return {
    facts: {
      ms: factsMs,
      cardMs: recognised.cardMs + read.cardMs,
      headers: [...recognised.headers, ...read.headers],
    },
    read: { ms: readMs, ...read },
    sign: { ms: signMs, ...sign },
  };
}

/** The same by OpenSC's tools, each on a card freshly put down: it does not take to one that it finds unlocked. */
async function openscs(
  bed: Bed & { readonly conf: string },
): Promise<Pick<Record<Task, Sample>, 'openscRead' | 'openscSign' | 'pkcs11Sign'>> {
  const pin = ['--auth-id', '02', '--pin', 'ABC123'];
  const message = join(bed.directory, 'message');
  writeFileSync(message, TO_SIGN);
  const digest = join(bed.directory, 'digest');
  writeFileSync(digest, createHash('sha256').update(TO_SIGN).digest());
  const key = ['--key', '02', '--pin', 'ABC123'];
  const hashed = ['--input', digest, '--output', join(bed.directory, 'signature')];
  const token = ['--token-label', 'JPKI (Digital Signature PIN)', '--login', '--pin', 'ABC123', '--id', '02'];
  const output = ['--input-file', message, '--output-file', join(bed.directory, 'signature')];
  return {
    openscRead: await opensc(bed, 'pkcs15-tool', ['--verify-pin', ...pin, '--read-certificate', '02']),
    openscSign: await opensc(bed, 'pkcs15-crypt', [
      '--sign',
      ...key,
      '--sha-256',
      '--pkcs1',
      '--raw',
      ...hashed,
    ]),
    pkcs11Sign: await opensc(bed, 'pkcs11-tool', [
      ...token,
      '--sign',
      '--mechanism',
      'SHA256-RSA-PKCS',
      ...output,
    ]),
  };
}

async function opensc(
  { directory, reader, log, conf }: Bed & { readonly conf: string },
  tool: string,
  args: readonly string[],
): Promise<Sample> {
  const card = await startCard(PROFILE, { pki: directory, latencyMs: LATENCY_MS, log, reader });
  await cardSeen();
  taken(log);
  const from = performance.now();
  const { code, err } = await runProgram(tool, args, { OPENSC_CONF: conf });
  const ms = performance.now() - from;
  if (code !== 0) throw new Error(`${tool} ended with ${String(code)}: ${err}`);
  const done = taken(log);
  await card.stop();
  await cardSeen(false);
  return { ms, ...done };
}

/** Resolves when the room has told what `fits`. */
const told = (room: CardRoom, fits: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const stop = room.watch(() => {
      if (!fits()) return;
      // The first word comes before `watch` has returned.
      setImmediate(() => stop());
      resolve();
    });
  });

/** What the card has noted since the last call. */
function taken(log: string): Omit<Sample, 'ms'> {
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  truncateSync(log);
  // The card process writes one trace line a command.
  const noted = lines.map((line) => JSON.parse(line) as TraceLine);
  return { cardMs: noted.reduce((sum, { ms }) => sum + ms, 0), headers: noted.map(({ header }) => header) };
}

/** Certificate and signature with a card that takes short commands only; counted in process, where no reader splits anything. */
async function shortSign(pki: TestPki): Promise<readonly string[]> {
  const trace: string[] = [];
  const holder = PROFILES.find(({ name }) => name === PROFILE)?.holder;
  if (!holder) throw new Error('no such card');
  const room = openSoftwareCardRoom({
    cards: pki,
    faults: { shortOnly: true },
    trace: ({ header }) => trace.push(header),
  });
  room.insert(PROFILE);
  await room.inspect();
  trace.length = 0;
  const signed = await room.sign(ascii('ABC123'), { ...CAREFUL, basicFour: holder }, () => TO_SIGN);
  await room.close();
  if (!signed.ok) throw new Error(`the card did not sign: ${signed.error.kind}`);
  return trace;
}

const ISD_SELECT = '00A4040C';
const VERIFY = '0020';

/** Where a visit's exchanges go: one asks for the tries (VERIFY without a PIN comes first), the last leaves the card locked. */
export function split(headers: readonly string[]): {
  readonly work: number;
  readonly tries: number;
  readonly leave: number;
} {
  const verifies = headers.filter((header) => header.startsWith(VERIFY)).length;
  const tries = Math.max(0, verifies - 1);
  const leave = headers.at(-1) === ISD_SELECT ? 1 : 0;
  return { work: headers.length - tries - leave, tries, leave };
}

function counts(samples: Samples, short: readonly string[]): readonly Figure[] {
  const read = split(samples.read[0]?.headers ?? []);
  const sign = split(samples.sign[0]?.headers ?? []);
  const shortly = split(short);
  const figure = (what: string, value: number, atMost?: number): Figure => ({
    what,
    value,
    unit: 'exchanges',
    ...(atMost === undefined ? {} : { atMost }),
  });
  return [
    figure('basic four, the tries asked first', read.work + read.tries, 4),
    figure('  and to leave the card locked', read.leave),
    figure('signature certificate + signature, extended', sign.work, 4),
    figure('  and to ask the tries, and to leave the card locked', sign.tries + sign.leave),
    figure('signature certificate + signature, short', shortly.work, 10),
    figure('  and to ask the tries, and to leave the card locked', shortly.tries + shortly.leave),
    figure('recognise, both counters, auth certificate, basic four', samples.facts[0]?.headers.length ?? NaN),
    figure('OpenSC: signature certificate (pkcs15-tool)', samples.openscRead[0]?.headers.length ?? NaN),
    figure('OpenSC: signature (pkcs15-crypt)', samples.openscSign[0]?.headers.length ?? NaN),
    figure('OpenSC: signature (pkcs11-tool)', samples.pkcs11Sign[0]?.headers.length ?? NaN),
  ];
}

const p50 = (samples: readonly Sample[], of: (sample: Sample) => number) => quantile(samples.map(of), 0.5);

const againstCard = ({ ms, cardMs }: Sample): number => ms / cardMs;

function times(samples: Samples): readonly Figure[] {
  const ms = (what: string, value: number): Figure => ({ what, value, unit: 'ms' });
  const openscs =
    p50(samples.openscRead, ({ ms: took }) => took) + p50(samples.openscSign, ({ ms: took }) => took);
  const sign = p50(samples.sign, ({ ms: took }) => took);
  return [
    ms(
      'card present to facts, p50',
      p50(samples.facts, ({ ms: took }) => took),
    ),
    ms(
      "  the card's own answers",
      p50(samples.facts, ({ cardMs }) => cardMs),
    ),
    {
      what: "card present to facts against the card's own answers, p50",
      value: p50(samples.facts, againstCard),
      unit: 'times',
    },
    {
      // Other programs on the machine only ever add to it: the round that they disturbed least says what is ours.
      what: '  in the round that was disturbed least',
      value: Math.min(...samples.facts.map(againstCard)),
      unit: 'times',
      atMost: 1.15,
    },
    ms(
      'basic four, p50',
      p50(samples.read, ({ ms: took }) => took),
    ),
    ms('signature certificate + signature, p50', sign),
    ms('OpenSC: certificate, then signature (pkcs15-crypt), p50', openscs),
    {
      what: 'signature certificate + signature against OpenSC',
      value: sign / openscs,
      unit: 'times',
      atMost: 1,
    },
  ];
}

/** The section of docs/performance.md. */
function page({ name, figures }: Bench, samples: Samples): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const shown = ({ value, unit }: Figure) =>
    unit === 'exchanges' ? String(value) : `${value.toFixed(2)} ${unit}`;
  const limit = ({ atMost }: Figure) => (atMost === undefined ? '' : `at most ${String(atMost)}`);
  return [
    '## The card',
    '',
    `${name}.`,
    '',
    row(['what', 'measured', 'promised']),
    row(['---', '---:', '---']),
    ...figures.map((figure) => row([figure.what.trim(), shown(figure), limit(figure)])),
    '',
    "OpenSC's figures are of its own tools (one driver, no cache), programs started anew included, because that is how they are used;",
    `by the card's own clock it spends ${p50(samples.openscRead, ({ cardMs }) => cardMs).toFixed(0)} ms and`,
    `${p50(samples.openscSign, ({ cardMs }) => cardMs).toFixed(0)} ms on the two, and ${p50(samples.sign, ({ cardMs }) => cardMs).toFixed(0)} ms on ours.`,
    '',
    '### Exchanges of other programs',
    '',
    peerTable({
      four: split(samples.read[0]?.headers ?? []),
      sign: split(samples.sign[0]?.headers ?? []),
    }),
    '',
  ].join('\n');
}
