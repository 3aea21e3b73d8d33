// An attachment that the central API looked into and did not take: which one, and what is wrong with it.
import type { CallError } from '../wire.ts';

export const fileTroubles = ['type', 'name', 'too-large', 'not-pdf', 'encrypted', 'pages', 'active'] as const;
export type FileTrouble = (typeof fileTroubles)[number];

/** From the problem's detail (`2: pages`); `place` begins at 1. Null: it was something else, or it is not told which. */
export function refusedFile(error: CallError): { readonly place: number; readonly why: FileTrouble } | null {
  if (error.kind !== 'refused' || error.code !== 'attachment-refused') return null;
  const found = /^(\d+): ([a-z-]+)$/.exec(error.detail ?? '');
  const why = fileTroubles.find((each) => each === found?.[2]);
  return why === undefined ? null : { place: Number(found?.[1]), why };
}
