// What the central API answers, checked by hand: the contract's own schemas would weigh more than the rest of the page.
// answers.test.ts holds these guards against the schemas.
import type { CodeAnswer, HandoffStatus } from '../../sync/contract/api.ts';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isOneOf<T extends string>(value: unknown, words: readonly T[]): value is T {
  return words.some((word) => word === value);
}

const states = ['not-arrived', 'accepted'] as const satisfies readonly HandoffStatus['state'][];
const contacts = ['open', 'confirmed', 'unknown'] as const satisfies readonly HandoffStatus['contact'][];
const mailboxes = [
  'open',
  'waiting',
  'not-wanted',
  'unknown',
] as const satisfies readonly HandoffStatus['mailbox'][];

/** The answer of GET /v1/handoffs/:token, or null when it is none. */
export function readStatus(value: unknown): HandoffStatus | null {
  if (!isRecord(value)) return null;
  const { state, receivedAt, contact, mailbox } = value;
  if (!isOneOf(state, states) || !isOneOf(contact, contacts) || !isOneOf(mailbox, mailboxes)) return null;
  if (receivedAt !== null && typeof receivedAt !== 'string') return null;
  return { state, receivedAt, contact, mailbox };
}

/** The answer of POST /v1/handoffs/:token/answers, or null when it is none. */
export function readCodeAnswer(value: unknown): CodeAnswer | null {
  if (!isRecord(value)) return null;
  const { outcome, triesLeft } = value;
  if (isOneOf(outcome, ['confirmed', 'expired', 'spent'] as const)) return { outcome };
  if (outcome !== 'wrong' || typeof triesLeft !== 'number' || !Number.isInteger(triesLeft) || triesLeft < 0)
    return null;
  return { outcome, triesLeft };
}
