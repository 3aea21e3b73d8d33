// A code scanner in keyboard mode types a whole code within a few hundredths of a second; nobody's fingers do. What it types
// takes the place of whatever stood there, and its Enter means the code, not the button that has the focus.

/** Two characters of a scan are no further apart; quick typists need 80 ms and more. */
const togetherMs = 50;

/** Collects what is typed in one go. */
export class Burst {
  #text = '';
  #at = Number.NEGATIVE_INFINITY;

  /** Takes a character; `at` in milliseconds, any clock that does not jump. Gives all that came in one go with it. */
  add(char: string, at: number): string {
    this.#text = this.during(at) + char;
    this.#at = at;
    return this.#text;
  }

  /** What was typed in one go right up to `at`; empty after a pause. */
  during(at: number): string {
    if (at - this.#at > togetherMs) this.#text = '';
    return this.#text;
  }
}
