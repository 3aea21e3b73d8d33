// The calls of the mailbox in a browser: the ways in, and those of a session.
import type { FastifyInstance } from 'fastify';
import { ring } from '../bell.ts';
import type { MailboxChange, MailboxChanged, MailboxView } from '../../contract/mailbox-view.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { mailboxTopic } from '../mailbox/account.ts';
import { listMessages } from '../mailbox/list.ts';
import { openMessage } from '../mailbox/open.ts';
import { mailboxView } from '../mailbox/view.ts';
import { changeOnWeb } from '../mailbox/change.ts';
import type { Parts } from '../parts.ts';
import { changePush } from '../phone/change.ts';
import { setCookie } from '../phone/cookie.ts';
import { attachmentFile } from '../web/attachments.ts';
import { MailboxStreams } from '../web/events.ts';
import { enterFromSlip } from '../web/from-slip.ts';
import { answerPasskey, beginPasskey } from '../web/passkey-sign-in.ts';
import { addPasskey, listPasskeys, passkeyOptions, removePasskey } from '../web/passkeys.ts';
import { mailboxInfo } from '../web/relying-party.ts';
import { endMailboxSession, mailboxCookie, mailboxSessionIsOpen } from '../web/sessions.ts';
import type { MailboxSession } from '../web/sessions.ts';
import { answerSignIn, beginSignIn } from '../web/sign-in.ts';
import { mount } from './mount.ts';
import type { Gate } from './mount.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/** Adds them to the public listener. `config`: passed to its plugins. */
export function addMailboxCalls(
  app: FastifyInstance,
  gate: Gate,
  parts: Parts,
  config: Record<string, unknown>,
): void {
  addWaysIn(app, gate, parts, config);
  addPasskeyCalls(app, gate, parts, config);
  addReading(app, gate, parts, config);
  const options = { config };
  mount(
    app,
    gate,
    'changeMailbox',
    async ({ body, caller, header }) => {
      const changed = await change(caller, body, parts);
      if (changed.ok && changed.value.view === null) header('set-cookie', cookieOf(null, parts));
      return changed;
    },
    options,
  );
  mount(
    app,
    gate,
    'mailboxPush',
    async ({ body, caller }) => {
      const done = await changePush(caller, body.subscription, parts);
      if (!done.ok) return done;
      await ring(parts.db, mailboxTopic(caller.accountId));
      return viewOf(caller, parts);
    },
    options,
  );
  mount(
    app,
    gate,
    'leaveMailbox',
    async ({ caller, header }) => {
      await endMailboxSession(caller.id, parts.db);
      await ring(parts.db, mailboxTopic(caller.accountId));
      header('set-cookie', cookieOf(null, parts));
      return ok(null);
    },
    options,
  );
}

const cookieOf = (value: string | null, { publicUrl }: Parts): string =>
  setCookie(value, publicUrl(), mailboxCookie);

function addWaysIn(app: FastifyInstance, gate: Gate, parts: Parts, config: Record<string, unknown>): void {
  const options = { config };
  mount(app, gate, 'mailboxInfo', () => Promise.resolve(ok(mailboxInfo(parts))), options);
  const underWay = new Set<Promise<void>>();
  app.addHook('onClose', () => Promise.all(underWay));
  mount(
    app,
    gate,
    'signIn',
    async ({ body, source }) => {
      const begun = await beginSignIn(body, source, parts);
      if (!begun.ok) return begun;
      const { started, seenTo } = begun.value;
      underWay.add(seenTo);
      void seenTo.then(() => underWay.delete(seenTo));
      return ok(started);
    },
    options,
  );
  mount(
    app,
    gate,
    'answerSignIn',
    async ({ params, body, source, header }) => {
      const { outcome, cookie } = await answerSignIn(params.id, body.code, source, parts);
      if (cookie !== null) header('set-cookie', cookieOf(cookie, parts));
      return ok(outcome);
    },
    options,
  );
  mount(app, gate, 'passkeySignIn', () => beginPasskey(parts), options);
  mount(
    app,
    gate,
    'answerPasskey',
    async ({ params, body, header }) => {
      const answered = await answerPasskey(params.id, body, parts);
      if (!answered.ok) return answered;
      const { outcome, cookie } = answered.value;
      if (cookie !== null) header('set-cookie', cookieOf(cookie, parts));
      return ok(outcome);
    },
    options,
  );
  mount(
    app,
    gate,
    'phoneMailbox',
    async ({ body, caller, header }) => {
      const { outcome, cookie } = await enterFromSlip(caller, body.pin1, parts);
      if (cookie !== null) header('set-cookie', cookieOf(cookie, parts));
      return ok(outcome);
    },
    options,
  );
}

function addPasskeyCalls(
  app: FastifyInstance,
  gate: Gate,
  parts: Parts,
  config: Record<string, unknown>,
): void {
  const options = { config };
  mount(app, gate, 'passkeys', async ({ caller }) => ok(await listPasskeys(caller, parts)), options);
  mount(app, gate, 'passkeyOptions', ({ caller }) => passkeyOptions(caller, parts), options);
  mount(app, gate, 'addPasskey', ({ caller, body }) => addPasskey(caller, body, parts), options);
  mount(app, gate, 'removePasskey', ({ caller, params }) => removePasskey(caller, params.id, parts), options);
}

function addReading(app: FastifyInstance, gate: Gate, parts: Parts, config: Record<string, unknown>): void {
  const options = { config };
  const streams = new MailboxStreams();
  const found = <T>(value: T | null): Result<T, Refusal> =>
    value === null ? err(refuse('not-found')) : ok(value);
  mount(app, gate, 'mailbox', ({ caller }) => viewOf(caller, parts), options);
  mount(
    app,
    gate,
    'mailboxEvents',
    ({ caller, abort }) => Promise.resolve(streams.begin(caller, parts, abort)),
    options,
  );
  mount(
    app,
    gate,
    'mailboxMessages',
    async ({ caller, query: { text, delegation } }) =>
      found(
        await listMessages(
          caller.accountId,
          { text, ...(delegation === undefined ? {} : { delegation }) },
          parts,
        ),
      ),
    options,
  );
  mount(
    app,
    gate,
    'mailboxMessage',
    async ({ caller, params }) => found(await openMessage(caller.accountId, params.id, parts)),
    options,
  );
  mount(
    app,
    gate,
    'mailboxAttachment',
    async ({ caller, params }) => found(await attachmentFile(caller.accountId, params.id, parts)),
    options,
  );
}

/** `unauthenticated`: the account has been closed since. */
async function viewOf({ accountId }: MailboxSession, parts: Parts): Promise<Result<MailboxView, Refusal>> {
  const view = await mailboxView(accountId, parts);
  return view === null ? err(refuse('unauthenticated')) : ok(view);
}

/** What needs the card, or staff, is not done from a browser: it would say of itself whose facts these are. */
async function change(
  session: MailboxSession,
  body: MailboxChange,
  parts: Parts,
): Promise<Result<MailboxChanged, Refusal>> {
  if (body.action.kind === 'move' || body.action.kind === 'exempt')
    return err(refuse('forbidden', { detail: 'counter-only' }));
  const done = await changeOnWeb(session.accountId, body, parts);
  const goesOn = await mailboxSessionIsOpen(session, parts);
  return ok({ ...done, view: goesOn ? await mailboxView(session.accountId, parts) : null });
}
