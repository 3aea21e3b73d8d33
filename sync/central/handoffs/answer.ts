// A resident types, on their phone, the code that was mailed after a registration without network.
import type { CodeAnswer } from '../../contract/api.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Parts } from '../parts.ts';
import { answerForAccount } from '../verifications/account.ts';
import { findHandoff } from './status.ts';

/** Confirms the contact when the code is right. */
export async function answerHandoff(
  token: string,
  code: string,
  source: string,
  parts: Parts,
): Promise<Result<CodeAnswer, Refusal>> {
  const found = await findHandoff(token, parts.db);
  if (found === null) return err(refuse('not-found'));
  const answer = await answerForAccount(found.accountId, 'email', code, source, parts);
  if (answer !== null) return ok(answer);
  return found.contactConfirmed ? ok({ outcome: 'confirmed' }) : err(refuse('verification-unknown'));
}
