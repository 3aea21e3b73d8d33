// The death of a holder: reported by one person by the number of the receipt, confirmed by another; then the mailbox is closed for good and
// paper takes over. A mistake must not take somebody's mailbox away: until it is confirmed nothing is changed, and it can be taken back.
import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { DeathReport } from '../../contract/desk.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { Db, Trx } from '../db/open.ts';
import type { DeathReportsTable } from '../db/tables-desk.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import { closeAccount } from '../mailbox/close.ts';
import type { Parts } from '../parts.ts';
import { may } from './actor.ts';
import type { Actor } from './actor.ts';
import type { OneOf } from './exemptions.ts';
import { logDesk } from './log.ts';

type Ports = Pick<Parts, 'db' | 'now'>;
/** Confirmed ones that are shown: those of a year, for paper. */
const shownMs = 365 * 86_400_000;

/** Open reports first, then those that were confirmed within a year. */
export async function listDeaths(
  code: string,
  actor: Actor,
  { db, now }: Ports,
): Promise<Result<{ reports: DeathReport[] }, Refusal>> {
  if (!may(actor, code, 'registry')) return err(refuse('forbidden'));
  const at = now();
  const rows = await db
    .selectFrom('death_reports')
    .selectAll()
    .where('municipality', '=', code)
    .where('withdrawn_at', 'is', null)
    .where((eb) =>
      eb.or([eb('confirmed_at', 'is', null), eb('confirmed_at', '>', new Date(at.getTime() - shownMs))]),
    )
    .orderBy('confirmed_at', (order) => order.desc().nullsFirst())
    .orderBy('reported_at', 'desc')
    .execute();
  await logDesk(db, { municipality: code, actor, what: 'deaths-seen', count: rows.length }, at);
  return ok({ reports: rows.map((row) => shown(row, actor)) });
}

/** Reports one. The same mailbox again is the report that is open already. */
export async function reportDeath(
  code: string,
  receiptNumber: string,
  actor: Actor,
  { db, now }: Ports,
): Promise<Result<DeathReport, Refusal>> {
  if (!may(actor, code, 'registry')) return err(refuse('forbidden'));
  const at = now();
  return db.transaction().execute(async (trx) => {
    const holder = await holderOf(trx, code, receiptNumber.toUpperCase());
    if (holder === undefined) return err(refuse('not-found'));
    const by = { id: actor.id, label: actor.label };
    const report = await openReport(trx, { ...holder, municipality: code, by }, at);
    if (report.fresh)
      await logDesk(trx, { municipality: code, actor, what: 'death-reported', subject: report.row.id }, at);
    return ok(shown(report.row, actor));
  });
}

/** Confirms one that somebody else reported: closes the mailbox. Confirmed before: says so again. */
export async function confirmDeath(
  { code, id }: OneOf,
  actor: Actor,
  ports: Ports,
): Promise<Result<DeathReport, Refusal>> {
  if (!may(actor, code, 'registry')) return err(refuse('forbidden'));
  const at = ports.now();
  return ports.db.transaction().execute(async (trx) => {
    const row = await lockReport(trx, code, id);
    if (row === undefined) return err(refuse('not-found'));
    if (row.confirmed_at !== null) return ok(shown(row, actor));
    if (row.reported_by === actor.id) return err(refuse('second-person-needed'));
    const confirmed = await trx
      .updateTable('death_reports')
      .set({ confirmed_by: actor.id, confirmer: actor.label, confirmed_at: at })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await logDesk(trx, { municipality: code, actor, what: 'death-confirmed', subject: id }, at);
    if (row.account_id !== null) await closeAccount(trx, row.account_id, 'death', ports);
    return ok(shown(confirmed, actor));
  });
}

/** Takes back one that nobody has confirmed. */
export async function withdrawDeath(
  { code, id }: OneOf,
  actor: Actor,
  { db, now }: Ports,
): Promise<Result<null, Refusal>> {
  if (!may(actor, code, 'registry')) return err(refuse('forbidden'));
  const at = now();
  return db.transaction().execute(async (trx) => {
    const row = await lockReport(trx, code, id);
    if (row === undefined || row.confirmed_at !== null) return err(refuse('not-found'));
    await trx
      .updateTable('death_reports')
      .set({ withdrawn_by: actor.id, withdrawn_at: at })
      .where('id', '=', id)
      .execute();
    await logDesk(trx, { municipality: code, actor, what: 'death-withdrawn', subject: id }, at);
    return ok(null);
  });
}

interface Holder {
  readonly accountId: string;
  readonly receiptNumber: string;
  readonly name: string;
  readonly birthDate: string;
}

interface NewReport extends Holder {
  readonly municipality: string;
  /** Null: the register of addresses. */
  readonly by: { readonly id: string; readonly label: string } | null;
}

/** Opens a report, unless one is open for this account. */
export async function openReport(
  trx: Trx,
  { accountId, receiptNumber, name, birthDate, municipality, by }: NewReport,
  now: Date,
): Promise<{ readonly row: Selectable<DeathReportsTable>; readonly fresh: boolean }> {
  const row = await trx
    .insertInto('death_reports')
    .values({
      id: randomUUID(),
      municipality,
      account_id: accountId,
      receipt_number: receiptNumber,
      name,
      birth_date: birthDate,
      reported_by: by?.id ?? null,
      reporter: by?.label ?? '',
      reported_at: now,
    })
    .onConflict((conflict) =>
      conflict
        .column('account_id')
        .where('confirmed_at', 'is', null)
        .where('withdrawn_at', 'is', null)
        .doNothing(),
    )
    .returningAll()
    .executeTakeFirst();
  if (row !== undefined) return { row, fresh: true };
  const open = await trx
    .selectFrom('death_reports')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('confirmed_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirstOrThrow();
  return { row: open, fresh: false };
}

/** Whose receipt it is, among those that have to do with the municipality: others' residents are nobody here. */
async function holderOf(trx: Trx | Db, code: string, receiptNumber: string): Promise<Holder | undefined> {
  const row = await trx
    .selectFrom('accounts')
    .innerJoin('registrations', 'registrations.id', 'accounts.registration_id')
    .select(['accounts.id', 'accounts.name', 'birth_date', 'receipt_number'])
    .where('receipt_number', '=', receiptNumber)
    .where('closed_at', 'is', null)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('memberships')
          .select('memberships.account_id')
          .whereRef('memberships.account_id', '=', 'accounts.id')
          .where('memberships.municipality', '=', code),
      ),
    )
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return { accountId: row.id, receiptNumber: row.receipt_number, name: row.name, birthDate: row.birth_date };
}

const lockReport = (trx: Trx, code: string, id: string) =>
  trx
    .selectFrom('death_reports')
    .selectAll()
    .where('id', '=', id)
    .where('municipality', '=', code)
    .where('withdrawn_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();

const shown = (row: Selectable<DeathReportsTable>, actor: Pick<Actor, 'id'>): DeathReport => ({
  id: row.id,
  receiptNumber: row.receipt_number,
  name: row.name,
  birthDate: row.birth_date,
  source: row.reported_by === null ? 'register' : 'desk',
  reportedBy: row.reporter,
  reportedAt: row.reported_at.toISOString(),
  own: row.reported_by === actor.id,
  confirmedBy: row.confirmer,
  confirmedAt: row.confirmed_at?.toISOString() ?? null,
});
