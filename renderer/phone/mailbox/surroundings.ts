// The browser as the mailbox needs it.
import { browserSurroundings } from '../surroundings.ts';
import type { LiveSurroundings } from './live.ts';

/** UUIDv4 (RFC 9562); Safari 15 has no `randomUUID`. */
export function uuid(random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array): string {
  const bytes = random(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

export const mailboxSurroundings: LiveSurroundings = {
  ...browserSurroundings,
  events: (path) => new EventSource(`../v1/${path}`),
  uuid: () => uuid((bytes) => crypto.getRandomValues(bytes)),
};
