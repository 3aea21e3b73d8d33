// English. The type takes care that it has every text of the catalogue and nothing else.
import type { Texts } from './index.ts';

export const en: Texts = {
  title: 'Mailbox',
  privacy: 'Nothing is sent to other sites. Your messages are not kept in this browser.',

  signIn: {
    title: 'Open your mailbox',
    lead: 'Enter your registered email address and PIN1. We send you a code by email.',
    passkey: 'Open with a passkey',
    passkeyNote: 'Your face, your fingerprint or your screen lock opens it.',
    passkeyFailed: 'The passkey did not open it. You can use your email address and PIN1 instead.',
    or: 'Without a passkey',
    pin1: 'PIN1',
    pin1Hint: 'The 4 to 12 digits that you chose when you registered',
    pin1Digits: 'Please enter 4 to 12 digits.',
    send: 'Send the code',
    sent: 'If the email address and PIN1 belong together, the code is on its way.',
    wrong: (left) => `The email address, PIN1 or the code is wrong. Tries left: ${left}.`,
    paused: (time) => `There were too many wrong entries. You can try again from ${time}.`,
    restart: 'Start again',
    forgot: 'I forgot PIN1',
    forgotHelp:
      'Bring your My Number Card to the counter. Your card opens the mailbox there. If you register again, you choose a new PIN1; your messages are kept.',
    lost: 'I lost my phone',
    lostHelp:
      'Open your mailbox here, then choose Settings and “Lost phone”. The lost phone can no longer open it. Staff at the counter can help, too.',
    notYet: 'I have not registered yet',
    notYetHelp: 'You can register at the counter in city hall with your My Number Card.',
  },

  fromSlip: {
    lead: 'PIN1 opens it from here. From next time, your email address and PIN1 open it, or a passkey.',
    passkey: 'Register a passkey and open',
    passkeyNote: 'With a passkey, your face or fingerprint opens it next time.',
    closed: 'It cannot be opened now. Please check that your email address is confirmed and PIN1 is set.',
  },

  over: {
    left: { title: 'You have left your mailbox', body: 'Nothing about you is kept in this browser.' },
    lost: {
      title: 'Closed in every browser',
      body: 'The lost phone can no longer open your mailbox. Notifications and passkeys have stopped. Your messages are kept. You can open it again with your email address and PIN1.',
    },
    closed: {
      title: 'Your account was deleted',
      body: 'All messages were deleted with it. To use a mailbox again, please register at the counter.',
    },
    again: 'Open again',
  },

  nav: { label: 'Menu', messages: 'Messages', settings: 'Settings', leave: 'Leave' },

  list: {
    title: 'Messages',
    tabs: 'Whose messages',
    mine: 'Mine',
    readFor: (receipt) => `Read for receipt ${receipt}`,
    readForNote:
      'You read these for somebody else. You can only read. What you read is written in their access log.',
    search: 'Search messages',
    go: 'Search',
    clear: 'End search',
    found: (count) => (count === 1 ? '1 message found' : `${count} messages found`),
    unreadCount: (count) => (count === 1 ? '1 unread message' : `${count} unread messages`),
    allRead: 'You have read everything',
    unread: 'Unread',
    emergency: 'Emergency',
    until: (day) => `Please read by ${day}`,
    attachments: (count) => (count === 1 ? '1 file' : `${count} files`),
    empty: 'There are no messages yet',
    emptyHelp: 'They appear here by themselves as they come.',
    notFound: 'Nothing was found',
    more: (shown, total) => `The newest ${shown} of ${total} are shown. Search finds the older ones.`,
    stale: 'We cannot see whether there is anything new. It is updated as soon as there is a connection.',
  },

  moved: {
    lead: 'If you have moved, two presses at the terminal change it.',
    steps: (move, change) => [
      'Put your My Number Card with its new address on the terminal.',
      `Press “${move}”.`,
      `Check what is on and off and press “${change}”. PIN1 is asked for to stop the old place.`,
    ],
    go: 'See where I receive from',
  },

  message: {
    back: 'All messages',
    open: 'Open PDF',
    size: (pages, kilobytes) => `${pages === 1 ? '1 page' : `${pages} pages`}, ${kilobytes} KB`,
    print: 'Print',
    deleted: 'The message was deleted',
    gone: 'This message was deleted elsewhere',
    goneNote: 'Your other messages are still there.',
    missingTitle: 'There is no such message',
    missingBody: 'It was deleted, or the address is not right.',
    openedTold: 'The sender is told when you open this message.',
  },

  pin1: {
    ask: 'Enter your account PIN (PIN1)',
    hint: '4 to 12 digits. Not the PIN of your card.',
    wrong: (left) => `PIN1 is wrong. Tries left: ${left}.`,
    paused: (time) => `PIN1 was wrong too often. You can try again from ${time}.`,
  },

  settings: { title: 'Settings', back: 'All settings', save: 'Save', saved: 'Saved' },
  municipalities: {
    available: 'Not receiving',
    start: 'Receive',
    resume: 'Resume',
    pause: 'Pause',
  },
  facts: {
    name: 'Name',
    birthDate: 'Date of birth',
    sex: 'Sex',
    address: 'Address',
    email: 'Email address',
    phone: 'Phone number',
  },
  sexes: { male: 'Male', female: 'Female', other: 'Other', unknown: 'Unknown' },
  receipt: 'Receipt number',
  factsNote: 'If this is out of date, put your card on the terminal at the counter to renew it.',
  servicesMore: 'To add a service, register again at the terminal at the counter.',
  delegateHow: 'To choose somebody, use the terminal at the counter with your card and PIN1.',

  passkeys: {
    title: 'Passkeys',
    note: 'Open the mailbox by face or fingerprint',
    lead: 'With a passkey you open the mailbox by face or fingerprint, without waiting for a code. Your face or fingerprint never leaves your phone.',
    none: 'There are no passkeys yet.',
    add: 'Register a passkey for this browser',
    added: 'The passkey was registered',
    failed: 'The passkey could not be registered. Please try again.',
    unsupported: 'Passkeys cannot be used in this browser.',
    one: 'Passkey',
    here: 'The passkey in use now',
    since: (day) => `Registered on ${day}`,
    used: (day) => `Last used on ${day}`,
    remove: 'Remove this passkey',
    removed: 'The passkey was removed',
    offer: 'With a passkey, your mailbox opens at once next time.',
  },

  lost: 'The mailbox is closed in this browser as well; your email address and PIN1 open it again. If your emails can be read on the lost phone, change the password of your email, too.',

  typed: {
    label: 'Digits to confirm',
    hint: (digits) => `Please type ${digits}.`,
    differs: (digits) => `Please type exactly ${digits}.`,
  },
  resetDone: 'The mailbox is empty now',
};
