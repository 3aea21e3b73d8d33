// The preload exposes two members and leaks neither ipcRenderer nor an IPC event.
import { EventEmitter } from 'node:events';
import { beforeEach, expect, test, vi } from 'vitest';
import type { KioskBridge } from './contract/bridge.ts';

const { renderer, exposed } = vi.hoisted(() => ({
  renderer: { on: vi.fn(), send: vi.fn() },
  exposed: new Map<string, unknown>(),
}));
vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, api: unknown) => exposed.set(name, api) },
  ipcRenderer: renderer,
}));

let emitter: EventEmitter;
let bridge: KioskBridge;
beforeEach(async () => {
  emitter = new EventEmitter();
  renderer.on.mockImplementation((channel: string, listener: () => void) => emitter.on(channel, listener));
  renderer.send.mockClear();
  exposed.clear();
  vi.resetModules();
  await import('./electron.ts');
  bridge = exposed.get('kiosk') as KioskBridge; // what the preload has just exposed
});

test('two members and nothing else', () => {
  expect([...exposed.keys()]).toEqual(['kiosk']);
  expect(Object.keys(bridge).sort()).toEqual(['send', 'state']);
  expect(emitter.eventNames()).toEqual(['kiosk:state']);
});

test('asks for the present state when it is there', () => {
  expect(renderer.send.mock.calls).toEqual([['kiosk:ready']]);
});

test('a listener hears states, and never the event that carried them', () => {
  const heard = vi.fn();
  const stop = bridge.state(heard);
  emitter.emit('kiosk:state', { sender: 'ipcRenderer' }, { seq: 1 });
  expect(heard.mock.calls).toEqual([[{ seq: 1 }]]);
  const late = vi.fn();
  bridge.state(late);
  expect(late.mock.calls).toEqual([[{ seq: 1 }]]);
  stop();
  emitter.emit('kiosk:state', {}, { seq: 2 });
  expect(heard).toHaveBeenCalledTimes(1);
  expect(late).toHaveBeenCalledTimes(2);
});

test('an event goes to its one channel', () => {
  bridge.send({ type: 'next' });
  expect(renderer.send).toHaveBeenLastCalledWith('kiosk:event', { type: 'next' });
});
