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
import {
  cities,
  homeIn,
  MailboxModel,
  municipalities,
  otherCity,
  sightOf,
} from '../../../tests/fixtures/mailbox-model.ts';
import type { City } from '../../../tests/fixtures/mailbox-model.ts';
import { madeUp } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import type { MailboxAction } from '../../contract/commands.ts';
import { FeedPage, KnownFeedEntry } from '../../contract/feed.ts';
import { MailboxSnapshot } from '../../contract/mailbox-view.ts';
import { MessageContent } from '../../contract/message.ts';
import { changeOnWeb } from './change.ts';
import { listMessages } from './list.ts';
import { mailboxView } from './view.ts';

const [city, other] = cities;

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

const code = fc.constantFrom(...municipalities);
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
  readonly model: MailboxModel;
  account: string | null;
}
interface Item {
  readonly id: string;
}

class History {
  readonly #residents: Resident[] = [0, 1].map(() => ({
    card: makeMailboxCard(),
    model: new MailboxModel(),
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
    const receives = both ? ['990001', home] : [home];
    const address = homeIn[home];
    const { name, birthDate, sex } = madeUp;
    const record = recordFor(card, this.#kiosk(kiosk), {
      ...{ at: new Date(at).toISOString(), memberships: receives },
      basicFour: { name, birthDate, sex, address },
    });
    this.#wait(kiosk, record, async () => {
      const account = await accountOf(central, record.id);
      await confirmEmail(central, account);
      const wasOpen = model.open;
      if (!model.join(at, { address, receives, interests: [] })) return;
      const resident = this.#of(who);
      resident.account = account;
      if (wasOpen) return;
      clock.at += 1;
      await this.#web(resident, { kind: 'keep-here', municipality: city, on: true });
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
    if (account === null || !model.open) return;
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
    const expected = this.#residents.filter(({ model }) => model.receives(from, null));
    for (const { model } of expected) model.deliver(message, clock.at);
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
    const facts = { name, birthDate, sex, address: homeIn[what.to] };
    return { kind: 'move', facts, on: [what.to], off: [otherCity(what.to)] };
  }

  /** Live, searched, and at rest. */
  async compare(): Promise<void> {
    await this.#pull();
    for (const { card, account, model } of this.#residents) {
      if (account === null) continue;
      const view = await mailboxView(account, central.central.parts);
      const rest = this.#atRest.get(card.mailbox);
      const sight = model.sight();
      if (view === null || sight === null) {
        expect([view, sight, rest]).toEqual([null, null, undefined]);
        continue;
      }
      expect(sightOf(view)).toEqual(sight);
      const messages = sight.messages.map(([id]) => id);
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
