// What the page behind a slip asks of the central API. Before the birth date has been given nothing personal is told; after it the
// session's cookie (HttpOnly, SameSite=Strict) opens exactly the steps that are still open.
import { z } from 'zod';
import { Interest } from './feed.ts';
import { CatalogueId, Email, Instant, Language, LocalText, Phone } from './words.ts';

/** A browser's push subscription (RFC 8030, RFC 8291). Whoever has it can write to that browser. */
export const PushSubscription = z.strictObject({
  endpoint: z
    .url({ protocol: /^https$/ })
    .max(1000)
    .meta({ personal: true }),
  keys: z.strictObject({
    p256dh: z.string().regex(/^[\w-]{80,100}={0,2}$/),
    auth: z.string().regex(/^[\w-]{16,40}={0,2}$/),
  }),
});
export type PushSubscription = z.infer<typeof PushSubscription>;

export const ArrivalNotice = z.strictObject({ subscription: PushSubscription, language: Language });
export type ArrivalNotice = z.infer<typeof ArrivalNotice>;

/** YYYYMMDD, Gregorian. */
export const SlipEntryRequest = z.strictObject({
  birthDate: z
    .string()
    .regex(/^\d{8}$/)
    .meta({ personal: true }),
});
export const SlipEntry = z.discriminatedUnion('outcome', [
  /** The answer sets the session's cookie. */
  z.strictObject({ outcome: z.literal('open') }),
  z.strictObject({ outcome: z.literal('wrong'), triesLeft: z.number().int().nonnegative() }),
  /** Three wrong ones: nothing is compared until then. */
  z.strictObject({ outcome: z.literal('paused'), until: Instant }),
  /** Not valid (any more), or its registration has not arrived yet: see SlipStatus. */
  z.strictObject({ outcome: z.literal('closed') }),
]);
export type SlipEntry = z.infer<typeof SlipEntry>;

/** One way to be reached, as the page shows it to its owner. */
export const PhoneContact = z.strictObject({
  address: z.string().meta({ personal: true }),
  confirmed: z.boolean(),
  /** It is a trusted helper's. */
  helper: z.boolean(),
  /** The last code: which mail is the newest, until when it holds, when the next may be asked for, how many are left. */
  code: z
    .strictObject({
      number: z.number().int().positive(),
      expiresAt: Instant,
      resendAt: Instant,
      left: z.number().int().nonnegative(),
      delivery: z.enum(['queued', 'sent', 'bounced', 'refused', 'failed']),
      /** Five wrong answers: until then none is compared. */
      pausedUntil: Instant.nullable(),
    })
    .nullable(),
});
export type PhoneContact = z.infer<typeof PhoneContact>;

export const PhoneStep = z.enum(['email', 'phone', 'interests', 'pins', 'notify']);
export type PhoneStep = z.infer<typeof PhoneStep>;

/**
 * With `wait`, seconds, the answer comes when the view is another than `after` (its `version`), or then at the latest: a code
 * that came back, or one that was typed at another device, shows at once.
 */
export const PhoneQuery = z.strictObject({
  wait: z.coerce.number().int().min(0).max(25).default(0),
  after: z.string().max(64).optional(),
});

/** Everything that the pages draw. Kept on the server: closing the page loses nothing. */
export const PhoneView = z.strictObject({
  /** Changes with anything in here. */
  version: z.string().max(64),
  language: Language,
  receiptNumber: z.string(),
  municipality: LocalText,
  slipExpiresAt: Instant,
  stages: z.strictObject({
    receivedAt: Instant,
    contact: z.enum(['confirmed', 'open']),
    mailbox: z.enum(['open', 'waiting', 'not-wanted']),
  }),
  /** Still open, most pressing first; `done` those that were finished here or at the counter and can be looked at again. */
  open: z.array(PhoneStep),
  done: z.array(PhoneStep),
  email: PhoneContact,
  /** Null: none was given. */
  phone: PhoneContact.nullable(),
  interests: z.array(Interest.extend({ on: z.boolean() })),
  notify: z.strictObject({ push: z.boolean(), email: z.boolean() }),
  /** Of this account, on any device. */
  pushDevices: z.number().int().nonnegative(),
  /** VAPID public key (RFC 8292), base64url; null: this central API sends no push. */
  pushKey: z.string().nullable(),
  pins: z.strictObject({ pin1: z.boolean(), pin2: z.boolean() }),
});
export type PhoneView = z.infer<typeof PhoneView>;

export const Channel = z.enum(['email', 'phone']);
/** Asks for a code to this address; another than before takes its place, unproved. `by`: for phones only. */
export const PhoneCodeRequest = z.strictObject({
  address: z.union([Email, Phone]),
  helper: z.boolean(),
  by: z.enum(['sms', 'voice']).optional(),
});
export type PhoneCodeRequest = z.infer<typeof PhoneCodeRequest>;
export const PhoneInterests = z.strictObject({ interests: z.array(CatalogueId).max(200) });
export type PhoneInterests = z.infer<typeof PhoneInterests>;
export const PhoneNotify = z.strictObject({ push: z.boolean(), email: z.boolean() });
export type PhoneNotify = z.infer<typeof PhoneNotify>;
/** Null: no more push on this browser. */
export const PhonePush = z.strictObject({ subscription: PushSubscription.nullable() });
export type PhonePush = z.infer<typeof PhonePush>;
/** The rules of the kiosk: lengths, and that the two differ. */
export const PhonePins = z
  .strictObject({
    pin1: z
      .string()
      .regex(/^\d{4,12}$/)
      .meta({ personal: true }),
    pin2: z
      .string()
      .regex(/^\d{6,12}$/)
      .nullable()
      .meta({ personal: true }),
  })
  .refine(({ pin1, pin2 }) => pin1 !== pin2, { path: ['pin2'] });
export type PhonePins = z.infer<typeof PhonePins>;

/** What a push carries, encrypted for the browser (RFC 8291): a title, and nothing of whom it is about. */
export const PushPayload = z.strictObject({ title: z.string().min(1).max(200) });
export type PushPayload = z.infer<typeof PushPayload>;
