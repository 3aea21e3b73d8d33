// `npm run residency`: the simulated register of addresses by itself. A name with 転出, 失効, 死亡 or 不明 in it is answered so, every other
// as current.
import { parseArgs } from 'node:util';
import { startResidencySimulator } from './simulator.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '8091' } } });
const simulator = await startResidencySimulator('127.0.0.1', Number(values.port));
process.stdout.write(`RESIDENCY_URL=${simulator.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void simulator.close());
