import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { dropProfile, makeProfile, sweepProfiles } from './profile.ts';

async function dataDirectory(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'madoguchi-profiles-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  return dataDir;
}

test('what a power cut has left of windows and of slips goes at the next start, and nothing else', async () => {
  const dataDir = await dataDirectory();
  for (const kind of ['window', 'print'] as const) makeProfile(dataDir, kind);
  await mkdir(join(dataDir, 'queue'));
  const own = makeProfile(dataDir, 'window');
  await sweepProfiles(dataDir, own);
  expect((await readdir(dataDir)).toSorted()).toEqual([basename(own), 'queue']);
});

test('where the data directory takes nothing any more, a browser starts all the same', async () => {
  const profile = makeProfile(join(await dataDirectory(), 'gone'), 'window');
  expect(dirname(profile)).toBe(tmpdir());
  await dropProfile(profile);
  await dropProfile(profile);
  expect(await readdir(tmpdir())).not.toContain(basename(profile));
});
