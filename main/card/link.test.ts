// The manners of ISO 7816 between session and wire.
import { describe, expect, test } from 'vitest';
import { readCurrent, selectApplication, selectFile, verify } from './apdu.ts';
import type { Command } from './apdu.ts';
import { fromHex, toHex } from './bytes.ts';
import { Link } from './link.ts';
import { ascii, scripted } from './testing.ts';
import type { TraceLine } from './trace.ts';

const SELECT = selectApplication(fromHex('D3921000310001010408'));

async function send(commands: readonly Command[], answers: Parameters<typeof scripted>[0], totalMs = 10_000) {
  const wire = scripted(answers);
  const lines: TraceLine[] = [];
  const link = new Link(wire, { commandMs: 1000, totalMs, trace: (line) => lines.push(line) });
  const results = [];
  for (const command of commands) results.push(await link.send(command));
  return { results, lines, sent: wire.sent.map(toHex) };
}

describe('6F00', () => {
  test('to the first SELECT is asked once more', async () => {
    const { results, sent } = await send([SELECT], ['6F00', '9000']);
    expect(results).toEqual([{ ok: true, value: { data: new Uint8Array(), sw: 0x9000 } }]);
    expect(sent).toHaveLength(2);
  });

  test('twice is told', async () => {
    const { results, sent } = await send([SELECT], ['6F00', '6F00']);
    expect(results[0]).toMatchObject({ value: { sw: 0x6f00 } });
    expect(sent).toHaveLength(2);
  });

  test.each([
    ['to a later SELECT', [SELECT, selectFile(2)], ['9000', '6F00']],
    ['to a first command that is no SELECT', [readCurrent(0, 16)], ['6F00']],
    ['to a VERIFY', [verify(0x11, ascii('1234'))], ['6F00']],
  ])('%s is told at once', async (_name, commands, answers) => {
    const { sent } = await send(commands, answers);
    expect(sent).toHaveLength(commands.length);
  });
});

describe('lengths', () => {
  test('6Cxx: the same command with the right Le', async () => {
    const { results, sent } = await send([readCurrent(0, 256)], ['6C04', '010203049000']);
    expect(sent).toEqual(['00B0000000', '00B0000004']);
    expect(results[0]).toMatchObject({ value: { data: fromHex('01020304') } });
  });

  test('61xx: the rest is fetched, after data too', async () => {
    const { results, sent } = await send([readCurrent(0, 256)], ['01026102', '03046101', '059000']);
    expect(sent.slice(1)).toEqual(['00C0000002', '00C0000001']);
    expect(results[0]).toMatchObject({ value: { data: fromHex('0102030405'), sw: 0x9000 } });
  });

  test('61xx for ever is garbage', async () => {
    const { results } = await send([readCurrent(0, 256)], ['6110', '6110']);
    expect(results[0]).toEqual({ ok: false, error: { kind: 'garbage' } });
  });

  test('less than a status word is no answer', async () => {
    const { results } = await send([SELECT], ['90']);
    expect(results[0]).toEqual({ ok: false, error: { kind: 'lost' } });
  });
});

test.each(['6C04', '6104', '6F00', '6700', 'lost', 'timeout'])(
  'VERIFY is sent once when the answer is %s',
  async (answer) => {
    const { sent } = await send([SELECT, verify(0x11, ascii('1234'))], ['9000', answer]);
    expect(sent).toHaveLength(2);
  },
);

test('when the whole time is up nothing more is sent', async () => {
  const { results, sent } = await send([SELECT], [], 0);
  expect(results[0]).toEqual({ ok: false, error: { kind: 'timeout' } });
  expect(sent).toEqual([]);
});

test('the trace tells names and status words, never PINs nor what was read', async () => {
  const { lines } = await send(
    [SELECT, verify(0x11, ascii('1234')), readCurrent(0, 256)],
    ['9000', '9000', 'C0FFEE9000'],
  );
  expect(lines.map(({ header, data, received, result }) => [header, data, received, result])).toEqual([
    ['00A4040C', 'D3921000310001010408', 0, '9000'],
    ['00200091', 'masked', 0, '9000'],
    ['00B00000', '', 3, '9000'],
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/31323334|C0FFEE/);
});
