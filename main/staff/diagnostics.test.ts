import { expect, test } from 'vitest';
import { noContactYet, type LinkState } from '../link/monitor.ts';
import { networkOf } from './diagnostics.ts';

const counts = { saved: 0, sent: 0, accepted: 0, needsAttention: 0 };
const enrolled: LinkState = {
  ...noContactYet({ counts: () => counts }),
  network: 'online',
  enrolment: 'enrolled',
};

test.each<[string, Partial<LinkState>, string]>([
  ['all is well', {}, 'online'],
  ['there is no enrolment', { enrolment: 'refused' }, 'enrolment: refused'],
  ['the terminal was revoked', { refused: 'terminal-revoked' }, 'terminal-revoked'],
  [
    'its certificate expired',
    { refused: 'certificate-expired', recovery: '1A2B3-C4D5E' },
    'certificate-expired: 1A2B3-C4D5E',
  ],
  [
    'the worker died too often',
    { worker: 'gave-up', network: 'offline', trouble: 'timeout' },
    'worker-gave-up',
  ],
  ['the clock is behind', { network: 'offline', trouble: 'clock' }, 'offline: clock'],
  ['nothing is known yet', { network: 'unknown' }, 'unknown'],
])('staff read the most telling code when %s', (_what, change, told) => {
  expect(networkOf({ ...enrolled, ...change })).toBe(told);
});
