// Carries messages: on every node, all the time. What is due is delivered and told of part by part; which node does a part is settled
// by a lock on the message, so that where one ends in the middle the others go on. The database is the only queue.
import type { Parts } from '../parts.ts';
import { announcePart } from './announce.ts';
import { courierTopic } from './courier-topic.ts';
import { deliverPart } from './deliver.ts';

type CourierParts = Pick<Parts, 'bell' | 'boss' | 'db' | 'log' | 'now' | 'quietHours'>;

/** For what was scheduled, what another node left, and the end of quiet hours. */
const lookAgainMs = 5_000;

/** Begins to carry. Returns how to stop, which waits for the part in hand. */
export function carryMessages(parts: CourierParts): () => Promise<void> {
  const stopping = new AbortController();
  const carrying = carry(parts, stopping.signal);
  return async () => {
    stopping.abort();
    await carrying;
  };
}

async function carry(parts: CourierParts, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    // Listening starts before looking, so that nothing falls in between.
    const heard = parts.bell.wait(courierTopic, lookAgainMs, stopping);
    try {
      while (!stopping.aborted && (await carryPart(parts)));
    } catch (cause) {
      // What was begun is undone with its transaction; the next look tries again.
      parts.log.bug(cause, { part: 'courier' });
    }
    await heard.rung;
  }
}

/** Delivering goes before telling. False when there is nothing to do. */
export const carryPart = async (parts: CourierParts): Promise<boolean> =>
  (await deliverPart(parts)) || announcePart(parts);
