// What goes to the gateway for short messages and voice calls: one JSON form for both, described in docs/INTEGRATORS.md.
import { z } from 'zod';
import { Phone } from '../../contract/words.ts';

export const GatewayMessage = z.strictObject({
  kind: z.enum(['sms', 'voice']),
  to: Phone,
  /** BCP 47, for the voice that speaks. */
  language: z.string(),
  /** What is sent, or spoken as it stands: digits are words, with marks where to pause. */
  text: z.string().max(1000),
  /** Of a voice; a call for somebody who writes along is slow. */
  speed: z.enum(['slow']).optional(),
});
export type GatewayMessage = z.infer<typeof GatewayMessage>;

/** The same key is the same message: a gateway sends it once. */
export const idempotencyHeader = 'idempotency-key';
