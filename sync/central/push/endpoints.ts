// Where a push may go. The address comes from a browser that anybody may have written, so without this the central API could be
// told to call machines inside its own network. Looked at twice: when it is given, and at each connection after its name was
// resolved, on the very addresses that are then connected to.
import { createECDH } from 'node:crypto';
import { lookup } from 'node:dns';
import { BlockList, isIP, isIPv6 } from 'node:net';
import type { LookupFunction } from 'node:net';
import type { PushSubscription } from '../../contract/phone.ts';

/** Not of the public internet (IANA special-purpose registries, RFC 6890). */
const notPublic = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  notPublic.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  // Teredo and its neighbours, documentation, 6to4: the last can hold any IPv4 address.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  notPublic.addSubnet(net, bits, 'ipv6');
/** All of IPv6 that is routed today; what maps IPv4 lies outside. */
const routed = new BlockList();
routed.addSubnet('2000::', 3, 'ipv6');

/** Whether an address is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIPv6(address)) return routed.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
  return isIP(address) === 4 && !notPublic.check(address, 'ipv4');
}

/** Resolves names to public addresses only. Fails with `ENOTPUBLIC` when a name has none. */
export const publicLookup: LookupFunction = (name, options, answer) => {
  lookup(name, { ...options, all: true }, (error, addresses) => {
    const open = (addresses ?? []).filter(({ address }) => isPublicAddress(address));
    const [first] = open;
    if (error !== null) answer(error, []);
    else if (first === undefined)
      answer(Object.assign(new Error('no public address'), { code: notPublicCode }), []);
    else if (options.all === true) answer(null, open);
    else answer(null, first.address, first.family);
  });
};
export const notPublicCode = 'ENOTPUBLIC';

/**
 * Whether a browser's subscription can be written to at all: a point of P-256 as its key, an address without a password on
 * the usual port, and no number of a private network in the place of a name.
 */
export function isSound({ endpoint, keys }: PushSubscription, localAllowed: boolean): boolean {
  const { protocol, hostname, port, username, password } = new URL(endpoint);
  if (protocol !== 'https:' || username !== '' || password !== '' || !isPoint(keys.p256dh)) return false;
  if (localAllowed) return true;
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return port === '' && (isIP(bare) === 0 ? bare.includes('.') : isPublicAddress(bare));
}

/** An uncompressed point of P-256 (RFC 8291, section 3.1). */
function isPoint(base64url: string): boolean {
  const point = Buffer.from(base64url, 'base64url');
  if (point.length !== 65 || point[0] !== 4) return false;
  try {
    const probe = createECDH('prime256v1');
    probe.generateKeys();
    probe.computeSecret(point);
    return true;
  } catch {
    return false;
  }
}
