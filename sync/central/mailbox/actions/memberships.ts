// Pause, resume and move: from whom a resident receives. For each municipality the decision that was pressed last holds.
import type { CommandOutcome } from '../../../contract/commands.ts';
import type { MembershipReason } from '../../../contract/mailbox-view.ts';
import { addNotice } from '../notices.ts';
import { isNewest } from '../choices.ts';
import { isOfAddress, isOpen, municipalitiesOf } from '../places.ts';
import type { Acting, ActionOf, Done } from './acting.ts';
import { superseded } from './acting.ts';

interface Row {
  readonly state: 'receiving' | 'paused' | 'left';
  readonly since: Date;
}

/** What has been received stays readable. */
export async function pause({ municipality }: ActionOf<'pause'>, acting: Acting): Promise<Done> {
  const row = await membershipOf(municipality, acting);
  if (row === null) return { outcome: 'not-found' };
  if (!(await isDecided(municipality, row, acting)) || row.state !== 'receiving') return superseded;
  await put(municipality, 'paused', 'resident', acting);
  return { outcome: 'applied' };
}

/** Also switches on for the first time what belongs to the address. */
export async function resume({ municipality }: ActionOf<'resume'>, acting: Acting): Promise<Done> {
  return { outcome: await switchOn(municipality, acting.account.address, acting) };
}

/** The card's new facts; new bodies on, old ones off. Older facts than those that are known change nothing. */
export async function move({ facts, on, off }: ActionOf<'move'>, acting: Acting): Promise<Done> {
  const { trx, account, at, now } = acting;
  const known = account.factsAt ?? account.registeredAt;
  if (at < known) return superseded;
  await trx
    .updateTable('accounts')
    .set({
      ...{ name: facts.name, birth_date: facts.birthDate, sex: facts.sex, address: facts.address },
      ...{ facts_at: at, moved_since: null, moved_told_at: null, checked_at: null },
    })
    .where('id', '=', account.id)
    .execute();
  for (const municipality of off) {
    const row = await membershipOf(municipality, acting);
    if (row !== null && row.state !== 'left' && (await isDecided(municipality, row, acting)))
      await put(municipality, 'left', 'moved', acting);
  }
  const switched: CommandOutcome[] = [];
  for (const municipality of on) switched.push(await switchOn(municipality, facts.address, acting));
  await addNotice(trx, { accountId: account.id, code: 'address-changed', action: null, outcome: null }, now);
  return { outcome: switched.find((one) => one !== 'applied' && one !== 'superseded') ?? 'applied' };
}

async function switchOn(municipality: string, address: string, acting: Acting): Promise<CommandOutcome> {
  const { trx, now, at, account } = acting;
  const place = (await municipalitiesOf(trx)).find(({ code }) => code === municipality);
  if (place === undefined || !isOpen(place, now)) return 'not-open';
  const row = await membershipOf(municipality, acting);
  // Who moved away may take up again what they only paused; whom they left, they have left.
  if (!isOfAddress(place, address) && (row === null || row.state === 'left')) return 'not-found';
  if (!(await isDecided(municipality, row, acting)) || row?.state === 'receiving') return 'superseded';
  await put(municipality, 'receiving', null, acting);
  await trx
    .updateTable('exemptions')
    .set({ ended_at: at })
    .where('account_id', '=', account.id)
    .where('municipality', '=', municipality)
    .where('ended_at', 'is', null)
    .execute();
  return 'applied';
}

/** Whether this is the newest decision about the municipality, by anybody. */
async function isDecided(
  municipality: string,
  row: Row | null,
  { trx, account, at }: Acting,
): Promise<boolean> {
  if (at < account.registeredAt || (row !== null && at < row.since)) return false;
  return isNewest(trx, account.id, `receive:${municipality}`, at);
}

async function membershipOf(municipality: string, { trx, account }: Acting): Promise<Row | null> {
  const row = await trx
    .selectFrom('memberships')
    .select(['state', 'since'])
    .where('account_id', '=', account.id)
    .where('municipality', '=', municipality)
    .executeTakeFirst();
  return row ?? null;
}

async function put(
  municipality: string,
  state: Row['state'],
  reason: MembershipReason | null,
  { trx, account, at }: Acting,
): Promise<void> {
  await trx
    .insertInto('memberships')
    .values({ account_id: account.id, municipality, state, since: at, reason })
    .onConflict((conflict) =>
      conflict.columns(['account_id', 'municipality']).doUpdateSet({ state, since: at, reason }),
    )
    .execute();
}

/** Everything that is received or paused ends, with this reason; what was decided later stays. */
export async function leaveAll(reason: MembershipReason, acting: Acting): Promise<void> {
  const rows = await acting.trx
    .selectFrom('memberships')
    .select(['municipality', 'state', 'since'])
    .where('account_id', '=', acting.account.id)
    .where('state', '!=', 'left')
    .orderBy('municipality')
    .execute();
  for (const row of rows) {
    if (await isDecided(row.municipality, row, acting)) await put(row.municipality, 'left', reason, acting);
  }
}
