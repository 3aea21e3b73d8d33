// Entry of the sync worker's thread. It owns every network call of the terminal and never opens the database.
import { parentPort } from 'node:worker_threads';
import type { WorkerRequest } from '../contract/worker.ts';
import { Calls } from './calls.ts';

const port = parentPort;
if (port === null) throw new Error('the sync worker is started by main/link, as a thread');
const calls = new Calls();
// Both ends are built from one source and one contract: the message is what the types say.
port.on('message', (request: WorkerRequest) => {
  void calls.answer(request).then((answer) => port.postMessage(answer));
});
