// `npm run gateway`: the simulator by itself, with a page that shows what was sent and spoken, newest first.
import { parseArgs } from 'node:util';
import { sunkPage } from '../mail/sunk-page.ts';
import type { SunkItem } from '../mail/sink.ts';
import { startSimulator } from './simulator.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '8090' } } });
const items: SunkItem[] = [];
const keepAtMost = 500;

const simulator = await startSimulator({
  host: '127.0.0.1',
  port: Number(values.port),
  take({ kind, to, text }) {
    items.unshift({ at: new Date().toISOString(), kind, to, subject: '', text });
    if (items.length > keepAtMost) items.length = keepAtMost;
  },
  page: () => sunkPage(items),
});
process.stdout.write(`GATEWAY_URL=${simulator.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void simulator.close());
