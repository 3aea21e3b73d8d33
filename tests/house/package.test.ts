// The package's recipe, held against app-builder-lib's own schema and against what a release must never lose.
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const house = resolve(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);
const schema = require('app-builder-lib/scheme.json') as object; // JSON Schema draft 7, from the builder itself
const defaultDepends = (
  schema as { definitions: { DebOptions: { properties: { depends: { default: string[] } } } } }
).definitions.DebOptions.properties.depends.default;

type Tree = Record<string, unknown>;
let recipe: Tree;
const part = (name: string): Tree => recipe[name] as Tree; // the schema test below says what is there
beforeAll(async () => {
  recipe = parse(await readFile(join(house, 'electron-builder.yml'), 'utf8')) as Tree;
});

const validator = new Ajv({ allErrors: true, strict: false }).compile(schema);
const complaints = (value: unknown): string[] =>
  validator(value)
    ? []
    : (validator.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);

test('the recipe is valid, and the schema would have told otherwise', () => {
  expect(complaints(recipe)).toEqual([]);
  expect(complaints({ ...recipe, asar: { unpack: ['**/*.node'] } })).not.toEqual([]);
  expect(complaints({ ...recipe, electronFuses: { runAsNod: false } })).not.toEqual([]);
  expect(complaints({ ...recipe, misspelt: true })).not.toEqual([]);
});

test('every fuse that the builder knows is set on purpose', () => {
  const known = (schema as { definitions: { FuseOptionsV1: { properties: object } } }).definitions
    .FuseOptionsV1.properties;
  expect(Object.keys(part('electronFuses')).sort()).toEqual(Object.keys(known).sort());
  expect(part('electronFuses')).toMatchObject({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
    enableCookieEncryption: true,
  });
});

test('only native files are outside of the archive, and nothing is compiled', () => {
  expect([recipe['asar'], recipe['asarUnpack'], recipe['npmRebuild']]).toEqual([
    { smartUnpack: false },
    ['**/*.node'],
    false,
  ]);
});

describe('deb', () => {
  test('keeps the default dependencies and adds the card reader', () => {
    const { depends } = part('deb') as { depends: string[] };
    expect(depends).toEqual([...defaultDepends, 'libpcsclite1']);
    expect(part('deb')['recommends']).toEqual(['pcscd']);
  });

  test('does not replace the script that sets up the sandbox', () => {
    expect(part('deb')['afterInstall']).toBeUndefined();
    expect(part('linux')['afterInstall']).toBeUndefined();
  });
});

test('Windows installs for the machine, signed, and leaves the queue when it is removed', () => {
  expect(part('nsis')).toMatchObject({
    oneClick: false,
    perMachine: true,
    runAfterFinish: false,
    deleteAppDataOnUninstall: false,
  });
  expect(part('win')['forceCodeSigning']).toBe(true);
});

test('what the program starts from is in the package, with the native binaries it needs', async () => {
  const files = recipe['files'] as string[];
  const { main } = JSON.parse(await readFile(join(house, 'package.json'), 'utf8')) as { main: string };
  expect(main).toBe('out/main/electron.js');
  expect(files).toEqual(expect.arrayContaining(['out/**', 'resources/**', 'package.json']));
  const excluded = files.filter((pattern) => pattern.startsWith('!')).join('\n');
  for (const needed of ['linux-x64', 'linux-arm64', 'win32-x64']) {
    expect(existsSync(join(house, `node_modules/better-sqlite3/prebuilds/${needed}.node`))).toBe(true);
    expect(excluded).not.toContain(needed);
  }
  expect(readdirSync(join(house, 'node_modules/@pcsc-mini')).length).toBeGreaterThan(0);
  expect(excluded).not.toContain('pcsc');
});
