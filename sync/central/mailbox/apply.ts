// The only place where a resident's action on their mailbox is done, from wherever it comes. Each kind is one small function in actions/.
// The account is locked first; what is done late, by a counter that was cut off, is judged by when it was pressed.
import type { CommandOutcome, MailboxAction } from '../../contract/commands.ts';
import { needsPin1 } from '../../contract/commands.ts';
import { unreachable } from '../../contract/result.ts';
import type { Trx } from '../db/open.ts';
import { logAccess } from './access.ts';
import type { MailboxPorts } from './account.ts';
import type { Acting, Done } from './actions/acting.ts';
import { delegate, undelegate } from './actions/delegations.ts';
import { exempt } from './actions/exempt.ts';
import { keepHere } from './actions/keep-here.ts';
import { move, pause, resume } from './actions/memberships.ts';
import { deleteMessage, read, reset } from './actions/messages.ts';
import { interests, lostPhone, notify, serviceLeave } from './actions/settings.ts';
import { tellChanged } from './changed.ts';
import { closeRows } from './close.ts';
import { lockFor } from './lock-for.ts';
import { tellOwner } from './notices.ts';

export interface Applying {
  readonly accountId: string;
  readonly action: MailboxAction;
  /** By our clock. */
  readonly pressedAt: Date;
  readonly place: 'counter' | 'web';
  /** Null: none was given. */
  readonly pin1Right: boolean | null;
  /** Of the counter's terminal. */
  readonly municipality?: string;
}

/** Does it, in the caller's transaction. What a counter's command could not do is told to the resident. */
export async function applyAction(
  trx: Trx,
  applying: Applying,
  ports: MailboxPorts,
): Promise<CommandOutcome> {
  const { accountId, action, pressedAt, place, pin1Right, municipality = null } = applying;
  const account = await lockFor(trx, accountId, action);
  if (account === null) return 'account-gone';
  if (needsPin1(action) && pin1Right !== true) return notDone(trx, applying, 'pin1-wrong', ports);
  const acting: Acting = { trx, account, at: pressedAt, now: ports.now(), place, municipality, ports };
  const { outcome, entries = [], touched = [] } = await act(action, acting);
  if (outcome === 'applied' && action.kind !== 'close' && action.kind !== 'read') {
    const access = { who: 'resident', place, what: action.kind, municipality } as const;
    await logAccess(trx, { accountId, at: pressedAt, ...access });
  }
  if (outcome !== 'applied' && outcome !== 'superseded') await told(trx, applying, outcome, ports);
  // A terminal that keeps the mailbox waits for a sight of it that is newer than its command.
  if (outcome === 'applied' || place === 'counter')
    await tellChanged(trx, [accountId, ...touched], entries, ports);
  return outcome;
}

/** An outcome that was reached before anything was done: told to the resident where they are not there to see it. */
export async function notDone(
  trx: Trx,
  applying: Applying,
  outcome: CommandOutcome,
  ports: MailboxPorts,
): Promise<CommandOutcome> {
  await told(trx, applying, outcome, ports);
  if (applying.place === 'counter') await tellChanged(trx, [applying.accountId], [], ports);
  return outcome;
}

/** Who presses on the web sees it there; that a message could not be marked as read matters to nobody. */
async function told(
  trx: Trx,
  { accountId, action, place }: Applying,
  outcome: CommandOutcome,
  ports: MailboxPorts,
): Promise<void> {
  if (place === 'web' || action.kind === 'read') return;
  await tellOwner(trx, { accountId, code: 'command-not-done', action: action.kind, outcome }, ports);
}

function act(action: MailboxAction, acting: Acting): Promise<Done> {
  switch (action.kind) {
    case 'read':
      return read(action, acting);
    case 'delete':
      return deleteMessage(action, acting);
    case 'reset':
      return reset(acting);
    case 'pause':
      return pause(action, acting);
    case 'resume':
      return resume(action, acting);
    case 'move':
      return move(action, acting);
    case 'interests':
      return interests(action, acting);
    case 'service-leave':
      return serviceLeave(action, acting);
    case 'notify':
      return notify(action, acting);
    case 'lost-phone':
      return lostPhone(acting);
    case 'keep-here':
      return keepHere(action, acting);
    case 'delegate':
      return delegate(action, acting);
    case 'undelegate':
      return undelegate(action, acting);
    case 'exempt':
      return exempt(action, acting);
    case 'close':
      return close(acting);
    default:
      return unreachable(action);
  }
}

/** Pressed before the card was registered anew: it was meant for what is gone already. */
async function close({ trx, account, at, ports }: Acting): Promise<Done> {
  if (at < account.registeredAt) return { outcome: 'superseded' };
  const { entries, touched } = await closeRows(trx, account, 'resident', at, ports);
  return { outcome: 'applied', entries, touched };
}
