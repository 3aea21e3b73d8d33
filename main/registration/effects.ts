// What the flow asks to be done, done. Each effect answers with the event that tells how it went; a failure that can be
// expected is such an event too.
import { genuineChallenge } from '../../sync/contract/genuine.ts';
import { pinVerifier } from '../../sync/contract/pin.ts';
import type { Assurance, Declaration, GenuineProof, RegistrationRecord } from '../../sync/contract/record.ts';
import type { CardReport, Proof, ReadOptions } from '../card/card.ts';
import type { Effect, FlowEvent, SessionData } from './flow/types.ts';
import { newSlip } from './handoff-link.ts';
import { Live } from './live.ts';
import type { SessionPorts } from './ports.ts';
import { declarationJws, declarationToSign, newReceiptNumber, sealRecord } from './record.ts';

export type Of<K extends Effect['kind']> = Extract<Effect, { kind: K }>;

export function begin(
  ports: SessionPorts,
  effect: Of<'begin'>,
): { live: Live; event: FlowEvent } | { live: null; event: FlowEvent } {
  const catalogue = ports.catalogue();
  if (catalogue === null || ports.identity() === null)
    return { live: null, event: { type: 'begin.failed', face: 'terminal.not-ready' } };
  const live = new Live();
  return {
    live,
    event: { type: 'begun', sessionId: live.id, purpose: effect.purpose, aim: effect.aim, catalogue },
  };
}

export function compare(live: Live, { secret }: Of<'secret.compare'>): FlowEvent {
  const equal = live.secret(secret).equals(live.secret(`${secret}.repeat`));
  const sameAsPin1 =
    secret === 'accountPin2' && live.secret('accountPin1').equals(live.secret('accountPin2'));
  return { type: 'secret.compared', equal, sameAsPin1 };
}

export async function inspect(
  ports: SessionPorts,
  live: Live,
  { insertion }: Of<'card.inspect'>,
): Promise<FlowEvent> {
  const result = await ports.card.inspect();
  if (!result.ok) return { type: 'card.failed', during: 'inspect', error: result.error };
  const { tries, fingerprint, hasSignatureCertificate, authCertificate }: CardReport = result.value;
  live.authCertificate = authCertificate === null ? null : Uint8Array.from(authCertificate);
  return { type: 'card.inspected', insertion, card: { tries, fingerprint, hasSignatureCertificate } };
}

/** Exactly one VERIFY for the typed PIN. It is forgotten unless the card never saw it or has accepted it. */
export async function readCard(ports: SessionPorts, live: Live, effect: Of<'card.read'>): Promise<FlowEvent> {
  const pin = live.secret('supportPin');
  const { lastTry } = effect;
  const proofs: Proof[] = [];
  const prove = {
    challenge: genuineChallenge(live.recordId),
    told: (proof: Proof) => void proofs.push(proof),
  };
  const options: ReadOptions = effect.prove ? { lastTry, prove } : { lastTry };
  const result = await pin.lend((bytes) => ports.card.readBasicFour(bytes, options));
  if (!result.ok) return { type: 'card.failed', during: 'read', error: result.error };
  pin.wipe();
  live.genuine = proofs.map(inRecord)[0] ?? null;
  return { type: 'card.read', facts: result.value };
}

/** As the record carries it: base64. */
function inRecord(proof: Proof): GenuineProof {
  if (proof.state === 'not-done') return { state: proof.state, evidence: null };
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const { signedKey, keyCertificate, signature } = proof.evidence;
  const evidence = {
    signedKey: text(signedKey),
    keyCertificate: text(keyCertificate),
    signature: text(signature),
  };
  return { state: proof.state, evidence };
}

export async function signDeclaration(
  ports: SessionPorts,
  live: Live,
  effect: Of<'card.sign'>,
): Promise<FlowEvent> {
  const identity = ports.identity();
  if (identity === null)
    return { type: 'card.failed', during: 'sign', error: { kind: 'unreadable', cause: 'no identity' } };
  const declaration: Declaration = {
    type: 'madoguchi.declaration/1',
    recordId: live.recordId,
    terminalId: identity.terminalId,
    at: new Date(ports.now()).toISOString(),
    consents: [...effect.consents],
    services: [...effect.services],
    basicFour: effect.facts,
  };
  const password = live.secret('signaturePassword');
  let toSign: Uint8Array = new Uint8Array();
  const result = await password.lend((bytes) =>
    ports.card.sign(
      bytes,
      { lastTry: effect.lastTry, basicFour: effect.facts },
      (certificate) => (toSign = declarationToSign(declaration, certificate)),
    ),
  );
  if (!result.ok) return { type: 'card.failed', during: 'sign', error: result.error };
  password.wipe();
  live.declaration = declarationJws(toSign, result.value.signature);
  return { type: 'card.signed' };
}

export async function sendCode(ports: SessionPorts, live: Live, effect: Of<'code.send'>): Promise<FlowEvent> {
  const { channel, by, address, language, helper } = effect;
  const common = { sessionId: live.id, address, language, ...(helper && { helper }) };
  const result = await ports.sendCode(
    channel === 'email' || by === 'email'
      ? { ...common, channel: 'email' }
      : { ...common, channel, ...(by === 'voice' && { by }) },
  );
  if (!result.ok) return { type: 'code.send-failed', channel, face: result.error };
  const { id, number, expiresAt, resendAt, left } = result.value;
  const times = { expiresAt: byOurClock(ports, expiresAt), resendAt: byOurClock(ports, resendAt) };
  return { type: 'code.sent', channel, by, id, number, left, ...times };
}

/** What the central API says of its clock, as this terminal's shows it. */
const byOurClock = (ports: SessionPorts, instant: string): string =>
  new Date(Date.parse(instant) + (ports.clockErrorMs() ?? 0)).toISOString();

export async function claimDraft(ports: SessionPorts, { code }: Of<'draft.claim'>): Promise<FlowEvent> {
  const result = await ports.claimDraft(code);
  return result.ok
    ? { type: 'draft.claimed', answer: result.value }
    : { type: 'draft.claim-failed', face: result.error };
}

export async function checkCode(ports: SessionPorts, effect: Of<'code.check'>): Promise<FlowEvent> {
  const result = await ports.checkCode(effect.verification, effect.code);
  if (!result.ok) return { type: 'code.check-failed', face: result.error };
  const answer = result.value;
  const ours = answer.outcome === 'paused' ? { ...answer, until: byOurClock(ports, answer.until) } : answer;
  return { type: 'code.checked', channel: effect.channel, answer: ours };
}

/** One look at what became of a code. Not at once again where there was no answer, or one without waiting. */
export async function followCode(ports: SessionPorts, effect: Of<'code.follow'>): Promise<FlowEvent> {
  const since = ports.now();
  const { verification } = effect;
  const result = await ports.followCode(verification);
  if (!result.ok || ports.now() - since < followAtMostEveryMs)
    await new Promise<void>((waited) => ports.after(followAtMostEveryMs, waited));
  return { type: 'code.followed', verification, delivery: result.ok ? result.value.delivery : null };
}
const followAtMostEveryMs = 2_000;

/** Builds, signs and seals the record and makes it durable. Before this returns nothing of it has touched the disk. */
export async function commit(ports: SessionPorts, live: Live, effect: Of<'commit'>): Promise<FlowEvent> {
  const identity = ports.identity();
  const { facts } = effect.data;
  if (identity === null || facts === null) return { type: 'commit.failed', face: 'store.failed' };
  const { slip, number, sha256, expiresAt } = newSlip(ports, identity);
  const receiptNumber = newReceiptNumber();
  const record: RegistrationRecord = {
    type: 'madoguchi.registration/1',
    id: live.recordId,
    sessionId: live.id,
    terminalId: identity.terminalId,
    municipality: ports.municipality,
    at: new Date(ports.now()).toISOString(),
    clockErrorMs: ports.clockErrorMs(),
    sequence: ports.sequence(),
    timeUnsure: ports.timeUnsure(),
    language: effect.language,
    receiptNumber,
    ...(await answers(live, effect.data)),
    basicFour: facts,
    authCertificate:
      live.authCertificate === null ? null : Buffer.from(live.authCertificate).toString('base64'),
    handoffSha256: sha256,
    handoffNumber: number,
    handoffExpiresAt: expiresAt,
  };
  const sealed = await sealRecord(record, identity);
  const saved = ports.commit({ ...sealed, receiptNumber, slip: { sha256, expiresAt } });
  live.wipe();
  if (!saved.ok) return { type: 'commit.failed', face: saved.error };
  return { type: 'committed', recordId: live.recordId, receiptNumber, slip };
}

const notDone: GenuineProof = { state: 'not-done', evidence: null };

function assurance({ declaration, genuine }: Live): Assurance {
  if (declaration !== null) return 'signed';
  return genuine?.state === 'verified' ? 'genuine' : 'read-only';
}

async function answers(live: Live, data: SessionData) {
  const pin1 =
    data.mailboxWanted === true ? await live.secret('accountPin1').lend((pin) => pinVerifier(pin)) : null;
  const pin2 =
    data.mailboxWanted === true && data.pin2Wanted
      ? await live.secret('accountPin2').lend((pin) => pinVerifier(pin))
      : null;
  return {
    assurance: assurance(live),
    // What the card has signed needs no other proof.
    genuine: live.declaration === null ? (live.genuine ?? notDone) : null,
    consents: Object.values(data.consents),
    notify: data.notify,
    interests: [...data.interests],
    services: [...data.services],
    declaration: live.declaration,
    contact: {
      email: data.email,
      emailVerification: data.emailVerification,
      phone: data.phone === '' ? null : data.phone,
      phoneVerification: data.phoneVerification,
      ...(data.helper && { helper: true }),
    },
    accountPins: { pin1, pin2 },
    memberships: data.mailboxWanted === true ? [...data.memberships] : [],
  };
}

export async function print(ports: SessionPorts, live: Live, effect: Of<'print'>): Promise<FlowEvent> {
  const { language, receiptNumber, slip, stages } = effect;
  const job = {
    ...{ sessionId: live.id, language, receiptNumber, slip, stages },
    ...{ at: new Date(ports.now()).toISOString(), large: effect.large },
  };
  const result = await ports.printSlip(job);
  return { type: 'printed', result, spoken: ports.slipWords(job) };
}

/** A new slip in the place of one that may be on paper. That the old one is cancelled is on disk before any paper is asked for. */
export function renewSlip(ports: SessionPorts, { recordId, replaces }: Of<'slip.renew'>): FlowEvent {
  const identity = ports.identity();
  if (identity === null) return { type: 'printed', result: 'store.failed' };
  const { slip, sha256, expiresAt } = newSlip(ports, identity);
  const noted = ports.slips.printed({ recordId, sha256, expiresAt, replaces });
  return noted.ok ? { type: 'slip.renewed', slip } : { type: 'printed', result: noted.error };
}

/** The answer of an exchange with the card that has thrown. */
export const cardBug = (during: 'inspect' | 'read' | 'sign'): FlowEvent => ({
  type: 'card.failed',
  during,
  error: { kind: 'unreadable', cause: 'internal' },
});
