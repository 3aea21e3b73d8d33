// The basic four as the card keeps them: file 0002 of the input-support application (mynumber-card.md 2.3). Values are taken
// over byte for byte: characters outside the BMP, variation selectors and substitute characters are the resident's name.
import { err, ok } from '../../sync/contract/result.ts';
import type { Result } from '../../sync/contract/result.ts';
import type { BasicFour } from '../../sync/contract/record.ts';
import { readTlv } from './ber.ts';
import type { Tlv } from './ber.ts';
import { u16 } from './bytes.ts';

/** What is wrong with the file. Never carries what was in it. */
export type BasicFourError =
  | 'not-the-object'
  | 'truncated'
  | 'field-missing'
  | 'field-twice'
  | 'offsets-disagree'
  | 'bad-name'
  | 'bad-address'
  | 'bad-birth-date'
  | 'bad-sex';

const OUTER = 0xff20;
const OFFSETS = 0xdf21;
const NAME = 0xdf22;
const ADDRESS = 0xdf23;
const BIRTH_DATE = 0xdf24;
const SEX = 0xdf25;
/** In the order of the offset table. */
const FIELDS = [NAME, ADDRESS, BIRTH_DATE, SEX] as const;

/** Parses the file. What follows the outer object is filler and is not looked at. */
export function parseBasicFour(file: Uint8Array): Result<BasicFour, BasicFourError> {
  const outer = readTlv(file, 0);
  if (!outer.ok) return err(outer.error === 'truncated' ? 'truncated' : 'not-the-object');
  if (outer.value.tag !== OUTER) return err('not-the-object');
  const fields = readFields(file, outer.value);
  if (!fields.ok) return fields;
  const placed = checkOffsets(file, fields.value);
  if (placed !== null) return err(placed);
  return readValues(file, fields.value);
}

/** Fields by tag, in any order; filler of 00 or FF may end the outer object. */
function readFields(file: Uint8Array, outer: Tlv): Result<ReadonlyMap<number, Tlv>, BasicFourError> {
  const fields = new Map<number, Tlv>();
  const inside = file.subarray(0, outer.end);
  for (let at = outer.valueAt; at < outer.end;) {
    const first = inside[at];
    if (first === 0x00 || first === 0xff) {
      if (inside.subarray(at).some((byte) => byte !== 0x00 && byte !== 0xff)) return err('not-the-object');
      break;
    }
    const field = readTlv(inside, at);
    if (!field.ok) return err('truncated');
    if (fields.has(field.value.tag)) return err('field-twice');
    fields.set(field.value.tag, field.value);
    at = field.value.end;
  }
  return ok(fields);
}

/** The table in DF21 gives where each field's tag begins, counted from the start of the file. */
function checkOffsets(file: Uint8Array, fields: ReadonlyMap<number, Tlv>): BasicFourError | null {
  const table = fields.get(OFFSETS);
  if (table === undefined) return 'field-missing';
  if (table.end - table.valueAt !== 2 * FIELDS.length) return 'offsets-disagree';
  for (const [index, tag] of FIELDS.entries()) {
    const field = fields.get(tag);
    if (field === undefined) return 'field-missing';
    if (u16(file, table.valueAt + 2 * index) !== field.at) return 'offsets-disagree';
  }
  return null;
}

function readValues(file: Uint8Array, fields: ReadonlyMap<number, Tlv>): Result<BasicFour, BasicFourError> {
  const text = (tag: number): string | null => {
    const field = fields.get(tag);
    return field === undefined ? null : decodeUtf8(file.subarray(field.valueAt, field.end));
  };
  const name = text(NAME);
  const address = text(ADDRESS);
  const birthDate = text(BIRTH_DATE);
  const sex = text(SEX);
  if (name === null || name.length === 0) return err('bad-name');
  if (address === null || address.length === 0) return err('bad-address');
  if (birthDate === null || !/^[0-9]{8}$/.test(birthDate)) return err('bad-birth-date');
  if (sex === null || !/^[01239]$/.test(sex)) return err('bad-sex');
  return ok({ name, birthDate, sex, address });
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    // A leading U+FEFF would be dropped without `ignoreBOM`, and then the text would not be what the card said.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
