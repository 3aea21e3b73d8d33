// The way to telephones: one request over HTTP for each message. What the gateway says in words is dropped here, because such
// answers quote numbers.
import type { Delivery } from '../mail/post.ts';
import { idempotencyHeader } from './message.ts';
import type { GatewayMessage } from './message.ts';

/** Two of them pass before the counter gives up waiting (verifications/limits.ts). */
const timeoutMs = 3_500;
const refusals: ReadonlySet<number> = new Set([400, 404, 410, 422]);

/**
 * Hands a message over. Asked once more under the same key when no answer came, for then it may have been taken: a gateway sends one
 * key once. `address-refused`: there is no such number, or it takes nothing of this kind.
 */
export async function tellGateway(url: string, message: GatewayMessage, key: string): Promise<Delivery> {
  const first = await ask(url, message, key);
  return first ?? (await ask(url, message, key)) ?? 'failed';
}

/** Null: no answer. */
async function ask(url: string, message: GatewayMessage, key: string): Promise<Delivery | null> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [idempotencyHeader]: key },
      body: JSON.stringify(message),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await answer.body?.cancel();
    if (answer.ok) return 'sent';
    return refusals.has(answer.status) ? 'address-refused' : 'failed';
  } catch {
    return null;
  }
}
