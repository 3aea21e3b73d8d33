// What a check says: one line for the person from IT, in plain English. Never anything of a resident.

export type Mark = 'ok' | 'warn' | 'fail';

export interface Finding {
  readonly mark: Mark;
  /** What was looked at, e.g. `disk`. */
  readonly what: string;
  /** What was found. */
  readonly finding: string;
  /** What to do; empty when there is nothing to do. */
  readonly todo: string;
}

export const fine = (what: string, finding: string): Finding => ({ mark: 'ok', what, finding, todo: '' });
/** The terminal works, with less than it could have. */
export const odd = (what: string, finding: string, todo: string): Finding => ({
  mark: 'warn',
  what,
  finding,
  todo,
});
/** The terminal does not start, or cannot register anybody. */
export const broken = (what: string, finding: string, todo: string): Finding => ({
  mark: 'fail',
  what,
  finding,
  todo,
});

/** `12.3 GiB`. */
export function size(bytes: number): string {
  const mebibytes = bytes / (1 << 20);
  return mebibytes < 1024 ? `${mebibytes.toFixed(0)} MiB` : `${(mebibytes / 1024).toFixed(1)} GiB`;
}

/** `3 h`, in the largest unit that says something. */
export function span(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 120) return `${String(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${String(minutes)} min`;
  const hours = Math.round(minutes / 60);
  return hours < 72 ? `${String(hours)} h` : `${String(Math.round(hours / 24))} days`;
}
