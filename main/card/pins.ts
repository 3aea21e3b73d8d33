// PINs: what one must look like, how many tries are left, and the one VERIFY. The rules that never bend: tries are asked first;
// unknown tries mean no VERIFY; one VERIFY per visit; nothing is tried in another form after a VERIFY that failed.
import { err, ok } from '../../sync/contract/result.ts';
import type { PinName, PinOptions, Tries } from './card.ts';
import { SW, queryTries, queryTriesWithLe, selectFile, triesLeft, verify } from './apdu.ts';
import { wipe } from './bytes.ts';
import { ISSUER_SECURITY_DOMAIN } from './generation.ts';
import type { PinSpec } from './generation.ts';
import { isFormTrouble, refused } from './visit.ts';
import type { Outcome, Visit } from './visit.ts';

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;
const isUpper = (byte: number) => byte >= 0x41 && byte <= 0x5a;
const isLower = (byte: number) => byte >= 0x61 && byte <= 0x7a;

/** The bytes to send (mynumber-card.md 3.1), in a new buffer that the caller wipes; null when the card would refuse them for certain. */
export function preparePin(typed: Uint8Array, spec: PinSpec): Uint8Array | null {
  if (typed.length < spec.minLength || typed.length > spec.maxLength) return null;
  const digits = spec.form === 'digits';
  if (!typed.every((byte) => isDigit(byte) || (!digits && (isUpper(byte) || isLower(byte))))) return null;
  // The card compares bytes and knows capitals only.
  return typed.map((byte) => (isLower(byte) ? byte - 0x20 : byte));
}

/** Remaining tries. Spends none. */
export async function readTries(visit: Visit, pin: PinName): Outcome<Tries> {
  const spec = visit.generation.pins[pin];
  const sw = await counter(visit, spec);
  if (!sw.ok || sw.value !== SW.ok) return sw.ok ? ok(fromCounter(sw.value, spec)) : sw;
  // Somebody left this key unlocked, and an unlocked key does not tell its counter. Another application locks it.
  const locked = await visit.probe(ISSUER_SECURITY_DOMAIN);
  if (!locked.ok) return locked;
  const again = await counter(visit, spec);
  return again.ok ? ok(fromCounter(again.value, spec)) : again;
}

/** Asks the tries, then sends the one VERIFY of this visit. Keeps no copy of the PIN. */
export async function verifyPin(
  visit: Visit,
  pin: PinName,
  typed: Uint8Array,
  options: PinOptions,
): Outcome<null> {
  const spec = visit.generation.pins[pin];
  const data = preparePin(typed, spec);
  if (data === null) return err({ kind: 'pin-malformed', pin });
  try {
    const tries = await readTries(visit, pin);
    if (!tries.ok) return tries;
    if (tries.value === 'unknown') return err({ kind: 'tries-unknown', pin });
    if (tries.value.left === 0) return err({ kind: 'pin-blocked', pin });
    if (tries.value.left === 1 && !options.lastTry) return err({ kind: 'last-try', pin });
    return await verifyOnce(visit, pin, data);
  } finally {
    wipe(data);
  }
}

async function verifyOnce(visit: Visit, pin: PinName, data: Uint8Array): Outcome<null> {
  if (visit.verify !== 'not-sent') throw new Error('one VERIFY per visit');
  const key = visit.can.verifyById === 'no' ? 0 : visit.generation.pins[pin].fid;
  const command = verify(key, data);
  // From here on the card may have counted, whatever we hear.
  visit.verify = 'unknown';
  const answer = await visit.send(command);
  if (!answer.ok) return answer;
  const { sw } = answer.value;
  if (sw === SW.ok) {
    visit.verify = 'accepted';
    return ok(null);
  }
  const left = triesLeft(sw);
  if (left === 0 || sw === SW.blocked || sw === SW.methodBlocked) return err({ kind: 'pin-blocked', pin });
  return left === undefined ? refused('verify', answer.value) : err({ kind: 'pin-wrong', pin, left });
}

/** Status word of the empty VERIFY: by short file id, or after SELECT where the card does not know those. */
async function counter(visit: Visit, spec: PinSpec): Outcome<number> {
  const here = await visit.select(spec.application);
  if (!here.ok) return here;
  if (!here.value) return ok(SW.notFound);
  const { can } = visit;
  if (can.verifyById !== 'no') {
    const sw = await query(visit, spec.fid);
    if (!sw.ok || can.verifyById === 'yes') return sw;
    if (tellsCounter(sw.value)) {
      can.verifyById = 'yes';
      return sw;
    }
  }
  const selected = await visit.send(selectFile(spec.fid));
  if (!selected.ok) return selected;
  if (selected.value.sw !== SW.ok) return ok(selected.value.sw);
  const sw = await query(visit, 0);
  if (sw.ok && tellsCounter(sw.value)) can.verifyById = 'no';
  return sw;
}

/** Empty VERIFY in four bytes, or in five for stacks that refuse four (mynumber-card.md 7.4). */
async function query(visit: Visit, key: number): Outcome<number> {
  const { can } = visit;
  if (can.bareQuery !== 'no') {
    const bare = await visit.tryOut(queryTries(key));
    const broken = bare.ok ? bare.value.sw === SW.wrongLength : isFormTrouble(bare.error);
    if (!broken || can.bareQuery === 'yes') {
      if (!bare.ok) return visit.fail(bare.error);
      if (tellsCounter(bare.value.sw)) can.bareQuery = 'yes';
      return ok(bare.value.sw);
    }
  }
  const longer = await visit.send(queryTriesWithLe(key));
  if (!longer.ok) return longer;
  if (tellsCounter(longer.value.sw)) can.bareQuery = 'no';
  return ok(longer.value.sw);
}

/** Whether an empty VERIFY was understood. */
function tellsCounter(sw: number): boolean {
  return triesLeft(sw) !== undefined || sw === SW.ok || sw === SW.blocked || sw === SW.methodBlocked;
}

/** 63C0, 6983 and 6984 all mean blocked: cards differ (mynumber-card.md 3.3). */
function fromCounter(sw: number, spec: PinSpec): Tries {
  if (sw === SW.blocked || sw === SW.methodBlocked) return { left: 0, max: spec.maxTries };
  const left = triesLeft(sw);
  return left === undefined ? 'unknown' : { left, max: Math.max(left, spec.maxTries) };
}
