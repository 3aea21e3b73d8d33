// Expected failures are values: a room hands its neighbours a Result and the compiler makes them look at both halves.
// Exceptions are left for bugs. See docs/ARCHITECTURE.md, "Errors".

/** Success with a value, or an expected failure from a closed, tagged union `E`. */
export type Result<T, E> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** Wraps a success. */
export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });

/** Wraps an expected failure. */
export const err = <E>(error: E): Result<never, E> => ({ ok: false, error });

/** For the `default` of an exhaustive switch: the compiler proves that it cannot be reached. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
