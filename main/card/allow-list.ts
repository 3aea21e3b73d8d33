// The guard at the wire. Every byte that goes to a card passes here, and only what the generation's table names gets through:
// the individual number's files cannot be selected, read or unlocked, whatever the code above asks for.
// It follows the card's state (current application, current file) from the answers, because READ BINARY of "the current file"
// means nothing without it. What it is not sure of, it forbids.
import { err } from '../../sync/contract/result.ts';
import type { Result } from '../../sync/contract/result.ts';
import { INS, SW, decode, parseAnswer } from './apdu.ts';
import type { DecodedCommand } from './apdu.ts';
import { startsWith, toHex, u16 } from './bytes.ts';
import { GENERATIONS, ISSUER_SECURITY_DOMAIN, OTHER_CARDS, digestHead } from './generation.ts';
import type { Algorithm, ApplicationName, Generation } from './generation.ts';
import type { Transport, TransportError } from './transport.ts';

export type GuardError = TransportError | { readonly kind: 'forbidden' };

/** What may be done inside one application. */
interface Rights {
  readonly readable: ReadonlySet<number>;
  /** PIN files, with the longest PIN of each. */
  readonly keys: ReadonlyMap<number, number>;
  readonly signing: ReadonlyMap<number, Algorithm>;
  /** Of the application's own key, if it has one. */
  readonly own: Algorithm | null;
}

type Where = { readonly application: string | null; readonly file: number | null };
const NOWHERE: Where = { application: null, file: null };

/** A transport that sends what the table allows and answers `forbidden` to everything else. */
export interface GuardedTransport {
  transmit(command: Uint8Array, deadlineMs: number): Promise<Result<Uint8Array, GuardError>>;
}

/** Puts the guard in front of a transport. */
export function guard(
  transport: Transport,
  generations: readonly Generation[] = GENERATIONS,
): GuardedTransport {
  const rights = new Map(generations.flatMap(rightsOf));
  const selectable = new Set([
    ...rights.keys(),
    toHex(ISSUER_SECURITY_DOMAIN),
    ...OTHER_CARDS.map((other) => toHex(other.aid)),
  ]);
  let where = NOWHERE;
  /** Bytes announced by 61xx; GET RESPONSE is allowed only to fetch those. */
  let pending = false;
  /** One command at a time: a second one would be judged by a state that is about to change. */
  let busy = false;

  return {
    async transmit(bytes, deadlineMs) {
      const command = decode(bytes);
      const then = command.ok && !busy ? next(command.value) : null;
      if (then === null) return err({ kind: 'forbidden' });
      if (then.changes) {
        // Until the card has answered nobody knows what is current.
        const stays = then.changes.application === where.application;
        where = { application: stays ? where.application : null, file: null };
      }
      pending = false;
      busy = true;
      const answer = await transport.transmit(bytes, deadlineMs).finally(() => {
        busy = false;
      });
      const parsed = answer.ok ? parseAnswer(answer.value) : null;
      if (parsed?.ok) {
        const { sw } = parsed.value;
        pending = sw >> 8 === 0x61;
        if (then.changes && (sw === SW.ok || sw === SW.endOfFile || pending)) where = then.changes;
      }
      return answer;
    },
  };

  /** What an allowed command changes; null when it is not allowed. */
  function next(command: DecodedCommand): { readonly changes: Where | null } | null {
    if (command.cla === 0x80) return maySign(command) ? { changes: null } : null;
    if (command.cla !== 0x00) return null;
    switch (command.ins) {
      case INS.select:
        return select(command);
      case INS.readBinary:
        return read(command);
      case INS.verify:
        return mayVerify(command) ? { changes: null } : null;
      case INS.getResponse:
        return pending && command.p1 === 0 && command.p2 === 0 && command.data === undefined
          ? { changes: null }
          : null;
      default:
        return null;
    }
  }

  function select({ p1, p2, data, le }: DecodedCommand): { readonly changes: Where } | null {
    if (data === undefined || le !== undefined || p2 !== 0x0c) return null;
    if (p1 === 0x04) {
      const aid = toHex(data);
      return selectable.has(aid) ? { changes: { application: aid, file: null } } : null;
    }
    const here = rightsHere();
    if (p1 !== 0x02 || data.length !== 2 || here === null) return null;
    const fid = u16(data, 0);
    const known = here.readable.has(fid) || here.keys.has(fid) || here.signing.has(fid);
    return known ? { changes: { application: where.application, file: fid } } : null;
  }

  function read({ p1, data, le }: DecodedCommand): { readonly changes: Where | null } | null {
    const here = rightsHere();
    if (here === null || data !== undefined || le === undefined) return null;
    if (p1 < 0x80) return where.file !== null && here.readable.has(where.file) ? { changes: null } : null;
    // P1 = 100xxxxx: a short file id. 00000 would mean "current" to some cards and is never needed.
    const sfi = p1 & 0x1f;
    if ((p1 & 0x60) !== 0 || !here.readable.has(sfi)) return null;
    return { changes: { application: where.application, file: sfi } };
  }

  function mayVerify({ p1, p2, data }: DecodedCommand): boolean {
    const here = rightsHere();
    if (here === null || p1 !== 0 || (p2 & 0xe0) !== 0x80) return false;
    const key = (p2 & 0x1f) === 0 ? where.file : p2 & 0x1f;
    const longest = key === null ? undefined : here.keys.get(key);
    return longest !== undefined && (data === undefined || data.length <= longest);
  }

  function maySign({ ins, p1, p2, data }: DecodedCommand): boolean {
    const here = rightsHere();
    if (here === null || ins !== INS.computeSignature || p1 !== 0) return false;
    const algorithm = p2 === 0 ? here.own : signingAlgorithm(here, p2);
    if (algorithm === null || data === undefined) return false;
    const head = digestHead(algorithm);
    return data.length === head.length + algorithm.digestLength && startsWith(data, head);
  }

  function signingAlgorithm({ signing }: Rights, p2: number): Algorithm | null {
    if ((p2 & 0xe0) !== 0x80) return null;
    const key = (p2 & 0x1f) === 0 ? where.file : p2 & 0x1f;
    return key === null ? null : (signing.get(key) ?? null);
  }

  function rightsHere(): Rights | null {
    return where.application === null ? null : (rights.get(where.application) ?? null);
  }
}

/** Rights inside each application of a generation, by its identifier in hex. */
function rightsOf(generation: Generation): readonly (readonly [string, Rights])[] {
  const names: readonly ApplicationName[] = ['support', 'jpki'];
  return names.map((name) => {
    const inHere = <T extends { readonly application: ApplicationName }>(table: readonly T[]) =>
      table.filter((entry) => entry.application === name);
    const rights: Rights = {
      readable: new Set(inHere(Object.values(generation.files)).map(({ fid }) => fid)),
      keys: new Map(inHere(Object.values(generation.pins)).map(({ fid, maxLength }) => [fid, maxLength])),
      signing: new Map(inHere([generation.signingKey]).map(({ fid, algorithm }) => [fid, algorithm])),
      own: generation.ownKey?.application === name ? generation.ownKey.algorithm : null,
    };
    return [toHex(generation.applications[name]), rights] as const;
  });
}
