// A made-up next card: other applications, other files, two PINs of other lengths, P-384. That the room reads and signs with it
// and that the guard keeps to its table shows that the generations are data.
import { generateKeyPairSync, verify, X509Certificate } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { ok } from '../../sync/contract/result.ts';
import { guard } from './allow-list.ts';
import { concat, fromHex, toHex } from './bytes.ts';
import { GENERATION_1 } from './generation.ts';
import type { Generation } from './generation.ts';
import { Presence } from './presence.ts';
import { SlotRoom } from './room.ts';
import { ascii, scripted } from './testing.ts';
import type { TraceLine } from './trace.ts';
import { issueSignature } from './virtual/certificate.ts';
import { Chip } from './virtual/chip.ts';
import type { ChipKey } from './virtual/chip.ts';
import { PROFILES } from './virtual/profiles.ts';
import { encodeBasicFour } from './virtual/sample-cards.ts';
import { softwareTransport } from './virtual/software-transport.ts';

const FACTS = 'A0000009990002';
const CERTIFICATES = 'A0000009990001';

const SECOND: Generation = {
  applications: { support: fromHex(FACTS), jpki: fromHex(CERTIFICATES) },
  files: {
    basicFour: { application: 'support', fid: 0x05 },
    signedCardKey: { application: 'support', fid: 0x06 },
    cardKeyCertificate: { application: 'support', fid: 0x07 },
    tokenInfo: { application: 'jpki', fid: 0x11 },
    certificateState: { application: 'jpki', fid: 0x12 },
    signatureCertificate: { application: 'jpki', fid: 0x13 },
    authCertificate: { application: 'jpki', fid: 0x14 },
  },
  pins: {
    supportPin: {
      application: 'support',
      fid: 0x01,
      maxTries: 4,
      form: 'digits',
      minLength: 6,
      maxLength: 6,
    },
    signaturePassword: {
      application: 'jpki',
      fid: 0x02,
      maxTries: 7,
      form: 'upper-alphanumeric',
      minLength: 8,
      maxLength: 20,
    },
  },
  signingKey: {
    application: 'jpki',
    fid: 0x03,
    algorithm: { kind: 'ecdsa-p384', hash: 'sha384', digestLength: 48 },
  },
  ownKey: null,
  labels: { MIHONTOKEN3: 'my-number' },
  certificateState: { signatureAt: 1, authAt: 0, present: 0x01 },
};

const holder = PROFILES.find(({ name }) => name === 'hanako')?.holder;
if (!holder) throw new Error('no sample');
const root = generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey;
const key = generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey;
const certificate = issueSignature(
  { purpose: 'sign', key: root, serial: 1n },
  key,
  2n,
  { notBefore: new Date(Date.now() - 86_400_000), notAfter: new Date(Date.now() + 86_400_000) },
  holder,
);

let chip: Chip;
let trace: TraceLine[];
let room: SlotRoom;

beforeEach(() => {
  trace = [];
  chip = secondCard();
  const presence = new Presence();
  presence.update({ state: 'ready', name: 'test' }, true);
  room = new SlotRoom(
    {
      kind: 'software',
      presence,
      connect: () =>
        Promise.resolve(ok(softwareTransport({ chip, faults: {}, here: () => true, pull: () => undefined }))),
      close: () => Promise.resolve(),
    },
    { generations: [GENERATION_1, SECOND], trace: (line) => trace.push(line) },
  );
});

function secondCard(): Chip {
  const pin = (secret: string, max: number): ChipKey => ({ secret: ascii(secret), max, left: max });
  return new Chip({
    atr: fromHex('3B8880010000000000000000 09'),
    applications: [
      {
        aid: fromHex(FACTS),
        files: new Map([[0x05, { content: encodeBasicFour(holder ?? never()), opensWith: [0x01] }]]),
        keys: new Map([[0x01, pin('123456', 4)]]),
        signers: new Map(),
      },
      {
        aid: fromHex(CERTIFICATES),
        files: new Map([
          [0x11, { content: ascii('MIHONTOKEN3'.padEnd(64)) }],
          [0x12, { content: fromHex('000100') }],
          [0x13, { content: concat(certificate, new Uint8Array(500).fill(0xff)), opensWith: [0x02] }],
        ]),
        keys: new Map([[0x02, pin('LONGERPASSWORD2026', 7)]]),
        signers: new Map([[0x03, { key, opensWith: 0x02 }]]),
      },
    ],
  });
}

const never = (): never => {
  throw new Error('no sample');
};

test('is recognised, with its own counters', async () => {
  expect(await room.inspect()).toMatchObject({
    ok: true,
    value: {
      tries: { supportPin: { left: 4, max: 4 }, signaturePassword: { left: 7, max: 7 } },
      hasSignatureCertificate: true,
      authCertificate: null,
    },
  });
});

test('gives the basic four behind six digits', async () => {
  expect(await room.readBasicFour(ascii('123456'), { lastTry: false })).toEqual({ ok: true, value: holder });
  expect(chip.unlocked).toBe(false);
});

test('is not sent a PIN of the other generation', async () => {
  expect(await room.readBasicFour(ascii('1234'), { lastTry: false })).toEqual({
    ok: false,
    error: { kind: 'pin-malformed', pin: 'supportPin' },
  });
  expect(chip.verifyCount).toBe(0);
});

test('is connected to only for a PIN that some card takes', async () => {
  expect((await room.readBasicFour(ascii('12345'), { lastTry: false })).ok).toBe(false);
  expect(trace).toEqual([]);
});

test('signs with P-384 and SHA-384 behind a password longer than the first one takes', async () => {
  const what = ascii('what the resident declares');
  const options = { lastTry: false, basicFour: holder ?? never() };
  const signed = await room.sign(ascii('longerpassword2026'), options, () => what);
  if (!signed.ok) throw new Error(signed.error.kind);
  const { publicKey } = new X509Certificate(signed.value.certificate);
  expect(signed.value.signature).toHaveLength(96);
  expect(verify('sha384', what, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signed.value.signature)).toBe(
    true,
  );
  // A check that could not fail would show nothing.
  expect(
    verify('sha384', ascii('else'), { key: publicKey, dsaEncoding: 'ieee-p1363' }, signed.value.signature),
  ).toBe(false);
});

test('is guarded by its own table', async () => {
  const leaves = async (...commands: readonly string[]) => {
    const wire = scripted(commands.map(() => '9000'));
    const guarded = guard(wire, [GENERATION_1, SECOND]);
    for (const command of commands) await guarded.transmit(fromHex(command), 1000);
    return wire.sent.map(toHex).length === commands.length;
  };
  const facts = `00A4040C07${FACTS}`;
  const certificates = `00A4040C07${CERTIFICATES}`;
  const first = '00A4040C0AD3921000310001010408';
  expect(await leaves(facts, '00B0850000')).toBe(true);
  expect(await leaves(first, '00B0820000')).toBe(true);
  // Files of one generation are not files of the other.
  expect(await leaves(facts, '00B0820000')).toBe(false);
  expect(await leaves(first, '00B0850000')).toBe(false);
  expect(await leaves(first, '00B0810000')).toBe(false);
  expect(await leaves(certificates, `802A008330${'00'.repeat(48)}00`)).toBe(true);
  expect(await leaves(certificates, `802A008320${'00'.repeat(32)}00`)).toBe(false);
  expect(await leaves(certificates, `0020008214${'41'.repeat(20)}`)).toBe(true);
  expect(await leaves(certificates, `0020008215${'41'.repeat(21)}`)).toBe(false);
  // And without the second table nothing of it exists.
  const alone = scripted(['9000']);
  expect((await guard(alone).transmit(fromHex(facts), 1000)).ok).toBe(false);
});
