// What must not happen while messages are being delivered waits for the parts in hand, on whichever nodes, and holds up those to come: who
// is delivered to, and where it is kept, is judged when a part begins. Before accounts are locked, which a part locks at its end.
import type { Trx } from '../db/open.ts';
import { advisoryLock, sharedAdvisoryLock } from '../parts.ts';

const delivering = 'delivering';

/** Until the transaction ends nothing is delivered but by it. */
export const holdDelivering = (trx: Trx): Promise<void> => advisoryLock(trx, delivering);

/** Of a part: beside others, and not beside who holds them up. */
export const beginPart = (trx: Trx): Promise<void> => sharedAdvisoryLock(trx, delivering);
