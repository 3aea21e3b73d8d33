// Everything that a resident sees of their mailbox, the same at the counter and on the phone.
import { z } from 'zod';
import { CommandOutcome, exemptionReasons, MailboxAction } from './commands.ts';
import { Interest, LinkedService } from './feed.ts';
import { MessageHead } from './message.ts';
import { BasicFour, PinVerifier } from './record.ts';
import {
  CatalogueId,
  CompactJose,
  Instant,
  Language,
  LocalText,
  MunicipalityCode,
  Sha256Hex,
  Uuid,
} from './words.ts';

/** Why somebody does not receive (any more), in the words that staff read too. */
export const membershipReasons = [
  /** Chose it: at the registration, by pausing, after a move. */
  'resident',
  'moved',
  'exempt',
  'account-closed',
  'death',
  /** Registered anew: the newer account receives. */
  'registered-again',
] as const;
export const MembershipReason = z.enum(membershipReasons);
export type MembershipReason = z.infer<typeof MembershipReason>;

export const Membership = z.strictObject({
  municipality: MunicipalityCode,
  name: LocalText,
  level: z.enum(['prefecture', 'city']),
  /** `available`: belongs to the address, has joined and opened, and was never switched on. */
  state: z.enum(['receiving', 'paused', 'left', 'available']),
  since: Instant.nullable(),
  reason: MembershipReason.nullable(),
  /** Belongs to the address that the card last gave. */
  ofAddress: z.boolean(),
  /** Joined and opened to residents: only then it can be switched on. */
  open: z.boolean(),
  /** Messages are kept, sealed, on this municipality's terminals. */
  keptHere: z.boolean(),
});
export type Membership = z.infer<typeof Membership>;

/** Something the mailbox itself has to tell; never a message of a municipality. */
export const MailboxNotice = z.strictObject({
  id: Uuid,
  at: Instant,
  code: z.enum([
    /** A command could not be done: `outcome` says why, `action` which. */
    'command-not-done',
    /** The register of addresses or the certificate says that the resident may have moved. */
    'moved',
    'delegation-given',
    'delegation-taken',
    'delegation-received',
    'address-changed',
  ]),
  action: z.string().max(40).nullable(),
  outcome: CommandOutcome.nullable(),
});
export type MailboxNotice = z.infer<typeof MailboxNotice>;

/** Who looked at what, or changed it. */
export const AccessLine = z.strictObject({
  at: Instant,
  who: z.enum(['resident', 'delegate', 'staff', 'municipality', 'system']),
  /** Where: at a counter, on the web, by a municipality's desk. */
  where: z.enum(['counter', 'web', 'desk', 'central']),
  what: z.string().max(60),
  municipality: LocalText.nullable(),
});
export type AccessLine = z.infer<typeof AccessLine>;

export const Delegation = z.strictObject({
  id: Uuid,
  /** Of the other side: family name is not told, only the receipt number they gave. */
  receiptNumber: z.string(),
  municipality: LocalText.nullable(),
  since: Instant,
  until: z.iso.date().nullable(),
});
export type Delegation = z.infer<typeof Delegation>;

export const MailboxView = z.strictObject({
  /** Changes with anything in here. */
  version: z.string().max(64),
  language: Language,
  receiptNumber: z.string(),
  /** Newest first; unread ones are not sorted up here. At most `headsAtMost`, `total` says how many there are. */
  messages: z.array(MessageHead),
  total: z.number().int().nonnegative(),
  memberships: z.array(Membership),
  notices: z.array(MailboxNotice),
  /** Since when the address or the certificate is doubted; nothing is switched off by it. */
  movedSince: Instant.nullable(),
  facts: BasicFour,
  /** Only so much of them that their owner knows them again. */
  contact: z.strictObject({
    email: z.strictObject({ masked: z.string(), confirmed: z.boolean() }).meta({ personal: true }),
    phone: z.strictObject({ masked: z.string(), confirmed: z.boolean() }).nullable().meta({ personal: true }),
  }),
  interests: z.array(Interest.extend({ on: z.boolean() })),
  services: z.array(
    LinkedService.pick({ id: true, label: true, provider: true, shares: true }).extend({ since: Instant }),
  ),
  notify: z.strictObject({ push: z.boolean(), email: z.boolean() }),
  devices: z.strictObject({
    pushes: z.number().int().nonnegative(),
    sessions: z.number().int().nonnegative(),
    passkeys: z.number().int().nonnegative(),
  }),
  consents: z.array(z.strictObject({ document: z.string(), version: z.string(), at: Instant })),
  /** Given to others, and received from others. */
  delegations: z.strictObject({ given: z.array(Delegation), received: z.array(Delegation) }),
  exemption: z.strictObject({ reason: z.enum(exemptionReasons), reviewOn: z.iso.date() }).nullable(),
  log: z.array(AccessLine),
});
export type MailboxView = z.infer<typeof MailboxView>;
export const headsAtMost = 500;
export const logLinesAtMost = 100;

/** What is read for somebody else, of one delegation that was received. Newest first, at most `delegatedHeadsAtMost`. */
export const Delegated = z.strictObject({
  delegation: Uuid,
  messages: z.array(MessageHead),
  total: z.number().int().nonnegative(),
});
export type Delegated = z.infer<typeof Delegated>;
export const delegatedHeadsAtMost = 100;

/** What a terminal gets of it: also the verifier, so that a PIN1 typed without network is answered at once. */
export const MailboxSnapshot = z.strictObject({
  at: Instant,
  view: MailboxView,
  /** Only while the card lies there: nothing of anybody else's is kept on a terminal. */
  delegated: z.array(Delegated),
  pin1: PinVerifier.nullable().meta({ personal: true }),
  /** Until then no PIN1 is compared. */
  pin1PausedUntil: Instant.nullable(),
});
export type MailboxSnapshot = z.infer<typeof MailboxSnapshot>;

// ---- terminals ----

/** A terminal asks for the mailbox of the card that lies on its reader. The answer opens only with that card's certificate. */
export const MailboxOpen = z.strictObject({
  mailbox: Sha256Hex,
  sessionId: z.string().regex(/^[0-9a-f]{32}$/),
});
export type MailboxOpen = z.infer<typeof MailboxOpen>;
export const MailboxOpened = z.discriminatedUnion('state', [
  /** `sealed`: JWE (dir, A256GCM) of a MailboxSnapshot under the mailbox key. */
  z.strictObject({ state: z.literal('open'), sealed: CompactJose }),
  /** No account has this card, or none whose mailbox is open (`waiting`: the contact is not confirmed yet). */
  z.strictObject({ state: z.literal('none') }),
  z.strictObject({ state: z.literal('waiting') }),
]);
export type MailboxOpened = z.infer<typeof MailboxOpened>;
export const MailboxMessageQuery = z.strictObject({ ...MailboxOpen.shape, message: Uuid });
export type MailboxMessageQuery = z.infer<typeof MailboxMessageQuery>;
/** `sealed`: JWE of a MessageContent; null: deleted meanwhile, or not theirs. */
export const MailboxMessageAnswer = z.strictObject({ sealed: CompactJose.nullable() });
export type MailboxMessageAnswer = z.infer<typeof MailboxMessageAnswer>;

// ---- phone and web ----

/** One thing done there; `pin1` as typed, where the action needs it. */
export const MailboxChange = z.strictObject({
  /** The same id again is done once. */
  id: Uuid,
  action: MailboxAction,
  pin1: z
    .string()
    .regex(/^\d{4,12}$/)
    .nullable()
    .meta({ personal: true }),
});
export type MailboxChange = z.infer<typeof MailboxChange>;
export const MailboxChanged = z.strictObject({
  outcome: CommandOutcome,
  /** Tries that are left after a wrong PIN1; null otherwise. */
  triesLeft: z.number().int().nonnegative().nullable(),
  pausedUntil: Instant.nullable(),
  /** Null: the account is gone, and the session with it. */
  view: MailboxView.nullable(),
});
export type MailboxChanged = z.infer<typeof MailboxChanged>;

/** Sign-in, first part: the address that was proved, and PIN1. Whether there is such an account is not told: a code is "sent". */
export const SignInRequest = z.strictObject({
  email: z.email().max(254).meta({ personal: true }),
  pin1: z
    .string()
    .regex(/^\d{4,12}$/)
    .meta({ personal: true }),
  language: Language,
});
export type SignInRequest = z.infer<typeof SignInRequest>;
export const SignInStarted = z.strictObject({ id: Uuid, expiresAt: Instant });
export type SignInStarted = z.infer<typeof SignInStarted>;
export const SignInAnswer = z.strictObject({ code: z.string().regex(/^\d{6}$/) });
export type SignInAnswer = z.infer<typeof SignInAnswer>;
/** Wrong code, wrong PIN1 and nobody's address are one answer. */
export const SignInOutcome = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('open') }),
  z.strictObject({ outcome: z.literal('wrong'), triesLeft: z.number().int().nonnegative() }),
  z.strictObject({ outcome: z.literal('expired') }),
  z.strictObject({ outcome: z.literal('paused'), until: Instant }),
]);
export type SignInOutcome = z.infer<typeof SignInOutcome>;

/** What server-sent events carry: only that there is something new; the page asks for the view. */
export const MailboxEvent = z.strictObject({ version: z.string().max(64) });

/** A message with whose it is, where it is read for a relative. */
export const MailboxSearch = z.strictObject({
  text: z.string().max(100).default(''),
  /** A delegation that was received: its messages instead of one's own. */
  delegation: Uuid.optional(),
});
export type MailboxSearch = z.infer<typeof MailboxSearch>;
export const MailboxFound = z.strictObject({
  messages: z.array(MessageHead),
  total: z.number().int().nonnegative(),
});
export type MailboxFound = z.infer<typeof MailboxFound>;
export const InterestChoice = z.array(CatalogueId).max(200);

// ---- anyone ----

/** The public state of the mailbox, part by part, with since when it is so. M15. */
export const HealthPart = z.strictObject({ state: z.enum(['ok', 'degraded', 'failing']), since: Instant });
export const MailboxHealth = z.strictObject({
  status: z.enum(['ok', 'degraded', 'failing']),
  parts: z.strictObject({
    /** Municipalities can send, and what they send is delivered. */
    receive: HealthPart,
    /** Pushes and mails go out. */
    announce: HealthPart,
    /** Residents can read. */
    read: HealthPart,
  }),
  at: Instant,
});
export type MailboxHealth = z.infer<typeof MailboxHealth>;
