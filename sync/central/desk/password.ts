// Passwords of the local provider's staff, kept as scrypt (RFC 7914) of a random salt. For a city without a provider of its own; every
// other city's passwords are its provider's business.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const scryptOf = promisify<string, Buffer, number, object, Buffer>(scrypt);
/** OWASP's cost for scrypt: 128 MB would be one more step; this takes 64 MB and about a fifth of a second. */
const cost = { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 1024 * 1024 } as const;
const hashBytes = 32;

export const passwordHashForm = /^scrypt\$[\w-]{22}\$[\w-]{43}$/;

/** What a file of staff holds for a password. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await scryptOf(password.normalize('NFKC'), salt, hashBytes, cost);
  return `scrypt$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/** Whether this is the password. Takes as long for `null`, which nobody's is: names are not told apart by time. */
export async function passwordIs(password: string, hashed: string | null): Promise<boolean> {
  const [, salt = '', hash = ''] = (hashed ?? nobody).split('$');
  const given = await scryptOf(password.normalize('NFKC'), Buffer.from(salt, 'base64url'), hashBytes, cost);
  const known = Buffer.from(hash, 'base64url');
  return known.length === hashBytes && timingSafeEqual(given, known) && hashed !== null;
}

const nobody = `scrypt$${'A'.repeat(22)}$${'A'.repeat(43)}`;
