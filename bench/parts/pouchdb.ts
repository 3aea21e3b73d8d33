// The named peer of the drain: PouchDB replicating the same documents to a CouchDB-protocol server (express-pouchdb). Installed into a
// temporary folder while the bench runs, never into the checkout; each end in a process of its own, as ours are. LevelDB is told to
// flush every batch to the disk, as SQLite and PostgreSQL do; by itself it would not, and a plug that is pulled would take what it had
// confirmed. Everything else is PouchDB's own manner: its batches, its checkpoints, plain HTTP.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program } from '../../tests/faults/parts/program.ts';

const wanted = ['pouchdb', 'express-pouchdb@4.2.0', 'express@4'];
const installWithinMs = 300_000;

const durable = `
const leveldown = require('node:module').createRequire(require.resolve('pouchdb'))('leveldown');
const batch = leveldown.prototype._batch;
leveldown.prototype._batch = function (operations, options, done) {
  return batch.call(this, operations, { ...options, sync: true }, done);
};
`;
const server = `${durable}
const PouchDB = require('pouchdb').defaults({ prefix: process.argv[2] + '/' });
const app = require('express')();
app.use(require('express-pouchdb')(PouchDB, { logPath: process.argv[2] + '/log.txt', configPath: process.argv[2] + '/config.json' }));
const listening = app.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: listening.address().port })));
`;
const client = `${durable}
const PouchDB = require('pouchdb');
const { readFileSync } = require('node:fs');
(async () => {
  const db = new PouchDB(process.argv[2] + '/local');
  const items = JSON.parse(readFileSync(process.argv[3], 'utf8'));
  for (let from = 0; from < items.length; from += 500)
    await db.bulkDocs(items.slice(from, from + 500).map(({ id, sealed }) => ({ _id: id, sealed })));
  console.log(JSON.stringify({ filled: items.length }));
  const from = performance.now();
  const done = await db.replicate.to(process.argv[4]);
  console.log(JSON.stringify({ written: done.docs_written, ms: performance.now() - from }));
  process.exit(0);
})();
`;

export type PeerFigures =
  | { readonly ok: true; readonly perSecond: number; readonly versions: string }
  | { readonly ok: false; readonly why: string };

/** Records a second that PouchDB replicates, with the same items. */
export async function replicateWithPouch(
  items: readonly { readonly id: string; readonly sealed: string }[],
  folder: string,
): Promise<PeerFigures> {
  const home = join(tmpdir(), 'madoguchi-bench-pouchdb');
  try {
    install(home);
  } catch {
    return { ok: false, why: 'PouchDB could not be installed here' };
  }
  const data = join(folder, 'pouchdb');
  mkdirSync(data, { recursive: true });
  writeFileSync(join(home, 'server.cjs'), server);
  writeFileSync(join(home, 'client.cjs'), client);
  writeFileSync(join(data, 'items.json'), JSON.stringify(items));
  const serving = new Program([join(home, 'server.cjs'), data], { NODE_NO_WARNINGS: '1' });
  try {
    const line = await serving.next((told) => 'port' in told);
    if (line === null) return { ok: false, why: `express-pouchdb did not start: ${serving.log.slice(-300)}` };
    const url = `http://127.0.0.1:${String(line['port'])}/registrations`;
    const sending = new Program([join(home, 'client.cjs'), data, join(data, 'items.json'), url], {
      NODE_NO_WARNINGS: '1',
    });
    const done = await sending.next((told) => 'written' in told);
    await sending.kill();
    if (done === null) return { ok: false, why: `PouchDB ended: ${sending.log.slice(-300)}` };
    const [written, ms] = [Number(done['written']), Number(done['ms'])];
    if (written !== items.length) return { ok: false, why: `PouchDB wrote ${String(written)}` };
    return { ok: true, perSecond: written / (ms / 1000), versions: versions(home) };
  } finally {
    await serving.kill();
  }
}

function install(home: string): void {
  if (existsSync(join(home, 'node_modules/express-pouchdb'))) return;
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{"private":true}');
  // No install scripts: the store's binary (leveldown) comes prebuilt.
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...wanted], {
    cwd: home,
    stdio: 'ignore',
    timeout: installWithinMs,
  });
}

const versions = (home: string): string =>
  ['pouchdb', 'express-pouchdb']
    .map((name) => {
      const file = join(home, 'node_modules', name, 'package.json');
      const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }; // npm's own form
      return `${name} ${version}`;
    })
    .join(', ');
