import { createPrivateKey, createPublicKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeAuthority } from '../../tests/fixtures/fake-central.ts';
import { readRequest } from '../../sync/central/pki/request.ts';
import type { EnrolmentAnswer, EnrolmentRequest } from '../../sync/contract/api.ts';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import type { CallError } from '../../sync/contract/worker.ts';
import { enrol, joinTrust, knowsTrust, loadIdentity, trustOf } from './identity.ts';
import { memorySecrets } from './testing/hand-timers.ts';

const request = { code: 'ENROL-ME-ONCE', name: '窓口 1', municipality: '990001' };
const answer: EnrolmentAnswer = {
  terminalId: '01900000-0000-4000-8000-000000000001',
  certificate: 'certificate',
  trust: 'trust',
  sealingKey: { kid: 's', jwk: {} },
  receiptKey: { kid: 'r', jwk: {} },
  publicUrl: 'https://example.test',
};
const accepting = (seen: EnrolmentRequest[]) => (sent: EnrolmentRequest) => {
  seen.push(sent);
  return Promise.resolve(ok(answer));
};

test('an identity is made once and found again at the next start', async () => {
  const secrets = memorySecrets();
  expect(await loadIdentity(secrets)).toEqual(ok(null));
  const seen: EnrolmentRequest[] = [];
  const made = await enrol(secrets, request, accepting(seen));
  if (!made.ok) throw new Error(made.error.kind);
  const loaded = await loadIdentity(secrets);
  expect(loaded.ok && loaded.value).toMatchObject({ ...answer, privateKey: made.value.privateKey });
  expect(made.value.deviceKey.asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
  expect(JSON.stringify(seen)).not.toContain('PRIVATE');
});

test('the request proves possession of the key that we keep', async () => {
  const secrets = memorySecrets();
  const seen: EnrolmentRequest[] = [];
  const made = await enrol(secrets, request, accepting(seen));
  if (!made.ok) throw new Error(made.error.kind);
  const key = await readRequest(seen[0]!.csr);
  if (!key.ok) throw new Error(key.error);
  const requested = Buffer.from(await crypto.subtle.exportKey('spki', key.value));
  const ours = createPublicKey(createPrivateKey(made.value.privateKey)).export({
    type: 'spki',
    format: 'der',
  });
  expect(requested.equals(ours)).toBe(true);
});

test('a repeated enrolment uses the same key until one has been answered, then a new one', async () => {
  const secrets = memorySecrets();
  const keys: string[] = [];
  const lost: Result<EnrolmentAnswer, CallError> = err({ kind: 'timeout' });
  const sending = (result: typeof lost) => async (sent: EnrolmentRequest) => {
    const key = await readRequest(sent.csr);
    if (!key.ok) throw new Error(key.error);
    keys.push(Buffer.from(await crypto.subtle.exportKey('spki', key.value)).toString('hex'));
    return result;
  };
  for (const result of [lost, ok(answer), ok(answer)]) await enrol(secrets, request, sending(result));
  expect(keys[1]).toBe(keys[0]);
  expect(keys[2]).not.toBe(keys[1]);
});

test('a damaged identity is told, not replaced', async () => {
  const secrets = memorySecrets();
  secrets.kept.set('terminal-identity', Buffer.from('{}'));
  expect(await loadIdentity(secrets)).toEqual({
    ok: false,
    error: { kind: 'unreadable', cause: 'not-an-identity' },
  });
});

test('trust is joined without repetition and compared certificate by certificate', async () => {
  const [one, two] = [(await makeAuthority()).certificatePem, (await makeAuthority()).certificatePem];
  const both = joinTrust(one, two, `${one}\n${two}`);
  expect(both.match(/BEGIN/g)).toHaveLength(2);
  const made = await enrol(memorySecrets(), request, () => Promise.resolve(ok({ ...answer, trust: one })));
  if (!made.ok) throw new Error(made.error.kind);
  expect([knowsTrust(made.value, both), knowsTrust(made.value, two)]).toEqual([true, false]);
});

test('a retired authority is not trusted, even where the configuration still names it, and is no other central API', async () => {
  const [old, fresh] = [(await makeAuthority()).certificatePem, (await makeAuthority()).certificatePem];
  const made = await enrol(memorySecrets(), request, () => Promise.resolve(ok({ ...answer, trust: fresh })));
  if (!made.ok) throw new Error(made.error.kind);
  const identity = { ...made.value, retired: old };
  expect(trustOf(old, identity)).toBe(joinTrust(fresh));
  expect(trustOf(old, made.value)).toBe(joinTrust(old, fresh));
  expect(trustOf(old, null)).toBe(joinTrust(old));
  expect([knowsTrust(identity, old), knowsTrust(made.value, old)]).toEqual([true, false]);
});

test('a secret store whose backend has changed is refused at every step, and nothing is overwritten', async () => {
  const error = { kind: 'backend-changed' as const, was: 'keyring:kwallet', is: 'file:0600' };
  const changed = err(error);
  const secrets = {
    ...memorySecrets(),
    get: () => Promise.resolve(changed),
    set: () => Promise.resolve(changed),
  };
  expect(await loadIdentity(secrets)).toEqual(changed);
  const made = await enrol(secrets, request, () => {
    throw new Error('no code may be spent');
  });
  expect(made).toEqual({ ok: false, error: { kind: 'secrets', error } });
});
