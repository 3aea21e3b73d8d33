// Reads `terminal.yml` and the few environment variables that main listens to. No other file of main reads process.env.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import type { z } from 'zod';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import type { Line } from '../../sync/contract/worker.ts';
import { TerminalConfig } from './schema.ts';

export type { TerminalConfig };

/** One thing that is wrong: which key, what was expected, what was given. */
export interface ConfigError {
  readonly key: string;
  readonly expected: string;
  readonly given: string;
}

export interface LoadedConfig extends TerminalConfig {
  /** The file that was read, or null when the built-in sample configuration is used. */
  readonly file: string | null;
  /** Who we are to the proxy; null: nobody. */
  readonly proxyLogin: { readonly user: string; readonly password: string } | null;
}

const secretKeys = /code|secret|password/i;

/**
 * Loads the file that MADOGUCHI_CONFIG names (`path`), else `terminal.yml` in `cwd` when there is one, else the built-in
 * sample (software card, embedded central API). Every wrong key is reported, not only the first.
 */
export function loadConfig(
  path: string | undefined,
  env: Readonly<Record<string, string | undefined>> = process.env,
  cwd: string = process.cwd(),
): Result<LoadedConfig, ConfigError[]> {
  const file = resolve(cwd, path ?? 'terminal.yml');
  const text = readText(file);
  if (text === null && path !== undefined) {
    return err([{ key: 'MADOGUCHI_CONFIG', expected: 'a readable file', given: path }]);
  }
  const raw = parseYaml(text ?? '', file);
  if (!raw.ok) return raw;
  const parsed = TerminalConfig.safeParse(raw.value ?? {}, { reportInput: true });
  if (!parsed.success) return err(parsed.error.issues.flatMap((issue) => describe(issue)));
  if (parsed.data.central.url !== 'embedded' && parsed.data.central.trust === null) {
    return err([
      { key: 'central.trust', expected: "a PEM file with the central API's CA", given: 'nothing' },
    ]);
  }
  const base = dirname(file);
  const resolved = (path: string | null): string | null => (path === null ? null : resolve(base, path));
  const config = parsed.data;
  return ok({
    ...config,
    file: text === null ? null : file,
    proxyLogin: proxyLogin(env),
    dataDir: resolve(base, env['MADOGUCHI_DATA'] ?? config.dataDir),
    reader: {
      ...config.reader,
      anchors: resolved(config.reader.anchors),
    },
    central: {
      ...config.central,
      enrolmentCode: env['MADOGUCHI_ENROLMENT_CODE'] ?? config.central.enrolmentCode,
      trust: resolved(config.central.trust),
      anchors: resolved(config.central.anchors),
    },
    backup: { ...config.backup, path: resolved(config.backup.path) },
    slip: { ...config.slip, template: resolved(config.slip.template) },
    exchange: { directory: resolved(config.exchange.directory) },
  });
}

function proxyLogin(env: Readonly<Record<string, string | undefined>>): LoadedConfig['proxyLogin'] {
  const user = env['MADOGUCHI_PROXY_USER'] ?? '';
  return user === '' ? null : { user, password: env['MADOGUCHI_PROXY_PASSWORD'] ?? '' };
}

/** The proxy as the line takes it; null without one, and for an embedded central API, which is on this machine. */
export function proxyOf({ network, central, proxyLogin: login }: LoadedConfig): Line['proxy'] {
  if (network.proxy === null || central.url === 'embedded') return null;
  const url = new URL(network.proxy);
  url.username = encodeURIComponent(login?.user ?? '');
  url.password = encodeURIComponent(login?.password ?? '');
  return { url: url.href, noProxy: network.noProxy.join(',') };
}

/** The errors as lines for a person. */
export function explainConfigErrors(errors: readonly ConfigError[]): string {
  return errors.map((e) => `configuration: ${e.key}: expected ${e.expected}, given ${e.given}`).join('\n');
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function parseYaml(text: string, file: string): Result<unknown, ConfigError[]> {
  try {
    return ok(parse(text) as unknown);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const line = error.linePos?.[0].line ?? 0;
    return err([{ key: file, expected: 'YAML', given: `${error.code} in line ${String(line)}` }]);
  }
}

function describe(issue: z.core.$ZodIssue): ConfigError[] {
  const key = issue.path.join('.') || '(whole file)';
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((name) => ({
      key: issue.path.length === 0 ? name : `${key}.${name}`,
      expected: 'no such key (is it misspelt?)',
      given: name,
    }));
  }
  return [{ key, expected: expectation(issue), given: shown(key, issue.input) }];
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_type':
      return issue.expected;
    case 'too_small':
      return `at least ${String(issue.minimum)}`;
    case 'too_big':
      return `at most ${String(issue.maximum)}`;
    default:
      return issue.message;
  }
}

function shown(key: string, value: unknown): string {
  if (secretKeys.test(key)) return '(hidden)';
  if (value === undefined) return 'nothing';
  // An address may carry a password.
  return JSON.stringify(value).replace(/\/\/[^/"]*@/g, '//(hidden)@');
}
