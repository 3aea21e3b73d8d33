// One random history of two residents at two counters and on the web, played on real parts and on the model beside them.
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Opened } from '../../../main/mailbox/room.ts';
import { closeAccount } from '../../../sync/central/mailbox/close.ts';
import { deliverPart } from '../../../sync/central/messages/deliver.ts';
import { openMailboxSession } from '../../../sync/central/web/sessions.ts';
import { MailboxChanged, MailboxView } from '../../../sync/contract/mailbox-view.ts';
import { MessageContent } from '../../../sync/contract/message.ts';
import type { TestCentral } from '../../fixtures/central.ts';
import { accountOf, confirmEmail, makeMailboxCard, rightPin, testVerifier } from '../../fixtures/mailbox.ts';
import type { MailboxCard } from '../../fixtures/mailbox.ts';
import { cities, homeIn, MailboxModel, otherCity, sightOf } from '../../fixtures/mailbox-model.ts';
import type { City, Sight } from '../../fixtures/mailbox-model.ts';
import { overHttp, PhoneBrowser } from '../../fixtures/phone.ts';
import { madeUp } from '../../fixtures/registration.ts';
import { signInStaff, type Staff } from '../../fixtures/staff.ts';
import { actionOf, interest, people } from './mailbox-steps.ts';
import type { Step, Story, Wish } from './mailbox-steps.ts';
import type { MailboxTerminal } from './mailbox-terminal.ts';

export interface World {
  readonly central: TestCentral;
  readonly terminals: readonly [MailboxTerminal, MailboxTerminal];
  /** Time goes on by this much between steps: more than a terminal can be wrong about its own error. */
  pass(): void;
}

interface Resident {
  readonly card: MailboxCard;
  readonly model: MailboxModel;
  /** Where they live, as their card says. */
  city: City;
  account: string | null;
  receiptNumber: string;
  page: { readonly of: string; readonly browser: PhoneBrowser } | null;
}
/** What is saved at a counter and has not arrived. */
type Waiting = () => Promise<void>;

interface Counter {
  readonly terminal: MailboxTerminal;
  waiting: Waiting[];
  /** What it keeps, by resident, while its line is cut; with what was done there meanwhile. */
  readonly kept: Map<Resident, MailboxModel>;
}

export class History {
  readonly #world: World;
  readonly #residents: readonly Resident[];
  readonly #counters: readonly Counter[];
  readonly #titles = new Map<string, string>();
  readonly #staff = new Map<string, Staff>();
  /** The model's time: the number of the step. */
  #at = 0;
  /** How often something was looked at. */
  looks = 0;

  constructor(world: World) {
    this.#world = world;
    this.#residents = people.map(() => ({
      ...{ card: makeMailboxCard(), model: new MailboxModel(), city: cities[0] },
      ...{ account: null, receiptNumber: '', page: null },
    }));
    this.#counters = world.terminals.map((terminal) => ({ terminal, waiting: [], kept: new Map() }));
  }

  async play({ clocks, steps }: Story): Promise<void> {
    for (const [index, counter] of this.#counters.entries()) {
      const errorMs = (clocks[index] ?? 0) * 60_000;
      counter.terminal.setClock(errorMs);
      await this.#sync(counter);
      expect(Math.abs((counter.terminal.clockErrorMs ?? Infinity) - errorMs)).toBeLessThan(2_000);
    }
    // Somebody is there from the beginning, or little would happen.
    await this.#take({ kind: 'join', who: 0, at: 0, all: true });
    for (const step of steps) {
      await this.#take(step);
      await this.#seenWhereCut();
    }
    await this.#end();
  }

  /** Nobody of this history receives anything in the next. */
  async leave(): Promise<void> {
    const { parts } = this.#world.central.central;
    for (const { account } of this.#residents)
      if (account !== null)
        await parts.db.transaction().execute((trx) => closeAccount(trx, account, 'resident', parts));
    for (const { terminal } of this.#counters) {
      if (terminal.isCut) await terminal.cut(false);
      terminal.setClock(0);
    }
  }

  async #take(step: Step): Promise<void> {
    this.#world.pass();
    this.#at += 1;
    switch (step.kind) {
      case 'join':
        return this.#join(this.#who(step.who), this.#counter(step.at), step.all);
      case 'press':
        return this.#press(this.#who(step.who), this.#counter(step.at), step.wish);
      case 'web':
        return this.#web(this.#who(step.who), step.wish);
      case 'send':
        return this.#send(step);
      case 'cut':
        return this.#cut(this.#counter(step.at));
      case 'restore':
        return this.#restore(this.#counter(step.at));
      default:
        return this.#counter(step.at).terminal.restart();
    }
  }

  // ---- what happens

  async #join(resident: Resident, counter: Counter, all: boolean): Promise<void> {
    const { card, model, city } = resident;
    const [at, address] = [this.#at, homeIn[city]];
    const receives = all ? ['990001', city] : [city];
    const { name, birthDate, sex } = madeUp;
    const { id, receiptNumber } = await counter.terminal.register(card, {
      accountPins: { pin1: testVerifier(rightPin), pin2: null },
      ...{ basicFour: { name, birthDate, sex, address }, memberships: receives, interests: [interest] },
    });
    await this.#saved(counter, async () => {
      const account = await accountOf(this.#world.central, id);
      await confirmEmail(this.#world.central, account);
      if (model.join(at, { address, receives, interests: [interest] }))
        Object.assign(resident, { account, receiptNumber });
    });
  }

  async #press(resident: Resident, counter: Counter, wish: Wish): Promise<void> {
    const { card, model } = resident;
    const { terminal } = counter;
    const opened = await terminal.look(card);
    if (opened.state !== 'open') return;
    const action = this.#decide(resident, wish, sightOf(opened.view));
    if (action === null) return;
    if (action.kind === 'read') {
      const unread = opened.view.messages.some(({ id, opened: read }) => id === action.message && !read);
      const content = await terminal.read(card, action.message, unread, opened.source === 'live');
      expect(content?.texts.ja.title).toBe(this.#titles.get(action.message));
    } else await terminal.press(card, action, rightPin);
    const at = this.#at;
    counter.kept.get(resident)?.do(action, at);
    await this.#saved(counter, () => {
      model.do(action, at);
      return Promise.resolve();
    });
  }

  async #web(resident: Resident, wish: Wish): Promise<void> {
    const browser = await this.#pageOf(resident);
    if (browser === null) return;
    const view = MailboxView.parse((await browser.call('GET', '/v1/mailbox')).json());
    const action = this.#decide(resident, wish, sightOf(view));
    if (action === null) return;
    const change = { id: randomUUID(), action, pin1: rightPin };
    if (action.kind === 'move') {
      // A new address is a card's word, and cards are read at counters.
      const refused = await browser.call('POST', '/v1/mailbox/changes', change);
      return expect(refused.json()).toMatchObject({ code: 'forbidden', detail: 'counter-only' });
    }
    // Twice: the first answer was lost on its way.
    await browser.call('POST', '/v1/mailbox/changes', change);
    const again = await browser.call('POST', '/v1/mailbox/changes', change);
    if (action.kind !== 'close') expect([again.statusCode, again.body]).toEqual([200, again.body]);
    resident.model.do(action, this.#at);
    if (action.kind !== 'close')
      expect(MailboxChanged.parse(again.json()).view?.messages.map(({ id }) => id)).toEqual(
        resident.model.sight()?.messages.map(([id]) => id),
      );
  }

  #decide(resident: Resident, wish: Wish, sight: Sight) {
    if (wish.kind === 'move') resident.city = otherCity(resident.city);
    return actionOf(wish, sight, resident.city);
  }

  async #send({ from, to, who }: Extract<Step, { kind: 'send' }>): Promise<void> {
    const [id, { receiptNumber }] = [randomUUID(), this.#who(who)];
    const title = `お知らせ ${String(this.#at)}`;
    const about = to === 'interest' ? interest : null;
    const wanted = this.#residents.filter(
      (one) => one.model.receives(from, about) && (to !== 'one' || one === this.#who(who)),
    );
    const audience = {
      ...(to === 'interest' && { interests: [interest] }),
      ...(to === 'one' && { receiptNumber }),
    };
    const texts = { ja: { title, body: `${title}の本文` } };
    const staff = await this.#staffOf(from);
    const posted = await staff.post('messages', { id, texts, audience });
    if (wanted.length === 0) expect(posted.json()).toMatchObject({ code: 'audience-empty' });
    else expect(posted.json()).toMatchObject({ state: 'scheduled', recipients: wanted.length });
    while (await deliverPart(this.#world.central.central.parts));
    this.#titles.set(id, title);
    for (const { model } of wanted) model.deliver(id, this.#at);
  }

  async #cut(counter: Counter): Promise<void> {
    if (counter.terminal.isCut) return;
    await this.#sync(counter);
    await counter.terminal.cut(true);
    counter.kept.clear();
    for (const resident of this.#residents)
      if (resident.model.keptAt(counter.terminal.municipality))
        counter.kept.set(resident, resident.model.copy());
  }

  async #restore(counter: Counter): Promise<void> {
    if (!counter.terminal.isCut) return;
    await counter.terminal.cut(false);
    counter.kept.clear();
    await this.#sync(counter);
  }

  /** Saved at a counter: it arrives at once, or when its line is there again. */
  async #saved(counter: Counter, arrives: Waiting): Promise<void> {
    counter.waiting.push(arrives);
    if (!counter.terminal.isCut) await this.#sync(counter);
  }

  async #sync(counter: Counter): Promise<void> {
    expect(await counter.terminal.sync()).toMatchObject({
      ...{ waiting: 0, needsAttention: 0, feedCurrent: true, balanced: true, failed: null },
    });
    for (const arrives of counter.waiting.splice(0)) await arrives();
  }

  // ---- what is seen

  /** Where the line is cut: what is kept, with what was done since; where nothing is kept, nothing. */
  async #seenWhereCut(): Promise<void> {
    for (const { terminal, kept } of this.#counters.filter((one) => one.terminal.isCut))
      for (const resident of this.#residents)
        this.#expectKept(await terminal.look(resident.card), kept.get(resident));
  }

  #expectKept(opened: Opened, kept: MailboxModel | undefined): void {
    this.looks += 1;
    if (kept === undefined) return expect(opened.state).toBe('offline');
    if (opened.state !== 'open') throw new Error(`kept, and not there: ${opened.state}`);
    expect(opened.source).toBe('kept');
    const [seen, wanted] = [sightOf(opened.view), kept.sight()];
    if (wanted !== null) return expect(seen).toEqual(wanted);
    // Closed here, and nobody has heard of it yet.
    expect(seen.messages).toEqual([]);
    expect(Object.values(seen.memberships).filter((state) => state !== 'left')).toEqual([]);
  }

  /** Everything arrives; then all devices show the same, and what the model says. */
  async #end(): Promise<void> {
    for (const counter of this.#counters) {
      this.#world.pass();
      this.#at += 1;
      await this.#restore(counter);
    }
    for (const counter of this.#counters) await this.#sync(counter);
    for (const resident of this.#residents) await this.#seenOnTheWeb(resident);
    for (const { terminal } of this.#counters) {
      for (const resident of this.#residents) await this.#seenLive(terminal, resident);
      await this.#sync(this.#counter(this.#world.terminals.indexOf(terminal)));
      await terminal.cut(true);
      for (const resident of this.#residents) await this.#seenKept(terminal, resident);
      await terminal.cut(false);
    }
  }

  async #seenLive(terminal: MailboxTerminal, { card, model }: Resident): Promise<void> {
    this.looks += 1;
    const opened = await terminal.look(card);
    expect(opened.waiting).toEqual([]);
    const wanted = model.sight();
    if (wanted === null) return expect(opened.state).toBe('none');
    if (opened.state !== 'open') throw new Error(`not there: ${opened.state}`);
    expect([opened.source, sightOf(opened.view)]).toEqual(['live', wanted]);
    await this.#readAll(wanted, (id) => terminal.read(card, id, false, true));
  }

  async #seenKept(terminal: MailboxTerminal, { card, model }: Resident): Promise<void> {
    this.looks += 1;
    const opened = await terminal.look(card);
    expect(opened.waiting).toEqual([]);
    const wanted = model.keptAt(terminal.municipality) ? model.sight() : null;
    if (wanted === null) return expect(opened.state).toBe('offline');
    if (opened.state !== 'open') throw new Error(`not kept: ${opened.state}`);
    expect([opened.source, sightOf(opened.view)]).toEqual(['kept', wanted]);
    expect(opened.kept.toSorted()).toEqual(wanted.messages.map(([id]) => id).toSorted());
    await this.#readAll(wanted, (id) => terminal.read(card, id, false, false));
  }

  async #seenOnTheWeb(resident: Resident): Promise<void> {
    this.looks += 1;
    const browser = await this.#pageOf(resident);
    const wanted = resident.model.sight();
    if (browser === null || wanted === null) return expect([browser, wanted]).toEqual([null, null]);
    const view = MailboxView.parse((await browser.call('GET', '/v1/mailbox')).json());
    expect(sightOf(view)).toEqual(wanted);
    await this.#readAll(wanted, async (id) =>
      MessageContent.parse((await browser.call('GET', `/v1/mailbox/messages/${id}`)).json()),
    );
  }

  async #readAll({ messages }: Sight, read: (id: string) => Promise<MessageContent | null>): Promise<void> {
    for (const [id] of messages) expect((await read(id))?.texts.ja.title).toBe(this.#titles.get(id));
  }

  // ---- who and where

  #who(index: number): Resident {
    const resident = this.#residents[index];
    if (resident === undefined) throw new Error('there are two');
    return resident;
  }

  #counter(index: number): Counter {
    const counter = this.#counters[index];
    if (counter === undefined) throw new Error('there are two');
    return counter;
  }

  /** Null: there is no mailbox to sign in to. */
  async #pageOf(resident: Resident): Promise<PhoneBrowser | null> {
    const { account, model } = resident;
    const { parts, publicUrl } = this.#world.central.central;
    if (account === null || !model.open) return null;
    if (resident.page?.of === account) return resident.page.browser;
    const browser = new PhoneBrowser(overHttp(publicUrl));
    const opening = { accountId: account, passkey: null };
    const cookie = await parts.db
      .transaction()
      .execute((trx) => openMailboxSession(trx, opening, parts.now()));
    browser.cookie = `mailbox=${cookie}`;
    resident.page = { of: account, browser };
    return browser;
  }

  async #staffOf(municipality: string): Promise<Staff> {
    const known = this.#staff.get(municipality);
    if (known !== undefined) return known;
    const staff = await signInStaff(this.#world.central, 'author', ['compose'], municipality);
    this.#staff.set(municipality, staff);
    return staff;
  }
}
