// The register of addresses over HTTP: one POST for a part, JSON both ways, a bearer token. Its words about a failure are dropped.
import { z } from 'zod';
import { err, ok } from '../../contract/result.ts';
import { ResidencyAnswer } from './provider.ts';
import type { ResidencyProvider } from './provider.ts';

const answerWithinMs = 10_000;
const answerBytesAtMost = 200_000;
const Answer = z.object({ residents: z.array(ResidencyAnswer) });

/** Asks the register at this address. */
export function httpResidency({
  url,
  token,
}: {
  readonly url: string;
  readonly token: string | null;
}): ResidencyProvider {
  return {
    async check(residents) {
      try {
        const answer = await fetch(url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: 'application/json',
            ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          },
          body: JSON.stringify({ residents }),
          redirect: 'error',
          signal: AbortSignal.timeout(answerWithinMs),
        });
        const text = await answer.text();
        if (answer.status === 429 || answer.status >= 500) return err('unreachable');
        if (!answer.ok) return err('refused');
        const parsed = text.length > answerBytesAtMost ? null : Answer.safeParse(asJson(text));
        return parsed?.success === true ? ok(parsed.data.residents) : err('answer-wrong');
      } catch {
        // fetch throws for networks and for time alone.
        return err('unreachable');
      }
    },
  };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
