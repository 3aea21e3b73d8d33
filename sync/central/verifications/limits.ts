// Every number about verification codes, with its reason (reference/lessons.md, 2.12).
export interface VerificationLimits {
  /** Providers may poll only every 15 minutes: half an hour at the counter. */
  readonly counterLifeMs: number;
  /** By slip, at home. */
  readonly handoffLifeMs: number;
  /** Wrong answers about one address in one session or account, however many codes; then none is compared for `triesPauseMs`. */
  readonly tries: number;
  readonly triesPauseMs: number;
  /** Wrong answers to one code in all; then it is spent. */
  readonly triesPerCode: number;
  /** Wrong answers about one address in a day, whoever gives them: one chance in 6,000 with eight codes alive. */
  readonly triesPerAddress: number;
  /** Wrong answers from one terminal or client address in an hour: ten residents with one pause each. */
  readonly triesPerSource: number;
  /** Between two sendings to one address in one session; a double tap sends once. */
  readonly pauseMs: number;
  /** Sendings in one session at a counter, all addresses together; for one account at home in a day. */
  readonly perSession: number;
  /** Sendings to one address in an hour, so that nobody can be flooded. */
  readonly perAddressAnHour: number;
  /** Sendings that one client address asks for at home in an hour; a mobile network shares one among many. */
  readonly perSourceAnHour: number;
  /** How long the counter waits to hear whether the mail system took the mail. */
  readonly deliveryWaitMs: number;
}

export const defaultLimits: VerificationLimits = {
  counterLifeMs: 30 * 60_000,
  handoffLifeMs: 24 * 3_600_000,
  tries: 5,
  triesPauseMs: 5 * 60_000,
  triesPerCode: 15,
  triesPerAddress: 20,
  triesPerSource: 50,
  pauseMs: 30_000,
  perSession: 8,
  perAddressAnHour: 20,
  perSourceAnHour: 60,
  deliveryWaitMs: 8_000,
};
