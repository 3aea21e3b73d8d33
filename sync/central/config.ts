// The environment of the central API, checked before anything is opened. A wrong value stops the start with the key, what
// was expected and what was given (never for keys that may hold a password).
import { X509Certificate, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { GenuineAnchor } from '../contract/genuine.ts';
import { err, ok } from '../contract/result.ts';
import type { Result } from '../contract/result.ts';
import { deskEnvironment, deskExpectations, deskSecrets, readDesk, readResidency } from './config-desk.ts';
import type { DeskConfig, ResidencyConfig } from './config-desk.ts';
import type { QuietHours } from './messages/quiet.ts';

const Port = z.coerce.number().int().min(0).max(65_535);
const scheme = (pattern: RegExp): z.ZodString => z.string().regex(pattern);

const Environment = z.object({
  DATABASE_URL: scheme(/^postgres(ql)?:\/\//).optional(),
  DATA_DIR: z.string().min(1).default('data/central'),
  SMTP_URL: scheme(/^smtps?:\/\//).optional(),
  GATEWAY_URL: scheme(/^https?:\/\//).optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: Port.default(8080),
  TERMINAL_HOST: z.string().min(1).default('127.0.0.1'),
  TERMINAL_PORT: Port.default(8443),
  CENTRAL_SECRET_FILE: z.string().min(1).optional(),
  ANCHORS_FILE: z.string().min(1).optional(),
  CITY_DIR: z.string().min(1).default('resources/sample-city'),
  RENDERER_DIR: z.string().min(1).default('out/renderer'),
  MAIL_FROM: z.email().default('no-reply@madoguchi.invalid'),
  PUSH_ALLOW_LOCAL: z.string().min(1).optional(),
  TRUSTED_PROXIES: z.string().min(1).default('loopback'),
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  BOUNCE_HOST: z.string().min(1).default('127.0.0.1'),
  BOUNCE_PORT: Port.optional(),
  BOUNCE_DOMAIN: z.hostname().optional(),
  METRICS_PORT: Port.optional(),
  ENROL_ON_START: z.enum(['0', '1']).default('0'),
  QUIET_HOURS: z
    .string()
    .regex(/^([01]?\d|2[0-3])-([01]?\d|2[0-3])$/)
    .default('21-8'),
  ...deskEnvironment,
});
const Checked = Environment.superRefine((value, context) => {
  // One without the other would be a mistake that nobody notices until mails come back.
  if ((value.BOUNCE_PORT === undefined) === (value.BOUNCE_DOMAIN === undefined)) return;
  const missing = value.BOUNCE_PORT === undefined ? 'BOUNCE_PORT' : 'BOUNCE_DOMAIN';
  context.addIssue({ code: 'custom', path: [missing], message: 'missing' });
});

const GenuineAnchorEntry = z.strictObject({
  keyId: z.string().regex(/^[0-9a-f]{32}$/i),
  publicKey: z.string().refine(isRsaKey),
});
const Anchors = z.strictObject({
  sign: z.array(z.string()),
  auth: z.array(z.string()),
  genuine: z.array(GenuineAnchorEntry).default([]),
});

export interface CentralConfig {
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly smtpUrl: string | null;
  /** To telephones, by short message and by call. */
  readonly gatewayUrl: string | null;
  /** Null: the address of the public listener itself. */
  readonly publicUrl: string | null;
  readonly host: string;
  readonly port: number;
  readonly terminalHost: string;
  readonly terminalPort: number;
  readonly secretFile: string;
  /** PEM bundles of the trusted roots, and keys that certify cards to be genuine. */
  readonly anchors: {
    readonly sign: readonly string[];
    readonly auth: readonly string[];
    readonly genuine?: readonly GenuineAnchor[];
  };
  /** Null: nothing is seeded. */
  readonly cityDir: string | null;
  readonly rendererDir: string | null;
  /** Reverse proxies in front of the public listener: addresses or networks, with commas; `loopback` is this machine. */
  readonly trustedProxies: string;
  /** Where mails that come back are taken; null: they go to the sender. */
  readonly bounces: { readonly host: string; readonly port: number; readonly domain: string } | null;
  /** Null: metrics are not served. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  readonly mailFrom: string;
  /** PEM of an authority for a push service of one's own, on any address; null: public addresses only. */
  readonly pushLocalAuthority: string | null;
  /** When residents are told of emergencies only, by Japan's clock; the same hour twice: at no time. */
  readonly quietHours: QuietHours;
  readonly desk: DeskConfig;
  /** Null: no register of addresses is asked. */
  readonly residency: ResidencyConfig | null;
}

export interface ReadConfig extends CentralConfig {
  readonly enrolOnStart: boolean;
}

const secretive = new Set(['DATABASE_URL', 'SMTP_URL', 'GATEWAY_URL', ...deskSecrets]);
const expectations: Readonly<Record<string, string>> = {
  DATABASE_URL: 'postgres://user:password@host/database',
  SMTP_URL: 'smtp://… or smtps://…',
  GATEWAY_URL: 'http://… or https://…',
  PUBLIC_URL: 'http://… or https://…',
  PORT: 'a port, 0 to 65535',
  TERMINAL_PORT: 'a port, 0 to 65535',
  METRICS_PORT: 'a port, 0 to 65535',
  BOUNCE_PORT: 'a port, 0 to 65535, with BOUNCE_DOMAIN',
  BOUNCE_DOMAIN: 'the domain of bounce addresses, with BOUNCE_PORT',
  MAIL_FROM: 'an email address',
  ENROL_ON_START: '0 or 1',
  QUIET_HOURS: 'two hours from 0 to 23 with a hyphen, such as 21-8',
  ...deskExpectations,
};

/** Reads the environment; the error is a text for the person who starts the program. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Result<ReadConfig, string> {
  // An empty variable is the usual way to unset one in a service file.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Checked.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => {
      const key = String(path[0]);
      const shown = secretive.has(key) ? '(not shown)' : JSON.stringify(given[key]);
      return `${key}: expected ${expectations[key] ?? message}, given ${shown}`;
    });
    return err(lines.join('\n'));
  }
  const value = parsed.data;
  const anchors = readAnchorsFile(value.ANCHORS_FILE);
  if (!anchors.ok) return anchors;
  const pushLocal = readPem('PUSH_ALLOW_LOCAL', value.PUSH_ALLOW_LOCAL);
  if (!pushLocal.ok) return pushLocal;
  const desk = readDesk(value, value.ENROL_ON_START === '1');
  if (!desk.ok) return desk;
  const residency = readResidency(value);
  if (!residency.ok) return residency;
  const dataDir = resolve(value.DATA_DIR);
  return ok({
    databaseUrl: value.DATABASE_URL ?? null,
    dataDir,
    smtpUrl: value.SMTP_URL ?? null,
    gatewayUrl: value.GATEWAY_URL ?? null,
    publicUrl: value.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    host: value.HOST,
    port: value.PORT,
    terminalHost: value.TERMINAL_HOST,
    terminalPort: value.TERMINAL_PORT,
    secretFile: value.CENTRAL_SECRET_FILE ?? join(dataDir, 'secret.key'),
    anchors: anchors.value,
    cityDir: resolve(value.CITY_DIR),
    rendererDir: resolve(value.RENDERER_DIR),
    trustedProxies: value.TRUSTED_PROXIES,
    bounces: bouncesOf(value),
    metrics: value.METRICS_PORT === undefined ? null : { host: value.METRICS_HOST, port: value.METRICS_PORT },
    mailFrom: value.MAIL_FROM,
    pushLocalAuthority: pushLocal.value,
    quietHours: readQuietHours(value.QUIET_HOURS),
    desk: desk.value,
    residency: residency.value,
    enrolOnStart: value.ENROL_ON_START === '1',
  });
}

function bouncesOf({
  BOUNCE_HOST: host,
  BOUNCE_PORT: port,
  BOUNCE_DOMAIN: domain,
}: z.output<typeof Environment>): CentralConfig['bounces'] {
  return port === undefined || domain === undefined ? null : { host, port, domain };
}

function readQuietHours(text: string): QuietHours {
  const [from = 0, until = 0] = text.split('-').map(Number);
  return { from, until };
}

/** Without a file no card is trusted, and records with linked services are refused: safe, and told in the documentation. */
function readAnchorsFile(path: string | undefined): Result<z.infer<typeof Anchors>, string> {
  if (path === undefined) return ok({ sign: [], auth: [], genuine: [] });
  const expected = 'a JSON file {"sign": [PEM…], "auth": [PEM…], "genuine": [{"keyId", "publicKey"}…]}';
  try {
    const parsed = Anchors.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success
      ? ok(parsed.data)
      : err(`ANCHORS_FILE: expected ${expected}, given another form in ${path}`);
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'no JSON' : 'no readable file';
    return err(`ANCHORS_FILE: expected ${expected}, given ${why} at ${path}`);
  }
}

function readPem(key: string, path: string | undefined): Result<string | null, string> {
  if (path === undefined) return ok(null);
  try {
    return ok(new X509Certificate(readFileSync(path)).toString());
  } catch {
    return err(`${key}: expected a file with a certificate (PEM), given none at ${path}`);
  }
}

function isRsaKey(pem: string): boolean {
  try {
    return createPublicKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
