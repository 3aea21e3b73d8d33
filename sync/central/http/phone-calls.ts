// The calls of the page behind a slip: those before the birth date, and those of a session.
import type { FastifyInstance } from 'fastify';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { Email, Phone } from '../../contract/words.ts';
import type { PhoneView } from '../../contract/phone.ts';
import type { Parts } from '../parts.ts';
import { askForArrival } from '../phone/arrival.ts';
import { changeInterests, changeNotify, changePush, setPins } from '../phone/change.ts';
import { setCookie } from '../phone/cookie.ts';
import { enterSlip } from '../phone/enter.ts';
import { changed } from '../phone/finish.ts';
import { endSession, endSessionsOf } from '../phone/sessions.ts';
import type { PhoneSession } from '../phone/sessions.ts';
import { cancelSlip } from '../slips/slips.ts';
import { awaitView, phoneView } from '../phone/view.ts';
import { answerForAccount, sendForAccount } from '../verifications/account.ts';
import { mount } from './mount.ts';
import type { Gate } from './mount.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/** Adds them to the public listener. `config`: passed to its plugins. */
export function addPhoneCalls(
  app: FastifyInstance,
  gate: Gate,
  parts: Parts,
  config: Record<string, unknown>,
): void {
  const cookie = (value: string | null): string => setCookie(value, parts.publicUrl());
  /** What was changed is answered with everything as it now stands: the page asks once, not twice. */
  const afresh = async (
    session: PhoneSession,
    done: Result<unknown, Refusal>,
  ): Promise<Result<PhoneView, Refusal>> => {
    if (!done.ok) return done;
    await changed({ accountId: session.accountId, slip: session.slip }, parts);
    return phoneView(session, parts);
  };

  mount(
    app,
    gate,
    'arrivalNotice',
    ({ params, body, source }) => askForArrival(params.slip, body, source, parts),
    { config },
  );
  mount(
    app,
    gate,
    'enterSlip',
    async ({ params, body, source, header }) => {
      const entered = await enterSlip(params.slip, body.birthDate, source, parts);
      if (!entered.ok) return entered;
      if (entered.value.cookie !== null) header('set-cookie', cookie(entered.value.cookie));
      return ok(entered.value.entry);
    },
    { config },
  );
  mount(app, gate, 'phone', ({ query, caller, abort }) => awaitView(caller, query, parts, abort), {
    config,
  });
  mount(
    app,
    gate,
    'phoneCode',
    async ({ params: { channel }, body, caller, source, abort }) => {
      if (!(channel === 'email' ? Email : Phone).safeParse(body.address).success)
        return err(refuse('malformed', { detail: 'body.address' }));
      const current = await phoneView(caller, parts);
      if (!current.ok) return current;
      const sending = { channel, ...body, language: current.value.language };
      return afresh(caller, await sendForAccount(caller.accountId, sending, source, parts, abort));
    },
    { config },
  );
  mount(
    app,
    gate,
    'phoneCodeAnswer',
    async ({ params: { channel }, body, caller, source }) => {
      const answer = await answerForAccount(caller.accountId, channel, body.code, source, parts);
      if (answer === null) return err(refuse('verification-unknown'));
      await changed({ accountId: caller.accountId, slip: caller.slip }, parts);
      return ok(answer);
    },
    { config },
  );
  mount(
    app,
    gate,
    'phoneInterests',
    async ({ body, caller }) => afresh(caller, await changeInterests(caller, body.interests, parts)),
    { config },
  );
  mount(
    app,
    gate,
    'phoneNotify',
    async ({ body, caller }) => afresh(caller, await changeNotify(caller, body, parts)),
    { config },
  );
  mount(
    app,
    gate,
    'phonePush',
    async ({ body, caller }) => afresh(caller, await changePush(caller, body.subscription, parts)),
    { config },
  );
  mount(
    app,
    gate,
    'phonePins',
    async ({ body, caller }) => afresh(caller, await setPins(caller, body, parts)),
    { config },
  );
  mount(
    app,
    gate,
    'phoneCancelSlip',
    async ({ caller, header }) => {
      await cancelSlip(caller.slip, 'holder', parts.db, parts.now());
      await endSessionsOf(caller.slip, parts.db);
      await changed({ accountId: caller.accountId, slip: caller.slip }, parts);
      header('set-cookie', cookie(null));
      return ok(null);
    },
    { config },
  );
  mount(
    app,
    gate,
    'phoneLeave',
    async ({ caller, header }) => {
      await endSession(caller.id, parts.db);
      header('set-cookie', cookie(null));
      return ok(null);
    },
    { config },
  );
}
