// What can be chosen, as the central API says it, checked by hand: the contract's own schemas would weigh more than the rest of the
// page. choices.test.ts holds this against them.
import type { Choices } from '../../../sync/contract/drafts.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isLocal = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value['ja'] === 'string' &&
  typeof value['en'] === 'string' &&
  Object.values(value).every((text) => typeof text === 'string');
const isList = (value: unknown, texts: readonly string[]): boolean =>
  Array.isArray(value) &&
  value.every(
    (item) => isRecord(item) && typeof item['id'] === 'string' && texts.every((text) => isLocal(item[text])),
  );

/** The answer of GET /v1/choices, or null when it is none. */
export const readChoices = (value: unknown): Choices | null =>
  isRecord(value) &&
  isLocal(value['municipality']) &&
  isList(value['interests'], ['label', 'description']) &&
  isList(value['services'], ['label', 'description', 'provider'])
    ? (value as Choices) // every field was looked at
    : null;
