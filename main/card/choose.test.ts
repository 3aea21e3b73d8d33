// The software card is for trying things out: a packaged build never has it, whatever the configuration says.
import { expect, test } from 'vitest';
import { explainStartError } from '../start-error.ts';
import { chooseCard } from './choose.ts';

const packaged = { packaged: true, testPkiDir: '/nonexistent', log: () => undefined };

test('a packaged build refuses the software card, and says so', async () => {
  expect(await chooseCard({ kind: 'software', name: '', anchors: null }, packaged)).toEqual({
    ok: false,
    error: { kind: 'software-refused' },
  });
  expect(explainStartError({ kind: 'software-card-in-packaged-build' })).toBe(
    'configuration: reader.kind: expected pcsc or auto, given software. The software card is for trying things out and is refused in a packaged build.',
  );
});

test('a packaged build without a reader waits for one instead of taking the software card', async () => {
  const chosen = await chooseCard({ kind: 'auto', name: '', anchors: null }, packaged);
  if (!chosen.ok) throw new Error(chosen.error.kind);
  expect(chosen.value).toMatchObject({ software: null, room: { kind: 'pcsc' } });
  await chosen.value.room.close();
});

test('a file of anchors that cannot be read stops the start with its key', async () => {
  const chosen = await chooseCard({ kind: 'pcsc', name: '', anchors: '/nonexistent/anchors.json' }, packaged);
  expect(chosen).toEqual({
    ok: false,
    error: { kind: 'anchors-unreadable', path: '/nonexistent/anchors.json' },
  });
});
