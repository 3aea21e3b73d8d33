// Every number about verification codes, with its reason (reference/lessons.md, 2.12).
export interface VerificationLimits {
  /** Providers may poll only every 15 minutes: half an hour at the counter. */
  readonly counterLifeMs: number;
  /** By slip, at home. */
  readonly handoffLifeMs: number;
  /** Wrong answers before a code is spent. */
  readonly tries: number;
  /** Between two sendings to one address in one session; a double tap sends once. */
  readonly pauseMs: number;
  /** Sendings in one session, all addresses together. */
  readonly perSession: number;
  /** Sendings from counters to one address in an hour, so that nobody can be flooded. */
  readonly perAddressAnHour: number;
  /** How long the counter waits to hear whether the mail system took the mail. */
  readonly deliveryWaitMs: number;
}

export const defaultLimits: VerificationLimits = {
  counterLifeMs: 30 * 60_000,
  handoffLifeMs: 24 * 3_600_000,
  tries: 5,
  pauseMs: 15_000,
  perSession: 8,
  perAddressAnHour: 20,
  deliveryWaitMs: 8_000,
};
