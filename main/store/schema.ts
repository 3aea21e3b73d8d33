// What each column holds. A test compares this list with the real tables: a new column must say what it is, and none may be
// `personal`. A stolen terminal shows ids, states and figures; everything about people is sealed to somebody else's key.

/**
 * `harmless`: ids, states, times, figures. `sealed`: a JWE that this terminal cannot open (by itself: a mailbox with its owner's card). `pseudonym`: a hash that only the
 * owner's card, or their slip, leads to. `public`: texts that anyone may read.
 */
export type ColumnClass = 'harmless' | 'sealed' | 'pseudonym' | 'public' | 'personal';

export const columns: Readonly<Record<string, Readonly<Record<string, ColumnClass>>>> = {
  outbox: {
    seq: 'harmless',
    id: 'harmless',
    receipt_number: 'harmless',
    saved_at: 'harmless',
    state: 'harmless',
    state_at: 'harmless',
    attempts: 'harmless',
    next_try_at: 'harmless',
    problem_code: 'harmless',
    sealed_bytes: 'harmless',
    sealed_sha256: 'harmless',
    receipt: 'harmless',
    confirmed_at: 'harmless',
    erased_at: 'harmless',
    earlier_receipt: 'harmless',
  },
  payload: { seq: 'harmless', sealed: 'sealed' },
  audit: {
    seq: 'harmless',
    at: 'harmless',
    kind: 'harmless',
    fields: 'harmless',
    prev: 'harmless',
    hash: 'harmless',
  },
  catalogue: {
    kind: 'harmless',
    epoch: 'harmless',
    seq: 'harmless',
    body: 'public',
    sha256: 'harmless',
  },
  legal: {
    document: 'harmless',
    language: 'harmless',
    version: 'harmless',
    epoch: 'harmless',
    seq: 'harmless',
    effective: 'harmless',
    body: 'public',
    sha256: 'harmless',
  },
  message: {
    id: 'harmless',
    epoch: 'harmless',
    seq: 'harmless',
    recipient: 'pseudonym',
    municipality: 'harmless',
    sent_at: 'harmless',
    arrived_at: 'harmless',
    sealed: 'sealed',
    sha256: 'pseudonym',
  },
  mailbox: {
    recipient: 'pseudonym',
    epoch: 'harmless',
    seq: 'harmless',
    at: 'harmless',
    sealed: 'sealed',
    sha256: 'pseudonym',
  },
  /** What was done to a mailbox here and is not seen in it yet; `id` is the command's in the outbox. */
  mailbox_action: {
    seq: 'harmless',
    id: 'harmless',
    recipient: 'pseudonym',
    saved_at: 'harmless',
    sealed: 'sealed',
  },
  pin1_miss: { recipient: 'pseudonym', misses: 'harmless', last_at: 'harmless' },
  /** Entries of kinds that this version does not know. The contract of the feed: never personal in plain. */
  kept: { epoch: 'harmless', seq: 'harmless', kind: 'harmless', body: 'public', sha256: 'harmless' },
  feed: {
    one: 'harmless',
    cursor: 'harmless',
    epoch: 'harmless',
    applied_at: 'harmless',
    sha256: 'harmless',
  },
  slip: {
    sha256: 'pseudonym',
    record_id: 'harmless',
    expires_at: 'harmless',
    state: 'harmless',
    state_at: 'harmless',
  },
  /** `body`: a SlipNotice, ids and hashes only. */
  slip_notice: { seq: 'harmless', id: 'harmless', body: 'pseudonym', told_at: 'harmless' },
  setting: { key: 'harmless', value: 'harmless' },
};
