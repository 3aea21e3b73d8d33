// Every failure that a person can meet, by its stable code. The renderer has a face (title, what is lost, what to do) for
// each of them in every language; a test fails when one is missing. Staff read the code.

export const faceCodes = [
  // the terminal
  'terminal.not-ready',
  'terminal.needs-attention',
  'terminal.frozen',
  'reader.none',
  'reader.gone',
  'reader.busy',
  'network.offline',
  'central.refused',
  'disk.full',
  'store.failed',
  // the card
  'card.not-my-number',
  'card.juki',
  'card.licence',
  'card.residence',
  'card.transit',
  'card.phone',
  'card.unreadable',
  'card.moved',
  'card.other',
  'card.no-signature-certificate',
  'card.certificate-expired',
  'card.no-mailbox-certificate',
  'card.facts-differ',
  'card.signature-invalid',
  'card.timeout',
  // PINs of the card
  'pin.wrong',
  'pin.blocked',
  'pin.tries-unknown',
  'pin.outcome-unknown',
  'pin.length',
  'password.wrong',
  'password.blocked',
  'password.tries-unknown',
  'password.outcome-unknown',
  'password.length',
  // what was chosen at home
  'draft.unknown',
  'draft.paused',
  'draft.unreachable',
  // contact and codes
  'email.malformed',
  'phone.malformed',
  'code.wrong',
  'code.expired',
  'code.spent',
  'code.send-failed',
  'code.too-many',
  // account PINs
  'account-pin.length',
  'code.paused',
  'code.bounced',
  'account-pin.mismatch',
  'account-pin.same',
  // printing
  'printer.empty',
  'printer.unavailable',
  'printer.failed',
  // ends that are not "done"
  'facts.wrong',
  'session.cancelled',
  'session.idle',
  'session.card-gone',
  'session.declined',
] as const;
export type FaceCode = (typeof faceCodes)[number];
