// What the environment says of the desk: who vouches for staff, above how many residents two persons are needed, and which register of
// addresses is asked. Read by config.ts with the rest.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { err, ok } from '../contract/result.ts';
import type { Result } from '../contract/result.ts';
import { StaffFile } from './desk/staff.ts';
import type { StaffMember } from './desk/staff.ts';

export const deskEnvironment = {
  DESK_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  DESK_CLIENT_ID: z.string().min(1).max(200).optional(),
  DESK_CLIENT_SECRET: z.string().min(1).optional(),
  DESK_CLIENT_SECRET_FILE: z.string().min(1).optional(),
  DESK_ROLES_CLAIM: z.string().min(1).max(200).default('roles'),
  DESK_LOCAL_STAFF: z.string().min(1).optional(),
  DESK_RELEASE_ABOVE: z.coerce.number().int().nonnegative().optional(),
  RESIDENCY_URL: z.url({ protocol: /^https?$/ }).optional(),
  RESIDENCY_TOKEN_FILE: z.string().min(1).optional(),
  RESIDENCY_A_MINUTE: z.coerce.number().int().min(1).max(6_000).default(60),
} as const;
type Environment = z.ZodObject<typeof deskEnvironment>;

/** Who vouches for staff. */
export type SignIn =
  | {
      readonly kind: 'issuer';
      readonly issuer: string;
      readonly clientId: string;
      /** Null: a client without one, by PKCE alone. */
      readonly clientSecret: string | null;
      readonly rolesClaim: string;
    }
  /** Our own provider, with the staff of a file. */
  | { readonly kind: 'local'; readonly staff: readonly StaffMember[] }
  /** Our own provider, with made-up staff: an embedded central API only. */
  | { readonly kind: 'made-up' }
  /** Nobody: the desk is closed. */
  | { readonly kind: 'none' };

export interface DeskConfig {
  readonly signIn: SignIn;
  /** Above so many residents a message waits for somebody else's release. */
  readonly releaseAbove: number;
}

/** The register of addresses that is asked whether residents still live there. */
export interface ResidencyConfig {
  readonly url: string;
  readonly token: string | null;
  /** Calls, not residents. */
  readonly aMinute: number;
}

export const deskExpectations: Readonly<Record<string, string>> = {
  DESK_ISSUER: 'https://… of an OpenID Connect provider (http://… on this machine only)',
  DESK_CLIENT_ID: 'the client id that the provider gave, with DESK_ISSUER',
  DESK_RELEASE_ABOVE: 'a number of residents, 0 or more',
  RESIDENCY_URL: 'https://… (http://… on this machine only)',
  RESIDENCY_A_MINUTE: 'calls a minute, 1 to 6000',
};
export const deskSecrets: readonly string[] = ['DESK_CLIENT_SECRET'];

const usual = 1000;
/** Small, so that the second person can be seen in a city of a few made-up residents. */
const whenEmbedded = 20;

/** Reads what belongs to the desk; the error is a text for the person who starts the program. */
export function readDesk(value: z.output<Environment>, embedded: boolean): Result<DeskConfig, string> {
  const signIn = readSignIn(value, embedded);
  if (!signIn.ok) return signIn;
  return ok({
    signIn: signIn.value,
    releaseAbove: value.DESK_RELEASE_ABOVE ?? (embedded ? whenEmbedded : usual),
  });
}

function readSignIn(value: z.output<Environment>, embedded: boolean): Result<SignIn, string> {
  const { DESK_ISSUER: issuer, DESK_CLIENT_ID: clientId, DESK_LOCAL_STAFF: staffFile } = value;
  if (issuer === undefined) {
    if (clientId !== undefined) return err('DESK_ISSUER: expected with DESK_CLIENT_ID, given none');
    if (staffFile !== undefined) return readStaff(staffFile);
    return ok({ kind: embedded ? 'made-up' : 'none' });
  }
  if (staffFile !== undefined) return err('DESK_LOCAL_STAFF: expected not with DESK_ISSUER: one of them');
  if (clientId === undefined)
    return err(`DESK_CLIENT_ID: expected ${deskExpectations['DESK_CLIENT_ID']}, given none`);
  if (!isSafe(issuer))
    return err(`DESK_ISSUER: expected ${deskExpectations['DESK_ISSUER']}, given ${issuer}`);
  const { DESK_CLIENT_SECRET: inline, DESK_CLIENT_SECRET_FILE: file } = value;
  if (inline !== undefined && file !== undefined)
    return err('DESK_CLIENT_SECRET: expected not with DESK_CLIENT_SECRET_FILE: one of them');
  const secret = file === undefined ? ok(inline ?? null) : readSecretLine('DESK_CLIENT_SECRET_FILE', file);
  if (!secret.ok) return secret;
  return ok({
    kind: 'issuer',
    issuer,
    clientId,
    clientSecret: secret.value,
    rolesClaim: value.DESK_ROLES_CLAIM,
  });
}

/** Reads what belongs to the register of addresses; null: none is asked. */
export function readResidency(value: z.output<Environment>): Result<ResidencyConfig | null, string> {
  const { RESIDENCY_URL: url, RESIDENCY_TOKEN_FILE: file, RESIDENCY_A_MINUTE: aMinute } = value;
  if (url === undefined) return ok(null);
  if (!isSafe(url)) return err(`RESIDENCY_URL: expected ${deskExpectations['RESIDENCY_URL']}, given ${url}`);
  const token = file === undefined ? ok(null) : readSecretLine('RESIDENCY_TOKEN_FILE', file);
  return token.ok ? ok({ url, token: token.value, aMinute }) : token;
}

/** Names and passwords go over it. */
function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}

function readSecretLine(key: string, path: string): Result<string, string> {
  try {
    const line = readFileSync(path, 'utf8').trim();
    return line === ''
      ? err(`${key}: expected a file with one line, given an empty one at ${path}`)
      : ok(line);
  } catch {
    return err(`${key}: expected a file with one line, given no readable file at ${path}`);
  }
}

function readStaff(path: string): Result<SignIn, string> {
  const expected = 'a JSON file [{"login", "name", "roles": ["compose.992011"…], "password": "scrypt$…"}…]';
  try {
    const parsed = StaffFile.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success
      ? ok({ kind: 'local', staff: parsed.data })
      : err(`DESK_LOCAL_STAFF: expected ${expected}, given another form in ${path}`);
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'no JSON' : 'no readable file';
    return err(`DESK_LOCAL_STAFF: expected ${expected}, given ${why} at ${path}`);
  }
}
