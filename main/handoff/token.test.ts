// A slip must verify wherever the device key is known, hold through its last day, and stay readable in print.
import { createPublicKey, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { issueCertificate } from '../../sync/central/pki/issue.ts';
import { slipWordsIn } from '../../sync/contract/slip-number.ts';
import { slipKeyId, slipSha256, verifySlip } from '../../sync/contract/slip-token.ts';
import { SlipKey, SlipNumber } from '../../sync/contract/slips.ts';
import { makeDeviceKey } from '../../tests/fixtures/registration.ts';
import { qrCode } from './qr.ts';
import { handoffUrl, newHandoff, typingAddress, type HandoffOptions } from './token.ts';

const municipality = '992011';
const now = Date.parse('2026-11-22T03:00:00.000Z');
let keys: HandoffOptions['keys'];
let key: SlipKey;

beforeAll(async () => {
  const device = await makeDeviceKey();
  const certificate = await issueCertificate(
    {
      commonName: 'made up',
      notBefore: new Date(now - 86_400_000),
      notAfter: new Date(now + 86_400_000),
      use: 'terminal',
      dns: [],
      uris: [],
    },
    device.keys.publicKey,
    { selfKey: device.keys.privateKey },
  );
  keys = { privateKey: device.privateKeyPem, certificate };
  const { x, y } = createPublicKey(certificate).export({ format: 'jwk' });
  const id = slipKeyId(new X509Certificate(certificate).raw);
  key = SlipKey.parse({ id, municipality, jwk: { kty: 'EC', crv: 'P-256', x, y } });
});
const make = (change: Partial<HandoffOptions> = {}) =>
  newHandoff({ keys, municipality, now, days: 30, ...change });

describe('a new slip', () => {
  it('verifies with the public half of the device key, long after its certificate has expired', () => {
    const { token, number } = make();
    const verdict = verifySlip(token, [key], municipality, now + 29 * 86_400_000);
    expect(verdict).toMatchObject({ state: 'valid', claim: { number, municipality } });
  });

  it('is another each time, and known to the record by its hash', () => {
    const [one, two] = [make(), make()];
    expect(one.number).not.toBe(two.number);
    expect(SlipNumber.safeParse(one.number).success).toBe(true);
    expect(one.display.replaceAll(' ', '')).toBe(one.number);
    expect(one.sha256).toBe(slipSha256(one.number));
  });

  it('holds to the end of its last day in Japan, at whatever hour it was made', () => {
    for (const at of ['2026-11-22T00:00:00+09:00', '2026-11-22T23:59:59+09:00'])
      expect(make({ now: Date.parse(at) }).expiresAt).toBe('2026-12-22T14:59:59.000Z');
    expect(make({ days: 1 }).expiresAt).toBe('2026-11-23T14:59:59.000Z');
  });
});

describe('its address', () => {
  const token = '9'.repeat(208);

  it('is in capitals but for a path that is not ours', () => {
    expect(handoffUrl('https://portal.example', token)).toBe(`HTTPS://PORTAL.EXAMPLE/S/${token}`);
    expect(handoffUrl('https://portal.example/', token)).toBe(`HTTPS://PORTAL.EXAMPLE/S/${token}`);
    expect(handoffUrl('http://127.0.0.1:8443', token)).toBe(`HTTP://127.0.0.1:8443/S/${token}`);
    expect(handoffUrl('https://city.example/kiosk/', token)).toBe(`HTTPS://CITY.EXAMPLE/kiosk/S/${token}`);
    expect(typingAddress('https://city.example/kiosk/')).toBe('https://city.example/kiosk/s');
  });

  it('gives back its token to whoever scans it', () => {
    expect(slipWordsIn(handoffUrl('https://portal.example', token))).toBe(token);
  });

  it.each([
    ['a usual host', 'https://portal.mihon-city.example.jp'],
    ['a long host', `https://${'long-name.'.repeat(10)}example.jp`],
    ['a path of its own', 'https://city.example.jp/services/registration/kiosk'],
  ])('is printed in modules of half a millimetre with %s', (_what, publicUrl) => {
    const { modules } = qrCode(handoffUrl(publicUrl, make().token), 'paper');
    // 4 dots of a 203 dpi printer are 0.5005 mm; 575 dots fit between the margins of 80 mm paper.
    expect(modules * 4).toBeLessThanOrEqual(575);
    expect(modules).toBeLessThanOrEqual(77);
  });

  it('takes a smaller code than the same text packed as bytes would', () => {
    const url = handoffUrl('https://portal.mihon-city.example.jp', make().token);
    expect(qrCode(url, 'paper').modules).toBeLessThan(qrCode(url.replaceAll(/\d/g, 'a'), 'paper').modules);
  });
});
