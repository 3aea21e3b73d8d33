// The real machine, for the checks. Everything is looked at when it is first asked for, and only once.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LoadedConfig } from '../../config/config.ts';
import { findBrowser, hasDisplay, type Environment } from '../../shell/browser.ts';
import { cupsServer } from '../../shell/ipp-client.ts';
import { electronBinary } from '../../shell/electron-binary.ts';
import { freeBytes } from '../../store/errors.ts';
import type { Ground, World } from '../checks/world.ts';
import { lookAtCentral } from './central.ts';
import { lookAtIdentity } from './identity.ts';
import {
  browserVersion,
  canWriteTo,
  clockFollows,
  lookAtDirectory,
  lookForInstance,
  portTaken,
} from './machine.ts';
import { lookAtPrinter } from '../../shell/cups-look.ts';
import { lookAtReaders } from './readers.ts';
import { lookAtStore } from './store.ts';

/** `house`: where package.json is. */
export function realWorld(ground: Ground, config: LoadedConfig, env: Environment, house: string): World {
  const { dataDir } = config;
  const uid = process.getuid?.() ?? null;
  return {
    ...ground,
    config,
    now: Date.now,
    directory: once(() => lookAtDirectory(dataDir, uid)),
    freeBytes: () => freeBytes(existingParent(dataDir)),
    instance: once(() => lookForInstance(dataDir)),
    store: once(() => lookAtStore(join(dataDir, 'queue', 'queue.sqlite'))),
    identity: once(() => lookAtIdentity(join(dataDir, 'secrets'))),
    machine: {
      hasDisplay: ground.platform === 'win32' || hasDisplay(env),
      hasElectron: () => electronBinary(house) !== null,
      fetchElectron: () => Promise.resolve(false),
      browser: once(() => {
        const found = findBrowser(env['MADOGUCHI_BROWSER'], env);
        return found.ok ? found.value : null;
      }),
    },
    browserVersion,
    printer: (queue) => lookAtPrinter(cupsServer(env), queue),
    writable: canWriteTo,
    readers: once(lookAtReaders),
    trust: () => readTrust(config.central.trust),
    central: lookAtCentral,
    clockFollows,
    portTaken,
  };
}

function once<T>(look: () => T): () => T {
  let seen: { readonly value: T } | null = null;
  return () => (seen ??= { value: look() }).value;
}

const existingParent = (path: string): string =>
  existsSync(path) || dirname(path) === path ? path : existingParent(dirname(path));

function readTrust(path: string | null): string | null {
  if (path === null) return '';
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
