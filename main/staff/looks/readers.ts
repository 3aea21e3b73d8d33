// Which readers PC/SC shows, and what the machine itself shows of them on USB, so that a missing driver can be told from a
// missing reader. Sends nothing to a card.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Card, Reader } from 'pcsc-mini';
import { PcscMonitor } from '../../card/pcsc-monitor.ts';
import { within } from '../../card/deadline.ts';
import { toHex } from '../../card/bytes.ts';

export interface ReadersLook {
  /** Why there is no PC/SC service, in its own code; null when it answers. */
  readonly trouble: string | null;
  readonly names: readonly string[];
  /** Card readers on USB by their class (CCID, 0B); null when that cannot be told. */
  readonly usb: number | null;
  /** Kernel modules that take a reader away from PC/SC. */
  readonly rivals: readonly string[];
}

/** The service needs a moment to tell its readers one by one. */
const quietMs = 400;
const answerWithinMs = 3_000;

/** Looks at service and readers. */
export async function lookAtReaders(): Promise<ReadersLook> {
  return await watching(async (monitor, changed) => {
    await settled(monitor, changed);
    const trouble = monitor.trouble === 'starting' ? 'no answer' : monitor.trouble;
    return { trouble, names: [...monitor.readers.keys()].sort(), usb: usbReaders(), rivals: rivalModules() };
  });
}

/** Runs `work` with a monitor; `changed()` resolves at its next change. */
async function watching<T>(
  work: (monitor: PcscMonitor, changed: () => Promise<void>) => Promise<T>,
): Promise<T> {
  let next = Promise.withResolvers<void>();
  const monitor = new PcscMonitor({
    onChange: () => {
      next.resolve();
      next = Promise.withResolvers();
    },
    log: () => undefined,
  });
  try {
    void monitor.start();
    return await work(monitor, () => next.promise);
  } finally {
    await monitor.stop();
  }
}

/** Waits until the service has answered and nothing new came for a moment. */
async function settled(monitor: PcscMonitor, changed: () => Promise<void>): Promise<void> {
  const until = performance.now() + answerWithinMs;
  for (;;) {
    const left = until - performance.now();
    if (left <= 0) return;
    const starting = monitor.trouble === 'starting';
    if ((await within(changed(), starting ? left : Math.min(left, quietMs))) === 'late') return;
    if (monitor.trouble !== null && monitor.trouble !== 'starting') return;
  }
}

export interface AtrLook {
  readonly reader: string;
  /** Answer to reset, hex. */
  readonly atr: string;
  /** What the reader's driver says of itself: maker, type, version; null when it says nothing. */
  readonly driver: string | null;
}

/** PC/SC part 3, 3.1.2: SCARD_ATTR_VENDOR_NAME, _VENDOR_IFD_TYPE, _VENDOR_IFD_VERSION. */
const vendor = { name: 0x0001_0100, type: 0x0001_0101, version: 0x0001_0102 } as const;

/** SCARD_SHARE_SHARED; SCARD_PROTOCOL_Tx: whatever the reader speaks. */
const shared = 2;
const anyProtocol = 3;
const leaveCard = 0;

/** Waits for a card on a reader whose name contains `pattern` and asks PC/SC for its answer to reset; null when none came. */
export async function lookAtAtr(pattern: string, withinMs: number): Promise<AtrLook | 'mute' | null> {
  const wanted = pattern.toLowerCase();
  return await watching(async (monitor, changed) => {
    const until = performance.now() + withinMs;
    for (;;) {
      const seen = [...monitor.readers.values()].find(
        ({ reader, present }) => present && reader.name().toLowerCase().includes(wanted),
      );
      if (seen !== undefined) return seen.mute ? 'mute' : await askAtr(seen.reader);
      const left = until - performance.now();
      if (left <= 0 || (await within(changed(), left)) === 'late') return null;
    }
  });
}

async function askAtr(reader: Reader): Promise<AtrLook | 'mute'> {
  try {
    const card = await reader.connect(shared, anyProtocol);
    try {
      const { atr } = await card.state();
      return { reader: reader.name(), atr: toHex(atr), driver: await askDriver(card) };
    } finally {
      await card.disconnect(leaveCard);
    }
  } catch {
    return 'mute';
  }
}

/** Drivers may leave any of these out. */
async function askDriver(card: Pick<Card, 'attributeGet'>): Promise<string | null> {
  const ask = (id: number) => card.attributeGet(id).catch(() => new Uint8Array());
  const text = async (id: number) =>
    new TextDecoder('latin1').decode(await ask(id)).replace(/[^\x20-\x7e]/g, '');
  const parts = [await text(vendor.name), await text(vendor.type), driverVersion(await ask(vendor.version))];
  return parts.filter((part) => part !== '').join(' ') || null;
}

/** 0xMMmmbbbb, in the byte order of the machine, which is little-endian on all that this runs on: `1.5.2`. */
export function driverVersion(bytes: Uint8Array): string {
  const [low, high, minor, major] = bytes;
  if (bytes.length !== 4 || low === undefined || high === undefined) return '';
  return `${String(major)}.${String(minor)}.${String(high * 256 + low)}`;
}

/** Interfaces of class 0B (USB-IF, smart card). Readers of their own kind, such as PaSoRi, do not show here. */
function usbReaders(root = '/sys/bus/usb/devices'): number | null {
  try {
    return readdirSync(root).filter((name) => textOf(join(root, name, 'bInterfaceClass')) === '0b').length;
  } catch {
    return null;
  }
}

/** The kernel's own drivers for PaSoRi and other PN533 readers: while one holds the reader, PC/SC does not get it. */
function rivalModules(): string[] {
  const loaded = textOf('/proc/modules');
  return ['port100', 'pn533_usb'].filter((name) => new RegExp(`^${name} `, 'm').test(loaded));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
