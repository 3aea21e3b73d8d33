// Everything that a person can do, as main accepts it. Unknown fields and unknown events are refused.
import { z } from 'zod';
import { exemptionReasons, mailboxDoors } from './mailbox.ts';
import { languages, reviewSteps, textSizes, themes } from './state.ts';

const Char = z.string().regex(/^[0-9A-Z]$/);
const Id = z.string().max(60);
const Municipality = z.string().regex(/^\d{6}$/);

/** What can be done to a mailbox by one touch; some of it is asked about once more. */
const MailboxTouch = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('delete'), message: Id }),
  z.strictObject({ what: z.literal('pause'), municipality: Municipality }),
  z.strictObject({ what: z.literal('resume'), municipality: Municipality }),
  z.strictObject({ what: z.literal('keep-here'), on: z.boolean() }),
  z.strictObject({ what: z.literal('service-leave'), service: Id }),
  z.strictObject({ what: z.literal('undelegate'), delegation: Id }),
  z.strictObject({ what: z.literal('lost-phone') }),
  z.strictObject({ what: z.literal('reset') }),
  z.strictObject({ what: z.literal('close') }),
]);
export type MailboxTouch = z.infer<typeof MailboxTouch>;

export const KioskEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('language.set'), language: z.enum(languages) }),
  z.strictObject({ type: z.literal('theme.set'), theme: z.enum(themes) }),
  z.strictObject({ type: z.literal('size.set'), size: z.literal(textSizes) }),
  /** *Take my time*: every limit of time ten times as long. */
  z.strictObject({ type: z.literal('pace.set'), pace: z.enum(['normal', 'slow']) }),
  z.strictObject({
    type: z.literal('speech.set'),
    on: z.boolean(),
    rate: z.number().int().min(1).max(5),
    volume: z.number().int().min(1).max(5),
    blank: z.boolean(),
  }),
  /** What the page wants told, instead of whatever is being told. Never a PIN: the page has none. Not logged. */
  z.strictObject({
    type: z.literal('speech.say'),
    parts: z
      .array(z.strictObject({ language: z.enum(['ja', 'en']), text: z.string().max(4000) }))
      .min(1)
      .max(400),
    /** Not instead of what is being told, but after it: what is no answer to the resident. */
    after: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('speech.stop') }),
  z.strictObject({
    type: z.literal('start'),
    purpose: z.enum(['register', 'mailbox', 'takeover']),
    /** Of a mailbox: its messages, or (*change my settings*) its menu first. */
    aim: z.enum(['read', 'settings']).optional(),
  }),
  /** What was chosen at home: the six digits from there, or the 24 of its QR code. */
  z.strictObject({ type: z.literal('takeover.submit'), code: z.string().max(40) }),
  z.strictObject({ type: z.literal('takeover.yes') }),
  /** Everything is chosen here. */
  z.strictObject({ type: z.literal('takeover.without') }),
  z.strictObject({ type: z.literal('next') }),
  z.strictObject({ type: z.literal('back') }),
  /** Asks; `cancel.yes` does it, `cancel.no` goes on. */
  z.strictObject({ type: z.literal('cancel') }),
  z.strictObject({ type: z.literal('cancel.yes') }),
  z.strictObject({ type: z.literal('cancel.no') }),
  /** Answer to the still-there prompt. */
  z.strictObject({ type: z.literal('stay') }),
  /** Any touch or key: keeps the session awake without doing anything. Sent at most once a second. */
  z.strictObject({ type: z.literal('awake') }),
  /** A screen has been painted. Said by the page, done by nobody: what counts as shown is what has been drawn. */
  z.strictObject({ type: z.literal('shown'), screen: z.string().regex(/^[a-z-]{1,40}$/) }),
  /** The end of the legal text has been on screen. */
  z.strictObject({ type: z.literal('legal.end') }),
  z.strictObject({ type: z.literal('legal.agree') }),
  /** Reads a legal text, or the text of a service's consent, in the other of its languages. */
  z.strictObject({ type: z.literal('legal.language'), language: z.enum(['ja', 'en']) }),
  z.strictObject({ type: z.literal('notify.set'), push: z.boolean(), email: z.boolean() }),
  z.strictObject({ type: z.literal('interest.set'), id: Id, on: z.boolean() }),
  z.strictObject({ type: z.literal('service.set'), id: Id, on: z.boolean() }),
  z.strictObject({ type: z.literal('consent.agree') }),
  /** The service is taken off the list; the registration goes on. */
  z.strictObject({ type: z.literal('consent.decline') }),
  z.strictObject({ type: z.literal('secret.add'), char: Char }),
  z.strictObject({ type: z.literal('secret.erase') }),
  z.strictObject({ type: z.literal('secret.clear') }),
  z.strictObject({ type: z.literal('secret.submit') }),
  /** PIN2 is only for those who want to sign. */
  z.strictObject({ type: z.literal('secret.skip') }),
  z.strictObject({ type: z.literal('last-try.yes') }),
  z.strictObject({ type: z.literal('last-try.no') }),
  z.strictObject({ type: z.literal('facts.right') }),
  z.strictObject({ type: z.literal('facts.wrong') }),
  z.strictObject({
    type: z.literal('contact.submit'),
    email: z.string().max(300),
    phone: z.string().max(40),
    /** A trusted person receives the codes; oneself without it. */
    helper: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('code.submit'), code: z.string().max(12) }),
  /** `by`: of telephones, the other way than before. */
  z.strictObject({ type: z.literal('code.resend'), by: z.enum(['sms', 'voice']).optional() }),
  /** No mail at hand: the rest moves to the resident's phone. */
  z.strictObject({ type: z.literal('code.later') }),
  z.strictObject({ type: z.literal('mailbox.want'), yes: z.boolean() }),
  z.strictObject({ type: z.literal('membership.set'), code: Municipality, on: z.boolean() }),
  z.strictObject({ type: z.literal('review.change'), step: z.enum(reviewSteps) }),
  z.strictObject({ type: z.literal('review.save') }),
  z.strictObject({ type: z.literal('print') }),
  /** The way to the slip by mail, where no paper came out. */
  z.strictObject({ type: z.literal('slip.mail') }),
  z.strictObject({ type: z.literal('finish') }),
  z.strictObject({ type: z.literal('message.open'), id: Id }),
  z.strictObject({ type: z.literal('message.close') }),
  z.strictObject({ type: z.literal('mailbox.go'), to: z.enum(mailboxDoors) }),
  z.strictObject({ type: z.literal('mailbox.act'), act: MailboxTouch }),
  /** What was toggled on this screen (interests, notices, a move) is to be so. */
  z.strictObject({ type: z.literal('mailbox.save') }),
  /** After a move: a municipality on or off. */
  z.strictObject({ type: z.literal('mailbox.move'), municipality: Municipality, on: z.boolean() }),
  z.strictObject({
    type: z.literal('mailbox.delegate'),
    receiptNumber: z.string().max(20),
    municipality: Municipality.nullable(),
    until: z.iso.date().nullable(),
  }),
  z.strictObject({
    type: z.literal('mailbox.exempt'),
    reason: z.enum(exemptionReasons),
    reviewOn: z.iso.date(),
  }),
  z.strictObject({ type: z.literal('mailbox.sure'), yes: z.boolean(), typed: z.string().max(12).optional() }),
  /** After an act: back to the mailbox. */
  z.strictObject({ type: z.literal('mailbox.done') }),
  /** Where there was no mailbox: look once more, or make an account. */
  z.strictObject({ type: z.literal('mailbox.again') }),
  z.strictObject({ type: z.literal('mailbox.register') }),
  z.strictObject({ type: z.literal('staff.call') }),
  z.strictObject({ type: z.literal('staff.answered') }),
  /** Staff's own screen; only from `welcome`. */
  z.strictObject({ type: z.literal('staff.open') }),
  z.strictObject({ type: z.literal('staff.sync') }),
  z.strictObject({ type: z.literal('staff.print-test') }),
  z.strictObject({ type: z.literal('staff.retry'), receiptNumber: z.string().max(20) }),
  /** A slip as it was scanned (the scanner types it) or typed. */
  z.strictObject({ type: z.literal('staff.slip-check'), text: z.string().max(600) }),
  /** The slip that was checked last. */
  z.strictObject({ type: z.literal('staff.slip-cancel') }),
  z.strictObject({ type: z.literal('staff.slip-close') }),
  z.strictObject({ type: z.literal('staff.close') }),
]);
export type KioskEvent = z.infer<typeof KioskEvent>;
