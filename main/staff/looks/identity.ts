// Who this terminal is towards the central API, as far as that can be read without its key store. The private key is in the
// same file; it is not taken out of here.
import { X509Certificate } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { codeOf } from './machine.ts';

const Stored = z.object({ backend: z.string(), value: z.base64() });
const Identity = z.object({ terminalId: z.string(), certificate: z.string(), trust: z.string() });

export interface SecretFiles {
  /** What protects the files: each backend once. */
  readonly backends: readonly string[];
  /** Files that others than their owner may read. */
  readonly open: number;
}

export type IdentityLook =
  /** Not enrolled. */
  | { readonly kind: 'none'; readonly files: SecretFiles }
  /** Enrolled; only the key store of the shell that enrolled it can open more. */
  | { readonly kind: 'sealed'; readonly files: SecretFiles }
  | { readonly kind: 'unreadable'; readonly files: SecretFiles; readonly code: string }
  | {
      readonly kind: 'known';
      readonly files: SecretFiles;
      readonly terminalId: string;
      /** CA certificates from the enrolment, PEM. */
      readonly trust: string;
      /** Milliseconds since the epoch. */
      readonly validFrom: number;
      readonly validTo: number;
    };

/** Looks into the `secrets` folder of a data directory. */
export function lookAtIdentity(directory: string): IdentityLook {
  let files: SecretFiles = { backends: [], open: 0 };
  try {
    files = lookAtFiles(directory);
    const { backend, value } = Stored.parse(
      JSON.parse(readFileSync(join(directory, 'terminal-identity.json'), 'utf8')),
    );
    if (backend !== 'file:0600') return { kind: 'sealed', files };
    const { terminalId, certificate, trust } = Identity.parse(
      JSON.parse(Buffer.from(value, 'base64').toString('utf8')),
    );
    const { validFromDate, validToDate } = new X509Certificate(certificate);
    const dates = { validFrom: validFromDate.getTime(), validTo: validToDate.getTime() };
    return { kind: 'known', files, terminalId, trust, ...dates };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return { kind: 'none', files };
    // Of another form: a parse error, which quotes what it read, goes no further than here.
    return { kind: 'unreadable', files, code: code === 'unknown' ? 'not-an-identity' : code };
  }
}

function lookAtFiles(directory: string): SecretFiles {
  const paths = readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(directory, name));
  const backends = paths.map((path) => Stored.parse(JSON.parse(readFileSync(path, 'utf8'))).backend);
  const open =
    process.platform === 'win32' ? [] : paths.filter((path) => (statSync(path).mode & 0o077) !== 0);
  return { backends: [...new Set(backends)].sort(), open: open.length };
}
