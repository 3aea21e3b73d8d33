// PINs and passwords while they are typed: bytes in a fixed buffer of main's own, overwritten after use. They never become
// a string, so nothing immutable stays behind in the heap.

/** Longest secret: the signature password, 16 characters. */
const CAPACITY = 16;

/** One secret being typed. */
export class SecretBuffer {
  readonly #bytes = new Uint8Array(CAPACITY);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Appends one ASCII character; ignored when full. */
  add(char: string): void {
    const code = char.charCodeAt(0);
    if (this.#length < CAPACITY && char.length === 1 && code < 128) this.#bytes[this.#length++] = code;
  }

  /** Takes the last character back. */
  erase(): void {
    if (this.#length > 0) this.#bytes[--this.#length] = 0;
  }

  /** Overwrites everything. */
  wipe(): void {
    this.#bytes.fill(0);
    this.#length = 0;
  }

  /** Lends the bytes for the time of `use`; they are a view and change when the buffer is wiped. */
  lend<T>(use: (bytes: Uint8Array) => T): T {
    return use(this.#bytes.subarray(0, this.#length));
  }

  /** Compares without stopping at the first difference. */
  equals(other: SecretBuffer): boolean {
    let difference = this.#length ^ other.#length;
    for (let i = 0; i < CAPACITY; i += 1) difference |= (this.#bytes[i] ?? 0) ^ (other.#bytes[i] ?? 0);
    return difference === 0;
  }

  /** True when nothing is left: part of the clean-slate check. */
  get blank(): boolean {
    return this.#length === 0 && this.#bytes.every((byte) => byte === 0);
  }
}
