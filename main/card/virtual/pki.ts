// The test JPKI: roots, and a key pair and certificate for each sample card that has them. Made at first use and kept in one
// file of the data directory, so that terminal, central API and `npm run card` on one machine speak of the same cards.
// Nothing of it is ever committed: these are private keys, if only of people who do not exist.
import {
  X509Certificate,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  randomBytes,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { GenuineAnchor } from '../../../sync/contract/genuine.ts';
import { certifyKey, keyId, signCardKey } from './card-verifiable.ts';
import { issueAuthentication, issueRoot, issueSignature } from './certificate.ts';
import type { Purpose, Validity } from './certificate.ts';
import { PROFILES, SAMPLE_CITY } from './profiles.ts';
import type { CardProfile, Holder } from './profiles.ts';

export const TEST_PKI_FILE = 'test-jpki.json';
/** Grows when certificates are made differently, so that an older file is replaced. */
const VERSION = 2;

export interface Credential {
  readonly key: KeyObject;
  /** DER. */
  readonly certificate: Uint8Array;
}

/** A card's own key, and the papers by which it proves to be genuine. */
export interface OwnKey {
  readonly key: KeyObject;
  /** Files 0007 and 0004 of the input-support application. */
  readonly signedKey: Uint8Array;
  readonly keyCertificate: Uint8Array;
}

export interface CardCredentials {
  readonly own: OwnKey | null;
  readonly sign: Credential | null;
  readonly auth: Credential | null;
}

export interface TestPki {
  /** Root certificates, PEM: what the central API is given as trust anchors. */
  readonly anchors: Readonly<Record<Purpose, readonly string[]>> & {
    /** Of card-verifiable certificates. */
    readonly genuine: readonly GenuineAnchor[];
  };
  /** By profile name. */
  readonly cards: ReadonlyMap<string, CardCredentials>;
}

const Entry = z.strictObject({ key: z.string(), certificate: z.string() });
const Own = z.strictObject({ key: z.string(), signedKey: z.string() });
const Stored = z.strictObject({
  version: z.literal(VERSION),
  /** Of the profiles that the certificates were made for. */
  profiles: z.string(),
  roots: z.strictObject({ sign: Entry, auth: Entry }),
  genuine: z.strictObject({ keyId: z.string(), publicKey: z.string(), keyCertificate: z.string() }),
  cards: z.record(
    z.string(),
    z.strictObject({ sign: Entry.nullable(), auth: Entry.nullable(), own: Own.nullable() }),
  ),
});
type Stored = z.infer<typeof Stored>;
type Entry = z.infer<typeof Entry>;

/** Loads the test JPKI of `dir`, or makes it: about two seconds the first time. A file that is damaged, made for other
 *  profiles, or about to lapse is replaced. */
export async function createTestPki(dir: string): Promise<TestPki> {
  const file = join(dir, TEST_PKI_FILE);
  const kept = await load(file);
  if (kept !== null) return open(kept);
  await mkdir(dir, { recursive: true });
  const made = await make(new Date());
  return open(await keep(file, made));
}

/** Writes the file whole or not at all. Of two programs that start at once the first one wins and both use its file. */
async function keep(file: string, made: Stored): Promise<Stored> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, JSON.stringify(made), { mode: 0o600 });
  try {
    await link(draft, file);
    return made;
  } catch {
    const other = await load(file);
    if (other !== null) return other;
    await rm(file, { force: true });
    await link(draft, file);
    return made;
  } finally {
    await rm(draft, { force: true });
  }
}

async function load(file: string): Promise<Stored | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const stored = Stored.parse(JSON.parse(text));
    return stored.profiles === profilesDigest() && !lapses(stored) ? stored : null;
  } catch {
    return null;
  }
}

/** A month before the first certificate ends the whole is made anew. */
function lapses(stored: Stored): boolean {
  const soon = Date.now() + 30 * 86_400_000;
  const flawed = new Set(PROFILES.filter(({ signature }) => signature === 'expired').map(({ name }) => name));
  const entries = Object.entries(stored.cards).flatMap(([name, { sign, auth }]) =>
    flawed.has(name) ? [auth] : [sign, auth],
  );
  return entries.some(
    (entry) => entry !== null && Date.parse(new X509Certificate(pem(entry)).validTo) < soon,
  );
}

async function make(now: Date): Promise<Stored> {
  const issuedAt = new Date(Math.floor(now.getTime() / 1000) * 1000);
  const rootValidity = { notBefore: issuedAt, notAfter: endOfDay(issuedAt.getUTCFullYear() + 10, 12, 31) };
  const rootKeys = { sign: await newKey(), auth: await newKey() };
  const rootOf = (purpose: Purpose) => ({ purpose, key: rootKeys[purpose], serial: ROOT_SERIAL[purpose] });
  const root = (purpose: Purpose) =>
    entry(rootKeys[purpose], issueRoot(purpose, rootKeys[purpose], ROOT_SERIAL[purpose], rootValidity));
  const authority = { id: keyId('JPKITEST6000033'), key: await newKey() };
  const municipality = { id: keyId(`JPKITEST${SAMPLE_CITY.code}`), key: await newKey() };
  const signatureOf = (flaw: CardProfile['signature'], key: KeyObject, validity: Validity, holder: Holder) =>
    issueSignature(
      rootOf('sign'),
      key,
      serial(),
      flaw === 'expired' ? lapsed(validity) : validity,
      flaw === 'old-address' ? { ...holder, address: OLD_ADDRESS } : holder,
    );
  const card = async (profile: CardProfile) => {
    const { holder, pins } = profile;
    const validity = holder && cardValidity(issuedAt, holder);
    if (!holder || !validity) return { sign: null, auth: null, own: null };
    const [ownKey, signKey, authKey] = await Promise.all([
      newKey(),
      pins.signaturePassword === null ? null : newKey(),
      pins.authPin === null ? null : newKey(),
    ]);
    return {
      sign: signKey && entry(signKey, signatureOf(profile.signature, signKey, validity, holder)),
      auth: authKey && entry(authKey, issueAuthentication(rootOf('auth'), authKey, serial(), validity)),
      own: { key: pkcs8(ownKey), signedKey: base64(signCardKey(ownKey, municipality.key)) },
    };
  };
  const cards = await Promise.all(
    PROFILES.map(async (profile) => [profile.name, await card(profile)] as const),
  );
  return {
    version: VERSION,
    profiles: profilesDigest(),
    roots: { sign: root('sign'), auth: root('auth') },
    genuine: {
      keyId: Buffer.from(authority.id).toString('hex'),
      publicKey: createPublicKey(authority.key).export({ type: 'spki', format: 'pem' }).toString(),
      keyCertificate: base64(certifyKey(authority, municipality)),
    },
    cards: Object.fromEntries(cards),
  };
}

const ROOT_SERIAL: Readonly<Record<Purpose, bigint>> = { sign: 0x7e57_0001n, auth: 0x7e57_0002n };

/** Four bytes with the top bit clear, as on real certificates. */
function serial(): bigint {
  return BigInt(randomBytes(4).readUInt32BE() & 0x7fff_ffff) | 1n;
}

/** Until the holder's fifth birthday after issue, 23:59:59 Japan time. */
function cardValidity(issuedAt: Date, holder: Holder): Validity {
  const month = Number(holder.birthDate.slice(4, 6)) || 1;
  const day = Number(holder.birthDate.slice(6, 8)) || 1;
  const year = issuedAt.getUTCFullYear();
  const hadBirthday = endOfDay(year, month, day) <= issuedAt;
  return { notBefore: issuedAt, notAfter: endOfDay(year + (hadBirthday ? 5 : 4), month, day) };
}

/** Where somebody lived before they moved. */
const OLD_ADDRESS = '架空県みほん市旧町１番２号';

/** The same length of time, ended a year before it would have begun. */
function lapsed({ notBefore, notAfter }: Validity): Validity {
  const year = notBefore.getUTCFullYear() - 1;
  const length = notAfter.getTime() - notBefore.getTime();
  const end = endOfDay(year, 1, 31);
  return { notBefore: new Date(end.getTime() - length), notAfter: end };
}

/** 23:59:59 in Japan is 14:59:59 UTC. */
const endOfDay = (year: number, month: number, day: number) =>
  new Date(Date.UTC(year, month - 1, day, 14, 59, 59));

async function newKey(): Promise<KeyObject> {
  const pair = await promisify(generateKeyPair)('rsa', { modulusLength: 2048, publicExponent: 0x10001 });
  return pair.privateKey;
}

function entry(key: KeyObject, certificate: Uint8Array): Entry {
  return { key: pkcs8(key), certificate: base64(certificate) };
}

const pkcs8 = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function open(stored: Stored): TestPki {
  const { keyId, publicKey, keyCertificate } = stored.genuine;
  const ownKey = (kept: z.infer<typeof Own> | null): OwnKey | null =>
    kept && {
      key: createPrivateKey(kept.key),
      signedKey: Buffer.from(kept.signedKey, 'base64'),
      keyCertificate: Buffer.from(keyCertificate, 'base64'),
    };
  const credential = (kept: Entry | null): Credential | null =>
    kept && { key: createPrivateKey(kept.key), certificate: Buffer.from(kept.certificate, 'base64') };
  return {
    anchors: {
      sign: [pem(stored.roots.sign)],
      auth: [pem(stored.roots.auth)],
      genuine: [{ keyId, publicKey }],
    },
    cards: new Map(
      Object.entries(stored.cards).map(([name, { sign, auth, own }]) => [
        name,
        { sign: credential(sign), auth: credential(auth), own: ownKey(own) },
      ]),
    ),
  };
}

function pem(kept: Entry): string {
  return new X509Certificate(Buffer.from(kept.certificate, 'base64')).toString();
}

/** Of what the certificates depend on. */
function profilesDigest(): string {
  const told = JSON.stringify(PROFILES.map(({ name, holder, pins }) => [name, holder, pins]));
  return createHash('sha256').update(told).digest('hex');
}
