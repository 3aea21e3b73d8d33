import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { deliverTo, registerResident, rightPin, unsealWith } from '../../../tests/fixtures/mailbox.ts';
import { madeUp } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import type { MailboxAction } from '../../contract/commands.ts';
import { FeedPage, KnownFeedEntry } from '../../contract/feed.ts';
import { MailboxSnapshot } from '../../contract/mailbox-view.ts';
import { MessageContent } from '../../contract/message.ts';
import { changeOnWeb } from './change.ts';
import { keepDelivered } from './kept.ts';

const city = madeUp.municipality;
const secret = 'とても秘密の本文';

let central: TestCentral;
let here: Sender;
let far: Sender;
const clock = { at: Date.now() };
beforeAll(async () => {
  central = await startTestCentral({ now: () => new Date(clock.at) });
  here = await central.enrol();
  far = await central.enrol('992020');
}, 60_000);
afterAll(() => central.stop(), 60_000);
beforeEach(() => {
  clock.at += 60_000;
});

const parts = () => central.central.parts;
/** Everything that a terminal of this municipality is told of a mailbox, from the beginning. */
async function told(mailbox: string, sender = here): Promise<KnownFeedEntry[]> {
  const entries: KnownFeedEntry[] = [];
  for (let cursor = ''; ;) {
    const query = cursor === '' ? '' : `?cursor=${cursor}`;
    const page = FeedPage.parse((await central.as(sender, 'GET', `/v1/changes${query}`)).json());
    entries.push(...page.entries.map((entry) => KnownFeedEntry.parse(entry)));
    cursor = page.cursor;
    if (!page.more) break;
  }
  return entries.filter((entry) => 'recipient' in entry && entry.recipient === mailbox);
}
const kinds = async (...given: Parameters<typeof told>): Promise<string[]> =>
  (await told(...given)).map(({ kind }) => kind);
const change = (id: string, action: MailboxAction) => {
  clock.at += 1_000;
  return changeOnWeb(id, { id: randomUUID(), action, pin1: rightPin }, parts());
};
const keep = (id: string, on: boolean, municipality: string = city) =>
  change(id, { kind: 'keep-here', municipality, on });

describe('terminals at rest', () => {
  it('have nothing of who did not ask for it', async () => {
    const { id, card } = await registerResident(central, here);
    await deliverTo(central, [id], { body: secret });
    expect(await told(card.mailbox)).toEqual([]);
  });

  it('have what is in the mailbox and what comes, sealed, in that municipality only', async () => {
    const { id, card } = await registerResident(central, here);
    const before = await deliverTo(central, [id], { title: secret, body: secret });
    expect(await keep(id, true)).toMatchObject({ outcome: 'applied' });
    const after = await deliverTo(central, [id, (await registerResident(central, here)).id]);
    const entries = await told(card.mailbox);
    expect(entries.map(({ kind }) => kind)).toEqual(['message', 'message', 'mailbox']);
    expect(entries.flatMap((entry) => (entry.kind === 'message' ? [entry.id] : []))).toEqual([before, after]);
    expect(JSON.stringify(entries)).not.toContain('秘密');
    const [message, , mailbox] = entries;
    if (message?.kind !== 'message' || mailbox?.kind !== 'mailbox') throw new Error('other entries came');
    expect((await unsealWith(card, message.sealed, MessageContent)).texts.ja.body).toBe(secret);
    const snapshot = await unsealWith(card, mailbox.sealed, MailboxSnapshot);
    expect(snapshot.view.messages.map((one) => one.id).toSorted()).toEqual([before, after].toSorted());
    expect(await told(card.mailbox, far)).toEqual([]);
  });

  it('forget what is deleted or reset: the feed has it no more, not even sealed', async () => {
    const { id, card } = await registerResident(central, here);
    await keep(id, true);
    const [first, second] = [await deliverTo(central, [id]), await deliverTo(central, [id])];
    await change(id, { kind: 'delete', message: first });
    expect(await kinds(card.mailbox)).toEqual(['message', 'message-deleted', 'mailbox']);
    await change(id, { kind: 'reset' });
    const entries = await told(card.mailbox);
    expect(entries.map((entry) => ('id' in entry ? entry.id : entry.kind))).toEqual([
      first,
      second,
      'mailbox',
    ]);
    const bodies = await parts().db.selectFrom('feed').select('body').where('kind', '=', 'message').execute();
    expect(JSON.stringify(bodies)).not.toContain(card.mailbox);
  });

  it('forget all of it when it is taken back, there and not elsewhere, and when the account ends', async () => {
    const { id, card } = await registerResident(central, here);
    await keep(id, true);
    await keep(id, true, '992020');
    await deliverTo(central, [id]);
    expect(await kinds(card.mailbox, far)).toEqual(['message', 'mailbox']);
    await keep(id, false);
    expect(await kinds(card.mailbox)).toEqual(['mailbox-gone']);
    expect(await kinds(card.mailbox, far)).toEqual(['message', 'mailbox']);
    await keep(id, true);
    expect(await kinds(card.mailbox)).toEqual(['mailbox-gone', 'message', 'mailbox']);
    await change(id, { kind: 'close' });
    expect(await kinds(card.mailbox)).toEqual(['mailbox-gone', 'mailbox-gone']);
    expect(await kinds(card.mailbox, far)).toEqual(['mailbox-gone']);
  });

  it('keep one snapshot of a mailbox, however often it changes, and none more when nothing has', async () => {
    const { id, card } = await registerResident(central, here);
    await keep(id, true);
    for (const push of [true, false, true]) await change(id, { kind: 'notify', push, email: true });
    expect(await kinds(card.mailbox)).toEqual(['mailbox']);
    const seq = async () => (await told(card.mailbox)).at(-1)?.seq;
    const last = await seq();
    await change(id, { kind: 'service-leave', service: 'library' });
    await parts()
      .db.transaction()
      .execute((trx) => keepDelivered(trx, { messageId: randomUUID(), accountIds: [] }, parts()));
    expect(await seq()).toBe(last);
  });

  it('whose cursor stands at what was emptied go on from there', async () => {
    const { id } = await registerResident(central, here);
    await keep(id, true);
    const { cursor } = FeedPage.parse((await central.as(here, 'GET', '/v1/changes')).json());
    await change(id, { kind: 'notify', push: true, email: true });
    const response = await central.as(here, 'GET', `/v1/changes?cursor=${cursor}`);
    expect(FeedPage.parse(response.json()).entries.map(({ kind }) => kind)).toEqual(['mailbox']);
  });
});
