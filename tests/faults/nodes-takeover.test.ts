// A mailbox changes hands, or begins or ends to be kept on terminals, on one node while the other delivers a message and tells residents
// of it: nobody gets it twice, nobody is left out. First each gap by itself, held open; then everything at once, by chance.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MailboxAction } from '../../sync/contract/commands.ts';
import { applyAction } from '../../sync/central/mailbox/apply.ts';
import { announcePart } from '../../sync/central/messages/announce.ts';
import { deliverPart } from '../../sync/central/messages/deliver.ts';
import type { Trx } from '../../sync/central/db/open.ts';
import {
  accountOf,
  commandFor,
  proveEmail,
  registerResident,
  recordFor,
  rightPin,
} from '../fixtures/mailbox.ts';
import type { MailboxCard } from '../fixtures/mailbox.ts';
import { seeded } from '../fixtures/mutate.ts';
import { madeUp } from '../fixtures/registration.ts';
import { TwoNodes } from './parts/two-nodes.ts';
import type { NodeIndex } from './parts/two-nodes.ts';

const rounds = Number(process.env['RUNS'] ?? 20);
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000);
const city = madeUp.municipality;
const minuteMs = 60_000;

let two: TwoNodes;
beforeAll(async () => {
  two = await TwoNodes.start();
});
afterAll(() => two.stop());
beforeEach(() => two.everybodyLeaves());

const ago = (minutes: number): Date => new Date(Date.now() - minutes * minuteMs);

interface Person {
  readonly card: MailboxCard;
  readonly older: string;
  /** Registered again; the email is not proved yet. */
  readonly newer: string;
}

async function personTwice(): Promise<Person> {
  const [node] = two.nodes;
  const { card, id } = await registerResident(node, two.terminal, { at: ago(60).toISOString() });
  const record = recordFor(card, two.terminal, { at: ago(30).toISOString() });
  await two.push(0, [await two.seal(record)]);
  await node.central.parts.db.updateTable('accounts').set({ notify_email: true }).execute();
  return { card, older: id, newer: await accountOf(node, record.id) };
}

/** The newer registration takes the mailbox over when the transaction commits. */
const prove = (trx: Trx, accountId: string): Promise<void> => proveEmail(trx, accountId, two.partsOf(0));

const press = (trx: Trx, accountId: string, action: MailboxAction) =>
  applyAction(
    trx,
    { accountId, action, pressedAt: new Date(), place: 'counter', pin1Right: true, municipality: city },
    two.partsOf(0),
  );
const keep = (on: boolean): MailboxAction => ({ kind: 'keep-here', municipality: city, on });

/** Does `first` on one node and begins `meanwhile` on the other before it is committed. */
async function during<T>(first: (trx: Trx) => Promise<unknown>, meanwhile: () => Promise<T>): Promise<T> {
  const begun = await two
    .partsOf(0)
    .db.transaction()
    .execute(async (trx) => {
      await first(trx);
      const other = meanwhile();
      await two.untilWaitingOrDone(other);
      return { other };
    });
  return begun.other;
}

const deliveries = (message: string) =>
  two.postgres.query<{ account_id: string }>(
    'select account_id from deliveries where message_id = $1 order by account_id',
    [message],
  );
const announcements = (message: string) =>
  two.postgres.query<{ account_id: string }>(
    "select account_id from announcements where message_id = $1 and way = 'mail' order by account_id",
    [message],
  );
const atRest = async ({ card }: Pick<Person, 'card'>): Promise<string[] | null> => {
  const rest = (await two.pull(1)).get(card.mailbox);
  return rest === undefined ? null : [...rest.messages];
};

describe('while a mailbox is being taken over', () => {
  it('a message that is let go and delivered on the other node reaches who takes it over', async () => {
    const person = await personTwice();
    const sent = await during(
      (trx) => prove(trx, person.newer),
      async () => {
        const message = await two.letGo(1);
        await two.carryAll(1);
        return message;
      },
    );
    await two.carryAll(1);
    expect(await deliveries(sent)).toEqual([{ account_id: person.newer }]);
    expect(await announcements(sent)).toEqual([{ account_id: person.newer }]);
  });

  it('a command that comes to the other node is done to the mailbox, not to the registration that it was', async () => {
    const { card, newer } = await personTwice();
    const action = { kind: 'pause', municipality: city } as const;
    const command = commandFor(card, two.terminal, action, { at: ago(1), pin1: rightPin });
    const sealed = await two.seal(command);
    await during(
      (trx) => prove(trx, newer),
      () => two.push(1, [sealed]),
    );
    expect(
      await two.postgres.query('select account_id, outcome from mailbox_commands where id = $1', [
        command.id,
      ]),
    ).toEqual([{ account_id: newer, outcome: 'applied' }]);
  });

  it('paper that is asked for on the other node is noted, with the account or without', async () => {
    const { card, newer } = await personTwice();
    const { name, birthDate, sex, address } = madeUp;
    const facts = { name, birthDate, sex, address };
    const action = { kind: 'exempt', reason: 'other', reviewOn: '2030-01-01', facts } as const;
    const command = commandFor(card, two.terminal, action, { at: ago(1) });
    const sealed = await two.seal(command);
    await during(
      (trx) => press(trx, newer, { kind: 'close' }).then(() => prove(trx, newer)),
      () => two.push(1, [sealed]),
    );
    expect(
      await two.count('from exemptions where mailbox_address = $1 and ended_at is null', [card.mailbox]),
    ).toBe(1);
  });
});

describe('while a message is being delivered on the other node', () => {
  it('who has it kept on terminals from now on has it there, too', async () => {
    const resident = await registerResident(two.nodes[0], two.terminal, { at: ago(60).toISOString() });
    const message = await two.letGo(1);
    await during(
      (trx) => press(trx, resident.id, keep(true)),
      () => deliverPart(two.partsOf(1)),
    );
    await two.carryAll(1);
    expect(await atRest(resident)).toEqual([message]);
  });

  it('who wants nothing kept on terminals any more, or closes the mailbox, has nothing there', async () => {
    for (const last of [keep(false), { kind: 'close' } as const]) {
      const resident = await registerResident(two.nodes[0], two.terminal, { at: ago(60).toISOString() });
      const { db } = two.partsOf(0);
      await db.transaction().execute((trx) => press(trx, resident.id, keep(true)));
      expect(await atRest(resident)).toEqual([]);
      await two.letGo(1);
      await during(
        (trx) => press(trx, resident.id, last),
        () => deliverPart(two.partsOf(1)),
      );
      await two.carryAll(1);
      expect(await atRest(resident)).toBeNull();
    }
  });
});

describe('everything at once', () => {
  it(`leaves nobody out and tells nobody twice, ${String(rounds)} times, seed ${String(seed)}`, async () => {
    const random = seeded(seed);
    const below = (limit: number): number => Math.floor(random() * limit);
    /** Some time, by the database's own measure. */
    const later = async (): Promise<void> => {
      for (let left = below(30); left > 0; left -= 1) await two.postgres.query('select 1');
    };
    const onePart = async (node: NodeIndex): Promise<boolean> =>
      (await deliverPart(two.partsOf(node), 1)) || announcePart(two.partsOf(node), 1);
    for (let round = 0; round < rounds; round += 1) {
      await two.everybodyLeaves();
      const people = [];
      for (let each = 0; each < 4; each += 1) people.push(await personTwice());
      const keepers = people.filter(() => below(2) === 0);
      const sealed = await Promise.all(
        keepers.map(({ card }) => two.seal(commandFor(card, two.terminal, keep(true), { at: ago(1) }))),
      );
      const send = async (): Promise<string> => {
        await later();
        const message = await two.letGo(1);
        await Promise.all(
          ([0, 1] as const).map(async (node) => {
            while (await onePart(node));
          }),
        );
        return message;
      };
      const [message] = await Promise.all([
        send(),
        ...people.map(async ({ newer }) => {
          await later();
          await two
            .partsOf(0)
            .db.transaction()
            .execute((trx) => prove(trx, newer));
        }),
        ...sealed.map(async (item) => {
          await later();
          await two.push(below(2) === 0 ? 0 : 1, [item]);
        }),
      ]);
      // What was held when a node looked.
      while (await onePart(1));
      const newer = people.map((person) => ({ account_id: person.newer }));
      newer.sort((a, b) => (a.account_id < b.account_id ? -1 : 1));
      expect(await deliveries(message)).toEqual(newer);
      expect(await announcements(message)).toEqual(newer);
      for (const person of people)
        expect(await atRest(person)).toEqual(keepers.includes(person) ? [message] : null);
    }
    expect(two.triedAgain).toBe(0);
    // Mails that went out while mailboxes changed hands are noted where the message is now.
    const open = () => two.count('from announcements where sent_at is null');
    await expect.poll(open, { timeout: 60_000 }).toBe(0);
    expect(
      await two.count(
        `from deliveries join announcements using (message_id, account_id) where announced_at is null`,
      ),
    ).toBe(0);
  });
});
