// The mailbox at the counter: opening it, going about in it, reading. What is done to it stands in mailbox-acts.ts.
import type { FaceCode } from '../../../preload/contract/faces.ts';
import type { MailboxDoor } from '../../../preload/contract/mailbox.ts';
import type { Notice } from '../../../preload/contract/state.ts';
import type { BasicFour } from '../../../sync/contract/record.ts';
import type { MessageContent, MessageHead } from '../../../sync/contract/message.ts';
import type { Opened } from '../../mailbox/room.ts';
import { daysFrom } from './mailbox-dates.ts';
import type { MailboxHome, MailboxPlace, OpenMailbox } from './mailbox-types.ts';
import { end, go, stay, tell, withData } from './moves.ts';
import { beginRegistration } from './takeover.ts';
import type { FlowState, Place, Step } from './types.ts';

/** The open mailbox; null: there is none. */
export function openMailbox({ data }: FlowState): OpenMailbox | null {
  const opened = data?.mailbox?.opened;
  return opened?.state === 'open' ? opened : null;
}

/** After PIN and card. */
export const enter = (state: FlowState): Step => open(state, { name: 'mailbox' });

const open = (
  state: FlowState,
  home: MailboxHome,
  reading: string | null = null,
  notice: Notice | null = null,
): Step =>
  go(
    state,
    { name: 'mailbox-busy', doing: 'opening', home, ask: null, reading },
    [{ kind: 'mailbox.open' }],
    notice,
  );

/** Something of the mailbox stands on the screen. */
export const inMailbox = (place: Place): place is MailboxPlace =>
  place.name === 'message' || (place.name.startsWith('mailbox') && place.name !== 'mailbox-offer');

/** One of its screens, where something can be pressed. */
export const isHome = (place: Place): place is MailboxHome =>
  inMailbox(place) &&
  place.name !== 'mailbox-busy' &&
  place.name !== 'mailbox-sure' &&
  place.name !== 'mailbox-done';

/** It was opened, or looked at again. */
export function opened(state: FlowState, found: Opened, here: string): Step {
  const { place, data } = state;
  if (isWatched(state)) return seenAgain(state, found, here);
  if (data === null || place.name !== 'mailbox-busy' || place.doing !== 'opening') return stay(state);
  const before = data.mailbox?.opened;
  // The line went: what was seen stays on the screen, and says from when it is.
  if (found.state === 'offline' && before?.state === 'open')
    return go(state, place.home, [], { code: found.face ?? 'mailbox.offline' });
  const known = withData(state, { mailbox: { opened: found, here } });
  if (found.state !== 'open')
    return go(known, { name: 'mailbox-none' }, [], found.face === null ? null : { code: found.face });
  const first = before === undefined || place.home.name === 'mailbox-none';
  const home: MailboxHome =
    first && data.aim === 'settings' ? { name: 'mailbox-menu' } : first ? { name: 'mailbox' } : place.home;
  // What was just being read is not there any more: it was deleted on the phone, meanwhile.
  const gone = place.reading !== null && !isThere(found, place.reading);
  return go(known, home, [], gone ? { code: 'mailbox.changed-elsewhere' } : state.notice);
}

/** It stands open as the central API has it, and nothing is under way: then it is looked at again from time to time. */
export const isWatched = (state: FlowState): boolean =>
  state.overlay === null && isHome(state.place) && openMailbox(state)?.source === 'live';

/** Looked at again while it stands open. What was deleted elsewhere goes here too; a form that is being filled in stays as it is. */
function seenAgain(state: FlowState, found: Opened, here: string): Step {
  const before = openMailbox(state);
  const { place } = state;
  const known = withData(state, { mailbox: { opened: found, here } });
  // The account was deleted elsewhere.
  if (found.state === 'none') return go(known, { name: 'mailbox-none' });
  // A line that went is told when something is pressed.
  if (found.state !== 'open' || found.source !== 'live') return stay(state);
  if (before !== null && isSame(found, before)) return stay(state);
  const gone = place.name === 'message' && !isThere(found, place.id);
  return gone ? go(known, { name: 'mailbox' }, [], { code: 'mailbox.changed-elsewhere' }) : [known, []];
}

const isSame = (a: OpenMailbox, b: OpenMailbox): boolean =>
  a.view.version === b.view.version &&
  a.waiting.length === b.waiting.length &&
  JSON.stringify(a.delegated) === JSON.stringify(b.delegated);

/** A message of one's own, or one that is read for somebody else. */
export const headOf = ({ view, delegated }: OpenMailbox, id: string): MessageHead | null =>
  view.messages.find((one) => one.id === id) ??
  delegated.flatMap(({ messages }) => messages).find((one) => one.id === id) ??
  null;
const isThere = (mailbox: OpenMailbox, id: string): boolean => headOf(mailbox, id) !== null;
/** Only one's own can be marked as read, or deleted. */
export const isOwn = ({ view }: OpenMailbox, id: string): boolean =>
  view.messages.some((one) => one.id === id);

/** It could not be looked for at all. */
export const failed = (state: FlowState, face: FaceCode): Step =>
  inMailbox(state.place) ? end(state, face) : stay(state);

/** Which screens can be gone to, in the menu's order. */
export const menuDoors: readonly MailboxDoor[] = [
  'messages',
  'municipalities',
  'notify',
  'interests',
  'services',
  'data',
  'log',
  'move',
  'delegates',
  'exempt',
];

export function goTo(state: FlowState, to: MailboxDoor, at: number): Step {
  if (!isHome(state.place)) return stay(state);
  const mailbox = openMailbox(state);
  // Without a mailbox there is one thing that can be wished for all the same: paper.
  const none = state.data?.mailbox?.opened.state;
  if (mailbox === null)
    return to === 'exempt' && none !== 'waiting' ? go(state, exemptPlace(at)) : stay(state);
  return go(state, homeOf(state, mailbox, to, at));
}

function homeOf(state: FlowState, { view }: OpenMailbox, to: MailboxDoor, at: number): MailboxHome {
  switch (to) {
    case 'messages':
      return { name: 'mailbox' };
    case 'interests':
      return { name: 'mailbox-interests', on: view.interests.filter(({ on }) => on).map(({ id }) => id) };
    case 'notify':
      return { name: 'mailbox-notify', ...view.notify };
    case 'move': {
      const { on, off } = moveChoices(state);
      const all = (ones: readonly { readonly code: string }[]) => ones.map(({ code }) => code);
      return { name: 'mailbox-move', on: all(on), off: all(off) };
    }
    case 'delegate-give':
      return {
        name: 'mailbox-delegate-give',
        ...{ receiptNumber: '', municipality: null, until: null },
        untilChoices: daysFrom(at, [1, 3, 5]),
      };
    case 'exempt':
      return exemptPlace(at);
    case 'menu':
    case 'municipalities':
    case 'data':
    case 'log':
    case 'services':
    case 'delegates':
      return { name: `mailbox-${to}` };
  }
}

const exemptPlace = (at: number): MailboxHome => ({
  name: 'mailbox-exempt',
  reviewChoices: daysFrom(at, [1, 2, 5]),
});

/** The card gives other facts than the mailbox has. */
export function factsChanged(state: FlowState): boolean {
  const mailbox = openMailbox(state);
  const card = state.data?.facts ?? null;
  if (mailbox === null || card === null) return false;
  const { facts } = mailbox.view;
  return (Object.keys(card) as (keyof BasicFour)[]).some((fact) => card[fact] !== facts[fact]);
}

/** After a move: who can write from now on, and who wrote until now and does not belong to the address. */
export function moveChoices(state: FlowState) {
  const mailbox = openMailbox(state);
  const address = state.data?.facts?.address ?? '';
  if (mailbox === null || !factsChanged(state)) return { on: [], off: [] };
  const mine = (state.data?.catalogue.municipalities ?? [])
    .filter(({ addressPrefix }) => address.startsWith(addressPrefix))
    .toSorted((a, b) => a.addressPrefix.length - b.addressPrefix.length);
  const { memberships } = mailbox.view;
  const receiving = new Set(
    memberships.filter(({ state: is }) => is === 'receiving').map(({ municipality }) => municipality),
  );
  return {
    on: mine.filter(({ code, open: isOpen }) => isOpen && !receiving.has(code)),
    off: memberships
      .filter(({ state: is }) => is === 'receiving' || is === 'paused')
      .filter(({ municipality }) => mine.every(({ code }) => code !== municipality))
      .map(({ municipality, name }) => ({ code: municipality, name })),
  };
}

export function openMessage(state: FlowState, id: string): Step {
  const mailbox = openMailbox(state);
  if (state.place.name !== 'mailbox' || mailbox === null) return stay(state);
  const line = headOf(mailbox, id);
  if (line === null) return stay(state);
  const unread = isOwn(mailbox, id) && !line.opened;
  const busy = {
    name: 'mailbox-busy',
    doing: 'message',
    home: state.place,
    ask: null,
    reading: null,
  } as const;
  return go(state, busy, [
    {
      kind: 'message.open',
      ...{ id, live: mailbox.source === 'live', unread, language: state.language },
    },
  ]);
}

export function messageOpened(state: FlowState, content: MessageContent): Step {
  const { place, data } = state;
  const mailbox = openMailbox(state);
  if (place.name !== 'mailbox-busy' || place.doing !== 'message' || mailbox === null || data?.mailbox == null)
    return stay(state);
  const messages = mailbox.view.messages.map((one) =>
    one.id === content.id ? { ...one, opened: true } : one,
  );
  const view = { ...mailbox.view, messages };
  const read = withData(state, { mailbox: { ...data.mailbox, opened: { ...mailbox, view } } });
  return go(read, { name: 'message', id: content.id, content });
}

/** Gone meanwhile: the list is looked at again. Otherwise it stays in the list and is told. */
export function messageFailed(state: FlowState, face: FaceCode): Step {
  const { place } = state;
  if (place.name !== 'mailbox-busy' || place.doing !== 'message') return stay(state);
  return face === 'mailbox.message-gone'
    ? open(state, place.home, null, { code: face })
    : go(state, place.home, [], { code: face });
}

export const closeMessage = (state: FlowState): Step =>
  state.place.name === 'message' ? open(state, { name: 'mailbox' }, state.place.id) : stay(state);

/** Looks once more. */
export const again = (state: FlowState): Step =>
  state.place.name === 'mailbox-none' ? open(state, { name: 'mailbox-none' }) : stay(state);

/** An account is made with the same card: its facts are read anew, with its proof. */
export function register(state: FlowState): Step {
  if (state.place.name !== 'mailbox-none' || state.data?.mailbox?.opened.state !== 'none') return stay(state);
  return beginRegistration(
    withData(state, { purpose: 'register', mailbox: null, facts: null, readFrom: null }),
  );
}

/** The way back; null: there is none from here. */
export function backOf(state: FlowState): MailboxHome | null {
  const { place, data } = state;
  const menu: MailboxHome = { name: openMailbox(state) === null ? 'mailbox-none' : 'mailbox-menu' };
  switch (place.name) {
    case 'mailbox':
      return data?.aim === 'settings' ? menu : null;
    case 'mailbox-menu':
      return data?.aim === 'settings' ? null : { name: 'mailbox' };
    case 'message':
      return { name: 'mailbox' };
    case 'mailbox-delegate-give':
      return { name: 'mailbox-delegates' };
    case 'mailbox-sure':
      return place.home;
    case 'mailbox-municipalities':
    case 'mailbox-data':
    case 'mailbox-log':
    case 'mailbox-services':
    case 'mailbox-delegates':
    case 'mailbox-interests':
    case 'mailbox-notify':
    case 'mailbox-move':
    case 'mailbox-exempt':
      return menu;
    default:
      return null;
  }
}

export function back(state: FlowState): Step {
  if (state.place.name === 'message') return closeMessage(state);
  const to = backOf(state);
  return to === null ? stay(state) : go(state, to);
}

/** Told in place, with nothing typed or toggled lost. */
export const toldAt = (state: FlowState, home: MailboxHome, face: FaceCode, left?: number): Step => [
  tell({ ...state, place: home }, face, left),
  [],
];
