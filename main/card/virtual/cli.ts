// `npm run card`: a sample card on the virtual reader, until it is ended. Prints one JSON line when the card lies there.
import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createTestPki } from './pki.ts';
import { PROFILES } from './profiles.ts';
import { findProfile, makeChip } from './sample-cards.ts';
import { putOnVirtualReader } from './vpcd.ts';

const USAGE = `npm run card -- --profile NAME [--reader 127.0.0.1:35963] [--latency-ms N] [--log FILE] [--pki DIR]
profiles: ${PROFILES.map((profile) => profile.name).join(' ')}`;

interface Arguments {
  readonly profile: string;
  readonly host: string;
  readonly port: number;
  readonly latencyMs: number;
  readonly log: string | undefined;
  readonly pki: string;
}

function readArguments(): Arguments | string {
  try {
    const { values } = parseArgs({
      options: {
        profile: { type: 'string' },
        reader: { type: 'string', default: '127.0.0.1:35963' },
        'latency-ms': { type: 'string', default: '0' },
        log: { type: 'string' },
        pki: { type: 'string', default: '.data' },
      },
    });
    const reader = /^(.+):(\d{1,5})$/.exec(values.reader);
    const latencyMs = Number(values['latency-ms']);
    if (values.profile === undefined) return '--profile is missing';
    if (!reader?.[1] || Number(reader[2]) > 65535) return '--reader must be HOST:PORT';
    if (!Number.isInteger(latencyMs) || latencyMs < 0) return '--latency-ms must be a whole number';
    const { profile, log, pki } = values;
    return { profile, host: reader[1], port: Number(reader[2]), latencyMs, log, pki };
  } catch (cause) {
    return cause instanceof Error ? cause.message : 'bad arguments';
  }
}

const given = readArguments();
const profile = typeof given === 'string' ? undefined : findProfile(given.profile);
if (typeof given === 'string' || profile === undefined) {
  console.error(typeof given === 'string' ? given : `no profile of that name`);
  console.error(USAGE);
  process.exit(2);
}

const { host, port, latencyMs, log, pki } = given;
const tell = (line: object) => {
  console.log(JSON.stringify(line));
};
const chip = makeChip(profile, await createTestPki(pki));
let first = true;
const card = putOnVirtualReader({
  chip,
  host,
  port,
  faults: { latencyMs },
  ...(log === undefined
    ? {}
    : {
        trace: (line) => {
          appendFileSync(log, `${JSON.stringify(line)}\n`);
        },
      }),
  onState(state) {
    if (state === 'connected' && first)
      tell({ event: 'ready', profile: profile.name, reader: `${host}:${port}` });
    else tell({ event: state, forbidden: chip.forbiddenTouches });
    first = false;
  },
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    card.remove();
    tell({ event: 'end', forbidden: chip.forbiddenTouches, verifies: chip.verifyCount });
    process.exit(0);
  });
}
