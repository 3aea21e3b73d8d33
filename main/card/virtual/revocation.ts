// What an authority of the test JPKI says of revoked certificates: CRLs (RFC 5280, 5) and OCSP answers (RFC 6960), DER. Real
// ones are given to notified bodies only (mynumber-card.md 5.5), so these are what checks of revocation are tried on.
import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { extension, keyId, rootName, signedBy } from './certificate.ts';
import type { Purpose } from './certificate.ts';
import {
  context,
  contextBytes,
  generalizedTime,
  integer,
  nothing,
  octets,
  oid,
  sequence,
  tlv,
  utcTime,
} from './der.ts';

export interface Authority {
  readonly purpose: Purpose;
  readonly key: KeyObject;
}

export interface Statement {
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
}

export interface Revoked {
  readonly serial: bigint;
  readonly at: Date;
}

/** A CRL with the given entries. */
export function issueCrl(
  { purpose, key }: Authority,
  entries: readonly Revoked[],
  { thisUpdate, nextUpdate }: Statement,
  number = 1n,
): Uint8Array {
  const listed = entries.map(({ serial, at }) => sequence(integer(serial), utcTime(at)));
  const extensions = [
    extension('2.5.29.35', sequence(contextBytes(0, keyId(key)))),
    extension('2.5.29.20', integer(number)),
  ];
  return signedBy(key, (algorithm) =>
    sequence(
      integer(1n),
      algorithm,
      rootName(purpose),
      utcTime(thisUpdate),
      utcTime(nextUpdate),
      // An empty list is not written (5.1.2.6).
      ...(listed.length > 0 ? [sequence(...listed)] : []),
      context(0, sequence(...extensions)),
    ),
  );
}

export type Status = 'good' | 'unknown' | { readonly revokedAt: Date };

/** An OCSP answer about one certificate, signed by the authority itself; `nonce` as in the question. */
export function issueOcspAnswer(
  { purpose, key }: Authority,
  serial: bigint,
  status: Status,
  { thisUpdate, nextUpdate }: Statement,
  nonce: Uint8Array | null = null,
): Uint8Array {
  const about = sequence(
    sequence(oid('1.3.14.3.2.26'), nothing()),
    octets(createHash('sha1').update(rootName(purpose)).digest()),
    octets(keyId(key)),
    integer(serial),
  );
  const single = sequence(
    about,
    statusOf(status),
    generalizedTime(thisUpdate),
    context(0, generalizedTime(nextUpdate)),
  );
  const extensions = nonce ? [context(1, sequence(extension('1.3.6.1.5.5.7.48.1.2', octets(nonce))))] : [];
  const basic = signedBy(key, () =>
    sequence(context(2, octets(keyId(key))), generalizedTime(thisUpdate), sequence(single), ...extensions),
  );
  const successful = tlv(0x0a, Uint8Array.of(0));
  return sequence(successful, context(0, sequence(oid('1.3.6.1.5.5.7.48.1.1'), octets(basic))));
}

function statusOf(status: Status): Uint8Array {
  if (status === 'good') return contextBytes(0, new Uint8Array());
  if (status === 'unknown') return contextBytes(2, new Uint8Array());
  return context(1, generalizedTime(status.revokedAt));
}
