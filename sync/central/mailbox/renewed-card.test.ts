// A renewed card has another mailbox: whose older one comes along, and whose does not (decision 0014).
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import {
  accountOf,
  confirmEmail,
  deliverTo,
  makeMailboxCard,
  pushAll,
  recordFor,
  rightPin,
  unsealWith,
} from '../../../tests/fixtures/mailbox.ts';
import type { MailboxCard } from '../../../tests/fixtures/mailbox.ts';
import { makeProvenCard } from '../../../tests/fixtures/proven-card.ts';
import { madeUp } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import { FeedPage, KnownFeedEntry } from '../../contract/feed.ts';
import { MailboxSnapshot } from '../../contract/mailbox-view.ts';
import { MessageContent } from '../../contract/message.ts';
import { ownerOf } from './account.ts';
import { changeOnWeb } from './change.ts';
import { mailboxView } from './view.ts';

const city = madeUp.municipality;
const minuteMs = 60_000;
const proven = makeProvenCard();

let central: TestCentral;
let terminal: Sender;
const clock = { at: Date.now() };
beforeAll(async () => {
  const anchors = { sign: [], auth: [], genuine: [proven.anchor] };
  central = await startTestCentral({ config: { anchors }, now: () => new Date(clock.at) });
  terminal = await central.enrol();
}, 60_000);
afterAll(() => central.stop(), 60_000);
beforeEach(() => {
  clock.at += 60 * minuteMs;
});
const parts = () => central.central.parts;

interface Person {
  readonly email: string;
  readonly name: string;
  readonly birthDate: string;
}
let people = 0;
const somebody = (): Person => ({
  ...{ email: `p${String((people += 1))}@example.jp`, name: '架空　花子', birthDate: '19800203' },
});

interface Registered {
  readonly id: string;
  readonly card: MailboxCard;
}
/** Registered so many minutes ago; the email is proved when `confirm` is called, or at once. */
async function registerOnly(
  { email, name, birthDate }: Person,
  minutes: number,
  { genuine = true, card = makeMailboxCard() } = {},
): Promise<Registered> {
  const record = recordFor(card, terminal, {
    at: new Date(clock.at - minutes * minuteMs).toISOString(),
    contact: { email, emailVerification: null, phone: null, phoneVerification: null },
    basicFour: { name, birthDate, sex: '2', address: madeUp.address },
  });
  await pushAll(central, terminal, [genuine ? { ...record, genuine: proven.prove(record.id) } : record]);
  return { id: await accountOf(central, record.id), card };
}
async function register(...given: Parameters<typeof registerOnly>): Promise<Registered> {
  const registered = await registerOnly(...given);
  await confirmEmail(central, registered.id);
  return registered;
}
const closing = async ({ id }: Registered) => {
  const { closed_at, closed_reason } = await parts()
    .db.selectFrom('accounts')
    .select(['closed_at', 'closed_reason'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return closed_at === null ? 'open' : closed_reason;
};
const messagesOf = async ({ id }: Registered) =>
  (await mailboxView(id, parts()))?.messages.map((message) => message.id).toSorted();
const keepHere = ({ id }: Registered) =>
  changeOnWeb(
    id,
    { id: randomUUID(), action: { kind: 'keep-here', municipality: city, on: true }, pin1: rightPin },
    parts(),
  );

describe('who registers a renewed card with the same email, name and birth date', () => {
  it('has the older card’s mailbox when the email is proved, not sooner', async () => {
    const person = somebody();
    const older = await register(person, 30);
    const message = await deliverTo(central, [older.id]);
    const newer = await registerOnly({ ...person, email: person.email.toUpperCase() }, 10);
    expect([await closing(older), await messagesOf(newer)]).toEqual(['open', []]);
    await confirmEmail(central, newer.id);
    expect([await closing(older), await closing(newer)]).toEqual(['registered-again', 'open']);
    expect(await messagesOf(newer)).toEqual([message]);
    expect(await ownerOf(older.card.mailbox, parts().db)).toBeNull();
    expect((await ownerOf(newer.card.mailbox, parts().db))?.id).toBe(newer.id);
  });

  it('has it, too, when the older record comes later', async () => {
    const person = somebody();
    const newer = await register(person, 10);
    const older = await register(person, 30);
    expect([await closing(older), await closing(newer)]).toEqual(['registered-again', 'open']);
  });

  it('has all of several older ones', async () => {
    const person = somebody();
    // One that has not proved itself takes nothing.
    const first = await register(person, 40);
    const second = await register(person, 30, { genuine: false });
    expect([await closing(first), await closing(second)]).toEqual(['open', 'open']);
    const messages = [await deliverTo(central, [first.id]), await deliverTo(central, [second.id])];
    const third = await register(person, 10);
    expect([await closing(first), await closing(second)]).toEqual(['registered-again', 'registered-again']);
    expect(await messagesOf(third)).toEqual(messages.toSorted());
  });

  it('has it once, also when both come in one batch and an older registration of the old card comes last', async () => {
    const person = somebody();
    const old = makeMailboxCard();
    const [older, newer] = [await registerOnly(person, 30, { card: old }), await registerOnly(person, 10)];
    await Promise.all([older, newer].map(({ id }) => confirmEmail(central, id)));
    expect([await closing(older), await closing(newer)]).toEqual(['registered-again', 'open']);
    const oldest = await register({ ...person, email: 'before@example.jp' }, 50, { card: old });
    expect(await closing(oldest)).toBe('registered-again');
  });

  it('finds what is kept on terminals sealed for the new card, and nothing for the old one', async () => {
    const person = somebody();
    const older = await register(person, 30);
    await keepHere(older);
    const before = await deliverTo(central, [older.id]);
    const newer = await register(person, 10);
    const after = await deliverTo(central, [newer.id]);

    const response = await central.as(terminal, 'GET', '/v1/changes');
    const entries = FeedPage.parse(response.json()).entries.flatMap((entry) => {
      const known = KnownFeedEntry.safeParse(entry);
      return known.success && 'recipient' in known.data ? [known.data] : [];
    });
    const of = ({ card }: Registered) => entries.filter(({ recipient }) => recipient === card.mailbox);
    expect(of(older).map(({ kind }) => kind)).toEqual(['mailbox-gone']);
    const texts: string[] = [];
    for (const entry of of(newer))
      if (entry.kind === 'message')
        texts.push((await unsealWith(newer.card, entry.sealed, MessageContent)).id);
    expect(texts).toEqual([before, after]);
    const snapshots = of(newer).flatMap((entry) => (entry.kind === 'mailbox' ? [entry.sealed] : []));
    expect(snapshots).toHaveLength(1);
    const { view } = await unsealWith(newer.card, snapshots[0] ?? '', MailboxSnapshot);
    expect(view.total).toBe(2);
  });
});

describe('whose mailbox does not come along', () => {
  const apart = async (change: (person: Person) => Person, genuine = true): Promise<void> => {
    const person = somebody();
    const older = await register(person, 30);
    const newer = await register(change(person), 10, { genuine });
    expect([await closing(older), await closing(newer)]).toEqual(['open', 'open']);
  };

  it('has the same email and another name: a family', () =>
    apart((person) => ({ ...person, name: '架空　次郎' })));
  it('has the same email and name and another birth date', () =>
    apart((person) => ({ ...person, birthDate: '20100203' })));
  it('has the same name and birth date and another email', () =>
    apart((person) => ({ ...person, email: 'another@example.jp' })));
  it('has all three and a card that did not prove itself', () => apart((person) => person, false));
});
