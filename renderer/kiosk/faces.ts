// From a code that main raises to what the resident reads. The types hold it: a code without a face, or a face without a code,
// does not compile.
import type { FaceCode } from '../../preload/contract/faces.ts';
import type { Face, FaceKey, Texts } from '../ui/languages/index.ts';

type SurplusFace = Exclude<FaceKey, FaceCode>;

/** The face of a code, in the language of `texts`. */
export function faceOf(texts: Texts, code: FaceCode): Face {
  const faces: Readonly<Record<FaceCode, Face>> & Readonly<Record<SurplusFace, never>> = texts.faces;
  return faces[code];
}

const mild: ReadonlySet<FaceCode> = new Set<FaceCode>([
  'terminal.not-ready',
  'reader.busy',
  'network.offline',
  'draft.paused',
  'draft.unreachable',
  'mailbox.offline',
  'mailbox.message-gone',
  'mailbox.message-not-here',
  'mailbox.changed-elsewhere',
  'session.cancelled',
  'session.declined',
]);

/** How it is coloured: what only needs a moment or was the resident's own choice is not red. */
export const faceTone = (code: FaceCode): 'warning' | 'error' => (mild.has(code) ? 'warning' : 'error');
