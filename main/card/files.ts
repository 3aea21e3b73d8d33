// Reading files: by short file id in one bite where card and reader allow it, by SELECT and 256 bytes at a time where not.
import { ok } from '../../sync/contract/result.ts';
import { SHORT_MAX, SW, readCurrent, readShortId, selectFile } from './apdu.ts';
import type { Answer, Command } from './apdu.ts';
import { objectLength } from './ber.ts';
import { concat } from './bytes.ts';
import type { FileName } from './generation.ts';
import { OTHER_FORM, isFormTrouble, refused, unreadable } from './visit.ts';
import type { Outcome, Visit } from './visit.ts';

/** No object on these cards is longer: certificate files are 3808 bytes. */
const LONGEST_OBJECT = 8192;
/** First bite of an extended read: a whole certificate as seen so far, without the filler behind it. */
const EXTENDED_BITE = 2048;

const isRead = (sw: number) => sw === SW.ok || sw === SW.endOfFile;

/** The object that a file holds, without filler; null when there is no such file or nothing in it. `probe` allows to find
 *  out whether extended lengths work: for free reads only, so that nothing breaks behind a PIN. */
export async function readObject(visit: Visit, name: FileName, probe = false): Outcome<Uint8Array | null> {
  const extended = visit.can.extended === 'yes' || (probe && visit.can.extended === 'untried');
  const first = await firstBite(visit, name, extended ? EXTENDED_BITE : SHORT_MAX);
  if (!first.ok || first.value === null) return first;
  if (first.value.every((byte) => byte === 0xff || byte === 0x00)) return ok(null);
  const length = objectLength(first.value);
  if (length === undefined || length > LONGEST_OBJECT) return unreadable(`${name}-no-object`);
  return rest(visit, name, first.value, length);
}

/** The first `length` bytes of a file, one exchange; null when there is no such file. */
export function readHead(visit: Visit, name: FileName, length: number): Outcome<Uint8Array | null> {
  return firstBite(visit, name, length);
}

/** Beginning of a file; makes the file current. */
async function firstBite(visit: Visit, name: FileName, le: number): Outcome<Uint8Array | null> {
  const { application, fid } = visit.generation.files[name];
  const here = await visit.select(application);
  if (!here.ok || !here.value) return here.ok ? ok(null) : here;
  if (visit.can.readById !== 'no') {
    const answer = await read(visit, (length) => readShortId(fid, length), le);
    if (!answer.ok) return answer;
    const { sw, data } = answer.value;
    if (isRead(sw)) {
      visit.can.readById = 'yes';
      return ok(data);
    }
    if (visit.can.readById === 'yes' && sw === SW.notFound) return ok(null);
    if (!OTHER_FORM.has(sw)) return refused(name, answer.value);
  }
  const selected = await visit.send(selectFile(fid));
  if (!selected.ok) return selected;
  if (selected.value.sw === SW.notFound) return ok(null);
  if (selected.value.sw !== SW.ok) return refused(name, selected.value);
  const answer = await read(visit, (length) => readCurrent(0, length), le);
  if (!answer.ok || !isRead(answer.value.sw)) return answer.ok ? refused(name, answer.value) : answer;
  if (visit.can.readById === 'untried') visit.can.readById = 'no';
  return ok(answer.value.data);
}

/** What is still missing of an object whose beginning is known. */
async function rest(visit: Visit, name: FileName, first: Uint8Array, length: number): Outcome<Uint8Array> {
  let have = first.subarray(0, length);
  let selected = false;
  while (have.length < length) {
    const bite = Math.min(length - have.length, visit.can.extended === 'yes' ? LONGEST_OBJECT : SHORT_MAX);
    const answer = await visit.send(readCurrent(have.length, bite));
    if (!answer.ok) return answer;
    const { sw, data } = answer.value;
    if (sw === SW.noCurrentFile && !selected) {
      // A read by short file id that did not make the file current.
      selected = true;
      const again = await visit.send(selectFile(visit.generation.files[name].fid));
      if (!again.ok) return again;
      continue;
    }
    if (!isRead(sw) || data.length === 0) return unreadable(`${name}-short`);
    have = concat(have, data.subarray(0, bite));
  }
  return ok(have);
}

/** One READ; where an extended one is refused for the first time, the same in short form. */
async function read(visit: Visit, command: (le: number) => Command, le: number): Outcome<Answer> {
  if (le <= SHORT_MAX) return visit.send(command(le));
  const long = await visit.tryOut(command(le));
  if (long.ok && isRead(long.value.sw)) {
    visit.can.extended = 'yes';
    return long;
  }
  const form = long.ok
    ? OTHER_FORM.has(long.value.sw) && long.value.sw !== SW.notFound
    : isFormTrouble(long.error);
  if (!form) return long.ok ? long : visit.fail(long.error);
  const short = await visit.send(command(SHORT_MAX));
  if (short.ok && isRead(short.value.sw)) visit.can.extended = 'no';
  return short;
}
