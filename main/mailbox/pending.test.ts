// What was done at a counter, laid over what is seen: a pure function, held case by case and as a whole.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { basicFour } from '../../tests/fixtures/catalogue.ts';
import { mailboxView, mailId } from '../../tests/fixtures/kept-mailbox.ts';
import type { MailboxAction } from '../../sync/contract/commands.ts';
import { MailboxView } from '../../sync/contract/mailbox-view.ts';
import { withActions } from './pending.ts';

const betsu = { code: '992046', name: { ja: 'べつの市', en: 'Betsuno City' }, level: 'city' } as const;
const municipalities = [
  { ...betsu, addressPrefix: '架空県べつの市', open: true },
  { ...betsu, code: '992054', addressPrefix: '架空県べつの', open: false },
];
const at = '2026-11-21T03:00:00.000Z';
const after = (...actions: MailboxAction[]): MailboxView =>
  withActions(
    mailboxView(),
    actions.map((action) => ({ at, action })),
    municipalities,
  );
const ids = (view: MailboxView): string[] => view.messages.map(({ id }) => id);
const city = (view: MailboxView) => view.memberships.find(({ municipality }) => municipality === '992011');
const facts = { ...basicFour, address: '架空県べつの市9' };

test('a message that was deleted here is gone from the list and from the count; one that is read is read', () => {
  const view = after({ kind: 'delete', message: mailId(1) }, { kind: 'read', message: mailId(2) });
  expect([ids(view), view.total]).toEqual([[mailId(2)], 1]);
  expect(after({ kind: 'read', message: mailId(1) }).messages[0]?.opened).toBe(true);
  // Deleted twice, or never there: nothing more is counted off.
  const twice = after({ kind: 'delete', message: mailId(1) }, { kind: 'delete', message: mailId(1) });
  expect(twice.total).toBe(1);
});

test('a reset takes what there was when it was pressed, and nothing that came later', () => {
  const later = { ...mailboxView().messages[0]!, id: mailId(9), sentAt: '2026-11-22T00:00:00.000Z' };
  const base = mailboxView();
  const before = { ...base, messages: [later, ...base.messages], total: 3 };
  const view = withActions(before, [{ at, action: { kind: 'reset' } }], municipalities);
  expect([ids(view), view.total]).toEqual([[mailId(9)], 1]);
});

test('pausing keeps what was received, and the last of pausing and resuming counts', () => {
  const paused = after({ kind: 'pause', municipality: '992011' });
  expect([city(paused)?.state, city(paused)?.since, paused.messages.length]).toEqual(['paused', at, 2]);
  const resumed = after(
    { kind: 'pause', municipality: '992011' },
    { kind: 'resume', municipality: '992011' },
  );
  expect(city(resumed)).toMatchObject({ state: 'receiving', reason: null });
});

test('a move brings the new facts, the new body on and the old one off with its reason', () => {
  const view = after({ kind: 'move', facts, on: ['990001'], off: ['992011'] });
  expect(view.facts).toEqual(facts);
  expect(city(view)).toMatchObject({ state: 'left', reason: 'moved' });
  expect(view.memberships[0]).toMatchObject({ municipality: '990001', state: 'receiving' });
});

test('a move to a city that was not in the list brings it in; what was only on offer at the old address goes', () => {
  const view = after({ kind: 'move', facts, on: ['992046'], off: ['992011'] });
  expect(view.memberships).toEqual([
    expect.objectContaining({ municipality: '992011', state: 'left', ofAddress: false }),
    expect.objectContaining({ municipality: '992046', state: 'receiving', since: at, ofAddress: true }),
  ]);
});

test('paper, please: nobody writes here any more, and the reason stands', () => {
  const view = after({ kind: 'exempt', reason: 'no-device', reviewOn: '2027-11-21', facts: basicFour });
  expect(view.exemption).toEqual({ reason: 'no-device', reviewOn: '2027-11-21' });
  expect(new Set(view.memberships.map(({ state, reason }) => `${state} ${String(reason)}`))).toEqual(
    new Set(['left exempt']),
  );
});

test('the rest is as it was pressed', () => {
  const view = after(
    { kind: 'interests', interests: ['kosodate'] },
    { kind: 'notify', push: false, email: true },
    { kind: 'service-leave', service: 'library' },
    { kind: 'keep-here', municipality: '992011', on: true },
    { kind: 'lost-phone' },
    { kind: 'undelegate', delegation: mailId(0x91) },
  );
  expect(view.interests.map(({ on }) => on)).toEqual([false, true]);
  expect(view.notify).toEqual({ push: false, email: true });
  expect([view.services, view.delegations.given]).toEqual([[], []]);
  expect([city(view)?.keptHere, view.devices.pushes]).toEqual([true, 0]);
});

test('whatever was pressed in whatever order, the view stays one, and doing it again changes nothing', () => {
  const message = fc.constantFrom(mailId(1), mailId(2), mailId(3));
  const municipality = fc.constantFrom('992011', '990001', '465011');
  const action: fc.Arbitrary<MailboxAction> = fc.oneof(
    fc.record({ kind: fc.constant('read' as const), message }),
    fc.record({ kind: fc.constant('delete' as const), message }),
    fc.record({ kind: fc.constantFrom('pause' as const, 'resume' as const), municipality }),
    fc.record({ kind: fc.constant('keep-here' as const), municipality, on: fc.boolean() }),
    fc.record({ kind: fc.constant('interests' as const), interests: fc.subarray(['bousai', 'kosodate']) }),
    fc.record({ kind: fc.constant('notify' as const), push: fc.boolean(), email: fc.boolean() }),
    fc.record({ kind: fc.constantFrom('reset' as const, 'lost-phone' as const, 'close' as const) }),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 12 }), (pressed) => {
      const before = mailboxView();
      const view = after(...pressed);
      expect(MailboxView.safeParse(view).success).toBe(true);
      expect(view.total).toBe(view.messages.length);
      const last = pressed.at(-1);
      if (last !== undefined) expect(withActions(view, [{ at, action: last }], municipalities)).toEqual(view);
      expect(mailboxView()).toEqual(before);
    }),
  );
});
