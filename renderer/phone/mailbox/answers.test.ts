// The pages' light guards must agree with the contract that the central API is made from.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { CommandOutcome, exemptionReasons, MailboxAction } from '../../../sync/contract/commands.ts';
import {
  AccessLine,
  MailboxChanged,
  MailboxFound,
  MailboxNotice,
  MailboxView,
  Membership,
  membershipReasons,
  SignInOutcome,
  SignInStarted,
} from '../../../sync/contract/mailbox-view.ts';
import { MessageContent } from '../../../sync/contract/message.ts';
import { MailboxEntryOutcome, MailboxInfo, PasskeyChallenge, Passkeys } from '../../../sync/contract/web.ts';
import { languages } from '../../../sync/contract/words.ts';
import {
  actionKinds,
  readChallenge,
  readChanged,
  readContent,
  readEntered,
  readFound,
  readInfo,
  readMailbox,
  readPasskeyOutcome,
  readPasskeys,
  readSignIn,
  readStarted,
} from './answers.ts';

const instant = fc
  .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
  .map((date) => date.toISOString());
const day = instant.map((at) => at.slice(0, 10));
const said = fc.stringMatching(/^[a-z\u3042-\u3093]{1,8}$/);
const uuid = fc.uuid({ version: 7 });
const code = fc.stringMatching(/^\d{6}$/);
const catalogueId = fc.stringMatching(/^[a-z][a-z0-9-]{0,40}$/);
const local = (requiredKeys: string[]) =>
  fc.record(Object.fromEntries(languages.map((language) => [language, said])), { requiredKeys });
const words = local(['ja', 'en']);
const head = fc.record(
  {
    id: uuid,
    from: words,
    municipality: code,
    titles: local(['ja']),
    sentAt: instant,
    opened: fc.boolean(),
    emergency: fc.boolean(),
    attachments: fc.nat(5),
    attentionUntil: fc.option(instant),
    openedTold: fc.boolean(),
  },
  {
    requiredKeys: [
      'id',
      'from',
      'municipality',
      'titles',
      'sentAt',
      'opened',
      'emergency',
      'attachments',
      'attentionUntil',
    ],
  },
);
const list = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 2 });
const delegations = list(
  fc.record({
    id: uuid,
    receiptNumber: said,
    municipality: fc.option(words),
    since: instant,
    until: fc.option(day),
  }),
);
const contact = fc.record({ masked: said, confirmed: fc.boolean() });
const view = fc.record({
  version: fc.string({ maxLength: 64 }),
  language: fc.constantFrom(...languages),
  receiptNumber: said,
  messages: list(head),
  total: fc.nat(),
  memberships: list(
    fc.record({
      municipality: code,
      name: words,
      level: fc.constantFrom(...Membership.shape.level.options),
      state: fc.constantFrom(...Membership.shape.state.options),
      since: fc.option(instant),
      reason: fc.option(fc.constantFrom(...membershipReasons)),
      ofAddress: fc.boolean(),
      open: fc.boolean(),
      keptHere: fc.boolean(),
    }),
  ),
  notices: list(
    fc.record({
      id: uuid,
      at: instant,
      code: fc.constantFrom(...MailboxNotice.shape.code.options),
      action: fc.option(said),
      outcome: fc.option(fc.constantFrom(...CommandOutcome.options)),
    }),
  ),
  movedSince: fc.option(instant),
  facts: fc.record({
    name: said,
    birthDate: fc.stringMatching(/^\d{8}$/),
    sex: fc.constantFrom('0', '1', '2', '3', '9'),
    address: said,
  }),
  contact: fc.record({ email: contact, phone: fc.option(contact) }),
  interests: list(fc.record({ id: catalogueId, label: words, description: words, on: fc.boolean() })),
  services: list(
    fc.record({
      id: catalogueId,
      label: words,
      provider: words,
      shares: fc.subarray(['name', 'birthDate', 'sex', 'address', 'email', 'phone'], { minLength: 1 }),
      since: instant,
    }),
  ),
  notify: fc.record({ push: fc.boolean(), email: fc.boolean() }),
  devices: fc.record({ pushes: fc.nat(9), sessions: fc.nat(9), passkeys: fc.nat(9) }),
  consents: list(fc.record({ document: said, version: said, at: instant })),
  delegations: fc.record({ given: delegations, received: delegations }),
  exemption: fc.option(fc.record({ reason: fc.constantFrom(...exemptionReasons), reviewOn: day })),
  log: list(
    fc.record({
      at: instant,
      who: fc.constantFrom(...AccessLine.shape.who.options),
      where: fc.constantFrom(...AccessLine.shape.where.options),
      what: said,
      municipality: fc.option(words),
    }),
  ),
});
const text = fc.record({ title: said, body: said });
const content = fc.record({
  id: uuid,
  from: words,
  texts: fc.record(Object.fromEntries(languages.map((language) => [language, text])), {
    requiredKeys: ['ja'],
  }),
  attachments: list(
    fc.record({
      id: uuid,
      name: fc.constant('案内.pdf'),
      bytes: fc.integer({ min: 1, max: 5_000_000 }),
      pages: fc.integer({ min: 1, max: 50 }),
      sha256: fc.constant('a'.repeat(64)),
      text: list(said),
    }),
  ),
  emergency: fc.boolean(),
});
const changed = fc.record({
  outcome: fc.constantFrom(...CommandOutcome.options),
  triesLeft: fc.option(fc.nat(5)),
  pausedUntil: fc.option(instant),
  view: fc.option(view),
});
const signIn = fc.oneof(
  fc.record({ outcome: fc.constantFrom('open', 'expired') }),
  fc.record({ outcome: fc.constant('wrong'), triesLeft: fc.nat(5) }),
  fc.record({ outcome: fc.constant('paused'), until: instant }),
);
const entered = fc.oneof(
  fc.record({ outcome: fc.constantFrom('open', 'closed') }),
  fc.record({ outcome: fc.constant('wrong'), triesLeft: fc.nat(5) }),
  fc.record({ outcome: fc.constant('paused'), until: instant }),
);
const passkeys = fc.record({
  passkeys: list(
    fc.record({
      id: uuid,
      createdAt: instant,
      usedAt: fc.option(instant),
      synced: fc.boolean(),
      here: fc.boolean(),
    }),
  ),
});

type Reader = readonly [string, (value: unknown) => unknown, z.ZodType, fc.Arbitrary<unknown>];
const readers: readonly Reader[] = [
  ['a mailbox', readMailbox, MailboxView, view],
  ['a search’s answer', readFound, MailboxFound, fc.record({ messages: list(head), total: fc.nat() })],
  ['a message', readContent, MessageContent, content],
  ['a change’s answer', readChanged, MailboxChanged, changed],
  ['a sign-in’s beginning', readStarted, SignInStarted, fc.record({ id: uuid, expiresAt: instant })],
  ['a code’s answer', readSignIn, SignInOutcome, signIn],
  ['an entry from the slip', readEntered, MailboxEntryOutcome, entered],
  [
    'what can be done',
    readInfo,
    MailboxInfo,
    fc.record({ passkeys: fc.boolean(), pushKey: fc.option(said) }),
  ],
  [
    'a challenge',
    readChallenge,
    PasskeyChallenge,
    fc.record({ id: uuid, options: fc.record({ challenge: said }) }),
  ],
  ['the passkeys', readPasskeys, Passkeys, passkeys],
];

describe.each(readers)('%s of the central API', (_name, read, schema, whole) => {
  it('is taken whenever the contract allows it', () => {
    fc.assert(
      fc.property(whole, (value) => {
        expect(read(value)).toEqual(schema.parse(value));
      }),
    );
  });

  it('is taken with what a newer one says besides', () => {
    fc.assert(
      fc.property(whole, (value) => {
        expect(read({ ...(value as object), later: 1 })).not.toBeNull();
      }),
      { numRuns: 10 },
    );
  });

  it('is not taken when one of its parts is missing or of another kind', () => {
    fc.assert(
      fc.property(whole, fc.nat(30), fc.constantFrom(undefined, {}, 'x', -1), (value, at, other) => {
        const keys = Object.keys(value as object);
        const spoilt = { ...(value as object), [keys[at % keys.length] ?? '']: other };
        if (!schema.safeParse(spoilt).success) expect(read(spoilt)).toBeNull();
      }),
      { numRuns: 200 },
    );
  });

  it('is never made of nothing', () => {
    for (const value of [null, undefined, [], '', 0, {}]) expect(read(value)).toBeNull();
  });
});

it('every action of the contract has its name on the page', () => {
  const kinds = MailboxAction.options.map((option) => option.shape.kind.value);
  expect([...actionKinds].sort()).toEqual([...kinds].sort());
});

it('what a passkey came to is one of three', () => {
  for (const outcome of ['open', 'unknown', 'expired'] as const)
    expect(readPasskeyOutcome({ outcome })).toBe(outcome);
  for (const value of [null, {}, { outcome: 'x' }]) expect(readPasskeyOutcome(value)).toBeNull();
});
