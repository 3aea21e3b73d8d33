// The software card's processor: takes command bytes, gives answer bytes, keeps PIN counters and what is unlocked. Written from
// the behaviour list in mynumber-card.md section 10; it knows nothing of our reader.
import { constants, privateEncrypt } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { INS, SW, decode } from '../apdu.ts';
import type { DecodedCommand } from '../apdu.ts';
import { concat, fromHex, sameBytes, startsWith, u16 } from '../bytes.ts';
import { ecdsaP384 } from './ecdsa.ts';

export interface ChipFile {
  readonly content: Uint8Array;
  /** Keys of which one must be verified; empty: nobody may read; absent: free. */
  readonly opensWith?: readonly number[];
  /** A file that no reader of ours may touch: touching it is counted. */
  readonly forbidden?: boolean;
}

export interface ChipKey {
  readonly secret: Uint8Array;
  readonly max: number;
  left: number;
}

export interface ChipSigner {
  readonly key: KeyObject;
  /** Null: needs no PIN. */
  readonly opensWith: number | null;
}

export interface ChipApplication {
  readonly aid: Uint8Array;
  readonly files: ReadonlyMap<number, ChipFile>;
  readonly keys: ReadonlyMap<number, ChipKey>;
  readonly signers: ReadonlyMap<number, ChipSigner>;
  /** The signer that P2 = 00 means. */
  readonly ownSigner?: number;
  /** Touching the application at all is counted. */
  readonly forbidden?: boolean;
}

/** How this chip differs from the usual one (mynumber-card.md section 10). */
export interface ChipTraits {
  /** Extended commands are answered 6700. */
  readonly shortOnly?: boolean;
  /** Short file ids are answered 6A86. */
  readonly noSfi?: boolean;
  /** Answer of a blocked PIN. */
  readonly blockedSw?: 0x6983 | 0x6984;
  /** A read that runs past the end is answered 6282 instead of 9000. */
  readonly endOfFileWarning?: boolean;
  /** The first command after power-up is answered 6F00. */
  readonly first6F00?: boolean;
}

export interface ChipContents {
  readonly atr: Uint8Array;
  readonly applications: readonly ChipApplication[];
  /** Every command is answered with this (storage cards). */
  readonly always?: number;
}

const ISD = fromHex('A0000001510000');
const NO_FILE = null;

export class Chip {
  readonly atr: Uint8Array;
  traits: ChipTraits;
  /** How often a file or application was touched that no reader of ours may touch. */
  forbiddenTouches = 0;
  /** VERIFY commands that carried a PIN. */
  verifyCount = 0;
  readonly #contents: ChipContents;
  #application: ChipApplication | null = null;
  #file: number | null = NO_FILE;
  readonly #open = new Set<number>();
  #openIn: ChipApplication | null = null;
  #fresh = true;

  constructor(contents: ChipContents, traits: ChipTraits = {}) {
    this.#contents = contents;
    this.atr = contents.atr;
    this.traits = traits;
  }

  /** Whether any key is unlocked. */
  get unlocked(): boolean {
    return this.#open.size > 0;
  }

  /** Cold start: nothing selected, nothing unlocked. */
  power(): void {
    this.reset();
    this.#lock();
    this.#fresh = true;
  }

  /** Warm reset: on contactless cards what is unlocked outlives it (mynumber-card.md 7.2). */
  reset(): void {
    this.#application = null;
    this.#file = NO_FILE;
  }

  /** Remaining tries of a key, for tests. */
  triesLeft(aid: Uint8Array, fid: number): number | undefined {
    return this.#contents.applications.find((app) => sameBytes(app.aid, aid))?.keys.get(fid)?.left;
  }

  process(bytes: Uint8Array): Uint8Array {
    const fresh = this.#fresh;
    this.#fresh = false;
    if (this.#contents.always !== undefined) return answer(this.#contents.always);
    if (fresh && this.traits.first6F00) return answer(SW.internal);
    const command = decode(bytes);
    if (!command.ok) return answer(SW.wrongLength);
    if (command.value.extended && this.traits.shortOnly) return answer(SW.wrongLength);
    return this.#dispatch(command.value);
  }

  #dispatch(command: DecodedCommand): Uint8Array {
    if (command.cla === 0x80 && command.ins === INS.computeSignature) return this.#sign(command);
    if (command.cla !== 0x00) return answer((command.cla & 0xfc) === 0 ? 0x6881 : SW.claUnknown);
    switch (command.ins) {
      case INS.select:
        return this.#select(command);
      case INS.readBinary:
        return this.#read(command);
      case INS.verify:
        return this.#verify(command);
      case 0xca:
        return answer(this.#application === null ? SW.referenceNotFound : SW.functionNotSupported);
      default:
        return answer(SW.insUnknown);
    }
  }

  #select({ p1, p2, data }: DecodedCommand): Uint8Array {
    if (p1 === 0x04 && p2 === 0x0c && data !== undefined) return this.#selectApplication(data);
    if (p1 !== 0x02 || p2 !== 0x0c || data?.length !== 2) return answer(SW.wrongParameters);
    const fid = u16(data, 0);
    if (!this.#has(fid)) return answer(SW.notFound);
    this.#touch(fid);
    this.#file = fid;
    return answer(SW.ok);
  }

  #selectApplication(aid: Uint8Array): Uint8Array {
    // A shorter identifier selects the first application that begins with it.
    const named = (whole: Uint8Array) => aid.length >= 5 && startsWith(whole, aid);
    const found = this.#contents.applications.find((application) => named(application.aid)) ?? null;
    if (found === null && !named(ISD)) return answer(SW.notFound);
    if (found?.forbidden) this.forbiddenTouches += 1;
    // Selecting the same application again keeps its status; another one ends it.
    if (found !== this.#openIn) this.#lock();
    this.#application = found;
    this.#file = NO_FILE;
    return answer(SW.ok);
  }

  #read({ p1, p2, data, le }: DecodedCommand): Uint8Array {
    if (data !== undefined || le === undefined) return answer(SW.wrongLength);
    let offset = (p1 << 8) | p2;
    if ((p1 & 0x80) !== 0) {
      const fid = p1 & 0x1f;
      if (this.traits.noSfi || (p1 & 0x60) !== 0) return answer(SW.wrongParameters);
      if (!this.#has(fid)) return answer(SW.notFound);
      this.#file = fid;
      offset = p2;
    }
    if (this.#application === null || this.#file === NO_FILE) return answer(SW.noCurrentFile);
    this.#touch(this.#file);
    const file = this.#application.files.get(this.#file);
    if (file === undefined) return answer(0x6981);
    if (file.opensWith && !file.opensWith.some((key) => this.#open.has(key))) {
      return answer(SW.securityNotSatisfied);
    }
    if (offset > file.content.length) return answer(SW.wrongOffset);
    const part = file.content.slice(offset, offset + le);
    const short = part.length < le && this.traits.endOfFileWarning;
    return answer(short ? SW.endOfFile : SW.ok, part);
  }

  #verify({ p1, p2, data }: DecodedCommand): Uint8Array {
    if (p1 !== 0 || (p2 & 0xe0) !== 0x80) return answer(SW.wrongParameters);
    if ((p2 & 0x1f) !== 0 && this.traits.noSfi) return answer(SW.wrongParameters);
    const fid = (p2 & 0x1f) === 0 ? this.#file : p2 & 0x1f;
    if (this.#application === null || fid === NO_FILE) return answer(SW.noCurrentFile);
    const key = this.#application.keys.get(fid);
    if (key === undefined) return answer(this.#has(fid) ? 0x6981 : SW.referenceNotFound);
    this.#touch(fid);
    if (data === undefined) return answer(this.#open.has(fid) ? SW.ok : 0x63c0 | key.left);
    this.verifyCount += 1;
    return this.#compare(fid, key, data);
  }

  #compare(fid: number, key: ChipKey, pin: Uint8Array): Uint8Array {
    if (key.left === 0) return answer(this.traits.blockedSw ?? SW.blocked);
    if (!sameBytes(pin, key.secret)) {
      key.left -= 1;
      this.#open.delete(fid);
      return answer(0x63c0 | key.left);
    }
    key.left = key.max;
    this.#open.add(fid);
    this.#openIn = this.#application;
    return answer(SW.ok);
  }

  #sign({ p1, p2, data }: DecodedCommand): Uint8Array {
    if ((p2 & 0x1f) !== 0 && this.traits.noSfi) return answer(SW.wrongParameters);
    const own = p2 === 0 ? this.#application?.ownSigner : undefined;
    const fid = own ?? ((p2 & 0x1f) === 0 ? this.#file : p2 & 0x1f);
    const signer = fid === NO_FILE ? undefined : this.#application?.signers.get(fid);
    if (signer === undefined) return answer(SW.referenceNotFound);
    if (signer.opensWith !== null && !this.#open.has(signer.opensWith))
      return answer(SW.securityNotSatisfied);
    if (signer.key.asymmetricKeyType === 'ec') return this.#signEc(signer.key, p1, data);
    if (p1 > 0x02 || p1 === 0x01) return answer(SW.wrongParameters);
    if (data === undefined || data.length > 245) return answer(SW.wrongLength);
    if (p1 === 0x02 && data.length !== 32) return answer(SW.conditionsNotSatisfied);
    const padded = p1 === 0x02 ? concat(fromHex('3031300D060960864801650304020105000420'), data) : data;
    // PKCS#1 v1.5, block type 1, around the bytes as given.
    const signature = privateEncrypt({ key: signer.key, padding: constants.RSA_PKCS1_PADDING }, padded);
    return answer(SW.ok, signature);
  }

  /** The next card's form, made up: P1 = 00, a bare digest of SHA-384. */
  #signEc(key: KeyObject, p1: number, digest: Uint8Array | undefined): Uint8Array {
    if (p1 !== 0) return answer(SW.wrongParameters);
    return digest?.length === 48 ? answer(SW.ok, ecdsaP384(key, digest)) : answer(SW.wrongLength);
  }

  #has(fid: number): boolean {
    const here = this.#application;
    return here !== null && (here.files.has(fid) || here.keys.has(fid) || here.signers.has(fid));
  }

  #touch(fid: number): void {
    if (this.#application?.files.get(fid)?.forbidden) this.forbiddenTouches += 1;
  }

  #lock(): void {
    this.#open.clear();
    this.#openIn = null;
  }
}

function answer(sw: number, data: Uint8Array = new Uint8Array()): Uint8Array {
  return concat(data, Uint8Array.of(sw >> 8, sw & 0xff));
}
