// Everything that a resident sees of their mailbox. Read for many mailboxes at once, in a few statements: a message to a city renews the
// snapshot of everybody who keeps theirs on its terminals.
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { Interest, LinkedService } from '../../contract/feed.ts';
import type { MailboxView } from '../../contract/mailbox-view.ts';
import { catalogueItems } from '../feed/catalogue.ts';
import type { Db } from '../db/open.ts';
import type { MailboxParts } from './account.ts';
import { everything, readHeads } from './heads.ts';
import { membershipsOf } from './memberships.ts';
import { municipalitiesOf, namesOf } from './places.ts';
import { readDelegations } from './reading.ts';
import type { DelegationRow } from './reading.ts';
import { readRows } from './rows.ts';
import type { Rows } from './rows.ts';

/** Null: the account is closed, or not there. */
export async function mailboxView(accountId: string, { db, now }: MailboxParts): Promise<MailboxView | null> {
  return (await mailboxViews(db, [accountId], now())).get(accountId) ?? null;
}

/** The views of those that are not closed. */
export async function mailboxViews(
  db: Db,
  accountIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, MailboxView>> {
  const municipalities = await municipalitiesOf(db);
  const interests = await catalogueItems('interests', Interest, db);
  const services = await catalogueItems('services', LinkedService, db);
  const nameOf = namesOf(municipalities);
  const heads = await readHeads(db, accountIds, everything, nameOf);
  const delegations = await readDelegations(db, accountIds, now);
  const views = new Map<string, MailboxView>();
  for (const [id, rows] of await readRows(db, accountIds, now)) {
    const { account } = rows;
    const { messages, total } = heads.get(id) ?? { messages: [], total: 0 };
    const view: Omit<MailboxView, 'version'> = {
      language: account.language,
      receiptNumber: account.receipt_number,
      messages,
      total,
      memberships: membershipsOf(account.address, rows, municipalities, now),
      notices: rows.notices,
      movedSince: account.moved_since?.toISOString() ?? null,
      facts: {
        name: account.name,
        birthDate: account.birth_date,
        sex: account.sex,
        address: account.address,
      },
      contact: contactOf(rows),
      interests: interests.map((one) => ({ ...one, on: rows.interests.includes(one.id) })),
      services: servicesOf(rows, services),
      notify: { push: account.notify_push, email: account.notify_email },
      devices: rows.devices,
      consents: rows.consents,
      delegations: delegationsOf(id, delegations, nameOf),
      exemption: rows.exemption,
      log: rows.log.map((line) => ({
        ...line,
        municipality: line.municipality === null ? null : nameOf(line.municipality),
      })),
    };
    views.set(id, { version: versionOf(view), ...view });
  }
  return views;
}

const versionOf = (view: Omit<MailboxView, 'version'>): string =>
  createHash('sha256')
    .update(canonicalize(view) ?? '')
    .digest('base64url')
    .slice(0, 22);

function servicesOf({ services }: Rows, known: readonly LinkedService[]): MailboxView['services'] {
  return services.flatMap(({ service, since }) => {
    const found = known.find(({ id }) => id === service);
    if (found === undefined) return [];
    const { id, label, provider, shares } = found;
    return [{ id, label, provider, shares, since }];
  });
}

function delegationsOf(
  accountId: string,
  delegations: readonly DelegationRow[],
  nameOf: ReturnType<typeof namesOf>,
): MailboxView['delegations'] {
  const told = (row: DelegationRow, receiptNumber: string) => ({
    id: row.id,
    receiptNumber,
    municipality: row.municipality === null ? null : nameOf(row.municipality),
    since: row.since.toISOString(),
    until: row.until,
  });
  return {
    given: delegations.filter(({ giver }) => giver === accountId).map((row) => told(row, row.reader_number)),
    received: delegations
      .filter(({ reader }) => reader === accountId)
      .map((row) => told(row, row.giver_number)),
  };
}

function contactOf({ contacts }: Rows): MailboxView['contact'] {
  const of = (channel: 'email' | 'phone', mask: (address: string) => string) => {
    const row = contacts.find((one) => one.channel === channel);
    return row === undefined ? null : { masked: mask(row.address), confirmed: row.confirmed };
  };
  return {
    email: of('email', maskedEmail) ?? { masked: '', confirmed: false },
    phone: of('phone', maskedPhone),
  };
}

/** `h***o@example.jp`: enough to know one's own again. */
function maskedEmail(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = '', ...rest] = address.slice(0, at);
  const last = rest.length > 2 ? (rest.at(-1) ?? '') : '';
  return `${first}***${last}${address.slice(at)}`;
}

const maskedPhone = (number: string): string =>
  `${'*'.repeat(Math.max(0, number.length - 4))}${number.slice(-4)}`;
