// `npm run bench`: runs every bench beside this file (those that export `run`), or the ones named on the command line.
import { readdirSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isKept, print, type Bench } from './report.ts';

const wanted = process.argv.slice(2);
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -'.ts'.length))
  .filter((name) => wanted.length === 0 || wanted.includes(name));

console.log(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${String(availableParallelism())} cores, Node ${process.version}`,
);
let broken = 0;
for (const name of names.toSorted()) {
  const module: { run?: () => Promise<Bench> } = await import(
    pathToFileURL(join(import.meta.dirname, `${name}.ts`)).href
  );
  if (module.run === undefined) continue;
  const bench = await module.run();
  print(bench);
  broken += bench.figures.filter((figure) => !isKept(figure)).length;
}
process.exitCode = broken === 0 ? 0 : 1;
