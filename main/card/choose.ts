// Which card room this terminal gets. The software card is for trying things out: a packaged build refuses it.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { GenuineAnchor } from '../../sync/contract/genuine.ts';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import type { TerminalConfig } from '../config/schema.ts';
import type { CardRoom } from './card.ts';
import {
  createTestPki,
  hasPcscReader,
  openPcscCardRoom,
  openSoftwareCardRoom,
  type SoftwareCardRoom,
} from './index.ts';

export interface ChosenCard {
  readonly room: CardRoom;
  /** The same room when it is the software card. */
  readonly software: SoftwareCardRoom | null;
  readonly reason: string;
}

/** `auto` takes PC/SC when a reader is there, else the software card; packaged it always takes PC/SC and waits for a reader. */
export async function chooseCard(
  reader: TerminalConfig['reader'],
  {
    packaged,
    testPkiDir,
    log,
  }: {
    readonly packaged: boolean;
    readonly testPkiDir: string;
    readonly log: (event: string, cause: string) => void;
  },
): Promise<Result<ChosenCard, { kind: 'software-refused' } | { kind: 'anchors-unreadable'; path: string }>> {
  if (packaged && reader.kind === 'software') return err({ kind: 'software-refused' });
  const genuine = await readAnchors(reader.anchors);
  if (genuine === null) return err({ kind: 'anchors-unreadable', path: reader.anchors ?? '' });
  const pcsc = (reason: string): ChosenCard => ({
    room: openPcscCardRoom({ name: reader.name, log, genuine }),
    software: null,
    reason,
  });
  if (reader.kind === 'pcsc') return ok(pcsc('configured'));
  if (packaged) return ok(pcsc('packaged build'));
  if (reader.kind === 'auto' && (await hasPcscReader(reader.name))) return ok(pcsc('a reader is there'));
  const software = openSoftwareCardRoom({ cards: await createTestPki(testPkiDir) });
  return ok({
    room: software,
    software,
    reason: reader.kind === 'software' ? 'configured' : 'no reader is there',
  });
}

const Anchors = z.object({ genuine: z.array(z.strictObject({ keyId: z.string(), publicKey: z.string() })) });

/** None without a file; null when the file cannot be read or is not what it should be. */
async function readAnchors(file: string | null): Promise<readonly GenuineAnchor[] | null> {
  if (file === null) return [];
  try {
    return Anchors.parse(JSON.parse(await readFile(file, 'utf8'))).genuine;
  } catch {
    return null;
  }
}

/** Writes the test JPKI's roots where the embedded central API reads its trust anchors. */
export async function writeTestAnchors(testPkiDir: string, file: string): Promise<void> {
  const { anchors } = await createTestPki(testPkiDir);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, JSON.stringify(anchors), { mode: 0o600 });
}
