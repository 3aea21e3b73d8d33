// `npm run test:faults`: makes every fault strike, counts what became of what residents were told, and writes docs/reliability.md, after
// each row anew.
//   --seed N      the same plan of faults again (printed by every run)
//   --minutes M   stop each part when its share of the time is spent (default 30)
//   --kills K     kills in all (default 2100); --faults F  faults of the network in all (default 10500)
//   --only TEXT   only the rows whose name has TEXT; writes nothing
//   --short       the form that CI runs; writes nothing
import { parseArgs } from 'node:util';
import { playAll } from './parts/play.ts';
import { writeReliability } from './parts/report.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string', default: '30' },
    kills: { type: 'string', default: '2100' },
    faults: { type: 'string', default: '10500' },
    only: { type: 'string' },
    short: { type: 'boolean', default: false },
  },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const played = await playAll({
  seed: values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed),
  minutes: Number(values.minutes),
  kills: Number(values.kills),
  faults: Number(values.faults),
  only: values.only ?? null,
  short: values.short,
  say: (line) => console.log(line),
  ...(values.short || values.only !== undefined ? {} : { onRow: writeReliability }),
});
process.exit(played.good ? 0 : 1);
