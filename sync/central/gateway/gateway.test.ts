import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { tellGateway } from './gateway.ts';
import { idempotencyHeader } from './message.ts';
import type { GatewayMessage } from './message.ts';
import { startSimulator } from './simulator.ts';

const message: GatewayMessage = { kind: 'sms', to: '+819012345678', language: 'ja-JP', text: 'x' };
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function simulator() {
  const taken: GatewayMessage[] = [];
  const started = await startSimulator({
    host: '127.0.0.1',
    port: 0,
    take: (one) => taken.push(one),
    page: () => 'page',
  });
  closing.push(() => started.close());
  return { url: started.url, taken };
}

/** A gateway that answers with these, one after another; null hangs up. */
async function gateway(answers: readonly (number | null)[]) {
  const keys: unknown[] = [];
  const left = [...answers];
  const server = createServer((request, response) => {
    keys.push(request.headers[idempotencyHeader]);
    const status = left.shift();
    if (status == null) request.socket.destroy();
    else response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1' } : {}).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closing.push(() => void server.close());
  // A TCP server's address is never a string.
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, keys };
}

it('hands over short messages and calls, each key once', async () => {
  const { url, taken } = await simulator();
  const call: GatewayMessage = { ...message, kind: 'voice', speed: 'slow' };
  expect(await tellGateway(url, message, 'a.1')).toBe('sent');
  expect(await tellGateway(url, message, 'a.1')).toBe('sent');
  expect(await tellGateway(url, call, 'b.1')).toBe('sent');
  expect(taken).toEqual([message, call]);
});

it('tells numbers that the gateway refuses from a gateway that fails', async () => {
  const { url, taken } = await simulator();
  expect(await tellGateway(url, { ...message, to: '+819012340000' }, 'a.1')).toBe('address-refused');
  expect(await tellGateway(url, { ...message, to: '+819012349999' }, 'b.1')).toBe('failed');
  expect(taken).toEqual([]);
});

it.each([
  [[503], 'failed', 1],
  [[500], 'failed', 1],
  [[302], 'failed', 2],
  [[422], 'address-refused', 1],
  [[400], 'address-refused', 1],
  [[null, 202], 'sent', 2],
  [[null, null], 'failed', 2],
] as const)(
  'of a gateway that answers %j makes %s, in %i requests under one key',
  async (answers, delivery, asked) => {
    const { url, keys } = await gateway(answers);
    expect(await tellGateway(url, message, 'a.1')).toBe(delivery);
    expect(keys).toEqual(Array.from({ length: asked }, () => 'a.1'));
  },
);

it('of a gateway that is not there makes a failure', async () => {
  expect(await tellGateway('http://127.0.0.1:1', message, 'a.1')).toBe('failed');
});

it('has a simulator that takes nothing without a key, too long, or in another form', async () => {
  const { url, taken } = await simulator();
  const post = async (body: string, headers: Record<string, string> = {}): Promise<number> =>
    (await fetch(url, { method: 'POST', body, headers })).status;
  const key = { [idempotencyHeader]: 'a.1' };
  expect(await post(JSON.stringify(message))).toBe(400);
  expect(await post('{', key)).toBe(400);
  expect(await post(JSON.stringify({ ...message, more: 1 }), key)).toBe(400);
  expect(await post(JSON.stringify({ ...message, text: 'x'.repeat(20_000) }), key)).toBe(400);
  expect(taken).toEqual([]);
  expect(await (await fetch(url)).text()).toBe('page');
  expect((await fetch(url, { method: 'PUT' })).status).toBe(404);
});
