// When the central API asks for quiet (429 or 503 with Retry-After), the whole line obeys, not only the call that was told: push,
// pull, report and the rest stay silent until then, also after a restart.
import { err } from '../../sync/contract/result.ts';
import type { CallError, WorkerCallName } from '../../sync/contract/worker.ts';
import type { Caller } from './call.ts';
import { Gate, type GateParts } from './gate.ts';

/** These are limited for one resident's address or session: their "too many" says nothing about the line. */
const personal: ReadonlySet<WorkerCallName> = new Set(['sendCode', 'checkCode', 'followCode', 'enrol']);
/** Never over the line. */
const local: ReadonlySet<WorkerCallName> = new Set(['configure', 'cut']);
const dayMs = 24 * 3_600_000;

/** `call`, silent while the central API wants quiet. */
export function quietly(call: Caller, parts: GateParts): Caller {
  const gate = new Gate(parts, 'link.quiet', { baseMs: 0, capMs: dayMs });
  return async (name, args, deadlineMs) => {
    const leftMs = gate.leftMs();
    if (leftMs > 0 && !local.has(name)) return err(stillQuiet(leftMs));
    const { closings } = gate;
    const result = await call(name, args, deadlineMs);
    if (!result.ok && asksForQuiet(name, result.error)) gate.close(result.error.retryAfterMs);
    else if (result.ok && !local.has(name)) gate.open(closings);
    return result;
  };
}

function asksForQuiet(
  name: WorkerCallName,
  error: CallError,
): error is CallError & { readonly kind: 'refused' } {
  if (error.kind !== 'refused' || error.retryAfterMs === null) return false;
  const { code } = error.problem;
  return code === 'unavailable' || (code === 'rate-limited' && !personal.has(name));
}

/** What the central API said, said again by us. */
const stillQuiet = (leftMs: number): CallError => ({
  kind: 'refused',
  problem: { type: 'about:blank', title: 'asked to wait', status: 503, code: 'unavailable' },
  retryAfterMs: leftMs,
});
