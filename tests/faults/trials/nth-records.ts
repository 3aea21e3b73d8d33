// Records for trials that never leave the terminal.
import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

/** A registration to commit, unreadable by nature. */
export const madeUpRegistration = (n: number) => ({
  id: v7(),
  sealed: ['header', '', 'iv', randomBytes(900).toString('base64url'), 'tag'].join('.'),
  receiptNumber: `AAAA-${n.toString().padStart(4, '0')}`,
  audit: {},
});
