// Two nodes on one PostgreSQL: a page waits at one, and what happens at the other reaches it.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import {
  MailboxBrowser,
  makeResident,
  putMessage,
  signInsSeenTo,
} from '../../../tests/fixtures/mailbox-browser.ts';
import type { Resident } from '../../../tests/fixtures/mailbox-browser.ts';
import { startPostgres } from '../../../tests/fixtures/postgres.ts';
import type { ThrowAwayPostgres } from '../../../tests/fixtures/postgres.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import { MailboxChanged, MailboxEvent, MailboxView } from '../../contract/mailbox-view.ts';
import { streamsPerAccount } from './limits.ts';
import { signInCode } from './sign-in-mail.ts';

const folder = mkdtempSync(join(tmpdir(), 'madoguchi-events-'));
let postgres: ThrowAwayPostgres;
let here: TestCentral;
let there: TestCentral;
let terminal: Sender;
beforeAll(async () => {
  postgres = await startPostgres();
  const config = { databaseUrl: postgres.url, secretFile: join(folder, 'secret.key') };
  here = await startTestCentral({ config });
  there = await startTestCentral({ config });
  terminal = await here.enrol();
}, 120_000);
afterAll(async () => {
  await there.stop();
  await here.stop();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

let homes = 0;
async function inside(): Promise<{ page: MailboxBrowser; resident: Resident }> {
  const resident = await makeResident(here, terminal);
  return { resident, page: await signedIn(resident) };
}
async function signedIn(resident: Resident): Promise<MailboxBrowser> {
  const page = new MailboxBrowser(there.public, `203.0.113.${String((homes += 1))}`);
  const { id } = await page.begin(resident.email, resident.pin1);
  await signInsSeenTo(here);
  // Either node may have mailed it.
  const code = signInCode(here.central.parts.secret, id, resident.accountId);
  expect(await page.answer(id, code)).toEqual({ outcome: 'open' });
  return page;
}
interface Told {
  readonly event: string;
  readonly data: string;
}

/** A browser's EventSource at a node's own address. */
async function listen(node: TestCentral, page: MailboxBrowser): Promise<Stream> {
  const hang = new AbortController();
  const response = await fetch(`${node.central.publicUrl}/v1/mailbox/events`, {
    headers: { cookie: page.cookie ?? '', accept: 'text/event-stream' },
    signal: hang.signal,
  });
  return new Stream(response, hang);
}
class Stream {
  readonly response: Response;
  readonly #hang: AbortController;
  readonly #reader: ReadableStreamDefaultReader<string> | undefined;
  #text = '';

  constructor(response: Response, hang: AbortController) {
    this.response = response;
    this.#hang = hang;
    this.#reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** The next event that is no heartbeat; null when the stream has ended. */
  async next(): Promise<Told | null> {
    for (;;) {
      const at = this.#text.indexOf('\n\n');
      if (at < 0) {
        const read = await this.#reader?.read();
        if (read?.done !== false) return null;
        this.#text += read.value;
        continue;
      }
      const block = this.#text.slice(0, at);
      this.#text = this.#text.slice(at + 2);
      const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      const data = field('data');
      if (data !== undefined) return { event: field('event') ?? 'message', data };
    }
  }

  /** The version that the next event tells. */
  async version(): Promise<string> {
    const told = await this.next();
    expect(told?.event).toBe('message');
    return MailboxEvent.parse(JSON.parse(told?.data ?? '{}')).version;
  }

  hangUp(): void {
    this.#hang.abort();
  }
}
const viewOf = async (page: MailboxBrowser): Promise<MailboxView> =>
  MailboxView.parse((await page.call('GET', '/v1/mailbox?quiet=1')).json());

describe('a page that listens', () => {
  it('hears what happens at another node within a second, and the view then says the same', async () => {
    const { page, resident } = await inside();
    const stream = await listen(here, page);
    expect(Object.fromEntries(stream.response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'x-accel-buffering': 'no',
      'cache-control': 'no-store, no-transform',
    });
    const first = await stream.version();
    expect(first).toBe((await viewOf(page)).version);
    const { id } = await putMessage(there, resident.accountId);
    const sinceMs = performance.now();
    const delivered = await stream.version();
    expect(performance.now() - sinceMs).toBeLessThan(1_000);
    expect(delivered).not.toBe(first);
    const body = { id: randomUUID(), action: { kind: 'delete', message: id }, pin1: null };
    const { view } = MailboxChanged.parse((await page.call('POST', '/v1/mailbox/changes', body)).json());
    expect(await stream.version()).toBe(view?.version);
    stream.hangUp();
  });

  it('is told of nobody else’s', async () => {
    const one = await inside();
    const two = await inside();
    const stream = await listen(here, one.page);
    const first = await stream.version();
    await putMessage(there, two.resident.accountId);
    await putMessage(there, one.resident.accountId);
    const second = await stream.version();
    expect(second).not.toBe(first);
    expect(second).toBe((await viewOf(one.page)).version);
    stream.hangUp();
  });

  it('is cut off when the phone is reported lost, at every node, and does not come back', async () => {
    const { page, resident } = await inside();
    const lost = await signedIn(resident);
    const streams = [await listen(here, lost), await listen(there, lost)];
    for (const stream of streams) await stream.version();
    const body = { id: randomUUID(), action: { kind: 'lost-phone' }, pin1: null };
    expect((await page.call('POST', '/v1/mailbox/changes', body)).statusCode).toBe(200);
    for (const stream of streams) {
      let told = await stream.next();
      while (told?.event === 'message') told = await stream.next();
      expect(told?.event).toBe('end');
      expect(await stream.next()).toBeNull();
    }
    expect((await listen(here, lost)).response.status).toBe(401);
  });

  it('ends when the resident leaves; the other browser goes on', async () => {
    const { page, resident } = await inside();
    const other = await signedIn(resident);
    const stream = await listen(here, page);
    const otherStream = await listen(here, other);
    await stream.version();
    await otherStream.version();
    await page.call('POST', '/v1/mailbox/leave', {});
    let told = await stream.next();
    while (told?.event === 'message') told = await stream.next();
    expect(told?.event).toBe('end');
    await putMessage(there, resident.accountId);
    await otherStream.version();
    otherStream.hangUp();
  });

  it('is one of so many of an account; one that hung up makes room', async () => {
    const { page } = await inside();
    const streams = [];
    for (let count = 0; count < streamsPerAccount; count += 1) streams.push(await listen(here, page));
    for (const stream of streams) await stream.version();
    expect((await listen(here, page)).response.status).toBe(429);
    streams[0]?.hangUp();
    await expect
      .poll(async () => {
        const stream = await listen(here, page);
        stream.hangUp();
        return stream.response.status;
      })
      .toBe(200);
    for (const stream of streams) stream.hangUp();
  });

  it('is let go when the node stops', async () => {
    const config = { databaseUrl: postgres.url, secretFile: join(folder, 'secret.key') };
    const third = await startTestCentral({ config });
    const { page } = await inside();
    const stream = await listen(third, page);
    await stream.version();
    const ended = stream.next().catch(() => null);
    await third.stop();
    expect(await ended).toBeNull();
  });
});
