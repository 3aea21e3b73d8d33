// Joins a committed record and the handoff room: the token goes to the slip, only its hash into the record.
import { randomBytes } from 'node:crypto';
import { qrCode } from '../handoff/qr.ts';
import { handoffUrl, newHandoff } from '../handoff/token.ts';
import type { Slip } from './flow/types.ts';

/** A new slip's address, readable code and picture, with the hash for the record. */
export function newSlip(publicUrl: string): { readonly slip: Slip; readonly sha256: string } {
  const { token, display, sha256 } = newHandoff(randomBytes);
  const url = handoffUrl(publicUrl, token);
  return { slip: { url, code: display, qrSvg: qrCode(url, 'screen').svg }, sha256 };
}
