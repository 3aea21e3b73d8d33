// Reads rows out of a SQLite file that SQLite itself refuses to read. Every page is looked at by itself, in the main file and in the
// write-ahead log, whatever the pages above it say: https://www.sqlite.org/fileformat2.html, sections 1.5, 1.6, 2.1 and 4.
// What is found may be old or broken; whoever asked decides by hashes what is true (gather.ts).
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { decodeRecord, varint, type Value } from './record-format.ts';

/** The page size of every file that this program has made. */
export const pageBytes = 4096;
const walHeaderBytes = 32;
const frameHeaderBytes = 24;
const leafTable = 0x0d;
const btreePages = new Set([0x02, 0x05, 0x0a, leafTable]);
/** A longer row is none of ours. */
const rowAtMost = 1 << 20;

/** Where a cell lies: page (from 1), offset in it, and through which of the two views its overflow pages are followed. */
export interface Place {
  readonly view: 'newest' | 'main';
  readonly page: number;
  readonly offset: number;
}
export interface FoundRow {
  readonly rowid: number;
  readonly values: readonly Value[];
  readonly place: Place;
}

export class RawFile {
  readonly #main: number | null;
  readonly #wal: number | null;
  readonly #mainPages: number;
  /** Page → where its newest image begins in the write-ahead log. */
  readonly #frames: ReadonlyMap<number, number>;

  /** Files that are missing or empty count as having no pages. */
  constructor(path: string) {
    this.#main = openIfThere(path);
    this.#wal = openIfThere(`${path}-wal`);
    this.#mainPages = this.#main === null ? 0 : Math.ceil(fstatSync(this.#main).size / pageBytes);
    this.#frames = this.#wal === null ? new Map() : frames(this.#wal);
  }

  /** Every row that can be read, old versions of a row included. */
  *rows(): Generator<FoundRow> {
    const last = [...this.#frames.keys()].reduce((most, page) => Math.max(most, page), this.#mainPages);
    for (let page = 1; page <= last; page += 1) {
      yield* this.#rowsOn('newest', page);
      if (this.#frames.has(page) && page <= this.#mainPages) yield* this.#rowsOn('main', page);
    }
  }

  /** The row at a place that `rows` gave. */
  row(place: Place): FoundRow | null {
    const bytes = this.#page(place.view, place.page);
    return bytes === null ? null : this.#cell(bytes, place);
  }

  close(): void {
    for (const fd of [this.#main, this.#wal]) if (fd !== null) closeSync(fd);
  }

  #page(view: Place['view'], page: number): Buffer | null {
    const frame = view === 'newest' ? this.#frames.get(page) : undefined;
    if (frame !== undefined && this.#wal !== null) return readAt(this.#wal, frame);
    if (this.#main === null || page < 1 || page > this.#mainPages) return null;
    return readAt(this.#main, (page - 1) * pageBytes);
  }

  *#rowsOn(view: Place['view'], page: number): Generator<FoundRow> {
    const bytes = this.#page(view, page);
    if (bytes === null) return;
    const head = page === 1 ? 100 : 0;
    const type = bytes.readUInt8(head);
    const offsets = type === leafTable ? cellOffsets(bytes, head) : null;
    const found = offsets?.map((offset) => this.#cell(bytes, { view, page, offset })) ?? [];
    const clean = btreePages.has(type) && (type !== leafTable || (offsets !== null && !found.includes(null)));
    for (const row of found) if (row !== null) yield row;
    if (!clean) yield* this.#search(bytes, view, page, new Set(offsets ?? []));
  }

  /** The page's own list of cells cannot be trusted: a cell may begin at any byte. */
  *#search(
    bytes: Buffer,
    view: Place['view'],
    page: number,
    known: ReadonlySet<number>,
  ): Generator<FoundRow> {
    for (let offset = 0; offset < pageBytes - 8; offset += 1) {
      if (known.has(offset)) continue;
      const row = this.#cell(bytes, { view, page, offset });
      if (row !== null) yield row;
    }
  }

  /** The cell of a table leaf (section 1.6); null when what lies there is none. */
  #cell(bytes: Buffer, place: Place): FoundRow | null {
    const length = varint(bytes, place.offset);
    if (length === null || length.value < 4 || length.value > rowAtMost) return null;
    const rowid = varint(bytes, length.end);
    if (rowid === null || rowid.value < 1) return null;
    // Before any overflow page is followed: the header must describe exactly this many bytes.
    const local = localBytes(length.value);
    if (rowid.end + local > pageBytes || !describes(bytes, rowid.end, length.value)) return null;
    const payload =
      local === length.value
        ? bytes.subarray(rowid.end, rowid.end + local)
        : this.#overflow(bytes, rowid.end, local, length.value, place);
    const values = payload === null ? null : decodeRecord(payload);
    return values === null ? null : { rowid: rowid.value, values, place };
  }

  #overflow(bytes: Buffer, from: number, local: number, total: number, { view }: Place): Buffer | null {
    if (from + local + 4 > pageBytes) return null;
    const parts = [bytes.subarray(from, from + local)];
    let next = bytes.readUInt32BE(from + local);
    for (let left = total - local; left > 0;) {
      const page = next === 0 ? null : this.#page(view, next);
      if (page === null) return null;
      const part = page.subarray(4, 4 + Math.min(left, pageBytes - 4));
      parts.push(part);
      left -= part.length;
      next = page.readUInt32BE(0);
    }
    return Buffer.concat(parts);
  }
}

/** How much of a row lies on its leaf (section 1.6: U is the page, X = U-35, M = ((U-12)*32/255)-23). */
function localBytes(total: number): number {
  if (total <= pageBytes - 35) return total;
  const least = Math.floor(((pageBytes - 12) * 32) / 255) - 23;
  const wanted = least + ((total - least) % (pageBytes - 4));
  return wanted <= pageBytes - 35 ? wanted : least;
}

/** Bytes of the serial types 0 to 9 (section 2.1). */
const smallTypes = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

/** Whether the record that begins at `from` has a header that accounts for `total` bytes. Ours have fewer than 32 columns. */
function describes(bytes: Buffer, from: number, total: number): boolean {
  const header = bytes[from] ?? 0;
  if (header < 2 || header > 100 || from + header > pageBytes) return false;
  let body = 0;
  let at = from + 1;
  while (at < from + header) {
    const type = varint(bytes, at);
    if (type === null || type.value === 10 || type.value === 11) return false;
    body += type.value >= 12 ? (type.value - 12) >> 1 : (smallTypes[type.value] ?? 0);
    if (body > total) return false;
    at = type.end;
  }
  return at === from + header && header + body === total;
}

function cellOffsets(bytes: Buffer, head: number): number[] | null {
  const count = bytes.readUInt16BE(head + 3);
  const first = head + 8;
  if (first + 2 * count > pageBytes) return null;
  const offsets = Array.from({ length: count }, (_, index) => bytes.readUInt16BE(first + 2 * index));
  return offsets.every((offset) => offset >= first + 2 * count && offset < pageBytes) ? offsets : null;
}

/** Frames of the log's present run: those with the salts of its header (section 4.1), or of its first frame when that is gone. */
function frames(wal: number): Map<number, number> {
  const found = new Map<number, number>();
  const size = fstatSync(wal).size;
  const header = readAt(wal, 0, walHeaderBytes);
  const first = readAt(wal, walHeaderBytes, frameHeaderBytes);
  if (header === null || first === null) return found;
  const whole = (header.readUInt32BE(0) & ~1) === 0x377f0682;
  const salts = whole ? header.subarray(16, 24) : first.subarray(8, 16);
  const step = frameHeaderBytes + pageBytes;
  for (let at = walHeaderBytes; at + step <= size; at += step) {
    const head = readAt(wal, at, frameHeaderBytes);
    if (head !== null && head.subarray(8, 16).equals(salts))
      found.set(head.readUInt32BE(0), at + frameHeaderBytes);
  }
  return found;
}

/** `length` bytes; a last page that is cut short is filled with zeros. Null when nothing is there or the disk cannot read it. */
function readAt(fd: number, position: number, length = pageBytes): Buffer | null {
  const bytes = Buffer.alloc(length);
  try {
    return readSync(fd, bytes, 0, length, position) > 0 ? bytes : null;
  } catch {
    // An unreadable sector (EIO) costs this page, not the others.
    return null;
  }
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    return null;
  }
}
