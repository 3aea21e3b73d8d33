// Which steps of an account are open on the phone, and which are done. Pure: the page, the slip's end and the tests ask the same.
import type { PhoneStep } from '../../contract/phone.ts';

export interface StepFacts {
  readonly emailConfirmed: boolean;
  /** Null: none was given. */
  readonly phoneConfirmed: boolean | null;
  readonly mailboxWanted: boolean;
  readonly pin1Set: boolean;
  /** Some were chosen, or it was said that none are wanted. */
  readonly interestsAnswered: boolean;
  readonly pushWanted: boolean;
  readonly pushDevices: number;
}

export interface Steps {
  readonly open: PhoneStep[];
  readonly done: PhoneStep[];
}

/** Most pressing first: without a proved address nothing else counts. */
export function stepsOf(facts: StepFacts): Steps {
  const state: readonly (readonly [PhoneStep, 'open' | 'done' | 'not-asked'])[] = [
    ['email', facts.emailConfirmed ? 'done' : 'open'],
    ['phone', facts.phoneConfirmed === null ? 'not-asked' : facts.phoneConfirmed ? 'done' : 'open'],
    ['pins', facts.pin1Set ? 'done' : facts.mailboxWanted ? 'open' : 'not-asked'],
    ['interests', facts.interestsAnswered ? 'done' : 'open'],
    ['notify', facts.pushWanted && facts.pushDevices === 0 ? 'open' : 'done'],
  ];
  const those = (wanted: 'open' | 'done'): PhoneStep[] =>
    state.flatMap(([step, is]) => (is === wanted ? [step] : []));
  return { open: those('open'), done: those('done') };
}
