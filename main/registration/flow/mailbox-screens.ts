// The mailbox's places as the page draws them. Nothing of the wire comes along: no address of the mailbox, no command's id.
import type {
  DelegatedLines,
  FactsShown,
  MailboxNoticeLine,
  MailboxScreen,
  MembershipLine,
  MessageLine,
  SureAct,
} from '../../../preload/contract/mailbox.ts';
import { exemptionReasons, mailboxActs } from '../../../preload/contract/mailbox.ts';
import type { MailboxNotice, Membership } from '../../../sync/contract/mailbox-view.ts';
import type { MessageHead } from '../../../sync/contract/message.ts';
import { needsPin1 } from '../../../sync/contract/commands.ts';
import { factsChanged, headOf, isOwn, menuDoors, moveChoices, openMailbox } from './mailbox.ts';
import { digitsToType, isLast } from './mailbox-acts.ts';
import type { MailboxPlace, OpenMailbox } from './mailbox-types.ts';
import type { FlowState } from './types.ts';

/** The screen of a place in the mailbox. */
export function mailboxScreen(state: FlowState, place: MailboxPlace): MailboxScreen {
  switch (place.name) {
    case 'mailbox-busy':
      return { name: 'mailbox-busy', doing: place.doing };
    case 'mailbox-none':
      return noneScreen(state);
    case 'mailbox-exempt':
      return {
        name: 'mailbox-exempt',
        reasons: exemptionReasons,
        reviewChoices: place.reviewChoices,
      };
    case 'mailbox-sure': {
      const { action, subject } = place.ask;
      return {
        name: 'mailbox-sure',
        // Only these are asked about (mailbox-acts.ts, `unasked`).
        what: action.kind as SureAct,
        subject,
        typed: digitsToType(state, place.ask),
        pin1: needsPin1(action),
      };
    }
    case 'mailbox-done': {
      const { what, sent, receiptNumber } = place;
      const last = isLast(state, place);
      return { name: 'mailbox-done', what, state: sent ? 'sent' : 'waiting', receiptNumber, last };
    }
    default: {
      const mailbox = openMailbox(state);
      return mailbox === null
        ? { name: 'mailbox-busy', doing: 'opening' }
        : openScreen(state, place, mailbox);
    }
  }
}

type OpenPlace = Exclude<
  MailboxPlace,
  { name: 'mailbox-busy' | 'mailbox-none' | 'mailbox-exempt' | 'mailbox-sure' | 'mailbox-done' }
>;

function openScreen(state: FlowState, place: OpenPlace, mailbox: OpenMailbox): MailboxScreen {
  const { view } = mailbox;
  switch (place.name) {
    case 'mailbox':
      return listScreen(state, mailbox);
    case 'message': {
      const head = headOf(mailbox, place.id);
      const { texts, attachments, continues } = place.content;
      if (head === null) return listScreen(state, mailbox);
      const deletable = isOwn(mailbox, place.id);
      return { name: 'message', line: lineOf(head, true), texts, attachments, continues, deletable };
    }
    case 'mailbox-menu':
      return {
        name: 'mailbox-menu',
        doors: menuDoors,
        acts: ['lost-phone', 'reset', 'close'],
        waiting: mailbox.waiting,
      };
    case 'mailbox-municipalities': {
      const here = view.memberships.find(({ municipality }) => municipality === state.data?.mailbox?.here);
      return {
        name: 'mailbox-municipalities',
        items: view.memberships.map(memberOf),
        keptHere: here?.keptHere ?? null,
      };
    }
    case 'mailbox-data': {
      const { receiptNumber, facts, contact, consents, services, devices, exemption } = view;
      return { name: 'mailbox-data', receiptNumber, facts, contact, consents, services, devices, exemption };
    }
    case 'mailbox-log':
      return { name: 'mailbox-log', lines: view.log };
    case 'mailbox-interests':
      return {
        name: 'mailbox-interests',
        items: view.interests.map(({ id, label, description }) => ({
          ...{ id, label, description, on: place.on.includes(id) },
        })),
        changed: view.interests.some(({ id, on }) => on !== place.on.includes(id)),
      };
    case 'mailbox-notify': {
      const { push, email } = place;
      const changed = push !== view.notify.push || email !== view.notify.email;
      return { name: 'mailbox-notify', push, email, pushes: view.devices.pushes, changed };
    }
    case 'mailbox-services':
      return { name: 'mailbox-services', items: view.services };
    case 'mailbox-move':
      return moveScreen(state, place, view.facts);
    case 'mailbox-delegates':
      return { name: 'mailbox-delegates', ...view.delegations };
    case 'mailbox-delegate-give': {
      const municipalities = view.memberships
        .filter(({ state: is }) => is === 'receiving' || is === 'paused')
        .map(({ municipality, name }) => ({ code: municipality, name }));
      return { ...place, municipalities };
    }
  }
}

function listScreen(state: FlowState, mailbox: OpenMailbox): MailboxScreen {
  const { view, source, asOf, waiting, kept } = mailbox;
  const readable = (id: string): boolean => state.ambient.network !== 'offline' || kept.includes(id);
  const lines = view.messages.map((head) => lineOf(head, readable(head.id)));
  return {
    name: 'mailbox',
    ...{ source, asOf, waiting },
    messages: lines.toSorted((a, b) => Number(a.opened) - Number(b.opened)),
    total: view.total,
    delegated: delegatedOf(mailbox, state.ambient.network !== 'offline'),
    unread: lines.filter(({ opened }) => !opened).length,
    notices: view.notices.map(noticeOf),
    movedSince: view.movedSince,
    addressChanged: factsChanged(state),
    exempt: view.exemption !== null,
  };
}

/** A reader's opening tells the sender nothing. */
const delegatedOf = ({ view, delegated }: OpenMailbox, readable: boolean): DelegatedLines[] =>
  view.delegations.received.flatMap(({ id, receiptNumber }) => {
    const found = delegated.find(({ delegation }) => delegation === id);
    if (found === undefined) return [];
    const messages = found.messages.map((head) => ({ ...lineOf(head, readable), openedTold: false }));
    return [{ id, receiptNumber, messages, total: found.total }];
  });

function lineOf(head: MessageHead, readable: boolean): MessageLine {
  const { id, from, titles, sentAt, opened, emergency, attachments, attentionUntil } = head;
  const openedTold = head.openedTold === true;
  return { id, from, titles, sentAt, opened, emergency, attachments, attentionUntil, openedTold, readable };
}

function noticeOf({ id, at, code, action, outcome }: MailboxNotice): MailboxNoticeLine {
  const known = [...mailboxActs, 'read' as const].find((act) => act === action) ?? null;
  return { id, at, code, action: known, outcome };
}

function memberOf(one: Membership): MembershipLine {
  const { municipality, name, level, state, since, reason, ofAddress, open } = one;
  return { code: municipality, name, level, state, since, reason, ofAddress, open };
}

function noneScreen({ data }: FlowState): MailboxScreen {
  const opened = data?.mailbox?.opened;
  const why = opened === undefined || opened.state === 'open' ? 'offline' : opened.state;
  const doors = {
    none: ['register', 'exempt'],
    waiting: ['again'],
    offline: ['again', 'exempt'],
  } as const;
  return { name: 'mailbox-none', why, waiting: opened?.waiting ?? [], doors: doors[why] };
}

function moveScreen(
  state: FlowState,
  place: Extract<MailboxPlace, { name: 'mailbox-move' }>,
  before: FactsShown,
): MailboxScreen {
  const { on, off } = moveChoices(state);
  return {
    name: 'mailbox-move',
    state: factsChanged(state) ? 'changed' : 'same',
    before,
    after: state.data?.facts ?? before,
    on: on.map(({ code, name }) => ({ code, name, on: place.on.includes(code) })),
    off: off.map(({ code, name }) => ({ code, name, off: place.off.includes(code) })),
  };
}
