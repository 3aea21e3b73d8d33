// The guides say what is there: every key, variable, call, check and staff code stands in its guide, with today's default or
// title. What is added to the program without its guide fails here.
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TerminalConfig } from '../../main/config/schema.ts';
import { checks } from '../../main/staff/checks/list.ts';
import { texts } from '../../renderer/ui/languages/all.ts';
import { greetings } from '../../renderer/ui/languages/greetings.ts';
import { plain, plainAll } from '../../renderer/ui/markup.ts';
import { staffCodes, staffFace, staffFaces } from '../../renderer/ui/languages/staff-faces.ts';
import { ProblemCode } from '../../sync/contract/api.ts';
import { routes } from '../../sync/contract/routes.ts';
import { marks, staffTables } from './staff-table.ts';

const house = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(house, path), 'utf8');
const it = read('docs/IT.md');
const integrators = read('docs/INTEGRATORS.md');
const [japanese = '', english = ''] = read('docs/STAFF.md').split('# For staff at the counter');

/** The cells of the table row whose first cell names `name` (alone, or as one of several); null when there is none. */
function row(guide: string, name: string): string[] | null {
  const lines = guide.split('\n').filter((line) => line.startsWith('| '));
  const cells = lines.map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
  return cells.find(([, first = '']) => first.split(', ').includes(`\`${name}\``))?.slice(1, -1) ?? null;
}

/** Names without a row of their own. */
const missing = (guide: string, names: readonly string[]): string[] =>
  names.filter((name) => row(guide, name) === null);

/** `a.b` → default, for every leaf. */
function leaves(value: object, path = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]): [string, unknown][] =>
    typeof inner === 'object' && inner !== null
      ? leaves(inner, `${path}${key}.`)
      : [[`${path}${key}`, inner]],
  );
}

/** What the sources of these folders say, tests apart. */
function sources(folder: string): string {
  return readdirSync(join(house, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => read(join(folder, name)))
    .join('\n');
}
const found = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([whole, part]) => part ?? whole)),
];

test('a name that no guide knows is noticed', () => {
  expect(missing(it, ['times.idle', 'times.made-up'])).toEqual(['times.made-up']);
});

describe('docs/IT.md', () => {
  const keys = leaves(TerminalConfig.parse({}));

  test('has every key of terminal.yml, and none that is not there', () => {
    const names = keys.map(([name]) => name);
    expect(names.length).toBeGreaterThan(15);
    expect(missing(it, names)).toEqual([]);
    const reference = it.slice(it.indexOf('## terminal.yml'), it.indexOf('### Environment'));
    expect(found(reference, /^\| `([\w.]+)` \|/gm).sort()).toEqual(names.sort());
  });

  test.each(keys)('%s has its default', (name, value) => {
    const shown = value === null ? 'none' : value === '' ? 'empty' : `\`${String(value)}\``;
    expect(row(it, name)?.[1]?.replace(/ s$/, '')).toBe(shown);
  });

  test('has every environment variable of the terminal', () => {
    const variables = found(sources('main'), /\bMADOGUCHI_[A-Z_]+\b/g);
    expect(variables).toContain('MADOGUCHI_CONFIG');
    expect(missing(it, variables)).toEqual([]);
  });

  test('has every check of the doctor', () => {
    expect(
      missing(
        it,
        checks.map(({ what }) => what),
      ),
    ).toEqual([]);
  });

  test('has every field of the ready line', () => {
    const line = /const ready = \{\n([\s\S]*?)\n {2}\};/.exec(read('main/index.ts'))?.[1] ?? '';
    const fields = found(line, /^ {4}(\w+):/gm);
    expect(fields).toContain('event');
    expect(missing(it, fields)).toEqual([]);
  });

  test('has every code with which the terminal ends itself', () => {
    const numbers = found(
      `${sources('main/shell')}\n${read('main/node-entry.ts')}\n${read('main/start.ts')}`,
      /(?:process\.exit\(|config: |shell: |softwareError = )(\d+)\b/g,
    );
    expect(numbers).toEqual(expect.arrayContaining(['69', '70', '78']));
    for (const number of numbers) expect(it).toMatch(new RegExp(`^\\| ${number} \\|`, 'm'));
  });
});

describe('docs/INTEGRATORS.md', () => {
  test('has every environment variable of the central API, and none that is not there', () => {
    const schema = /const Environment = z\.object\(\{([\s\S]*?)\n\}\);/.exec(
      read('sync/central/config.ts'),
    )?.[1];
    const names = found(`${schema ?? ''}\n${read('sync/central/config-desk.ts')}`, /^ {2}([A-Z_]+):/gm);
    expect(names).toContain('DATABASE_URL');
    expect(missing(integrators, names)).toEqual([]);
    const start = integrators.slice(integrators.indexOf('## Start'), integrators.indexOf('## Sub-commands'));
    expect(found(start, /`([A-Z]+_[A-Z_]+|HOST|PORT)`/g).sort()).toEqual(names.sort());
  });

  test('has every call of the contract', () => {
    const calls = Object.values(routes).map(
      ({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`,
    );
    expect(missing(integrators, calls)).toEqual([]);
    expect(found(integrators, /^\| `((?:GET|POST) [^`]+)`/gm).sort()).toEqual(calls.sort());
  });

  test('has every sub-command', () => {
    const usage = /const usage = `([\s\S]*?)`/.exec(read('sync/central/cli.ts'))?.[1] ?? '';
    const commands = found(usage, /^ {2}central (\w+)/gm);
    expect(commands).toContain('enrol');
    for (const command of commands) expect(integrators).toContain(`npm run --silent central -- ${command}`);
  });
});

describe('docs/STAFF.md', () => {
  test.each([
    ['Japanese', japanese, 'ja'],
    ['English', english, 'en'],
  ] as const)(
    'has every staff code in %s, with the title of today, its cause and what to do',
    (_name, guide, id) => {
      const [from, to] = marks(id);
      expect(guide.slice(guide.indexOf(from) + from.length, guide.indexOf(to)).trim()).toBe(staffTables(id));
    },
  );

  test('knows every code of the wire that a registration can wait with', () => {
    const described = new Set<string>(staffCodes);
    // Answers about other things than a registration; they never stand beside one.
    const elsewhere = [
      'not-found',
      'enrolment-code-invalid',
      'request-invalid',
      'terminal-unknown',
      'cursor-unknown',
    ];
    const desk = [
      ...['desk-closed', 'provider-unreachable', 'provider-wrong', 'provider-clock', 'sign-in-refused'],
      ...['sign-in-late', 'sign-in-unknown', 'sign-in-no-role', 'audience-empty', 'audience-grown'],
      ...['attachment-refused', 'id-taken', 'list-unreadable', 'message-state', 'second-person-needed'],
      'sender-clock-off',
    ];
    const contact = ['address-refused', 'mail-failed'];
    expect(
      ProblemCode.options.filter(
        (code) => !described.has(code) && ![...elsewhere, ...desk, ...contact].includes(code),
      ),
    ).toEqual([]);
    for (const language of ['ja', 'en'] as const) {
      expect(staffFace('backup.failed:no-space', language)).toBe(staffFaces[language]['backup.failed']);
      expect(staffFace('of-tomorrow', language)).toBeUndefined();
    }
  });

  test('names screens and buttons as they are named today', () => {
    for (const [guide, id] of [
      [japanese, 'ja'],
      [english, 'en'],
    ] as const) {
      const { common, done, overlay, staff } = plainAll(texts[id]);
      const words = [
        common.callStaff,
        common.staffCame,
        done.title,
        done.titleOpen,
        overlay.stillThere.title,
      ];
      words.push(
        overlay.cardMissing.title,
        plain(greetings[id].broken.title),
        staff.retry,
        staff.sync,
        staff.printTest,
        staff.needsAttention,
      );
      for (const word of words) expect(guide.toLowerCase()).toContain(word.toLowerCase());
    }
  });
});
