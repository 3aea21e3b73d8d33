// Random histories of residents at two counters and on the web, one of the counters cut off for a while: what each resident sees, live and
// on a terminal at rest, is what a small model says. The model knows the rules and nothing of tables.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import {
  accountOf,
  commandFor,
  confirmEmail,
  deliverTo,
  makeMailboxCard,
  pushAll,
  recordFor,
  rightPin,
  unsealWith,
} from '../../../tests/fixtures/mailbox.ts';
import type { MailboxCard } from '../../../tests/fixtures/mailbox.ts';
import { madeUp } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import type { MailboxAction } from '../../contract/commands.ts';
import { FeedPage, KnownFeedEntry } from '../../contract/feed.ts';
import { MailboxSnapshot } from '../../contract/mailbox-view.ts';
import { MessageContent } from '../../contract/message.ts';
import { changeOnWeb } from './change.ts';
import { listMessages } from './list.ts';
import { mailboxView } from './view.ts';

const [prefecture, city, other] = ['990001', '992011', '992020'] as const;
const homes = { [city]: '架空県みほん市見本町１', [other]: '架空県ためし市新町５' };
type City = keyof typeof homes;
const prefixes: Readonly<Record<string, string>> = {
  [prefecture]: '架空県',
  [city]: '架空県みほん市',
  [other]: '架空県ためし市',
};

// ---- the model

type State = 'receiving' | 'paused' | 'left';
interface Joined {
  at: number;
  address: string;
  factsAt: number;
  decided: Map<string, { at: number; state: State }>;
  /** Oldest first. */
  messages: { id: string; at: number }[];
  kept: boolean;
}

class Model {
  joined: Joined | null = null;
  #closedUntil = 0;

  join(at: number, address: string, receives: readonly string[]): void {
    const before = this.joined;
    if (at <= this.#closedUntil || (before !== null && at < before.at)) return;
    const decided = new Map(receives.map((code) => [code, { at, state: 'receiving' as State }]));
    for (const [code, one] of before?.decided ?? []) if (one.at > at) decided.set(code, one);
    const facts =
      before !== null && before.factsAt > at
        ? { address: before.address, factsAt: before.factsAt }
        : { address, factsAt: at };
    this.joined = { at, ...facts, decided, messages: before?.messages ?? [], kept: before?.kept ?? false };
  }

  deliver(id: string, from: string, at: number): boolean {
    if (this.joined?.decided.get(from)?.state !== 'receiving') return false;
    this.joined.messages.push({ id, at });
    return true;
  }

  do(action: MailboxAction, at: number): void {
    const own = this.joined;
    if (own === null) return;
    switch (action.kind) {
      case 'delete':
        own.messages = own.messages.filter(({ id }) => id !== action.message);
        break;
      case 'reset':
        own.messages = own.messages.filter((one) => one.at > at);
        break;
      case 'pause': {
        const one = own.decided.get(action.municipality);
        if (one === undefined || at < Math.max(one.at, own.at)) break;
        own.decided.set(action.municipality, { at, state: one.state === 'receiving' ? 'paused' : one.state });
        break;
      }
      case 'resume':
        this.#resume(own, action.municipality, at);
        break;
      case 'move':
        if (at < own.factsAt) break;
        [own.address, own.factsAt] = [action.facts.address, at];
        for (const code of action.off) {
          const one = own.decided.get(code);
          if (one !== undefined && one.state !== 'left' && at >= one.at)
            own.decided.set(code, { at, state: 'left' });
        }
        for (const code of action.on) this.#resume(own, code, at);
        break;
      case 'keep-here':
        own.kept = action.on;
        break;
      case 'close':
        if (at < own.at) break;
        this.#closedUntil = at;
        this.joined = null;
        break;
      default:
        throw new Error('not in these histories');
    }
  }

  #resume(own: Joined, code: string, at: number): void {
    const one = own.decided.get(code);
    const near = own.address.startsWith(prefixes[code] ?? '?');
    if (!near && (one === undefined || one.state === 'left')) return;
    if (at >= Math.max(one?.at ?? 0, own.at)) own.decided.set(code, { at, state: 'receiving' });
  }
}

// ---- what happens

type Step =
  | {
      readonly kind: 'join';
      readonly who: number;
      readonly kiosk: number;
      readonly home: City;
      readonly both: boolean;
    }
  | { readonly kind: 'press'; readonly who: number; readonly kiosk: number; readonly what: Wish }
  | { readonly kind: 'web'; readonly who: number; readonly what: Wish }
  | { readonly kind: 'send'; readonly from: string }
  | { readonly kind: 'sync'; readonly kiosk: number };
/** `delete` names a message by how many there are. */
type Wish =
  | { readonly kind: 'pause' | 'resume'; readonly municipality: string }
  | { readonly kind: 'reset' | 'close' }
  | { readonly kind: 'delete'; readonly which: number }
  | { readonly kind: 'move'; readonly to: City };

const code = fc.constantFrom(prefecture, city, other);
const home = fc.constantFrom<City>(city, other);
const who = fc.constantFrom(0, 1);
const kiosk = fc.constantFrom(0, 1);
const wish: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('pause', 'resume'), municipality: code }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete'), which: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move'), to: home }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reset') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close') }) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('join'), who, kiosk, home, both: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('press'), who, kiosk, what: wish }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('web'), who, what: wish }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('send'), from: code }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('sync'), kiosk }) },
);

// ---- the central API beside it

let central: TestCentral;
let kiosks: readonly Sender[];
const clock = { at: Date.now() };
beforeAll(async () => {
  central = await startTestCentral({ now: () => new Date(clock.at) });
  kiosks = [await central.enrol(), await central.enrol()];
}, 60_000);
afterAll(() => central.stop(), 60_000);

interface Resident {
  readonly card: MailboxCard;
  readonly model: Model;
  account: string | null;
}
interface Item {
  readonly id: string;
}

class History {
  readonly #residents: Resident[] = [0, 1].map(() => ({
    card: makeMailboxCard(),
    model: new Model(),
    account: null,
  }));
  readonly #outboxes: (() => Promise<void>)[][] = [[], []];
  readonly #messages: string[] = [];
  #cursor: string | null = null;
  /** What the first counter has at rest, by mailbox. */
  readonly #atRest = new Map<string, { snapshot: string | null; messages: Map<string, string> }>();

  async take(one: Step): Promise<void> {
    clock.at += 1_000;
    if (one.kind === 'join') this.#join(one);
    else if (one.kind === 'press') this.#press(one);
    else if (one.kind === 'web') await this.#web(this.#of(one.who), this.#action(one.what));
    else if (one.kind === 'send') await this.#send(one.from);
    else await this.sync(one.kiosk);
  }

  /** Everything that waits at a counter arrives, in its order. */
  async sync(kiosk: number): Promise<void> {
    for (const arrive of this.#outboxes[kiosk]?.splice(0) ?? []) await arrive();
  }

  #of(who: number): Resident {
    const resident = this.#residents[who];
    if (resident === undefined) throw new Error('there are two');
    return resident;
  }

  #kiosk(index: number): Sender {
    const sender = kiosks[index];
    if (sender === undefined) throw new Error('there are two');
    return sender;
  }

  #wait(kiosk: number, item: Item, then: () => Promise<void>): void {
    this.#outboxes[kiosk]?.push(async () => {
      // Twice: the first answer got lost.
      await pushAll(central, this.#kiosk(kiosk), [item, item]);
      await then();
    });
  }

  #join({ who, kiosk, home, both }: Extract<Step, { kind: 'join' }>): void {
    const { card, model } = this.#of(who);
    const at = clock.at;
    const memberships = both ? [prefecture, home] : [home];
    const { name, birthDate, sex } = madeUp;
    const record = recordFor(card, this.#kiosk(kiosk), {
      ...{ at: new Date(at).toISOString(), memberships },
      basicFour: { name, birthDate, sex, address: homes[home] },
    });
    this.#wait(kiosk, record, async () => {
      await confirmEmail(central, await accountOf(central, record.id));
      const before = model.joined;
      model.join(at, homes[home], memberships);
      if (model.joined !== before) {
        const resident = this.#of(who);
        resident.account = await accountOf(central, record.id);
        if (before === null) {
          clock.at += 1;
          await this.#web(resident, { kind: 'keep-here', municipality: city, on: true });
        }
      }
    });
  }

  #press({ who, kiosk, what }: Extract<Step, { kind: 'press' }>): void {
    const { card, model } = this.#of(who);
    const [at, action] = [clock.at, this.#action(what)];
    const pressed = { at: new Date(at), pin1: rightPin };
    const command = commandFor(card, this.#kiosk(kiosk), action, pressed);
    this.#wait(kiosk, command, () => {
      model.do(action, at);
      return Promise.resolve();
    });
  }

  async #web({ account, model }: Resident, action: MailboxAction): Promise<void> {
    if (account === null || model.joined === null) return;
    await changeOnWeb(account, { id: randomUUID(), action, pin1: rightPin }, central.central.parts);
    model.do(action, clock.at);
  }

  async #send(from: string): Promise<void> {
    const { db } = central.central.parts;
    const mine = this.#residents.flatMap(({ account }) => account ?? []);
    const rows = await db
      .selectFrom('memberships')
      .select('account_id')
      .where('account_id', 'in', [...mine, randomUUID()])
      .where('municipality', '=', from)
      .where('state', '=', 'receiving')
      .execute();
    const ids = rows.map(({ account_id }) => account_id);
    const message = await deliverTo(central, ids, { municipality: from });
    this.#messages.push(message);
    const expected = this.#residents.filter(({ model }) => model.deliver(message, from, clock.at));
    expect(ids.toSorted()).toEqual(expected.map(({ account }) => account).toSorted());
  }

  #action(what: Wish): MailboxAction {
    if (what.kind === 'delete')
      return {
        kind: 'delete',
        message: this.#messages[what.which % (this.#messages.length || 1)] ?? randomUUID(),
      };
    if (what.kind !== 'move') return what;
    const { name, birthDate, sex } = madeUp;
    const facts = { name, birthDate, sex, address: homes[what.to] };
    return { kind: 'move', facts, on: [what.to], off: [what.to === city ? other : city] };
  }

  /** Live, searched, and at rest. */
  async compare(): Promise<void> {
    await this.#pull();
    for (const { card, account, model } of this.#residents) {
      const { joined } = model;
      if (account === null) continue;
      const view = await mailboxView(account, central.central.parts);
      const rest = this.#atRest.get(card.mailbox);
      if (joined === null) {
        expect([view, rest]).toEqual([null, undefined]);
        continue;
      }
      const messages = joined.messages.map(({ id }) => id).toReversed();
      expect(view?.messages.map(({ id }) => id)).toEqual(messages);
      expect(view?.facts.address).toBe(joined.address);
      // Without a day it was never a membership: offered, or shown because messages are kept there.
      const states = view?.memberships.flatMap(({ municipality, state, since }) =>
        since === null ? [] : [[municipality, state]],
      );
      expect(new Map(states?.map(([of = '', state]) => [of, state]))).toEqual(
        new Map([...joined.decided].map(([of, { state }]) => [of, state])),
      );
      const found = await listMessages(account, { text: 'お知らせ' }, central.central.parts);
      expect(found?.messages.map(({ id }) => id)).toEqual(messages);
      const snapshot = await unsealWith(card, rest?.snapshot ?? '', MailboxSnapshot);
      expect(snapshot.view).toEqual(view);
      expect([...(rest?.messages.keys() ?? [])].toSorted()).toEqual(messages.toSorted());
      for (const sealed of rest?.messages.values() ?? []) await unsealWith(card, sealed, MessageContent);
    }
  }

  async #pull(): Promise<void> {
    for (let more = true; more;) {
      const query = this.#cursor === null ? '' : `?cursor=${this.#cursor}`;
      const response = await central.as(this.#kiosk(0), 'GET', `/v1/changes${query}`);
      const page = FeedPage.parse(response.json());
      for (const entry of page.entries) this.#keep(KnownFeedEntry.parse(entry));
      [this.#cursor, more] = [page.cursor, page.more];
    }
  }

  #keep(entry: KnownFeedEntry): void {
    const of = (recipient: string) => {
      const mailbox = this.#atRest.get(recipient) ?? { snapshot: null, messages: new Map<string, string>() };
      this.#atRest.set(recipient, mailbox);
      return mailbox;
    };
    if (entry.kind === 'mailbox') of(entry.recipient).snapshot = entry.sealed;
    if (entry.kind === 'message') of(entry.recipient).messages.set(entry.id, entry.sealed);
    if (entry.kind === 'mailbox-gone') this.#atRest.delete(entry.recipient);
    if (entry.kind === 'message-deleted' && entry.recipient !== undefined)
      of(entry.recipient).messages.delete(entry.id);
  }
}

it('what every resident sees, on every device, is what the model says after any history', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 20 }), async (steps) => {
      const history = new History();
      // Somebody is there from the beginning, or little would happen.
      await history.take({ kind: 'join', who: 0, kiosk: 0, home: city, both: true });
      await history.sync(0);
      for (const [index, one] of steps.entries()) {
        await history.take(one);
        if (index % 8 === 7) await history.compare();
      }
      await history.sync(1);
      await history.sync(0);
      await history.compare();
    }),
    { numRuns: 6, endOnFailure: true },
  );
}, 120_000);
