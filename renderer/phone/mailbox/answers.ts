// What the central API answers to the mailbox's pages, checked by hand: the contract's own schemas would weigh more than the pages.
// answers.test.ts holds these guards against them. What a newer central API says besides is let through: a page that a browser kept goes on.
import type { CommandOutcome, MailboxAction } from '../../../sync/contract/commands.ts';
import type {
  AccessLine,
  MailboxChanged,
  MailboxFound,
  MailboxNotice,
  MailboxView,
  Membership,
  MembershipReason,
  SignInOutcome,
  SignInStarted,
} from '../../../sync/contract/mailbox-view.ts';
import type { MessageContent } from '../../../sync/contract/message.ts';
import type {
  MailboxEntryOutcome,
  MailboxInfo,
  PasskeyChallenge,
  PasskeyOutcome,
  Passkeys,
} from '../../../sync/contract/web.ts';
import { languages } from '../../ui/languages/greetings.ts';
import {
  holds,
  isCount,
  isInstant,
  isList,
  isOneOf,
  isRecord,
  isSwitch,
  isText,
  isWords,
  orNull,
} from '../guards.ts';

export const actionKinds = [
  ...['read', 'delete', 'pause', 'resume', 'reset', 'interests', 'service-leave', 'notify', 'keep-here'],
  ...['move', 'lost-phone', 'delegate', 'undelegate', 'exempt', 'close'],
] as readonly MailboxAction['kind'][]; // answers.test.ts holds it against the contract
const outcomes = [
  'applied',
  'superseded',
  'pin1-wrong',
  'pin1-paused',
  'account-gone',
  'not-found',
  'not-open',
] as const satisfies readonly CommandOutcome[];
const noticeCodes = [
  'command-not-done',
  'moved',
  'delegation-given',
  'delegation-taken',
  'delegation-received',
  'address-changed',
] as const satisfies readonly MailboxNotice['code'][];
const states = ['receiving', 'paused', 'left', 'available'] as const satisfies readonly Membership['state'][];
const reasons = [
  'resident',
  'moved',
  'exempt',
  'account-closed',
  'death',
  'registered-again',
] as const satisfies readonly MembershipReason[];
const who = [
  'resident',
  'delegate',
  'staff',
  'municipality',
  'system',
] as const satisfies readonly AccessLine['who'][];
const where = ['counter', 'web', 'desk', 'central'] as const satisfies readonly AccessLine['where'][];

const some = (text: unknown): boolean => isText(text) && text !== '';
const isUuid = (value: unknown): boolean =>
  isText(value) && /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i.test(value);
const isDay = (value: unknown): boolean =>
  isText(value) && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value));
const isCode = (value: unknown): boolean => isText(value) && /^\d{6}$/.test(value);
const isId = (value: unknown): boolean => isText(value) && /^[a-z][a-z0-9-]{0,40}$/.test(value);
const maybe =
  (is: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    orNull(value, is);

const isHead = (value: unknown): boolean =>
  holds(value, {
    id: isUuid,
    from: isWords,
    municipality: isCode,
    titles: (titles) =>
      isRecord(titles) &&
      some(titles['ja']) &&
      Object.entries(titles).every(([key, title]) => isOneOf(key, languages) && some(title)),
    sentAt: isInstant,
    opened: isSwitch,
    emergency: isSwitch,
    attachments: isCount,
    attentionUntil: maybe(isInstant),
  });

const isMembership = (value: unknown): boolean =>
  holds(value, {
    municipality: isCode,
    name: isWords,
    level: (level) => isOneOf(level, ['prefecture', 'city'] as const),
    state: (state) => isOneOf(state, states),
    since: maybe(isInstant),
    reason: maybe((reason) => isOneOf(reason, reasons)),
    ofAddress: isSwitch,
    open: isSwitch,
    keptHere: isSwitch,
  });

const isNotice = (value: unknown): boolean =>
  holds(value, {
    id: isUuid,
    at: isInstant,
    code: (code) => isOneOf(code, noticeCodes),
    action: maybe(isText),
    outcome: maybe((outcome) => isOneOf(outcome, outcomes)),
  });

const isLine = (value: unknown): boolean =>
  holds(value, {
    at: isInstant,
    who: (one) => isOneOf(one, who),
    where: (one) => isOneOf(one, where),
    what: isText,
    municipality: maybe(isWords),
  });

const isDelegation = (value: unknown): boolean =>
  holds(value, {
    id: isUuid,
    receiptNumber: isText,
    municipality: maybe(isWords),
    since: isInstant,
    until: maybe(isDay),
  });

const isContact = (value: unknown): boolean => holds(value, { masked: isText, confirmed: isSwitch });
const isView = (value: unknown): boolean =>
  holds(value, {
    version: (version) => isText(version) && version.length <= 64,
    language: (language) => isOneOf(language, languages),
    receiptNumber: isText,
    messages: (list) => isList(list, isHead),
    total: isCount,
    memberships: (list) => isList(list, isMembership),
    notices: (list) => isList(list, isNotice),
    movedSince: maybe(isInstant),
    facts: (facts) =>
      holds(facts, {
        name: some,
        birthDate: (day) => isText(day) && /^\d{8}$/.test(day),
        sex: (sex) => isText(sex) && /^[01239]$/.test(sex),
        address: some,
      }),
    contact: (contact) => holds(contact, { email: isContact, phone: maybe(isContact) }),
    interests: (list) =>
      isList(list, (one) => holds(one, { id: isId, label: isWords, description: isWords, on: isSwitch })),
    services: (list) =>
      isList(list, (one) =>
        holds(one, {
          id: isId,
          label: isWords,
          provider: isWords,
          shares: (shares) => isList(shares, (fact) => isOneOf(fact, shared)),
          since: isInstant,
        }),
      ),
    notify: (notify) => holds(notify, { push: isSwitch, email: isSwitch }),
    devices: (devices) => holds(devices, { pushes: isCount, sessions: isCount, passkeys: isCount }),
    consents: (list) =>
      isList(list, (one) => holds(one, { document: isText, version: isText, at: isInstant })),
    delegations: (both) =>
      holds(both, {
        given: (list) => isList(list, isDelegation),
        received: (list) => isList(list, isDelegation),
      }),
    exemption: maybe((exemption) => holds(exemption, { reason: isText, reviewOn: isDay })),
    log: (list) => isList(list, isLine),
  });
const shared = ['name', 'birthDate', 'sex', 'address', 'email', 'phone'] as const;

// Every field that the pages use was looked at: hence the casts below.
export const readMailbox = (value: unknown): MailboxView | null =>
  isView(value) ? (value as MailboxView) : null;

export const readFound = (value: unknown): MailboxFound | null =>
  holds(value, { messages: (list) => isList(list, isHead), total: isCount })
    ? (value as unknown as MailboxFound)
    : null;

const isText1 = (value: unknown): boolean => holds(value, { title: some, body: some });
export const readContent = (value: unknown): MessageContent | null =>
  holds(value, {
    id: isUuid,
    from: isWords,
    texts: (texts) =>
      isRecord(texts) &&
      isText1(texts['ja']) &&
      Object.entries(texts).every(([key, text]) => isOneOf(key, languages) && isText1(text)),
    attachments: (list) =>
      isList(list, (one) => holds(one, { id: isUuid, name: some, bytes: isCount, pages: isCount })),
    emergency: isSwitch,
  })
    ? (value as unknown as MessageContent)
    : null;

export const readChanged = (value: unknown): MailboxChanged | null =>
  holds(value, {
    outcome: (outcome) => isOneOf(outcome, outcomes),
    triesLeft: maybe(isCount),
    pausedUntil: maybe(isInstant),
    view: maybe(isView),
  })
    ? (value as unknown as MailboxChanged)
    : null;

export const readStarted = (value: unknown): SignInStarted | null =>
  holds(value, { id: isUuid, expiresAt: isInstant }) ? (value as unknown as SignInStarted) : null;

export function readSignIn(value: unknown): SignInOutcome | null {
  if (!isRecord(value)) return null;
  const { outcome, triesLeft, until } = value;
  if (isOneOf(outcome, ['open', 'expired'] as const)) return { outcome };
  if (outcome === 'wrong' && isCount(triesLeft)) return { outcome, triesLeft };
  return outcome === 'paused' && isInstant(until) ? { outcome, until } : null;
}

/** The answer of GET /v1/mailbox/info, or null when it is none. */
export const readInfo = (value: unknown): MailboxInfo | null =>
  holds(value, { passkeys: isSwitch, pushKey: maybe(isText) }) ? (value as unknown as MailboxInfo) : null;

/** What is given to the browser's own passkeys: they look into the options themselves. */
export const readChallenge = (value: unknown): PasskeyChallenge | null =>
  holds(value, { id: isUuid, options: (options) => holds(options, { challenge: isText }) })
    ? (value as unknown as PasskeyChallenge)
    : null;

export const readPasskeyOutcome = (value: unknown): PasskeyOutcome['outcome'] | null => {
  const outcome = isRecord(value) ? value['outcome'] : null;
  return isOneOf(outcome, ['open', 'unknown', 'expired'] as const) ? outcome : null;
};

export const readPasskeys = (value: unknown): Passkeys | null =>
  holds(value, {
    passkeys: (list) =>
      isList(list, (one) =>
        holds(one, {
          id: isUuid,
          createdAt: isInstant,
          usedAt: maybe(isInstant),
          synced: isSwitch,
          here: isSwitch,
        }),
      ),
  })
    ? (value as unknown as Passkeys)
    : null;

/** The answer of POST /v1/phone/mailbox, or null when it is none. */
export function readEntered(value: unknown): MailboxEntryOutcome | null {
  if (isRecord(value) && value['outcome'] === 'closed') return { outcome: 'closed' };
  const answer = readSignIn(value);
  return answer === null || answer.outcome === 'expired' ? null : answer;
}
