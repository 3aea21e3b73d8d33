// Tells an open page that there is something new in its mailbox, from whichever node it came: only that, the page asks for the rest. A
// stream ends with its session, looked at whenever something rings and with every heartbeat.
import type { MailboxView } from '../../contract/mailbox-view.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import { mailboxTopic } from '../mailbox/account.ts';
import { mailboxView } from '../mailbox/view.ts';
import type { Parts } from '../parts.ts';
import { heartbeatMs, streamsPerAccount } from './limits.ts';
import { mailboxSessionIsOpen } from './sessions.ts';
import type { MailboxSession } from './sessions.ts';

/** How long a browser waits before it comes back to a stream that broke. */
const retryMs = 3_000;
const event = (name: string, data: object): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
const end = event('end', {});

export class MailboxStreams {
  readonly #open = new Map<string, number>();

  /** The events of a session from now on. `rate-limited`: too many streams of this account at this node. */
  begin(session: MailboxSession, parts: Parts, abort: AbortSignal): Result<AsyncIterable<string>, Refusal> {
    if ((this.#open.get(session.accountId) ?? 0) >= streamsPerAccount)
      return err(refuse('rate-limited', { retryAfterS: 60 }));
    return ok(this.#counted(session, tell(session, parts, abort)));
  }

  async *#counted({ accountId }: MailboxSession, events: AsyncIterable<string>): AsyncGenerator<string> {
    this.#open.set(accountId, (this.#open.get(accountId) ?? 0) + 1);
    try {
      yield* events;
    } finally {
      const left = (this.#open.get(accountId) ?? 1) - 1;
      if (left === 0) this.#open.delete(accountId);
      else this.#open.set(accountId, left);
    }
  }
}

async function* tell(session: MailboxSession, parts: Parts, abort: AbortSignal): AsyncGenerator<string> {
  yield `retry: ${retryMs}\n\n`;
  let told: MailboxView['version'] | null = null;
  let look = true;
  while (!abort.aborted) {
    // Listening starts before looking, so that nothing falls in between.
    const heard = parts.bell.wait(mailboxTopic(session.accountId), heartbeatMs, abort);
    const sinceMs = performance.now();
    try {
      if (!(await mailboxSessionIsOpen(session, parts))) return yield end;
      const version: string | null = look ? await versionOf(session, parts) : told;
      if (version === null) return yield end;
      yield version === told ? ': \n\n' : event('message', { version });
      told = version;
      await heard.rung;
      // A wait that lasted its whole time was no ring; after a gap in what is heard, the bell rings for all.
      look = performance.now() - sinceMs < heartbeatMs;
    } finally {
      heard.cancel();
    }
  }
}

const versionOf = async ({ accountId }: MailboxSession, parts: Parts): Promise<string | null> =>
  (await mailboxView(accountId, parts))?.version ?? null;
