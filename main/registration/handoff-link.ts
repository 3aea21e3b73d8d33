// Joins a registration and the handoff room: number and token go to the slip, only their hash onto the disk.
import { qrCode } from '../handoff/qr.ts';
import { handoffUrl, newHandoff, typingAddress, type Handoff } from '../handoff/token.ts';
import type { Slip } from './flow/types.ts';
import type { Identity, SessionPorts } from './ports.ts';

export interface NewSlip extends Pick<Handoff, 'number' | 'sha256' | 'expiresAt'> {
  readonly slip: Slip;
}

/** A new slip: address, number and picture, with the hash for record and disk. */
export function newSlip(
  ports: Pick<SessionPorts, 'municipality' | 'slips' | 'now' | 'clockErrorMs'>,
  identity: Identity,
): NewSlip {
  const { publicUrl } = identity;
  const handoff = newHandoff({
    keys: identity,
    municipality: ports.municipality,
    now: ports.now() - (ports.clockErrorMs() ?? 0),
    days: ports.slips.days,
  });
  const { number, sha256, expiresAt } = handoff;
  const url = handoffUrl(publicUrl, handoff.token);
  const slip: Slip = {
    url,
    address: typingAddress(publicUrl),
    code: handoff.display,
    qrSvg: qrCode(url, 'screen').svg,
    sha256,
    expiresAt,
  };
  return { number, sha256, expiresAt, slip };
}
