// The page's light guards must agree with the contract that the central API is made from.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { CodeAnswer, Problem, ProblemCode } from '../../sync/contract/api.ts';
import { PhoneContact, PhoneStep, PhoneView, SlipEntry } from '../../sync/contract/phone.ts';
import { SlipStatus } from '../../sync/contract/slips.ts';
import { languages } from '../../sync/contract/words.ts';
import { readCodeAnswer, readEntry, readProblem, readStatus, readView, stepNames } from './answers.ts';

const instant = fc
  .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
  .map((date) => date.toISOString());
const words = fc.record(
  Object.fromEntries(languages.map((language) => [language, fc.string({ minLength: 1 })])),
  { requiredKeys: ['ja', 'en'] },
);
const status = fc.record(
  {
    state: fc.constantFrom(...SlipStatus.shape.state.options),
    arrived: fc.boolean(),
    expiresAt: fc.option(instant),
    pushKey: fc.string(),
  },
  { requiredKeys: ['state', 'arrived', 'expiresAt'] },
);
const entry = fc.oneof(
  fc.record({ outcome: fc.constantFrom('open', 'closed') }),
  fc.record({ outcome: fc.constant('wrong'), triesLeft: fc.nat(3) }),
  fc.record({ outcome: fc.constant('paused'), until: instant }),
);
const codeAnswer = fc.oneof(
  fc.record({ outcome: fc.constantFrom('confirmed', 'expired', 'spent') }),
  fc.record({ outcome: fc.constant('wrong'), triesLeft: fc.nat(5) }),
  fc.record({ outcome: fc.constant('paused'), until: instant }),
);
const contact = fc.record({
  address: fc.string(),
  confirmed: fc.boolean(),
  helper: fc.boolean(),
  code: fc.option(
    fc.record({
      number: fc.integer({ min: 1, max: 9 }),
      expiresAt: instant,
      resendAt: instant,
      left: fc.nat(9),
      delivery: fc.constantFrom(...PhoneContact.shape.code.unwrap().shape.delivery.options),
      pausedUntil: fc.option(instant),
    }),
  ),
});
const steps = fc.array(fc.constantFrom(...PhoneStep.options));
const view = fc.record({
  version: fc.string({ maxLength: 64 }),
  language: fc.constantFrom(...languages),
  receiptNumber: fc.string(),
  municipality: words,
  slipExpiresAt: instant,
  stages: fc.record({
    receivedAt: instant,
    contact: fc.constantFrom('confirmed', 'open'),
    mailbox: fc.constantFrom('open', 'waiting', 'not-wanted'),
  }),
  open: steps,
  done: steps,
  email: contact,
  phone: fc.option(contact),
  interests: fc.array(
    fc.record({
      id: fc.stringMatching(/^[a-z][a-z0-9-]{0,40}$/),
      label: words,
      description: words,
      on: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
  notify: fc.record({ push: fc.boolean(), email: fc.boolean() }),
  pushDevices: fc.nat(9),
  pushKey: fc.option(fc.string()),
  pins: fc.record({ pin1: fc.boolean(), pin2: fc.boolean() }),
});

const readers = [
  ['a status', readStatus, SlipStatus, status],
  ['an entry', readEntry, SlipEntry, entry],
  ['a code’s answer', readCodeAnswer, CodeAnswer, codeAnswer],
  ['a view', readView, PhoneView, view],
] as const satisfies readonly (readonly [
  string,
  (value: unknown) => unknown,
  z.ZodType,
  fc.Arbitrary<unknown>,
])[];

/** A right answer with one of its parts taken away, another put in, or one too many. */
const spoilt = (whole: fc.Arbitrary<unknown>) =>
  fc.tuple(whole, fc.nat(200), fc.oneof(fc.jsonValue(), fc.constant(undefined))).map(([value, at, other]) => {
    const copy: unknown = structuredClone(value);
    const places: [Record<string, unknown>, string][] = [];
    const walk = (part: unknown): void => {
      if (typeof part !== 'object' || part === null) return;
      const fields = part as Record<string, unknown>; // what JSON holds
      for (const key of [...Object.keys(fields), ...(Array.isArray(part) ? [] : ['surplus'])]) {
        places.push([fields, key]);
        walk(fields[key]);
      }
    };
    walk(copy);
    const place = places[at % Math.max(1, places.length)];
    if (place !== undefined) place[0][place[1]] = other;
    return JSON.parse(JSON.stringify(copy)) as unknown;
  });

describe.each(readers)('%s of the central API', (_name, read, schema, whole) => {
  it('is taken whenever the contract allows it', () => {
    fc.assert(
      fc.property(whole, (value) => {
        expect(read(value)).toEqual(schema.parse(value));
      }),
    );
  });

  it('is never made of something that the contract does not allow', () => {
    fc.assert(
      fc.property(fc.oneof(spoilt(whole), fc.jsonValue()), (value) => {
        const taken = read(value);
        if (taken !== null) expect(schema.safeParse(taken).error).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});

it('a problem is known by its code', () => {
  fc.assert(
    fc.property(fc.constantFrom(...ProblemCode.options), (code) => {
      const problem = Problem.parse({ type: 'about:blank', title: 'x', status: 400, code });
      expect(readProblem(problem)).toBe(code);
    }),
  );
  for (const other of [null, [], 'x', {}, { code: 1 }]) expect(readProblem(other)).toBeNull();
});

it('knows every step of the contract, in its order', () => {
  expect(stepNames).toEqual(PhoneStep.options);
});
