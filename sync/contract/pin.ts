// An account's PIN is kept as a verifier only (scrypt, RFC 7914; `PinVerifier` in record.ts). Terminals make one and the central API does
// for a phone; both compare what is typed with it, and a counter proves to the central API that it was right without sending the digits.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { PinVerifier } from './record.ts';

/** The digits: text, or bytes that the caller wipes. */
export type TypedPin = string | Uint8Array;

interface Cost {
  readonly log2N: number;
  readonly r: number;
  readonly p: number;
}

/** RFC 7914 section 2; OWASP's figures for interactive use: 32 MiB, and about 80 ms. */
const cost: Cost = { log2N: 15, r: 8, p: 1 };
/** A verifier that asks for more, or for as much work, is none of ours: whoever wrote it may not keep a kiosk busy. */
const memoryAtMost = 64 * 1024 * 1024;
const hashBytes = 32;

/** `scrypt$15$8$1$<salt>$<hash>`, both base64url. */
export async function pinVerifier(pin: TypedPin): Promise<string> {
  const salt = randomBytes(16);
  return written(salt, await derive(pin, { ...cost, salt }));
}

/** A verifier that is nobody's: to compare with it takes the same work. */
export const nobodysVerifier = written(Buffer.alloc(16), Buffer.alloc(hashBytes));

/** What was typed as `Pin1Proof` (commands.ts): derived with the verifier's salt and cost. Null: nothing can be compared with that one. */
export async function pinProof(pin: TypedPin, verifier: string): Promise<string | null> {
  const known = read(verifier);
  return known === null ? null : (await derive(pin, known)).toString('base64url');
}

/** Whether a proof is the verifier's own hash. False where there is no verifier, or one that nothing can be compared with. */
export function proofMatches(verifier: string | null, proof: string): boolean {
  const known = verifier === null ? null : read(verifier);
  return known !== null && same(known.hash, Buffer.from(proof, 'base64url'));
}

/** Whether a PIN as typed is that of a verifier; false as above. */
export async function pinMatches(verifier: string | null, pin: TypedPin): Promise<boolean> {
  const known = verifier === null ? null : read(verifier);
  return known !== null && same(known.hash, await derive(pin, known));
}

interface Known extends Cost {
  readonly salt: Uint8Array;
}

function derive(pin: TypedPin, { log2N, r, p, salt }: Known): Promise<Buffer> {
  // A copy: the caller may wipe its own while this one is at work.
  const bytes = Buffer.from(pin);
  return new Promise((resolve, reject) => {
    scrypt(bytes, salt, hashBytes, { N: 2 ** log2N, r, p, maxmem: memoryAtMost }, (error, hash) => {
      bytes.fill(0);
      if (error) reject(error);
      else resolve(hash);
    });
  });
}

const same = (hash: Buffer, derived: Buffer): boolean =>
  hash.length === derived.length && timingSafeEqual(hash, derived);

function written(salt: Buffer, hash: Buffer): string {
  const { log2N, r, p } = cost;
  return ['scrypt', log2N, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** Null: of another form, or of a cost that RFC 7914 does not know or that is too high. */
function read(verifier: string): (Known & { readonly hash: Buffer }) | null {
  if (!PinVerifier.safeParse(verifier).success) return null;
  const [, log2N, r, p, salt = '', hash = ''] = verifier.split('$');
  const asked = { log2N: Number(log2N), r: Number(r), p: Number(p) };
  if (!isSound(asked)) return null;
  return { ...asked, salt: Buffer.from(salt, 'base64url'), hash: Buffer.from(hash, 'base64url') };
}

/** RFC 7914 sections 2 and 6: 1 < N < 2^(16·r); N·r blocks of 128 bytes and three more, p times over. */
function isSound({ log2N, r, p }: Cost): boolean {
  const bytes = 128 * r * p * (2 ** log2N + 3);
  return log2N > 0 && log2N < 16 * r && p > 0 && bytes <= memoryAtMost;
}
