// Where only files may cross: bundles that arrive twice, in the wrong order, damaged or cut off, and receipts likewise. What did not get
// through so is still in the outbox and goes another way; nothing is there twice.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from '../parts/stage.ts';
import { below, type Order, type Told, type Trial } from './trial.ts';

type Random = () => number;
/** What happens to a file on its way. */
const onTheWay: Readonly<Record<string, (bytes: Buffer, random: Random) => Buffer>> = {
  whole: (bytes) => bytes,
  'bits flipped': (bytes, random) => {
    const flipped = Buffer.from(bytes);
    for (let left = 1 + below(random, 6); left > 0; left -= 1) {
      const at = below(random, flipped.length);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << below(random, 8));
    }
    return flipped;
  },
  'cut off': (bytes, random) => bytes.subarray(0, below(random, bytes.length)),
  'a line lost': (bytes, random) => {
    const lines = bytes.toString('latin1').split('\n');
    lines.splice(below(random, lines.length - 1), 1);
    return Buffer.from(lines.join('\n'), 'latin1');
  },
  'lines out of order': (bytes) =>
    Buffer.from(`${bytes.toString('latin1').trimEnd().split('\n').toReversed().join('\n')}\n`, 'latin1'),
};
const ways = Object.keys(onTheWay);

function damage(file: string, random: Random): string {
  const way = ways[below(random, ways.length)] ?? 'whole';
  writeFileSync(file, onTheWay[way]?.(readFileSync(file), random) ?? '');
  return way;
}

/** Two bundles of one terminal, the second with all of the first, in whatever order and state; their receipts likewise. */
async function badBundles({ stage, amount, untilMs, random }: Order): Promise<Told> {
  const [member] = stage.crew;
  if (member === undefined) throw new Error('a stage without a crew');
  const wrong: string[] = [];
  let [struck, applied] = [0, 0];
  while (struck < amount && performance.now() < untilMs) {
    member.wire.plan = { kinds: ['refuse'], share: 1 };
    member.wire.tearAll();
    const bundles: { file: string; way: string }[] = [];
    for (const name of ['first', 'second']) {
      const file = join(stage.folder, `${name}.bundle`);
      await member.ask({ do: 'commit', count: 1 + below(random, 5) }, 'committed');
      if ((await member.ask({ do: 'export', to: file }, 'exported'))?.['exported'] !== true)
        wrong.push('a bundle was not written');
      bundles.push({ file, way: damage(file, random) });
    }
    if (random() < 0.5) bundles.reverse();
    const [some] = bundles;
    if (random() < 0.3 && some !== undefined) bundles.push(some);
    for (const { file, way } of bundles) {
      const receipts = `${file}.receipts`;
      rmSync(receipts, { force: true });
      const taken = await takeIn(stage, file, receipts);
      if (!taken && way === 'whole') wrong.push('a bundle that is whole was not taken in');
      if (taken) {
        const back = damage(receipts, random);
        for (let times = 1 + below(random, 2); times > 0; times -= 1) {
          const line = await member.ask({ do: 'receipts', from: receipts }, 'applied');
          applied += Number(line?.['applied'] ?? 0);
          if (line === null) wrong.push(`the terminal ended over receipts (${back})`);
        }
      }
      struck += 1;
    }
    member.wire.plan = { kinds: [], share: 0 };
  }
  return { struck, wrong, note: `${String(applied)} receipts came back as files, the rest over the line` };
}

/** False when the central API's command says that it cannot. */
const takeIn = (stage: Stage, bundle: string, receipts: string): Promise<boolean> =>
  stage.node.run('import', bundle, '--receipts', receipts).then(
    () => true,
    () => false,
  );

export const bundles: readonly Trial[] = [
  {
    fault: 'files: bundles and receipts twice, out of order, damaged, cut off',
    kind: 'rest',
    weight: 40,
    short: 2,
    run: badBundles,
  },
];
