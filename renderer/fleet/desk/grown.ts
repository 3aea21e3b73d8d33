// A release that was refused because more residents match by now; the problem's detail holds the new number.
import type { CallError } from '../wire.ts';

/** How many match now; null where it was refused for something else, or the number is not told. */
export function grownTo(error: CallError): number | null {
  if (error.kind !== 'refused' || error.code !== 'audience-grown') return null;
  const figure = /\d+/.exec(error.detail ?? '')?.[0];
  return figure === undefined ? null : Number(figure);
}
