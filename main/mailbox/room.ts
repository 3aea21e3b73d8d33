// A resident's mailbox at the counter: as the central API has it now, or, where its owner asked for it, as it was when this terminal
// last heard of it. Either is sealed to the card on the reader; what was done here and is not seen yet is laid over it.
import type { FaceCode } from '../../preload/contract/faces.ts';
import type { WaitingAct } from '../../preload/contract/mailbox.ts';
import {
  MailboxSnapshot,
  type MailboxMessageAnswer,
  type MailboxMessageQuery,
  type MailboxOpen,
  type MailboxOpened,
  type Delegated,
  type MailboxView,
} from '../../sync/contract/mailbox-view.ts';
import { MessageContent } from '../../sync/contract/message.ts';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import { unseal } from '../../sync/contract/sealed.ts';
import type { CallError } from '../../sync/contract/worker.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { MailboxKeys } from './keys.ts';
import { PendingAction, withActions } from './pending.ts';

/** The mailbox as a session sees it. `offline`: there is no line, and nothing is kept here. */
export type Opened =
  | {
      readonly state: 'open';
      readonly source: 'live' | 'kept';
      /** When it was so, by the central API's clock; ISO 8601. */
      readonly asOf: string;
      readonly view: MailboxView;
      /** What is read for others: only live, nothing of it is kept here. */
      readonly delegated: readonly Delegated[];
      readonly pin1: boolean;
      readonly waiting: readonly WaitingAct[];
      /** Messages whose text is kept here. */
      readonly kept: readonly string[];
    }
  | {
      readonly state: 'none' | 'waiting' | 'offline';
      readonly waiting: readonly WaitingAct[];
      /** What kept it from being looked up. */
      readonly face: FaceCode | null;
    };

export interface MailboxLine {
  online(): boolean;
  open(request: MailboxOpen): Promise<Result<MailboxOpened, CallError>>;
  message(query: MailboxMessageQuery): Promise<Result<MailboxMessageAnswer, CallError>>;
}
export type MailboxStore = Pick<
  Store,
  'mailboxAt' | 'messageAt' | 'messagesAt' | 'actionsFor' | 'actionsSeen' | 'catalogue'
>;

export interface MailboxRoom {
  /** Opens it, and puts PIN1's verifier into `keys`. */
  open(keys: MailboxKeys, sessionId: string): Promise<Opened>;
  /** The text of one of its messages, or of one that is read for somebody else. `live`: the mailbox was seen live, so a deletion elsewhere counts. */
  message(
    keys: MailboxKeys,
    query: Omit<MailboxMessageQuery, 'mailbox'>,
    live: boolean,
  ): Promise<Result<MessageContent, FaceCode>>;
}

interface Looked {
  readonly state: 'open' | 'none' | 'waiting' | 'failed';
  readonly snapshot: MailboxSnapshot | null;
  readonly face: FaceCode;
}

export function mailboxRoom(store: MailboxStore, line: MailboxLine, log: Log): MailboxRoom {
  async function live(keys: MailboxKeys, sessionId: string): Promise<Looked> {
    const failed: Looked = { state: 'failed', snapshot: null, face: 'mailbox.offline' };
    const answer = await line.open({ mailbox: keys.address, sessionId });
    if (!answer.ok) {
      log('warn', 'mailbox.not-opened', { kind: answer.error.kind });
      return answer.error.kind === 'refused' ? { ...failed, face: 'central.refused' } : failed;
    }
    if (answer.value.state !== 'open') return { ...failed, state: answer.value.state };
    const snapshot = await unseal(answer.value.sealed, keys.key, MailboxSnapshot);
    if (snapshot === null) log('warn', 'mailbox.unreadable', {});
    return { ...failed, state: snapshot === null ? 'failed' : 'open', snapshot };
  }

  async function kept(keys: MailboxKeys): Promise<MailboxSnapshot | null> {
    const rest = store.mailboxAt(keys.address);
    return rest === null ? null : unseal(rest.sealed, keys.key, MailboxSnapshot);
  }

  /** What was done here, in two parts: laid over the view, and told as waiting. What the view shows already is forgotten. */
  async function actions({ address, key }: MailboxKeys, seenUntil: string | null) {
    const over: PendingAction[] = [];
    const waiting: WaitingAct[] = [];
    const seen: string[] = [];
    for (const { id, sealed, state, acceptedAt } of store.actionsFor(address)) {
      const action = await unseal(sealed, key, PendingAction);
      if (action === null || (acceptedAt !== null && seenUntil !== null && acceptedAt <= seenUntil)) {
        seen.push(id);
        continue;
      }
      if (state !== 'needs-attention') over.push(action);
      const { kind } = action.action;
      if (state === 'accepted' || kind === 'read') continue;
      const { receiptNumber, subject, at } = action;
      const told = state === 'waiting' ? 'waiting' : 'attention';
      waiting.push({ receiptNumber, what: kind, subject, at, state: told });
    }
    store.actionsSeen(seen);
    return { over, waiting };
  }

  async function fromLine(
    keys: MailboxKeys,
    query: MailboxMessageQuery,
  ): Promise<Result<MessageContent, FaceCode>> {
    const answer = await line.message(query);
    if (!answer.ok) return err('mailbox.message-not-here');
    if (answer.value.sealed === null) return err('mailbox.message-gone');
    return checked(await unseal(answer.value.sealed, keys.key, MessageContent), query.message);
  }
  async function fromHere(keys: MailboxKeys, id: string): Promise<Result<MessageContent, FaceCode>> {
    const sealed = store.messageAt(keys.address, id);
    if (sealed === null) return err('mailbox.message-not-here');
    return checked(await unseal(sealed, keys.key, MessageContent), id);
  }
  function checked(content: MessageContent | null, id: string): Result<MessageContent, FaceCode> {
    if (content?.id === id) return ok(content);
    log('warn', 'message.unreadable', { id });
    return err('mailbox.message-not-here');
  }

  return {
    async open(keys, sessionId) {
      const here = await kept(keys);
      // A line that is known to be cut is not waited for where there is something to show.
      const looked = here !== null && !line.online() ? null : await live(keys, sessionId);
      const isLive = looked?.snapshot != null;
      const snapshot = looked?.snapshot ?? (looked === null || looked.state === 'failed' ? here : null);
      const { over, waiting } = await actions(keys, snapshot?.at ?? null);
      if (snapshot === null) {
        const state = looked === null || looked.state === 'failed' ? 'offline' : looked.state;
        const noMailbox = state === 'open' ? 'offline' : state;
        return { state: noMailbox, waiting, face: noMailbox === 'offline' ? (looked?.face ?? null) : null };
      }
      keys.verifier = snapshot.pin1;
      keys.pausedUntil = snapshot.pin1PausedUntil;
      return {
        ...{ state: 'open', source: isLive ? 'live' : 'kept', asOf: snapshot.at, waiting },
        view: withActions(snapshot.view, over, store.catalogue().municipalities),
        delegated: snapshot.delegated,
        pin1: snapshot.pin1 !== null,
        kept: store.messagesAt(keys.address),
      };
    },

    async message(keys, query, asLive) {
      const full = { ...query, mailbox: keys.address };
      const [first, second] = asLive
        ? [() => fromLine(keys, full), () => fromHere(keys, query.message)]
        : [() => fromHere(keys, query.message), () => fromLine(keys, full)];
      const found = await first();
      // Gone is gone, whatever is still kept here.
      return found.ok || found.error === 'mailbox.message-gone' ? found : second();
    },
  };
}
