// What residents do to their mailboxes, at counters whose pushes come to two nodes at once and on the web: each is done once, together they
// leave what one order of them says, and whoever could not be served is told to try again. `RUNS` for more rounds, `SEED` to see one again.
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MailboxAction } from '../../sync/contract/commands.ts';
import { needsPin1 } from '../../sync/contract/commands.ts';
import { MailboxSnapshot } from '../../sync/contract/mailbox-view.ts';
import { lockAccounts } from '../../sync/central/mailbox/account.ts';
import { changeOnWeb } from '../../sync/central/mailbox/change.ts';
import { holdMailbox } from '../../sync/central/mailbox/takeover.ts';
import { mailboxView } from '../../sync/central/mailbox/view.ts';
import { commandFor, deliverTo, registerResident, rightPin, unsealWith } from '../fixtures/mailbox.ts';
import { seeded } from '../fixtures/mutate.ts';
import { madeUp } from '../fixtures/registration.ts';
import { TwoNodes } from './parts/two-nodes.ts';
import type { NodeIndex } from './parts/two-nodes.ts';

const rounds = Number(process.env['RUNS'] ?? 20);
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000);
const times = `${String(rounds)} times, seed ${String(seed)}`;
const city = madeUp.municipality;
const minuteMs = 60_000;
/** When messages were delivered, in minutes ago; registered before, at an hour. */
const delivered = [50, 30, 10] as const;

let two: TwoNodes;
let below: (limit: number) => number;
beforeAll(async () => {
  two = await TwoNodes.start();
  const random = seeded(seed);
  below = (limit) => Math.floor(random() * limit);
});
afterAll(() => two.stop());

const ago = (minutes: number): Date => new Date(Date.now() - minutes * minuteMs);
const anyNode = (): NodeIndex => (below(2) === 0 ? 0 : 1);
const other = (node: NodeIndex): NodeIndex => (node === 0 ? 1 : 0);

interface Resident extends Awaited<ReturnType<typeof registerResident>> {
  /** Oldest first. */
  readonly messages: readonly { readonly id: string; readonly at: Date }[];
}

async function makeResident(): Promise<Resident> {
  const [node] = two.nodes;
  const resident = await registerResident(node, two.terminal, { at: ago(60).toISOString() });
  const messages = [];
  for (const minutes of delivered) {
    const [id, at] = [await deliverTo(node, [resident.id]), ago(minutes)];
    await two.postgres.query('update deliveries set delivered_at = $1 where message_id = $2', [at, id]);
    messages.push({ id, at });
  }
  return { ...resident, messages };
}

function anyAction({ messages }: Resident): MailboxAction {
  const either = below(2) === 0;
  const actions: MailboxAction[] = [
    { kind: 'delete', message: messages[below(messages.length)]?.id ?? randomUUID() },
    { kind: either ? 'pause' : 'resume', municipality: city },
    { kind: 'keep-here', municipality: city, on: either },
    { kind: 'notify', push: either, email: below(2) === 0 },
    { kind: 'reset' },
  ];
  return actions[below(actions.length)] ?? { kind: 'reset' };
}

const press = ({ card }: Resident, action: MailboxAction, at: Date) =>
  commandFor(card, two.terminal, action, { at, ...(needsPin1(action) ? { pin1: rightPin } : {}) });
const onWeb = ({ id: accountId }: Resident, node: NodeIndex, id: string, action: MailboxAction) =>
  changeOnWeb(accountId, { id, action, pin1: needsPin1(action) ? rightPin : null }, two.partsOf(node));
/** What it came to, and when it was pressed by the central API's clock. */
async function noted(id: string): Promise<{ outcome: string; pressed_at: Date }> {
  const rows = await two.postgres.query<{ outcome: string; pressed_at: Date }>(
    'select outcome, pressed_at from mailbox_commands where id = $1',
    [id],
  );
  expect(rows).toHaveLength(1);
  return rows[0] ?? { outcome: '', pressed_at: new Date(0) };
}

interface Done {
  readonly id: string;
  readonly action: MailboxAction;
}

/** The mailbox is what these make of it in the order in which they were pressed, on the web, at the counter and at rest. */
async function expectOneOrder(resident: Resident, done: readonly Done[]): Promise<void> {
  const all = await Promise.all(done.map(async (one) => ({ ...one, ...(await noted(one.id)) })));
  const [view, rest] = [
    await mailboxView(resident.id, two.partsOf(anyNode())),
    (await two.pull(anyNode())).get(resident.card.mailbox),
  ];
  if (all.some(({ action }) => action.kind === 'close')) {
    expect([view, rest]).toEqual([null, undefined]);
    return expectNothingLeft(resident);
  }
  const inOrder = all.toSorted((a, b) => a.pressed_at.getTime() - b.pressed_at.getTime());
  const messages = new Map(resident.messages.map(({ id, at }) => [id, at]));
  const wanted = { state: 'receiving', keptHere: false, notify: resident.record.notify };
  for (const { action, pressed_at: at } of inOrder) {
    if (action.kind === 'delete') messages.delete(action.message);
    if (action.kind === 'reset') for (const [id, came] of messages) if (came <= at) messages.delete(id);
    if (action.kind === 'pause') wanted.state = 'paused';
    if (action.kind === 'resume') wanted.state = 'receiving';
    if (action.kind === 'keep-here') wanted.keptHere = action.on;
    if (action.kind === 'notify') wanted.notify = { push: action.push, email: action.email };
  }
  const here = view?.memberships.find(({ municipality }) => municipality === city);
  expect({ state: here?.state, keptHere: here?.keptHere, notify: view?.notify }).toEqual(wanted);
  expect(view?.messages.map(({ id }) => id)).toEqual([...messages.keys()].toReversed());
  const applied = all.filter(({ outcome }) => outcome === 'applied');
  expect(view?.log.map(({ what }) => what).toSorted()).toEqual(
    applied.map(({ action }) => action.kind).toSorted(),
  );
  expect(all.filter(({ outcome }) => outcome !== 'applied' && outcome !== 'superseded')).toEqual([]);
  if (!wanted.keptHere) expect(rest).toBeUndefined();
  else {
    expect([...(rest?.messages ?? [])].toSorted()).toEqual([...messages.keys()].toSorted());
    expect((await unsealWith(resident.card, rest?.snapshot ?? '', MailboxSnapshot)).view).toEqual(view);
  }
}

async function expectNothingLeft({ id }: Resident): Promise<void> {
  for (const what of [
    'from contacts where account_id = $1',
    'from kept_at where account_id = $1',
    'from mailbox_notices where account_id = $1',
    "from memberships where account_id = $1 and state <> 'left'",
    'from deliveries where account_id = $1 and deleted_at is null and reset_at is null',
    "from accounts where id = $1 and (name <> '' or auth_certificate is not null or closed_at is null)",
  ])
    expect([what, await two.count(what, [id])]).toEqual([what, 0]);
}

describe('what is pressed at counters', () => {
  it(`is done once, and has one receipt, when it comes to both nodes at once, ${times}`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const resident = await makeResident();
      const action: MailboxAction = round % 5 === 0 ? { kind: 'close' } : anyAction(resident);
      const command = press(resident, action, ago(5));
      const sealed = await two.seal(command);
      const answers = await Promise.all([
        two.push(0, [sealed]),
        two.push(1, [sealed, sealed]),
        two.push(0, [sealed]),
        two.push(1, [sealed]),
      ]);
      const results = answers.flat();
      const dup = 'duplicate';
      expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(['accepted', dup, dup, dup, dup]);
      expect(new Set(results.map((one) => ('receipt' in one ? one.receipt : one.outcome))).size).toBe(1);
      await expectOneOrder(resident, [command]);
    }
    expect(two.triedAgain).toBe(0);
  });

  it(`leaves what its order by the hour says, whichever comes first and wherever, ${times}`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const resident = await makeResident();
      const minutes = Array.from({ length: 58 }, (_, index) => index + 1);
      const commands = Array.from({ length: 6 }, () => {
        const [at = 1] = minutes.splice(below(minutes.length), 1);
        return press(resident, anyAction(resident), ago(at));
      });
      if (below(5) === 0) commands.push(press(resident, { kind: 'close' }, ago(0)));
      await Promise.all(
        commands.map(async (command) => {
          const [sealed, node] = [await two.seal(command), anyNode()];
          await two.push(node, [sealed]);
          if (below(3) === 0) await two.push(other(node), [sealed]);
        }),
      );
      await expectOneOrder(resident, commands);
    }
    expect(two.triedAgain).toBe(0);
  });

  it(`and on the web at the same moment leaves what their order says, ${times}`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const resident = await makeResident();
      // A clock that is ahead is held to the moment of its arrival, which may be before or after that of the web.
      const command = press(resident, anyAction(resident), ago(below(2) - 1));
      const action: MailboxAction = below(6) === 0 ? { kind: 'close' } : anyAction(resident);
      const [sealed, id, node] = [await two.seal(command), randomUUID(), anyNode()];
      const [results, changed, again] = await Promise.all([
        two.push(node, [sealed]),
        onWeb(resident, other(node), id, action),
        onWeb(resident, node, id, action),
      ]);
      expect(results).toMatchObject([{ outcome: 'accepted' }]);
      // Asked on both nodes at once it has one answer.
      expect(new Set([changed.outcome, again.outcome]).size).toBe(1);
      const [atCounter, atHome] = [await noted(command.id), await noted(id)];
      // In one millisecond either order is right.
      if (atCounter.pressed_at.getTime() === atHome.pressed_at.getTime()) continue;
      await expectOneOrder(resident, [command, { id, action }]);
    }
    expect(two.triedAgain).toBe(0);
  });

  it(`waits in no ring where two close and give to read each other’s mailbox, ${times}`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const [one, reader] = [await makeResident(), await makeResident()];
      const give = (to: Resident): MailboxAction => ({
        kind: 'delegate',
        ...{ receiptNumber: to.record.receiptNumber, municipality: null, until: null },
      });
      expect(await onWeb(one, 0, randomUUID(), give(reader))).toMatchObject({ outcome: 'applied' });
      const commands = [press(one, { kind: 'close' }, ago(1)), press(reader, give(one), ago(1))];
      const sealed = await Promise.all(commands.map((command) => two.seal(command)));
      await Promise.all(sealed.map((item, index) => two.push(index === 0 ? 0 : 1, [item])));
      await expectNothingLeft(one);
      expect(await two.count('from delegations where ended_at is null')).toBe(0);
      const outcome = (await noted(commands[1]?.id ?? '')).outcome;
      expect(['applied', 'not-found']).toContain(outcome);
    }
    expect(two.triedAgain).toBe(0);
  });

  it('is asked for again when the database had to break a ring of locks, and done then', async () => {
    const resident = await makeResident();
    const command = press(resident, { kind: 'pause', municipality: city }, ago(1));
    const sealed = await two.seal(command);
    const offered = await two
      .partsOf(0)
      .db.transaction()
      .execute(async (trx) => {
        // The other one is to be the one that is given up.
        await sql`set local deadlock_timeout = '60s'`.execute(trx);
        await lockAccounts(trx, [resident.id]);
        const offer = two.offer(1, [sealed]);
        await two.untilWaitingOrDone(offer);
        await holdMailbox(trx, resident.card.mailbox);
        return { offer };
      });
    const { statusCode, headers } = await offered.offer;
    expect([statusCode, headers['retry-after']]).toEqual([503, '5']);
    expect(await two.count('from mailbox_commands where id = $1', [command.id])).toBe(0);
    expect(await two.push(0, [sealed])).toMatchObject([{ outcome: 'accepted' }]);
    await expectOneOrder(resident, [command]);
  });
});
