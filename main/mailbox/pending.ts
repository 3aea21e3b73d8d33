// What was done to a mailbox at a counter and is not seen in it yet, laid over what is seen: the resident finds it as they left it,
// and marked as waiting. The central API does the same in its own way (sync/central/mailbox/apply.ts); its word replaces this one.
import { z } from 'zod';
import { MailboxAction } from '../../sync/contract/commands.ts';
import type { MailboxView, Membership } from '../../sync/contract/mailbox-view.ts';
import type { Municipality } from '../../sync/contract/feed.ts';
import { MessageHead } from '../../sync/contract/message.ts';
import { unreachable } from '../../sync/contract/result.ts';
import { Instant, LocalText } from '../../sync/contract/words.ts';
import { afterMove } from './after-move.ts';

/** The owner's half of a command, as it rests under the mailbox's key. */
export const PendingAction = z.strictObject({
  receiptNumber: z.string(),
  /** By the central API's clock, as far as its difference is known. */
  at: Instant,
  action: MailboxAction,
  /** What it is about, in words. */
  subject: z.strictObject({
    title: MessageHead.shape.titles.optional(),
    municipality: LocalText.optional(),
    service: LocalText.optional(),
    receiptNumber: z.string().optional(),
  }),
});
export type PendingAction = z.infer<typeof PendingAction>;

/** The view with these done to it, oldest first. `municipalities`: the catalogue, for what a new address brings. Pure. */
export const withActions = (
  view: MailboxView,
  actions: readonly Pick<PendingAction, 'at' | 'action'>[],
  municipalities: readonly Municipality[],
): MailboxView =>
  actions.reduce((before, { at, action }) => withAction(before, at, action, municipalities), view);

function withAction(
  view: MailboxView,
  at: string,
  action: MailboxAction,
  municipalities: readonly Municipality[],
): MailboxView {
  const memberships = (change: (one: Membership) => Partial<Membership> | null): MailboxView => ({
    ...view,
    memberships: view.memberships.map((one) => ({ ...one, ...change(one) })),
  });
  const only = (code: string, change: Partial<Membership>): MailboxView =>
    memberships((one) => (one.municipality === code ? change : null));
  switch (action.kind) {
    case 'read':
      return {
        ...view,
        messages: view.messages.map((m) => (m.id === action.message ? { ...m, opened: true } : m)),
      };
    case 'delete': {
      const messages = view.messages.filter(({ id }) => id !== action.message);
      return { ...view, messages, total: view.total - (view.messages.length - messages.length) };
    }
    case 'reset': {
      const messages = view.messages.filter(({ sentAt }) => sentAt > at);
      return { ...view, messages, total: messages.length };
    }
    case 'pause':
      return only(action.municipality, { state: 'paused', since: at, reason: 'resident' });
    case 'resume':
      return only(action.municipality, { state: 'receiving', since: at, reason: null });
    case 'keep-here':
      return only(action.municipality, { keptHere: action.on });
    case 'interests': {
      const on = new Set(action.interests);
      return { ...view, interests: view.interests.map((one) => ({ ...one, on: on.has(one.id) })) };
    }
    case 'service-leave':
      return { ...view, services: view.services.filter(({ id }) => id !== action.service) };
    case 'notify':
      return { ...view, notify: { push: action.push, email: action.email } };
    case 'move': {
      const { facts } = action;
      const memberships = afterMove(view.memberships, action, at, municipalities);
      return { ...view, memberships, facts, movedSince: null };
    }
    case 'lost-phone':
      return { ...view, devices: { pushes: 0, sessions: 0, passkeys: 0 } };
    case 'delegate':
      // Whether there is somebody with that number only the central API knows.
      return view;
    case 'undelegate': {
      const rest = ({ id }: { readonly id: string }): boolean => id !== action.delegation;
      const { given, received } = view.delegations;
      return { ...view, delegations: { given: given.filter(rest), received: received.filter(rest) } };
    }
    case 'exempt': {
      const { reason, reviewOn } = action;
      const left = memberships(() => ({ state: 'left', since: at, reason: 'exempt' }));
      return { ...left, exemption: { reason, reviewOn } };
    }
    case 'close': {
      const left = memberships(() => ({ state: 'left', since: at, reason: 'account-closed' }));
      return { ...left, messages: [], total: 0 };
    }
    default:
      return unreachable(action);
  }
}
