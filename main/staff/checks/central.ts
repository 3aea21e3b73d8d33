// The central API: reachable, under a certificate that we trust, and of the same opinion about the time.
import { joinTrust } from '../../link/identity.ts';
import type { CentralLook } from '../looks/central.ts';
import { broken, fine, odd, span, type Finding } from './finding.ts';
import { check } from './world.ts';

const what = 'central API';
const dayMs = 86_400_000;
const soonMs = 14 * dayMs;

export const central = check(what, async (world) => {
  const { url } = world.config.central;
  if (url === 'embedded') return fine(what, 'embedded: started and ended with the terminal');
  const named = world.trust();
  if (named === null) {
    const { trust } = world.config.central;
    return broken(what, `central.trust cannot be read: ${trust ?? ''}`, 'put the PEM file there');
  }
  const identity = world.identity();
  const trust = joinTrust(named, identity.kind === 'known' ? identity.trust : '');
  return judge(url, await world.central(url, trust), world.now(), trust !== '');
});

function judge(url: string, look: CentralLook, now: number, trusts: boolean): Finding | Finding[] {
  if (look.kind === 'silent') return broken(what, `${url}: ${look.code}`, remedy(look.code, trusts));
  if (!look.ours) {
    const told = `${url} answers with status ${String(look.status)}, but not as a central API`;
    return broken(what, told, 'correct central.url; see that no proxy stands in between');
  }
  const findings: Finding[] = [];
  const left = (look.validTo ?? Infinity) - now;
  if (left < soonMs)
    findings.push(odd(what, `its certificate ends in ${span(left)}`, 'renew it on the server'));
  if (look.skewMs !== null) findings.push(...clockOf(look.skewMs));
  if (findings.length > 0) return findings;
  return fine(what, `${url} answers in ${String(look.ms)} ms, its certificate is trusted, clocks agree`);
}

/** Records carry the measured error, and codes are timed by the central API; certificates are less patient. */
function clockOf(skewMs: number): Finding[] {
  const apart = Math.abs(skewMs);
  const told = `this clock is ${span(apart)} ${skewMs > 0 ? 'ahead' : 'behind'}`;
  if (apart > 3_600_000) return [broken(what, told, 'set the clock; use a time server')];
  return apart > 30_000 ? [odd(what, told, 'use a time server')] : [];
}

function remedy(code: string, trusts: boolean): string {
  if (/^(UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CERT_SIGNATURE)/.test(code)) {
    return trusts
      ? 'its certificate is not under central.trust: name the CA that signed it'
      : 'name the CA that signed its certificate in central.trust';
  }
  switch (code) {
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'its certificate has another name: correct central.url or TERMINAL_HOST';
    case 'CERT_NOT_YET_VALID':
    case 'CERT_HAS_EXPIRED':
      return 'compare the clocks; renew its certificate';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the name is unknown here: correct central.url, or the DNS';
    case 'ECONNREFUSED':
      return 'nobody listens there: start the central API, or correct the port';
    default:
      return 'see cable and firewall; registrations wait here meanwhile';
  }
}
