// The page's light guards must agree with the contract that the central API is made from.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodeAnswer, HandoffStatus } from '../../sync/contract/api.ts';
import { readCodeAnswer, readStatus } from './answers.ts';

const instant = fc
  .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
  .map((date) => date.toISOString());
const status = fc.record({
  state: fc.constantFrom(...HandoffStatus.shape.state.options),
  receivedAt: fc.option(instant),
  contact: fc.constantFrom(...HandoffStatus.shape.contact.options),
  mailbox: fc.constantFrom(...HandoffStatus.shape.mailbox.options),
});
const codeAnswer = fc.oneof(
  fc.record({ outcome: fc.constantFrom('confirmed', 'expired', 'spent') }),
  fc.record({ outcome: fc.constant('wrong'), triesLeft: fc.nat(5) }),
);
/** Words of the contract, put together wrongly, among anything else that JSON can hold. */
const anything = fc.oneof(
  fc.jsonValue(),
  fc.record(
    {
      state: fc.constantFrom('not-arrived', 'accepted', 'gone', 1),
      receivedAt: fc.constantFrom(null, 1, {}),
      contact: fc.constantFrom('open', 'closed', null),
      mailbox: fc.constantFrom('open', 'waiting', true),
      outcome: fc.constantFrom('confirmed', 'wrong', 'right'),
      triesLeft: fc.constantFrom(-1, 0.5, '2', 3),
    },
    { requiredKeys: [] },
  ),
);

describe('answers of the central API', () => {
  it('are taken whenever the contract allows them', () => {
    fc.assert(
      fc.property(status, codeAnswer, (one, other) => {
        expect(readStatus(one)).toEqual(HandoffStatus.parse(one));
        expect(readCodeAnswer(other)).toEqual(CodeAnswer.parse(other));
      }),
    );
  });

  it('are never made of something that the contract does not allow', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const read = [readStatus(value), readCodeAnswer(value)] as const;
        if (read[0] !== null) expect(HandoffStatus.safeParse(read[0]).success).toBe(true);
        if (read[1] !== null) expect(CodeAnswer.safeParse(read[1]).success).toBe(true);
      }),
    );
    expect(readStatus({ state: 'gone' })).toBeNull();
    expect(readCodeAnswer({ outcome: 'wrong', triesLeft: -1 })).toBeNull();
  });
});
