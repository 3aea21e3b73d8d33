// One visit to a card: which application is selected, whether the PIN has been sent, and how what goes wrong on the wire is
// called further up. PINs, files and signatures (pins.ts, files.ts, jpki.ts) are functions over a visit.
import { err, ok } from '../../sync/contract/result.ts';
import type { Result } from '../../sync/contract/result.ts';
import type { CardError, VerifyState } from './card.ts';
import { SW, selectApplication, swName } from './apdu.ts';
import type { Answer, Command } from './apdu.ts';
import type { Capabilities } from './capabilities.ts';
import { ISSUER_SECURITY_DOMAIN } from './generation.ts';
import type { ApplicationName, Generation } from './generation.ts';
import type { Link, LinkError } from './link.ts';

export type Outcome<T> = Promise<Result<T, CardError>>;

export class Visit {
  readonly can: Capabilities;
  /** Whether the PIN of this visit has reached the card. Set by pins.ts only. */
  verify: VerifyState = 'not-sent';
  readonly #link: Link;
  #application: ApplicationName | null = null;
  /** Those that the card may be of: one as soon as an application has answered. Never empty. */
  #generations: readonly [Generation, ...Generation[]];

  constructor(link: Link, can: Capabilities, generations: readonly [Generation, ...Generation[]]) {
    this.#link = link;
    this.can = can;
    this.#generations = generations;
  }

  /** The card's table; the likeliest while nothing has been selected. */
  get generation(): Generation {
    return this.#generations[0];
  }

  /** Selects an application of ours, whichever generation's the card has; false when it has none. */
  async select(name: ApplicationName): Outcome<boolean> {
    if (this.#application === name) return ok(true);
    this.#application = null;
    for (const generation of this.#generations) {
      const answer = await this.send(selectApplication(generation.applications[name]));
      if (!answer.ok) return answer;
      // An internal error says nothing about which card this is.
      if (answer.value.sw === SW.internal) return refused('select', answer.value);
      if (answer.value.sw !== SW.ok) continue;
      this.#application = name;
      this.#generations = [generation];
      return ok(true);
    }
    return ok(false);
  }

  /** Selects an application that is not ours: to see whether it is there, or to leave ours. */
  async probe(aid: Uint8Array): Outcome<boolean> {
    this.#application = null;
    const answer = await this.send(selectApplication(aid));
    return answer.ok ? ok(answer.value.sw === SW.ok) : answer;
  }

  /** Selects the issuer security domain, so that no key stays unlocked. The caller then powers the card off. */
  async leave(): Promise<void> {
    await this.probe(ISSUER_SECURITY_DOMAIN);
  }

  /** One command, its answer, and trouble on the wire under its name for residents. */
  async send(command: Command): Outcome<Answer> {
    const answer = await this.#link.send(command);
    return answer.ok ? answer : this.fail(answer.error);
  }

  /** The same with trouble as the wire tells it: for a form that is tried out. */
  tryOut(command: Command): Promise<Result<Answer, LinkError>> {
    return this.#link.send(command);
  }

  fail(error: LinkError): Result<never, CardError> {
    switch (error.kind) {
      case 'removed':
      case 'lost':
        return err({ kind: 'card-removed', verify: this.verify });
      case 'timeout':
        return err({ kind: 'timeout', verify: this.verify });
      case 'refused':
      case 'garbage':
      case 'forbidden':
        return unreadable(error.kind);
    }
  }
}

/** A status word that nobody expected; the cause is for staff and carries no data. */
export function refused(what: string, answer: Answer): Result<never, CardError> {
  return unreadable(`${what}-${swName(answer.sw)}`);
}

export function unreadable(cause: string): Result<never, CardError> {
  return err({ kind: 'unreadable', cause });
}

/** Trouble on the wire that can mean "not in this form". */
export const isFormTrouble = (error: LinkError) => error.kind === 'lost' || error.kind === 'refused';

/** Status words that can mean "not in this form" rather than "no". */
export const OTHER_FORM: ReadonlySet<number> = new Set([
  SW.wrongLength,
  SW.functionNotSupported,
  SW.notFound,
  SW.wrongParameters,
  SW.referenceNotFound,
  SW.wrongOffset,
]);
