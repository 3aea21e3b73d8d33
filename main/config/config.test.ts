import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { explainConfigErrors, loadConfig, proxyOf } from './config.ts';

function load(yaml: string, env: Record<string, string> = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'madoguchi-config-'));
  writeFileSync(join(dir, 'terminal.yml'), yaml);
  return { dir, result: loadConfig(join(dir, 'terminal.yml'), env) };
}

describe('configuration', () => {
  test('without a file the built-in sample is used', () => {
    const result = loadConfig(undefined, {}, mkdtempSync(join(tmpdir(), 'madoguchi-config-')));
    expect(result).toMatchObject({
      ok: true,
      value: { shell: 'auto', central: { url: 'embedded' }, file: null },
    });
  });

  test('a named file that is not there stops the start', () => {
    const result = loadConfig('/nonexistent/terminal.yml', {});
    expect(result).toMatchObject({ ok: false, error: [{ key: 'MADOGUCHI_CONFIG' }] });
  });

  test('relative paths start at the file', () => {
    const { dir, result } = load(
      'dataDir: queue\ncentral: { url: "https://central.example", trust: ca.pem }\n',
    );
    expect(result).toMatchObject({
      ok: true,
      value: { dataDir: join(dir, 'queue'), central: { trust: join(dir, 'ca.pem') } },
    });
  });

  test.each([
    ['shell: firefox', 'shell', 'one of auto, electron, chromium, none', '"firefox"'],
    ['ui: { port: 70000 }', 'ui.port', 'at most 65535', '70000'],
    [
      'central: { url: "http://plain.example" }',
      'central.url',
      '"embedded" or an https:// address',
      '"http://plain.example"',
    ],
    ['reader: { kind: usb }', 'reader.kind', 'one of auto, pcsc, software', '"usb"'],
    ['terminal: { nmae: x }', 'terminal.nmae', 'no such key (is it misspelt?)', 'nmae'],
    ['times: { idle: soon }', 'times.idle', 'number', '"soon"'],
    ['printer: 5', 'printer', 'object', '5'],
    ['outbox: { keepDays: -1 }', 'outbox.keepDays', 'at least 0', '-1'],
    [
      'network: { proxy: "socks://p:1" }',
      'network.proxy',
      'http://host:port or https://host:port',
      '"socks://p:1"',
    ],
    ['limits: { diskMiB: 1 }', 'limits.diskMiB', 'at least 64', '1'],
  ])('%s is refused with key, expected and given', (yaml, key, expected, given) => {
    const { result } = load(yaml);
    expect(result).toEqual({ ok: false, error: [{ key, expected, given }] });
    if (!result.ok)
      expect(explainConfigErrors(result.error)).toBe(
        `configuration: ${key}: expected ${expected}, given ${given}`,
      );
  });

  test('a freeze before its warning is refused', () => {
    const { result } = load('limits: { warnDays: 9, freezeDays: 5, warnCount: 9, freezeCount: 5 }');
    expect(result).toMatchObject({
      ok: false,
      error: [
        { key: 'limits.freezeDays', expected: 'at least limits.warnDays' },
        { key: 'limits.freezeCount', expected: 'at least limits.warnCount' },
      ],
    });
  });

  test('a central API elsewhere needs its CA: no other would be trusted', () => {
    const { result } = load('central: { url: "https://central.example" }');
    expect(result).toMatchObject({ ok: false, error: [{ key: 'central.trust', given: 'nothing' }] });
  });

  test('every wrong key is told at once', () => {
    const { result } = load('shell: x\nui: { port: -1 }\nextra: 1\n');
    expect(result.ok ? [] : result.error.map((e) => e.key).sort()).toEqual(['extra', 'shell', 'ui.port']);
  });

  test('broken YAML names the line', () => {
    const { result } = load('shell: auto\nui: [\n');
    expect(result).toMatchObject({ ok: false, error: [{ expected: 'YAML' }] });
  });

  test('an enrolment code that is too short is not repeated in the error', () => {
    const { result } = load('central: { enrolmentCode: abc }');
    expect(result).toMatchObject({ ok: false, error: [{ key: 'central.enrolmentCode', given: '(hidden)' }] });
  });

  test('the proxy gets who we are from the environment, never from the file', () => {
    const central = 'central: { url: "https://central.example", trust: ca.pem }';
    const network = 'network: { proxy: "http://proxy.example:3128", noProxy: [.intra.example, 10.0.0.1] }';
    const env = { MADOGUCHI_PROXY_USER: 'kiosk', MADOGUCHI_PROXY_PASSWORD: 'p@ss word' };
    const { result } = load(`${central}\n${network}`, env);
    if (!result.ok) throw new Error(explainConfigErrors(result.error));
    expect(proxyOf(result.value)).toEqual({
      url: 'http://kiosk:p%40ss%20word@proxy.example:3128/',
      noProxy: '.intra.example,10.0.0.1',
    });
    const plain = load(`${central}\n${network}`).result;
    expect(plain.ok && proxyOf(plain.value)?.url).toBe('http://proxy.example:3128/');
    const embedded = load(network).result;
    expect(embedded.ok && proxyOf(embedded.value)).toBeNull();
    const inFile = load(`${central}\nnetwork: { proxy: "http://me:word-x@proxy.example:3128" }`).result;
    expect(inFile.ok).toBe(false);
    if (!inFile.ok) expect(explainConfigErrors(inFile.error)).not.toContain('word-x');
  });
});
