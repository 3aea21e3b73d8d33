// The mailbox in a browser: how one signs in there, with a code or a passkey, and what its pages ask beside the mailbox itself
// (mailbox-view.ts). A passkey's options and answers are what browsers make of them (WebAuthn Level 3, section 5.1): they go through as
// they are, and the central API looks into them.
import { z } from 'zod';
import { PhonePush } from './phone.ts';
import { Instant, Uuid } from './words.ts';

/** Before anybody has said who they are. */
export const MailboxInfo = z.strictObject({
  /** Passkeys need a page over HTTPS, or on `localhost`, and a name rather than an address of numbers. */
  passkeys: z.boolean(),
  /** VAPID public key (RFC 8292), base64url; null: pushes to this address are not possible. */
  pushKey: z.string().nullable(),
});
export type MailboxInfo = z.infer<typeof MailboxInfo>;

/** `quiet`: the page asks by itself, and that keeps no session alive. */
export const MailboxQuery = z.strictObject({ quiet: z.literal('1').optional() });

/** PublicKeyCredentialCreationOptionsJSON or PublicKeyCredentialRequestOptionsJSON. */
const PasskeyOptions = z.looseObject({ challenge: z.string().min(1).max(200) });
/** `id` goes back with the browser's answer: five minutes, once. */
export const PasskeyChallenge = z.strictObject({ id: Uuid, options: PasskeyOptions });
export type PasskeyChallenge = z.infer<typeof PasskeyChallenge>;

const base64url = (most: number): z.ZodString =>
  z
    .string()
    .regex(/^[\w-]+$/)
    .max(most);
const credential = {
  id: base64url(1400),
  rawId: base64url(1400),
  type: z.literal('public-key'),
  clientExtensionResults: z.looseObject({}).default({}),
};

/** RegistrationResponseJSON. */
export const PasskeyRegistration = z.strictObject({
  challenge: Uuid,
  response: z.looseObject({
    ...credential,
    response: z.looseObject({
      clientDataJSON: base64url(4000),
      attestationObject: base64url(20_000),
      transports: z.array(z.string().max(20)).max(10).optional(),
    }),
  }),
});
export type PasskeyRegistration = z.infer<typeof PasskeyRegistration>;

/** AuthenticationResponseJSON. */
export const PasskeyAnswer = z.strictObject({
  response: z.looseObject({
    ...credential,
    response: z.looseObject({
      clientDataJSON: base64url(4000),
      authenticatorData: base64url(4000),
      signature: base64url(4000),
      userHandle: base64url(100).nullish(),
    }),
  }),
});
export type PasskeyAnswer = z.infer<typeof PasskeyAnswer>;

export const PasskeyOutcome = z.discriminatedUnion('outcome', [
  /** The answer sets the session's cookie. */
  z.strictObject({ outcome: z.literal('open') }),
  /** This passkey opens nothing: removed, of another site, or its answer does not verify. */
  z.strictObject({ outcome: z.literal('unknown') }),
  z.strictObject({ outcome: z.literal('expired') }),
]);
export type PasskeyOutcome = z.infer<typeof PasskeyOutcome>;

export const Passkeys = z.strictObject({
  passkeys: z.array(
    z.strictObject({
      id: Uuid,
      createdAt: Instant,
      usedAt: Instant.nullable(),
      /** It is on the resident's other devices, too. */
      synced: z.boolean(),
      /** This session was opened with it. */
      here: z.boolean(),
    }),
  ),
});
export type Passkeys = z.infer<typeof Passkeys>;
export const passkeysAtMost = 10;

/** From the page behind a slip into the mailbox: what the birth date opened shows no message, PIN1 does. */
export const MailboxEntry = z.strictObject({
  pin1: z
    .string()
    .regex(/^\d{4,12}$/)
    .meta({ personal: true }),
});
export type MailboxEntry = z.infer<typeof MailboxEntry>;
export const MailboxEntryOutcome = z.discriminatedUnion('outcome', [
  /** The answer sets the mailbox session's cookie. */
  z.strictObject({ outcome: z.literal('open') }),
  z.strictObject({ outcome: z.literal('wrong'), triesLeft: z.number().int().nonnegative() }),
  z.strictObject({ outcome: z.literal('paused'), until: Instant }),
  /** No mailbox is wanted, PIN1 is not set, or the email address is not proved yet. */
  z.strictObject({ outcome: z.literal('closed') }),
]);
export type MailboxEntryOutcome = z.infer<typeof MailboxEntryOutcome>;

export const MailboxPush = PhonePush;
