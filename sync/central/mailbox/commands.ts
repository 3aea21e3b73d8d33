// Takes in a command from a terminal: noted with its receipt and done in one transaction, once, whichever node it comes to and however
// often. It is never refused here: what cannot be done has an outcome, and the resident is told.
import type { CommandOutcome, MailboxCommand } from '../../contract/commands.ts';
import { needsPin1 } from '../../contract/commands.ts';
import { proofMatches } from '../../contract/pin.ts';
import type { Trx } from '../db/open.ts';
import type { Parts } from '../parts.ts';
import { ourTime, ownerOf } from './account.ts';
import type { MailboxPorts } from './account.ts';
import { putExemption } from './actions/exempt.ts';
import { applyAction, notDone } from './apply.ts';
import type { Applying } from './apply.ts';
import { lockFor } from './lock-for.ts';
import { countPin1 } from './pin1.ts';
import { holdMailbox } from './takeover.ts';

export interface Taking {
  readonly command: MailboxCommand;
  readonly sealedSha256: string;
  readonly receipt: string;
  readonly now: Date;
}

/** `raced`: it is here already. */
export async function takeCommand(
  { command, sealedSha256, receipt, now }: Taking,
  parts: Pick<Parts, 'db' | 'boss' | 'now'>,
): Promise<'stored' | 'raced'> {
  const pressedAt = ourTime(command.at, command.clockErrorMs, now);
  return parts.db.transaction().execute(async (trx) => {
    const noted = await trx
      .insertInto('mailbox_commands')
      .values({
        ...{ id: command.id, terminal_id: command.terminalId, account_id: null, kind: command.action.kind },
        ...{ receipt_number: command.receiptNumber, pressed_at: pressedAt, received_at: now },
        ...{ sealed_sha256: sealedSha256, receipt, outcome: 'account-gone' },
      })
      // A second delivery that runs at the same time waits here for the first one's commit.
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (noted === undefined) return 'raced';
    // Whose it is stays so until this is done.
    await holdMailbox(trx, command.mailbox);
    const owner = await ownerOf(command.mailbox, trx);
    const done = owner === null ? 'account-gone' : await doCommand(trx, command, owner.id, pressedAt, parts);
    const outcome = done === 'account-gone' ? await doWithoutAccount(trx, command, pressedAt) : done;
    await trx
      .updateTable('mailbox_commands')
      .set({ outcome, account_id: owner?.id ?? null })
      .where('id', '=', command.id)
      .execute();
    return 'stored';
  });
}

async function doCommand(
  trx: Trx,
  { action, municipality, pin1 }: MailboxCommand,
  accountId: string,
  pressedAt: Date,
  ports: MailboxPorts,
): Promise<CommandOutcome> {
  const applying: Applying = {
    ...{ accountId, action, pressedAt, municipality },
    ...{ place: 'counter', pin1Right: null },
  };
  if (!needsPin1(action) || pin1 === null) return applyAction(trx, applying, ports);
  const verifier = (await lockFor(trx, accountId, action))?.pin1 ?? null;
  const tried = { verifier, matches: proofMatches(verifier, pin1) };
  const verdict = await countPin1(trx, accountId, tried, ports.now());
  if (verdict?.kind === 'paused') return notDone(trx, applying, 'pin1-paused', ports);
  return applyAction(trx, { ...applying, pin1Right: verdict?.kind === 'right' }, ports);
}

/** Who has no account can still ask for paper. */
async function doWithoutAccount(
  trx: Trx,
  { action, municipality, mailbox }: MailboxCommand,
  pressedAt: Date,
): Promise<CommandOutcome> {
  if (action.kind !== 'exempt') return 'account-gone';
  const of = { municipality, mailbox, accountId: null };
  return (await putExemption(trx, action, of, pressedAt)) ? 'applied' : 'superseded';
}
