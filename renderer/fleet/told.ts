// What went wrong with a call, in words.
import type { FleetTexts } from './texts.ts';
import type { CallError } from './wire.ts';

export function told(
  error: CallError,
  { error: words, refusal }: Pick<FleetTexts, 'error' | 'refusal'>,
): string {
  if (error.kind !== 'refused') return words[error.kind];
  // A code that has no words yet is told as it is.
  const known = (refusal as Readonly<Record<string, string | undefined>>)[error.code];
  return known ?? words.refused(error.code);
}
