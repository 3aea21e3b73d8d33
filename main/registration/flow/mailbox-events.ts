// What can happen in a mailbox, event by event.
import { unreachable } from '../../../sync/contract/result.ts';
import * as acts from './mailbox-acts.ts';
import * as mailbox from './mailbox.ts';
import type { FlowEvent, FlowState, Step } from './types.ts';

export type MailboxInput = Extract<
  FlowEvent,
  {
    type:
      | 'mailbox.opened'
      | 'mailbox.failed'
      | 'message.open'
      | 'message.opened'
      | 'message.failed'
      | 'message.close'
      | 'mailbox.go'
      | 'mailbox.again'
      | 'mailbox.register'
      | 'mailbox.act'
      | 'mailbox.save'
      | 'mailbox.move'
      | 'mailbox.delegate'
      | 'mailbox.exempt'
      | 'mailbox.sure'
      | 'mailbox.pin1'
      | 'mailbox.committed'
      | 'mailbox.command-failed'
      | 'mailbox.done';
  }
>;

export function mailboxStep(state: FlowState, event: MailboxInput, at: number): Step {
  switch (event.type) {
    case 'mailbox.opened':
      return mailbox.opened(state, event.opened, event.here);
    case 'mailbox.failed':
      return mailbox.failed(state, event.face);
    case 'message.open':
      return mailbox.openMessage(state, event.id);
    case 'message.opened':
      return mailbox.messageOpened(state, event.content);
    case 'message.failed':
      return mailbox.messageFailed(state, event.face);
    case 'message.close':
      return mailbox.closeMessage(state);
    case 'mailbox.go':
      return mailbox.goTo(state, event.to, at);
    case 'mailbox.again':
      return mailbox.again(state);
    case 'mailbox.register':
      return mailbox.register(state);
    case 'mailbox.act':
      return acts.touch(state, event.act);
    case 'mailbox.save':
      return acts.save(state);
    case 'mailbox.move':
      return acts.setMove(state, event.municipality, event.on);
    case 'mailbox.delegate':
      return acts.delegate(state, event);
    case 'mailbox.exempt':
      return acts.exempt(state, event);
    case 'mailbox.sure':
      return acts.sure(state, event.yes, event.typed);
    case 'mailbox.pin1':
      return acts.pin1Told(state, event.face, event.left);
    case 'mailbox.committed':
      return acts.committed(state, event.commandId, event.receiptNumber);
    case 'mailbox.command-failed':
      return acts.commandFailed(state, event.face);
    case 'mailbox.done':
      return acts.done(state);
    default:
      return unreachable(event);
  }
}
