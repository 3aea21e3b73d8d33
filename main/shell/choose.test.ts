// Which shell is taken, and what an entry says when it cannot start.
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { chooseShell, type Machine } from './choose.ts';
import { explainShellError } from './explain.ts';
import { firstFrame } from './last-words.ts';
import { layoutOf } from './layout.ts';

interface Traits {
  readonly display: boolean;
  readonly electron: boolean;
  readonly net: boolean;
  readonly chromium: boolean;
}
const machine = (traits: Partial<Traits>): Machine => ({
  hasDisplay: traits.display ?? false,
  hasElectron: () => traits.electron ?? false,
  fetchElectron: vi.fn(() => Promise.resolve(traits.net ?? false)),
  browser: () => (traits.chromium === true ? '/usr/bin/chromium' : null),
});

describe('auto', () => {
  test.each([
    [{ display: true, electron: true, chromium: true }, 'electron'],
    [{ display: true, net: true, chromium: true }, 'electron'],
    [{ display: true, chromium: true }, 'chromium'],
    [{ electron: true, chromium: true }, 'chromium'],
    [{ display: true }, 'none'],
    [{}, 'none'],
  ])('on %j takes %s and says why', async (traits, shell) => {
    const choice = await chooseShell('auto', machine(traits));
    expect(choice).toMatchObject({ ok: true, value: { shell } });
    expect(choice.ok && choice.value.reason).not.toBe('');
  });

  test('always finds something, and fetches only with a display and without a binary', async () => {
    const traits = fc.record({
      display: fc.boolean(),
      electron: fc.boolean(),
      net: fc.boolean(),
      chromium: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(traits, async (has) => {
        const one = machine(has);
        expect((await chooseShell('auto', one)).ok).toBe(true);
        expect(vi.mocked(one.fetchElectron).mock.calls.length).toBe(has.display && !has.electron ? 1 : 0);
      }),
    );
  });
});

describe('what was asked for', () => {
  test('is taken, or the start fails with the reason', async () => {
    expect(await chooseShell('none', machine({}))).toMatchObject({ ok: true, value: { shell: 'none' } });
    expect(await chooseShell('chromium', machine({ chromium: true }))).toMatchObject({ ok: true });
    expect(await chooseShell('electron', machine({ display: true, electron: true }))).toMatchObject({
      ok: true,
    });
    expect(await chooseShell('electron', machine({ display: true, net: true }))).toMatchObject({ ok: true });
    const refused = [
      await chooseShell('chromium', machine({ electron: true, display: true })),
      await chooseShell('electron', machine({ display: true, chromium: true })),
      await chooseShell('electron', machine({ electron: true, chromium: true })),
    ];
    expect(refused.map((choice) => (choice.ok ? '' : choice.error))).toEqual([
      expect.stringContaining('no Chromium was found'),
      expect.stringContaining('npx install-electron'),
      expect.stringContaining('no display'),
    ]);
  });
});

test('every error of a shell is a line that says what to do', () => {
  expect(explainShellError({ kind: 'port-taken', port: 80 })).toContain('ui.port');
  expect(explainShellError({ kind: 'second-instance' })).toContain('dataDir');
  expect(explainShellError({ kind: 'no-browser', looked: ['/a', '/b'] })).toContain('/a, /b');
  expect(explainShellError({ kind: 'failed', cause: 'why' })).toContain('why');
});

test('the parts are found from a build and from source', () => {
  const built = layoutOf('/app/out/main/node.js');
  expect(built.paths).toEqual({
    renderer: '/app/out/renderer',
    programs: '/app/out/main',
    resources: '/app/resources',
  });
  expect(built.entries).toEqual({});
  const source = layoutOf('/app/main/node-entry.ts');
  expect(source.paths).toEqual(built.paths);
  expect(source.entries['central.js']).toBe('/app/sync/central/cli.ts');
});

test('a bug is told by its place, never by its words', () => {
  const place = firstFrame(new Error('Taro Yamada'));
  expect(place).toMatch(/^choose\.test\.ts:\d+:\d+$/);
  expect(firstFrame('text')).toBe('unknown');
});
