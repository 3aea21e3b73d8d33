// What can happen to mailboxes in a random history, as data: who, where, what; and which action a wish is, given what its resident sees.
import fc from 'fast-check';
import { belongs, cities, homeIn, municipalities, otherCity } from '../../fixtures/mailbox-model.ts';
import type { City, Sight } from '../../fixtures/mailbox-model.ts';
import { madeUp } from '../../fixtures/registration.ts';
import type { MailboxAction } from '../../../sync/contract/commands.ts';

export const interest = 'bousai';
export const people = [0, 1] as const;
export const counters = [0, 1] as const;

/** `which` picks among what is seen. */
export type Wish =
  | { readonly kind: 'pause' | 'resume' | 'delete' | 'read'; readonly which: number }
  | { readonly kind: 'reset' | 'close' }
  | { readonly kind: 'move'; readonly leave: boolean }
  | { readonly kind: 'keep'; readonly which: number }
  | { readonly kind: 'interests'; readonly on: boolean };

export type Step =
  | { readonly kind: 'join'; readonly who: number; readonly at: number; readonly all: boolean }
  | { readonly kind: 'press'; readonly who: number; readonly at: number; readonly wish: Wish }
  | { readonly kind: 'web'; readonly who: number; readonly wish: Wish }
  | {
      readonly kind: 'send';
      readonly from: string;
      readonly to: 'all' | 'interest' | 'one';
      readonly who: number;
    }
  | { readonly kind: 'cut' | 'restore' | 'restart'; readonly at: number };

export interface Story {
  /** So many minutes each counter's clock is off. */
  readonly clocks: readonly [number, number];
  readonly steps: readonly Step[];
}

const who = fc.constantFrom(...people);
const at = fc.constantFrom(...counters);
const which = fc.nat(5);
const wish: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('pause', 'resume'), which }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete'), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('read'), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move'), leave: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reset') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('interests'), on: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('keep'), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close') }) },
);
const to = fc.constantFrom('all', 'all', 'interest', 'one');
const from = fc.constantFrom(...municipalities);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('join'), who, at, all: fc.boolean() }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('press'), who, at, wish }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('web'), who, wish }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('send'), from, to, who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cut'), at }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('restore'), at }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart'), at }) },
);
const minutes = fc.oneof(fc.constant(0), fc.integer({ min: -40, max: 40 }));
export const story: fc.Arbitrary<Story> = fc.record({
  clocks: fc.tuple(minutes, minutes),
  steps: fc.array(step, { minLength: 10, maxLength: 24 }),
});

const pick = <T>(from: readonly T[], which: number): T | null => from[which % (from.length || 1)] ?? null;

/** What somebody who sees this does; null: there is nothing there to do it to. `city`: where the card says they live. */
export function actionOf(
  wish: Wish,
  { messages, memberships, keptAt, address }: Sight,
  city: City,
): MailboxAction | null {
  const codes = (...states: readonly string[]): string[] =>
    Object.keys(memberships).filter((code) => states.includes(memberships[code] ?? ''));
  switch (wish.kind) {
    case 'pause': {
      const municipality = pick(codes('receiving'), wish.which);
      return municipality === null ? null : { kind: 'pause', municipality };
    }
    case 'resume': {
      const near = codes('available', 'left').filter((code) => belongs(address, code));
      const wanted = [...codes('paused'), ...near];
      const municipality = pick(wanted, wish.which);
      return municipality === null ? null : { kind: 'resume', municipality };
    }
    case 'delete':
    case 'read': {
      const [message] = pick(messages, wish.which) ?? [];
      return message === undefined ? null : { kind: wish.kind, message };
    }
    case 'move': {
      const { name, birthDate, sex } = madeUp;
      const off = wish.leave ? codes('receiving', 'paused').filter((code) => code === otherCity(city)) : [];
      const facts = { name, birthDate, sex, address: homeIn[city] };
      return { kind: 'move', facts, on: [city], off };
    }
    case 'keep': {
      const municipality = pick(
        cities.filter((code) => code in memberships),
        wish.which,
      );
      if (municipality === null) return null;
      return { kind: 'keep-here', municipality, on: !keptAt.includes(municipality) };
    }
    case 'interests':
      return { kind: 'interests', interests: wish.on ? [interest] : [] };
    default:
      return { kind: wish.kind };
  }
}
