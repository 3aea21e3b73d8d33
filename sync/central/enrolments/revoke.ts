// Revocation acts at once: every call is looked up (identify.ts), and the connections that are open at this moment are closed on
// every node, so that not even a long poll outlives it.
import type { Socket } from 'node:net';
import { ring } from '../bell.ts';
import type { Db } from '../db/open.ts';
import type { Parts } from '../parts.ts';
import { publishSlipKeysOf } from '../slips/keys.ts';

/** The bell's topic. */
const topic = 'revoked';
/** Should a ring be missed. */
const lookEveryMs = 30_000;

/** Nothing of this terminal opens a connection any more; false when there is no such terminal. */
export async function revoke(terminalId: string, db: Db, now: Date): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('terminals')
      .set({ revoked_at: now })
      .where('id', '=', terminalId)
      .executeTakeFirst();
    await trx
      .updateTable('certificates')
      .set({ revoked_at: now })
      .where('terminal_id', '=', terminalId)
      .where('revoked_at', 'is', null)
      .execute();
    await trx.deleteFrom('recoveries').where('terminal_id', '=', terminalId).execute();
    await publishSlipKeysOf(terminalId, trx, now);
    await ring(trx, topic);
    return numUpdatedRows > 0n;
  });
}

/** Which connections belong to which terminal, and the end of those whose terminal was revoked. */
export class Connections {
  readonly #open = new Map<Socket, string>();

  note(socket: Socket, terminalId: string): void {
    if (!this.#open.has(socket)) socket.once('close', () => this.#open.delete(socket));
    this.#open.set(socket, terminalId);
  }

  /** Watches until `stopping` aborts. Never throws: a database that is away is asked again later. */
  async watch({ bell, db, log }: Pick<Parts, 'bell' | 'db' | 'log'>, stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      const { rung } = bell.wait(topic, lookEveryMs, stopping);
      try {
        await this.#closeRevoked(db);
      } catch (cause) {
        log.bug(cause, { part: 'revocation' });
      }
      await rung;
    }
  }

  async #closeRevoked(db: Db): Promise<void> {
    const ids = [...new Set(this.#open.values())];
    if (ids.length === 0) return;
    const rows = await db
      .selectFrom('terminals')
      .select('id')
      .where('id', 'in', ids)
      .where('revoked_at', 'is not', null)
      .execute();
    const revoked = new Set(rows.map(({ id }) => id));
    for (const [socket, id] of this.#open) if (revoked.has(id)) socket.destroy();
  }
}
