// One table of everything that the central API may refuse with: stable code, HTTP status (RFC 9110) and title (RFC 9457).
// Codes are for machines and support; what a resident reads stands in the terminal's own faces.
import type { Problem, ProblemCode } from './api.ts';

interface ProblemRow {
  readonly status: number;
  readonly title: string;
}

/** Every code once; the compiler refuses a missing or an unknown one. */
export const problems: Readonly<Record<ProblemCode, ProblemRow>> = {
  malformed: { status: 400, title: 'The request does not have the agreed form.' },
  unauthenticated: { status: 401, title: 'The caller has not shown who it is.' },
  forbidden: { status: 403, title: 'The caller may not do this.' },
  'not-found': { status: 404, title: 'There is nothing at this address.' },
  'too-large': { status: 413, title: 'The request is larger than the limit.' },
  'rate-limited': { status: 429, title: 'Too many requests; see Retry-After.' },
  unavailable: { status: 503, title: 'The service cannot answer at the moment; try again.' },
  internal: { status: 500, title: 'The service failed; nothing was stored.' },
  'enrolment-code-invalid': { status: 403, title: 'The enrolment code is unknown, used or expired.' },
  'request-invalid': { status: 400, title: 'The certificate request is not valid.' },
  'terminal-revoked': { status: 403, title: 'This terminal has been revoked.' },
  'certificate-expired': {
    status: 401,
    title: "The terminal's certificate has expired; it may ask for recovery.",
  },
  'terminal-unknown': {
    status: 404,
    title: 'There is no such terminal, or nothing waits for approval there.',
  },
  'cursor-unknown': { status: 410, title: 'The cursor is not of this feed; start from the beginning.' },
  'seal-unreadable': { status: 422, title: 'The sealed record cannot be opened.' },
  'device-signature-invalid': { status: 422, title: 'The signature of the terminal does not verify.' },
  'record-malformed': { status: 422, title: 'The record does not have the agreed form.' },
  'record-mismatch': {
    status: 422,
    title: 'The record does not agree with its envelope, its sender or itself.',
  },
  'declaration-missing': {
    status: 422,
    title: 'A declaration must be present exactly when services were chosen.',
  },
  'declaration-invalid': {
    status: 422,
    title: "The card's declaration does not verify or does not agree with the record.",
  },
  'certificate-untrusted': { status: 422, title: "The card's certificate does not lead to a trusted root." },
  'verification-mismatch': {
    status: 422,
    title: 'A contact address was not proved by the verification named.',
  },
  'address-refused': { status: 422, title: 'The address was refused by the mail system.' },
  'mail-failed': { status: 503, title: 'The code could not be handed over to the mail or message service.' },
  'verification-unknown': { status: 404, title: 'There is no such verification.' },
  'desk-closed': { status: 503, title: 'No provider of sign-in is configured for staff.' },
  'provider-unreachable': { status: 503, title: 'The provider of sign-in does not answer.' },
  'provider-wrong': {
    status: 502,
    title: 'The provider of sign-in does not answer as it is configured here.',
  },
  'provider-clock': {
    status: 502,
    title: 'The clocks of the provider of sign-in and of this machine differ too much.',
  },
  'sign-in-refused': { status: 403, title: 'The provider of sign-in refused, or the person stopped.' },
  'sign-in-late': { status: 400, title: 'The sign-in took longer than ten minutes.' },
  'sign-in-unknown': {
    status: 400,
    title: 'This sign-in was not begun in this browser, or was used before.',
  },
  'sign-in-no-role': { status: 403, title: 'The account has no role at this desk.' },
  'audience-empty': { status: 422, title: 'Nobody would receive this message; it was not taken.' },
  'audience-grown': {
    status: 409,
    title: 'More residents match than the releaser was told; `detail` says how many now.',
  },
  'attachment-refused': {
    status: 422,
    title: 'An attachment is not a PDF that may be sent; `detail` says which and why.',
  },
  'id-taken': { status: 409, title: 'Another message has this id.' },
  'list-unreadable': { status: 422, title: 'The list cannot be read; `detail` says why.' },
  'message-state': { status: 409, title: 'The message is past the point where this can be done.' },
  'second-person-needed': {
    status: 403,
    title: 'Somebody else than the one who began this has to go on with it.',
  },
  'sender-clock-off': {
    status: 422,
    title: "The sender's clock is far off; `detail` says by how much, or how far away `sendAt` is.",
  },
};

/** The problem document of a code. `detail` must hold no personal data. */
export function problem(code: ProblemCode, detail?: string): Problem {
  const row = problems[code];
  return {
    type: `urn:madoguchi:problem:${code}`,
    title: row.title,
    status: row.status,
    code,
    ...(detail === undefined ? {} : { detail }),
  };
}
