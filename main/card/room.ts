// The card room over any kind of reader: recognises the card, reads the basic four, signs. One visit after another, each with an
// exclusive connection from its first command to its last; after a PIN has been sent the card is left locked and without power.
import { createHash } from 'node:crypto';
import { err, ok } from '../../sync/contract/result.ts';
import type { Result } from '../../sync/contract/result.ts';
import type { GenuineAnchor } from '../../sync/contract/genuine.ts';
import type { BasicFour } from '../../sync/contract/record.ts';
import { guard } from './allow-list.ts';
import { parseBasicFour } from './basic-four.ts';
import { CapabilityMemory } from './capabilities.ts';
import type { CardError, CardReport, CardRoom, PinName, ReadOptions, SignOptions, Signed } from './card.ts';
import { readObject } from './files.ts';
import { proveGenuine } from './genuine.ts';
import { GENERATIONS } from './generation.ts';
import type { Generation } from './generation.ts';
import { readCertificate, readCertificateState, signData } from './jpki.ts';
import { readSignatureProfile } from './jpki-profile.ts';
import { Link } from './link.ts';
import { preparePin, readTries, verifyPin } from './pins.ts';
import type { Presence } from './presence.ts';
import { recognise, storageCard } from './recognise.ts';
import { compareFacts } from './same-facts.ts';
import type { TraceHook } from './trace.ts';
import type { ConnectError, Transport } from './transport.ts';
import { Visit, unreadable } from './visit.ts';
import type { Outcome } from './visit.ts';

/** What a kind of reader brings: what it shows, and an exclusive connection to the card on it. */
export interface Slot {
  readonly kind: CardRoom['kind'];
  readonly presence: Presence;
  connect(): Promise<Result<Transport, ConnectError>>;
  close(): Promise<void>;
}

export interface RoomOptions {
  readonly trace?: TraceHook;
  /** Longest wait for one answer, ms. */
  readonly commandMs?: number;
  /** Longest visit, ms. */
  readonly visitMs?: number;
  /** Who may have issued a genuine card. */
  readonly genuine?: readonly GenuineAnchor[];
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Cards that are understood, the likeliest first. */
  readonly generations?: readonly [Generation, ...Generation[]];
}

/** RSA on a contactless card stays well under a second; a reader that needs five is broken. */
const COMMAND_MS = 5_000;
const VISIT_MS = 30_000;
/** As at the central API: clocks of terminals drift. */
const CLOCK_TOLERANCE_MS = 10 * 60_000;

export class SlotRoom implements CardRoom {
  readonly kind: CardRoom['kind'];
  readonly #slot: Slot;
  readonly #options: RoomOptions;
  readonly #generations: readonly [Generation, ...Generation[]];
  readonly #memory = new CapabilityMemory();
  /** The tail of the queue: visits never overlap. */
  #last: Promise<unknown> = Promise.resolve();
  /** What `inspect` learnt of the card that is still lying there. */
  #known: { readonly insertion: number; readonly signature: boolean } | null = null;

  constructor(slot: Slot, options: RoomOptions = {}) {
    this.kind = slot.kind;
    this.#slot = slot;
    this.#options = options;
    this.#generations = options.generations ?? GENERATIONS;
  }

  reader(): ReturnType<CardRoom['reader']> {
    return this.#slot.presence.reader;
  }

  present(): boolean {
    return this.#slot.presence.present;
  }

  watch(listener: Parameters<CardRoom['watch']>[0]): () => void {
    return this.#slot.presence.watch(listener);
  }

  inspect(): Outcome<CardReport> {
    return this.#visit(async (visit) => {
      const { insertion } = this.#slot.presence;
      const ours = await this.#mustBeOurs(visit);
      if (!ours.ok) return ours;
      const state = await readCertificateState(visit);
      if (!state.ok) return state;
      const signaturePassword = await readTries(visit, 'signaturePassword');
      if (!signaturePassword.ok) return signaturePassword;
      const authCertificate = state.value.auth ? await readCertificate(visit, 'authCertificate') : ok(null);
      if (!authCertificate.ok) return authCertificate;
      const supportPin = await readTries(visit, 'supportPin');
      if (!supportPin.ok) return supportPin;
      this.#known = { insertion, signature: state.value.signature };
      return ok({
        tries: { supportPin: supportPin.value, signaturePassword: signaturePassword.value },
        authCertificate: authCertificate.value,
        fingerprint:
          authCertificate.value && createHash('sha256').update(authCertificate.value).digest('hex'),
        hasSignatureCertificate: state.value.signature,
      });
    });
  }

  async readBasicFour(pin: Uint8Array, options: ReadOptions): Outcome<BasicFour> {
    const form = this.#checkForm('supportPin', pin);
    if (form !== null) return err(form);
    return this.#visit(async (visit) => {
      const here = await visit.select('support');
      if (!here.ok) return here;
      if (!here.value) return this.#notOurs(visit);
      const verified = await verifyPin(visit, 'supportPin', pin, options);
      if (!verified.ok) return verified;
      const file = await readObject(visit, 'basicFour');
      if (!file.ok) return file;
      if (file.value === null) return unreadable('basicFour-missing');
      const four = parseBasicFour(file.value);
      if (!four.ok) return unreadable(`basicFour-${four.error}`);
      const { prove } = options;
      if (prove) prove.told(await proveGenuine(visit, prove.challenge, this.#options.genuine ?? []));
      return four;
    });
  }

  async sign(
    password: Uint8Array,
    options: SignOptions,
    toSign: (certificate: Uint8Array) => Uint8Array,
  ): Outcome<Signed> {
    const form = this.#checkForm('signaturePassword', password);
    if (form !== null) return err(form);
    return this.#visit(async (visit) => {
      const here = await visit.select('jpki');
      if (!here.ok) return here;
      if (!here.value) return this.#notOurs(visit);
      const can = await this.#hasSignatureCertificate(visit);
      if (!can.ok) return can;
      if (!can.value) return err({ kind: 'no-signature-certificate' });
      const verified = await verifyPin(visit, 'signaturePassword', password, options);
      if (!verified.ok) return verified;
      const certificate = await readCertificate(visit, 'signatureCertificate');
      if (!certificate.ok) return certificate;
      if (certificate.value === null) return err({ kind: 'no-signature-certificate' });
      const fits = this.#mayStandFor(certificate.value, options);
      if (!fits.ok) return fits;
      const signature = await signData(visit, certificate.value, toSign(certificate.value));
      return signature.ok ? ok({ certificate: certificate.value, signature: signature.value }) : signature;
    });
  }

  async close(): Promise<void> {
    await this.#last;
    this.#slot.presence.stop();
    await this.#slot.close();
  }

  /** Known from `inspect` while the same card lies there; otherwise asked, so that no try is spent for nothing. */
  async #hasSignatureCertificate(visit: Visit): Outcome<boolean> {
    if (this.#known?.insertion === this.#slot.presence.insertion) return ok(this.#known.signature);
    const ours = await this.#mustBeOurs(visit);
    if (!ours.ok) return ours;
    const state = await readCertificateState(visit);
    return state.ok ? ok(state.value.signature) : state;
  }

  /** In date, and of the person whose facts the card gave. A certificate from the future is left to the central API, which knows
   *  how far this terminal's clock is off. */
  #mayStandFor(certificate: Uint8Array, { basicFour }: SignOptions): Result<null, CardError> {
    const profile = readSignatureProfile(certificate);
    if (!profile.ok) return unreadable(`signatureCertificate-${profile.error}`);
    const now = (this.#options.now ?? Date.now)();
    if (profile.value.notAfter + CLOCK_TOLERANCE_MS < now) return err({ kind: 'certificate-expired' });
    const facts = compareFacts(profile.value.facts, basicFour);
    return facts.result === 'match' ? ok(null) : err({ kind: 'facts-differ', fields: facts.fields });
  }

  async #mustBeOurs(visit: Visit): Outcome<null> {
    const kind = await recognise(visit);
    if (!kind.ok) return kind;
    return kind.value === 'my-number' ? ok(null) : err({ kind: 'not-my-number', seen: kind.value });
  }

  /** A card without one of our applications: say which one it is instead. */
  async #notOurs(visit: Visit): Outcome<never> {
    const ours = await this.#mustBeOurs(visit);
    return ours.ok ? unreadable('application-missing') : ours;
  }

  /** Length and characters, before anything is connected: refused when no card that we know would take it. */
  #checkForm(pin: PinName, typed: Uint8Array): CardError | null {
    const fits = this.#generations.some(({ pins }) => {
      const prepared = preparePin(typed, pins[pin]);
      prepared?.fill(0);
      return prepared !== null;
    });
    return fits ? null : { kind: 'pin-malformed', pin };
  }

  /** Runs `work` with the card, after whatever is running. */
  #visit<T>(work: (visit: Visit) => Outcome<T>): Outcome<T> {
    const result = this.#last.then(() => this.#connected(work));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #connected<T>(work: (visit: Visit) => Outcome<T>): Outcome<T> {
    const connected = await this.#slot.connect();
    if (!connected.ok) return connected;
    const transport = connected.value;
    const seen = storageCard(transport.atr);
    if (seen !== null) {
      await transport.close('leave');
      return err({ kind: 'not-my-number', seen });
    }
    const link = new Link(guard(transport, this.#generations), {
      commandMs: this.#options.commandMs ?? COMMAND_MS,
      totalMs: this.#options.visitMs ?? VISIT_MS,
      trace: this.#options.trace ?? (() => undefined),
    });
    const visit = new Visit(link, this.#memory.of(transport.atr), this.#generations);
    try {
      return await work(visit);
    } finally {
      if (visit.verify === 'not-sent') {
        await transport.close('leave');
      } else {
        await visit.leave();
        await transport.close('unpower');
      }
    }
  }
}
