// The card proves that it is one: it signs a challenge with a key that it alone has, and hands over the papers of that key.
// Comes after the basic four and never stands in their way: a card that cannot prove itself has still been read.
import { createHash } from 'node:crypto';
import { judgeGenuine } from '../../sync/contract/genuine.ts';
import type { GenuineAnchor } from '../../sync/contract/genuine.ts';
import { SW, proveSelf } from './apdu.ts';
import { concat } from './bytes.ts';
import type { Proof } from './card.ts';
import { readObject } from './files.ts';
import { digestHead } from './generation.ts';
import type { Visit } from './visit.ts';

/** Three exchanges with extended lengths, seven without: signed key, its signer's certificate, the signature. */
export async function proveGenuine(
  visit: Visit,
  challenge: Uint8Array,
  anchors: readonly GenuineAnchor[],
): Promise<Proof> {
  const { ownKey } = visit.generation;
  const none: Proof = { state: 'not-done' };
  if (ownKey === null) return none;
  const signedKey = await readObject(visit, 'signedCardKey');
  if (!signedKey.ok || signedKey.value === null) return none;
  const keyCertificate = await readObject(visit, 'cardKeyCertificate');
  if (!keyCertificate.ok || keyCertificate.value === null) return none;
  const digest = createHash(ownKey.algorithm.hash).update(challenge).digest();
  const answer = await visit.send(proveSelf(concat(digestHead(ownKey.algorithm), digest)));
  if (!answer.ok || answer.value.sw !== SW.ok) return none;
  const evidence = {
    signedKey: signedKey.value,
    keyCertificate: keyCertificate.value,
    signature: answer.value.data,
  };
  return { state: judgeGenuine(evidence, challenge, anchors), evidence };
}
