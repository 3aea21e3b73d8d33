// The rows that views are made of, for many accounts at once: one statement a table.
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { MailboxNotice, MailboxView } from '../../contract/mailbox-view.ts';
import { logLinesAtMost, MailboxNotice as Notice } from '../../contract/mailbox-view.ts';
import type { Language } from '../../contract/words.ts';
import type { Db } from '../db/open.ts';
import type { MembershipsTable } from '../db/tables.ts';

interface AccountRow {
  readonly id: string;
  readonly language: Language;
  readonly receipt_number: string;
  readonly name: string;
  readonly birth_date: string;
  readonly sex: string;
  readonly address: string;
  readonly notify_push: boolean;
  readonly notify_email: boolean;
  readonly moved_since: Date | null;
}

type LogLine = Omit<MailboxView['log'][number], 'municipality'> & { readonly municipality: string | null };

export interface Rows {
  readonly account: AccountRow;
  readonly contacts: { readonly channel: string; readonly address: string; readonly confirmed: boolean }[];
  readonly memberships: Omit<Selectable<MembershipsTable>, 'account_id'>[];
  /** Codes. */
  readonly keptAt: string[];
  /** Ids. */
  readonly interests: string[];
  readonly services: { readonly service: string; readonly since: string }[];
  readonly consents: MailboxView['consents'];
  readonly notices: MailboxNotice[];
  readonly log: LogLine[];
  readonly exemption: MailboxView['exemption'];
  readonly devices: MailboxView['devices'];
}

const dayMs = 86_400_000;
/** A notice is told for so long, and so many of them. */
const noticeDays = 90;
const noticesAtMost = 50;

/** Those of them that are not closed. */
export async function readRows(
  db: Db,
  accountIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, Rows>> {
  const accounts = await readAccounts(db, accountIds);
  const ids = accounts.map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const of = await readLists(db, ids);
  const notices = by(await readNotices(db, ids, now));
  const log = by(await readLog(db, ids));
  const exemptions = by(await readExemptions(db, ids));
  const devices = by(await readDevices(db, ids, now));
  return new Map(
    accounts.map((account) => {
      const { id } = account;
      const exempt = exemptions(id)[0];
      const { pushes, sessions, passkeys } = devices(id)[0] ?? { pushes: 0, sessions: 0, passkeys: 0 };
      const rows: Rows = {
        account,
        contacts: of.contacts(id).map(({ channel, address, confirmed_at }) => ({
          ...{ channel, address, confirmed: confirmed_at !== null },
        })),
        memberships: of.memberships(id),
        keptAt: of.keptAt(id).map(({ municipality }) => municipality),
        interests: of.interests(id).map(({ interest }) => interest),
        services: of
          .services(id)
          .map(({ service, linked_at }) => ({ service, since: linked_at.toISOString() })),
        consents: of
          .consents(id)
          .map(({ document, version, given_at }) => ({ document, version, at: given_at.toISOString() })),
        notices: notices(id).map((row) =>
          Notice.parse({
            ...{ id: row.id, at: row.at.toISOString(), code: row.code },
            ...{ action: row.action, outcome: row.outcome },
          }),
        ),
        log: log(id).map(({ at, who, place, what, municipality }) => ({
          ...{ at: at.toISOString(), who, where: place, what, municipality },
        })),
        exemption: exempt === undefined ? null : { reason: exempt.reason, reviewOn: exempt.review_on },
        devices: { pushes, sessions, passkeys },
      };
      return [id, rows];
    }),
  );
}

type Owned = { readonly account_id: string };

function by<T extends Owned>(rows: readonly T[]): (accountId: string) => T[] {
  const groups = Map.groupBy(rows, ({ account_id }) => account_id);
  return (accountId) => groups.get(accountId) ?? [];
}

const readAccounts = (db: Db, ids: readonly string[]): Promise<AccountRow[]> =>
  db
    .selectFrom('accounts')
    .innerJoin('registrations', 'registrations.id', 'accounts.registration_id')
    .select(['accounts.id', 'language', 'receipt_number', 'name', 'birth_date', 'sex', 'address'])
    .select(['notify_push', 'notify_email', 'moved_since'])
    .where('accounts.id', 'in', ids)
    .where('closed_at', 'is', null)
    .execute();

async function readLists(db: Db, ids: readonly string[]) {
  return {
    contacts: by(await db.selectFrom('contacts').selectAll().where('account_id', 'in', ids).execute()),
    memberships: by(await db.selectFrom('memberships').selectAll().where('account_id', 'in', ids).execute()),
    keptAt: by(await db.selectFrom('kept_at').selectAll().where('account_id', 'in', ids).execute()),
    interests: by(await db.selectFrom('interests').selectAll().where('account_id', 'in', ids).execute()),
    services: by(
      await db
        .selectFrom('linked_services')
        .selectAll()
        .where('account_id', 'in', ids)
        .orderBy('linked_at')
        .orderBy('service')
        .execute(),
    ),
    consents: by(
      await db
        .selectFrom('consents')
        .selectAll()
        .where('account_id', 'in', ids)
        .orderBy('given_at')
        .orderBy('document')
        .execute(),
    ),
  };
}

interface NoticeRow extends Owned {
  readonly id: string;
  readonly at: Date;
  readonly code: string;
  readonly action: string | null;
  readonly outcome: string | null;
}

async function readNotices(db: Db, ids: readonly string[], now: Date): Promise<NoticeRow[]> {
  const since = new Date(now.getTime() - noticeDays * dayMs);
  const { rows } = await sql<NoticeRow>`
    select noted.* from unnest(${ids}::uuid[]) as wanted (id) cross join lateral (
      select id, account_id, at, code, action, outcome from mailbox_notices
      where account_id = wanted.id and at >= ${since} order by at desc, id limit ${noticesAtMost}
    ) as noted order by at desc, id`.execute(db);
  return rows;
}

interface LogRow extends Owned {
  readonly at: Date;
  readonly who: LogLine['who'];
  readonly place: LogLine['where'];
  readonly what: string;
  readonly municipality: string | null;
}

async function readLog(db: Db, ids: readonly string[]): Promise<LogRow[]> {
  const { rows } = await sql<LogRow>`
    select line.* from unnest(${ids}::uuid[]) as wanted (id) cross join lateral (
      select account_id, at, who, place, what, municipality, id from access_log
      where account_id = wanted.id order by at desc, id desc limit ${logLinesAtMost}
    ) as line order by at desc, line.id desc`.execute(db);
  return rows;
}

interface ExemptionRow extends Owned {
  readonly reason: NonNullable<MailboxView['exemption']>['reason'];
  readonly review_on: string;
}

async function readExemptions(db: Db, ids: readonly string[]): Promise<ExemptionRow[]> {
  const { rows } = await sql<ExemptionRow>`
    select account_id, reason, to_char(review_on, 'YYYY-MM-DD') as review_on from exemptions
    where account_id = any(${ids}::uuid[]) and ended_at is null order by since desc, id`.execute(db);
  return rows;
}

type DeviceRow = Owned & MailboxView['devices'];

/** Browsers that are told, sessions that are open (behind slips, too), and passkeys. */
async function readDevices(db: Db, ids: readonly string[], now: Date): Promise<DeviceRow[]> {
  const { rows } = await sql<DeviceRow>`
    select wanted.id as account_id,
      (select count(*)::int from push_subscriptions where account_id = wanted.id) as pushes,
      ((select count(*) from mailbox_sessions where account_id = wanted.id and expires_at > ${now})
        + (select count(*) from phone_sessions where account_id = wanted.id and expires_at > ${now}))::int as sessions,
      (select count(*)::int from passkeys where account_id = wanted.id) as passkeys
    from unnest(${ids}::uuid[]) as wanted (id)`.execute(db);
  return rows;
}
