// A registration without linked services carries the card's proof that it is genuine; one with them carries its signature.
import { expect, test } from 'vitest';
import { openCounter } from '../../tests/fixtures/counter.ts';
import type { Counter, CounterOptions } from '../../tests/fixtures/counter.ts';
import { genuineChallenge, judgeGenuine } from '../../sync/contract/genuine.ts';
import type { RegistrationRecord } from '../../sync/contract/record.ts';
import { sharedTestPki } from '../card/testing.ts';
import { PROFILES } from '../card/index.ts';

const hanako = PROFILES.find(({ name }) => name === 'hanako');
const proofs = ({ trace }: Counter) => trace.filter(({ header }) => header === '802A0000').length;

async function registered(
  services: readonly string[],
  options: CounterOptions = {},
  prepare: (counter: Counter) => void = () => undefined,
): Promise<{ counter: Counter; record: RegistrationRecord }> {
  const counter = await openCounter(options);
  prepare(counter);
  counter.room.insert('hanako');
  counter.consents(...services);
  await counter.until(({ terminal }) => terminal.card === 'recognised');
  counter.type(hanako?.pins.supportPin ?? '');
  if (services.length > 0) counter.type(hanako?.pins.signaturePassword ?? '');
  await counter.sees('confirm');
  counter.send('facts.right', { type: 'contact.submit', email: 'hanako@example.jp', phone: '' });
  await counter.sees('code');
  counter.send({ type: 'code.submit', code: '314159' });
  await counter.sees('mailbox-offer');
  counter.send({ type: 'mailbox.want', yes: false }, 'review.save');
  await counter.sees('done');
  return { counter, record: await counter.record() };
}

test('without linked services the record says that the card is genuine, and proves it to others', async () => {
  const { counter, record } = await registered([]);
  expect(record).toMatchObject({ assurance: 'genuine', genuine: { state: 'verified' }, declaration: null });
  const { evidence } = record.genuine ?? { evidence: null };
  if (evidence === null) throw new Error('no evidence');
  const bytes = {
    signedKey: Buffer.from(evidence.signedKey, 'base64'),
    keyCertificate: Buffer.from(evidence.keyCertificate, 'base64'),
    signature: Buffer.from(evidence.signature, 'base64'),
  };
  const { anchors } = await sharedTestPki();
  expect(judgeGenuine(bytes, genuineChallenge(record.id), anchors.genuine)).toBe('verified');
  expect(judgeGenuine(bytes, genuineChallenge(record.sessionId), anchors.genuine)).toBe('failed');
  expect(proofs(counter)).toBe(1);
  // A card's key names its owner.
  expect(JSON.stringify([counter.logged, counter.views, counter.trace])).not.toContain(
    evidence.signedKey.slice(40, 80),
  );
});

test('with linked services the card signs and is not asked for another proof', async () => {
  const { counter, record } = await registered(['library']);
  expect(record).toMatchObject({ assurance: 'signed', genuine: null });
  expect(proofs(counter)).toBe(0);
});

test('a card that gives no proof is read all the same, and the record says so', async () => {
  const { record } = await registered([], {}, (counter) => {
    // Tries, PIN, facts; then the first paper of the proof.
    counter.arm({ visit: 'read', faults: { garbageAt: 5 } });
  });
  expect(record).toMatchObject({
    assurance: 'read-only',
    genuine: { state: 'not-done', evidence: null },
    basicFour: hanako?.holder,
  });
});
