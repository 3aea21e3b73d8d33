// A healthy machine for the checks' tests; each test breaks one thing. No production code imports this.
import { TerminalConfig } from '../../config/schema.ts';
import type { LoadedConfig } from '../../config/config.ts';
import { ok } from '../../../sync/contract/result.ts';
import type { QueueLook } from '../looks/store.ts';
import type { World } from './world.ts';

export const now = Date.parse('2026-11-21T03:00:00Z');
const day = 86_400_000;

export const healthyQueue: QueueLook = {
  kind: 'read',
  sqlite: '3.54.1',
  counts: { saved: 1, sent: 1, accepted: 7, needsAttention: 0 },
  attention: [],
  brokenAudit: null,
  auditEntries: 12,
  newestEntryAt: now - 1000,
  salvage: null,
  balance: null,
  daysCutOff: 0,
  backupAt: now - 1000,
  older: false,
};

/** Parts of a configuration file, with the defaults for the rest. */
export function madeUpConfig(parts: object = {}): LoadedConfig {
  return {
    ...TerminalConfig.parse({ dataDir: '/data', ...parts }),
    file: '/etc/madoguchi/terminal.yml',
    proxyLogin: null,
  };
}

export function fakeWorld(change: Partial<World> = {}, parts: object = {}): World {
  const config = madeUpConfig(parts);
  return {
    platform: 'linux',
    node: { found: 'v24.21.0', pinned: '24.21.0' },
    loaded: ok(config),
    config,
    now: () => now,
    directory: () => ({ kind: 'there', isDirectory: true, writable: true, mode: 0o700, foreign: false }),
    freeBytes: () => 10 * 2 ** 30,
    instance: () => 'not-running',
    store: () => healthyQueue,
    identity: () => ({
      kind: 'known',
      files: { backends: ['keyring:gnome_libsecret'], open: 0 },
      terminalId: 'made-up',
      trust: '',
      validFrom: now - 10 * day,
      validTo: now + 80 * day,
    }),
    machine: {
      hasDisplay: true,
      hasElectron: () => true,
      fetchElectron: () => Promise.reject(new Error('the doctor fetches nothing')),
      browser: () => '/usr/bin/chromium',
    },
    browserVersion: () => Promise.resolve('Chromium 150'),
    printer: (name) =>
      Promise.resolve({
        ...{ kind: 'queue', name: name ?? 'usual', device: 'usb://x' },
        ...{ accepting: true, stopped: false, busy: false, reasons: [] },
      }),
    writable: () => true,
    readers: () => Promise.resolve({ trouble: null, names: ['Made-up Reader 00 00'], usb: 1, rivals: [] }),
    trust: () => '',
    central: () =>
      Promise.resolve({
        kind: 'answered',
        status: 401,
        ours: true,
        skewMs: 200,
        validTo: now + 80 * day,
        ms: 12,
      }),
    clockFollows: () => Promise.resolve(true),
    portTaken: () => Promise.resolve(false),
    ...change,
  };
}
