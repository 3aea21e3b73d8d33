// What the central API answers, checked by hand: the contract's own schemas would weigh more than the rest of the page.
// answers.test.ts holds these guards against the schemas.
import type { CodeAnswer } from '../../sync/contract/api.ts';
import type { PhoneContact, PhoneStep, PhoneView, SlipEntry } from '../../sync/contract/phone.ts';
import type { SlipStatus } from '../../sync/contract/slips.ts';
import { languages } from '../ui/languages/greetings.ts';
import {
  has,
  isCount,
  isInstant,
  isList,
  isOneOf,
  isRecord,
  isSwitch,
  isText,
  isWords,
  orNull,
} from './guards.ts';

const slipStates = [
  'valid',
  'used',
  'expired',
  'cancelled',
  'unknown',
  'forged',
  'elsewhere',
] as const satisfies readonly SlipStatus['state'][];

/** The answer of GET /v1/slips/:slip, or null when it is none. */
export const readStatus = (value: unknown): SlipStatus | null =>
  has(value, {
    state: (state) => isOneOf(state, slipStates),
    arrived: isSwitch,
    expiresAt: (at) => orNull(at, isInstant),
    pushKey: (key) => key === undefined || isText(key),
  })
    ? (value as unknown as SlipStatus) // every field was looked at
    : null;

/** The answer of POST /v1/slips/:slip/sessions, or null when it is none. */
export function readEntry(value: unknown): SlipEntry | null {
  if (!isRecord(value)) return null;
  const { outcome, triesLeft, until } = value;
  if (isOneOf(outcome, ['open', 'closed'] as const)) return { outcome };
  if (outcome === 'wrong' && isCount(triesLeft)) return { outcome, triesLeft };
  return outcome === 'paused' && isInstant(until) ? { outcome, until } : null;
}

/** The answer of POST /v1/phone/contacts/:channel/answers, or null when it is none. */
export function readCodeAnswer(value: unknown): CodeAnswer | null {
  if (!isRecord(value)) return null;
  const { outcome, triesLeft, until } = value;
  if (isOneOf(outcome, ['confirmed', 'expired', 'spent'] as const)) return { outcome };
  if (outcome === 'wrong' && isCount(triesLeft)) return { outcome, triesLeft };
  return outcome === 'paused' && isInstant(until) ? { outcome, until } : null;
}

export const stepNames = [
  'email',
  'phone',
  'interests',
  'pins',
  'notify',
] as const satisfies readonly PhoneStep[];
const isSteps = (value: unknown): boolean => isList(value, (step) => isOneOf(step, stepNames));
const deliveries = ['queued', 'sent', 'bounced', 'refused', 'failed'] as const satisfies readonly NonNullable<
  PhoneContact['code']
>['delivery'][];

const isCode = (value: unknown): boolean =>
  has(value, {
    number: (number) => isCount(number) && number > 0,
    expiresAt: isInstant,
    resendAt: isInstant,
    left: isCount,
    delivery: (delivery) => isOneOf(delivery, deliveries),
    pausedUntil: (at) => orNull(at, isInstant),
  });
const isContact = (value: unknown): boolean =>
  has(value, {
    address: isText,
    confirmed: isSwitch,
    helper: isSwitch,
    code: (code) => orNull(code, isCode),
  });
const isInterest = (value: unknown): boolean =>
  has(value, {
    id: (id) => isText(id) && /^[a-z][a-z0-9-]{0,40}$/.test(id),
    label: isWords,
    description: isWords,
    on: isSwitch,
  });

/** The answer of GET /v1/phone, or null when it is none. */
export const readView = (value: unknown): PhoneView | null =>
  has(value, {
    version: (version) => isText(version) && version.length <= 64,
    language: (language) => isOneOf(language, languages),
    receiptNumber: isText,
    municipality: isWords,
    slipExpiresAt: isInstant,
    stages: (stages) =>
      has(stages, {
        receivedAt: isInstant,
        contact: (contact) => isOneOf(contact, ['confirmed', 'open'] as const),
        mailbox: (mailbox) => isOneOf(mailbox, ['open', 'waiting', 'not-wanted'] as const),
      }),
    open: isSteps,
    done: isSteps,
    email: isContact,
    phone: (phone) => orNull(phone, isContact),
    interests: (interests) => isList(interests, isInterest),
    notify: (notify) => has(notify, { push: isSwitch, email: isSwitch }),
    pushDevices: isCount,
    pushKey: (key) => orNull(key, isText),
    pins: (pins) => has(pins, { pin1: isSwitch, pin2: isSwitch }),
  })
    ? (value as unknown as PhoneView) // every field was looked at
    : null;

/** The `code` of a problem document (RFC 9457), or null. */
export const readProblem = (value: unknown): string | null =>
  isRecord(value) && isText(value['code']) ? value['code'] : null;
