import { expect, it } from 'vitest';
import { networkOf } from './answer.ts';

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '::ffff:192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::9', '2001:db8:1:2'],
  // Zeros of the first half are left out in writing: whoever has the other half to choose gets no further counts by it.
  ['2001:db8::a:b:c:d', '2001:db8:0:0'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
])('%s counts as %s', (source, network) => {
  expect(networkOf(source)).toBe(network);
});
