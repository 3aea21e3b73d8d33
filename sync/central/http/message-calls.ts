// The desk's calls about messages, lists and people, each with the role that it asks for in that municipality.
import type { FastifyInstance } from 'fastify';
import type { DeskRole } from '../../contract/desk.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { may } from '../desk/actor.ts';
import type { Actor } from '../desk/actor.ts';
import { countAudience } from '../messages/audience.ts';
import { matchList, readLists, uploadList } from '../messages/lists.ts';
import { paperList } from '../messages/paper.ts';
import { readPersonReceipts, readRecipients } from '../messages/people.ts';
import { postMessage } from '../messages/post.ts';
import { readAttachment, readMessage, readMessages } from '../messages/read.ts';
import { releaseMessage, stopMessage } from '../messages/release.ts';
import type { Parts } from '../parts.ts';
import { mount } from './mount.ts';
import type { Gate } from './mount.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';

interface Caller {
  readonly caller: Actor;
  readonly params: { readonly code: string };
}
const any: readonly DeskRole[] = ['compose', 'release', 'recipients', 'registry'];

/** Registers them. */
export function addMessageCalls(
  app: FastifyInstance,
  gate: Gate,
  parts: Parts,
  config: Record<string, unknown>,
): void {
  const options = { config };
  /** Does it when the caller has one of the roles there. */
  const allowed = async <T>(
    roles: readonly DeskRole[],
    { caller, params }: Caller,
    act: () => Promise<Result<T, Refusal>>,
  ): Promise<Result<T, Refusal>> =>
    roles.some((role) => may(caller, params.code, role)) ? act() : err(refuse('forbidden'));
  const which = ({ code, id }: { readonly code: string; readonly id: string }) => ({
    municipality: code,
    id,
  });

  mount(
    app,
    gate,
    'countAudience',
    (call) =>
      allowed(['compose'], call, async () => {
        const { body: audience, params } = call;
        const now = parts.now();
        const target = { municipality: params.code, audience, until: now, at: now };
        return parts.db.transaction().execute(async (trx) => {
          if (audience.list !== undefined && !(await matchList(trx, audience.list, params.code)))
            return err(refuse('not-found', { detail: 'body.list' }));
          return ok(await countAudience(target, parts.desk.releaseAbove, trx));
        });
      }),
    options,
  );
  mount(
    app,
    gate,
    'postMessage',
    (call) => allowed(['compose'], call, () => postMessage(call.body, call.params.code, call.caller, parts)),
    options,
  );
  mount(
    app,
    gate,
    'deskMessages',
    (call) =>
      allowed(any, call, async () =>
        ok(await readMessages(call.params.code, call.query.before ?? null, parts)),
      ),
    options,
  );
  mount(
    app,
    gate,
    'deskMessage',
    (call) => allowed(any, call, () => readMessage(which(call.params), parts)),
    options,
  );
  mount(
    app,
    gate,
    'releaseMessage',
    (call) =>
      allowed(['release'], call, () => releaseMessage(which(call.params), call.body, call.caller, parts)),
    options,
  );
  mount(
    app,
    gate,
    'stopMessage',
    (call) =>
      allowed(['release', 'compose'], call, () => stopMessage(which(call.params), call.caller, parts)),
    options,
  );
  mount(
    app,
    gate,
    'deskAttachment',
    (call) => allowed(any, call, () => readAttachment(which(call.params), call.params.attachment, parts.db)),
    options,
  );
  mount(
    app,
    gate,
    'personReceipts',
    (call) =>
      allowed(['recipients'], call, () =>
        readPersonReceipts(which(call.params), call.query, call.caller, parts),
      ),
    options,
  );
  mount(
    app,
    gate,
    'paperList',
    (call) => allowed(['recipients'], call, () => paperList(which(call.params), call.caller, parts)),
    options,
  );
  mount(
    app,
    gate,
    'uploadList',
    (call) => allowed(['compose'], call, () => uploadList(call.body, call.params.code, call.caller, parts)),
    options,
  );
  mount(
    app,
    gate,
    'lists',
    (call) => allowed(['compose'], call, async () => ok(await readLists(call.params.code, parts.db))),
    options,
  );
  mount(
    app,
    gate,
    'recipients',
    (call) =>
      allowed(['recipients'], call, () => readRecipients(call.params.code, call.query, call.caller, parts)),
    options,
  );
}
