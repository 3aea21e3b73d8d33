// What the register of addresses is asked and answers. Replaceable: the HTTP one beside this is what docs/INTEGRATORS.md describes.
import { z } from 'zod';
import type { Result } from '../../contract/result.ts';

/** One person as the card last told of them. */
export const Resident = z.strictObject({
  /** Of this question; says nothing of whose account it is. */
  id: z.uuid(),
  name: z.string(),
  /** YYYYMMDD, as cards write it. */
  birthDate: z.string(),
  address: z.string(),
  /** Of the card's user authentication, DER as base64; null when it is not kept. */
  certificate: z.string().nullable(),
});
export type Resident = z.infer<typeof Resident>;

/**
 * current: lives there. moved: has left this address. revoked: the certificate holds no more, which a move does too. dead. unknown: the
 * register does not know them, or will not say.
 */
export const residencyStates = ['current', 'moved', 'revoked', 'dead', 'unknown'] as const;
export const ResidencyAnswer = z.object({
  id: z.uuid(),
  state: z.enum(residencyStates),
  /** The day since when; of moved, revoked and dead. */
  since: z.iso.date().nullish(),
});
export type ResidencyAnswer = z.infer<typeof ResidencyAnswer>;

export const residentsAtOnce = 100;

/** Nothing came: `unreachable` is worth another try, `refused` and `answer-wrong` are for IT. */
export type ResidencyTrouble = 'unreachable' | 'refused' | 'answer-wrong';

export interface ResidencyProvider {
  /** Asks about at most `residentsAtOnce`. Who is missing in the answer is unknown. */
  check(residents: readonly Resident[]): Promise<Result<readonly ResidencyAnswer[], ResidencyTrouble>>;
}
