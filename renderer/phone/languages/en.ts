// English. The type takes care that it has every text of the catalogue and nothing else.
import { stageWords } from '../../ui/stages.ts';
import type { Texts } from './index.ts';

export const en: Texts = {
  stages: stageWords.en,
  title: 'Your registration',
  privacy: 'Nothing is sent to other sites. You can close this page and go on later from where you were.',

  common: {
    next: 'Save and go on',
    later: 'Do this later',
    back: 'Back',
    again: 'Try again',
    sending: 'Sending…',
    loading: 'Checking…',
    step: (step, of) => `${step} / ${of}`,
  },

  look: {
    open: 'Display',
    close: 'Close',
    language: 'Language',
    size: 'Text size',
    sizes: { 100: 'Normal', 125: 'Large', 150: 'Larger', 200: 'Largest' },
    theme: 'Colours',
    themes: {
      light: 'Light',
      dark: 'Dark',
      'contrast-light': 'Black on white (strong)',
      'contrast-dark': 'White on black (strong)',
    },
  },

  trouble: {
    offline: 'No connection just now',
    offlineHelp: 'Nothing is lost. Please try again where reception is good.',
    busy: 'Too many requests just now',
    busyUntil: (time) => `Please try again after ${time}.`,
    failed: 'That did not work',
    failedHelp: 'Nothing is lost. Please try again in a moment.',
    ended: 'The page was closed because it was not used for a while. What you saved is kept.',
  },

  typing: {
    title: 'Enter the number on your slip',
    lead: 'It is the 24-digit number under the QR code.',
    label: 'Number of the slip',
    hint: 'It is written in six groups of four digits.',
    typed: (count) => `${count} of 24 digits`,
    go: 'Open',
    length: 'Please enter all 24 digits.',
    mistyped: 'One of the digits is not right. Please compare them with your slip.',
  },

  birth: {
    title: 'Enter your date of birth',
    lead: 'We check that it is you before we show anything personal.',
    era: 'Calendar',
    eras: { western: 'Western', reiwa: 'Reiwa', heisei: 'Heisei', showa: 'Showa', taisho: 'Taisho' },
    year: 'Year',
    month: 'Month',
    day: 'Day',
    tries: 'You can try three times.',
    go: 'Check',
    incomplete: 'Please enter year, month and day in digits.',
    none: 'There is no such date. Please check the calendar and the digits.',
    wrong: (left) => `The date is not correct. You can try ${left} more ${left === 1 ? 'time' : 'times'}.`,
    paused: (time) => `The date was wrong three times. You can try again from ${time}.`,
    pausedHelp:
      'Your registration is not lost. Enter the date of birth of the person whose My Number card was used.',
  },

  waiting: {
    title: 'It has not arrived yet',
    lead: 'Your registration is saved on the terminal at the counter. It arrives by itself as soon as there is a connection.',
    kept: 'Nothing is lost. You can close this page.',
    mail: 'When it has arrived, we send you an email with a code by ourselves.',
    ask: 'Notify me when it arrives',
    asked: 'This phone will be notified when it arrives',
    checked: (time) => `Checked at ${time}. This page checks again by itself.`,
    check: 'Check now',
  },

  gone: {
    used: {
      title: 'Everything is done',
      body: 'There is nothing left to do with this slip. You can throw it away.',
    },
    expired: {
      title: 'This slip has expired',
      body: 'Your registration is kept. You can finish at the counter: please bring your My Number card.',
    },
    cancelled: {
      title: 'This slip was cancelled',
      body: 'If you have a newer slip, please use that one. If not, please ask at the counter.',
    },
    unknown: {
      title: 'This slip is not known yet',
      body: 'The registration has not arrived yet, or the number is not right. Please check the number and come back later. Your registration is not lost.',
    },
    forged: {
      title: 'This slip cannot be verified',
      body: 'The QR code is not right. Please scan it again, or enter the number on your slip.',
    },
    elsewhere: {
      title: 'This slip is from another municipality',
      body: 'Please open the page of the municipality that is named on the slip, or ask at the contact printed there.',
    },
    address: {
      title: 'The address of this page is not correct',
      body: 'Please scan the QR code on your slip again, or enter the number on your slip.',
    },
    type: 'Enter the number on the slip',
  },

  steps: {
    email: 'Confirm your email',
    phone: 'Confirm your phone number',
    interests: 'Interests',
    pins: 'Account PINs',
    notify: 'How to tell you',
  },

  contact: {
    emailTitle: 'Confirm your email address',
    phoneTitle: 'Confirm your phone number',
    lead: 'We send you a 6-digit code. You enter it on the next screen.',
    email: 'Email address',
    phone: 'Phone number',
    phoneHint: '10 or 11 digits beginning with 0.',
    helper: 'It belongs to someone I trust',
    helperNote: 'A relative or helper receives the code for you.',
    send: 'Send the code',
    sms: 'Send by SMS',
    voice: 'Call me',
    badEmail: 'This is not a complete email address. Example: name@example.jp',
    badPhone: 'Please enter a Japanese phone number.',
    codeTitle: 'Enter the 6-digit code',
    sentTo: 'Sent to',
    number: (number) => `This is message no. ${number}. Please use the newest code.`,
    until: (time) => `This code can be used until ${time}.`,
    over: 'This code has expired. Please ask for a new one.',
    label: 'Code',
    check: 'Check the code',
    six: 'Please enter all 6 digits.',
    wrong: (left) => `The code is not correct. You can try ${left} more ${left === 1 ? 'time' : 'times'}.`,
    spent: 'A wrong code was entered too often. Please ask for a new one.',
    paused: (time) => `A wrong code was entered too often. You can try again from ${time}.`,
    resend: 'Send a new code',
    resendAt: (time) => `You can ask for a new one from ${time}.`,
    noMore: 'No more codes can be sent. Please use the newest one, or ask at the counter.',
    change: 'Use another address',
    notFound: 'If you cannot find the email, look in your spam folder too.',
    bounced: 'It could not be delivered there',
    bouncedHelp: 'Please check what you entered and send again, or use another address.',
    confirmed: 'It is confirmed',
    refused: 'Nothing can be sent there. Please enter another one.',
  },

  interests: {
    title: 'What are you interested in?',
    lead: 'We will send you news about what you choose. You can leave everything off.',
    count: (count) => `${count} chosen`,
  },

  pins: {
    title: 'Choose your account PINs',
    lead: 'Please do not use the PIN of your My Number card. What you type is not shown.',
    pin1: 'PIN1 (opens your mailbox)',
    pin1Hint: '4 to 12 digits',
    again1: 'PIN1 once more',
    want2: 'Choose PIN2 too',
    want2Note: 'Only for signing documents. You can choose it later too.',
    pin2: 'PIN2 (signs)',
    pin2Hint: '6 to 12 digits, different from PIN1',
    again2: 'PIN2 once more',
    length1: 'Please use 4 to 12 digits.',
    length2: 'Please use 6 to 12 digits.',
    same: 'Please use other digits than for PIN1.',
    differs: 'The two are not the same. Please enter it again.',
  },

  notify: {
    title: 'How would you like to hear from us?',
    lead: 'Choose both, one or neither. You can change this later.',
    push: 'Notifications on your phone',
    email: 'Email',
    both: 'Notifications arrive when two switches are on',
    app: 'Notifications of this page (app)',
    phone: 'Notifications in your phone’s settings',
    on: 'On',
    off: 'Off',
    allow: 'Turn on for this phone',
    blocked:
      'Notifications of this page are blocked. Please allow them for this browser or app under “Notifications” in your phone’s settings.',
    none: 'This browser cannot receive notifications. We tell you by email.',
    iphone: 'On an iPhone, first add this page to the Home Screen',
    iphoneSteps: [
      'Press the browser’s Share button (a square with an arrow).',
      'Choose “Add to Home Screen”.',
      'Open the new icon, come back here and turn notifications on. (iOS 16.4 or newer)',
    ],
    test: 'Show a test notification',
    testTitle: 'This is a test',
    tested: 'Did you see it? If not, please turn on notifications in your phone’s settings.',
  },

  overview: {
    done: 'Everything is done',
    open: (count) => `${count} ${count === 1 ? 'thing is' : 'things are'} still open`,
    waiting: 'There is nothing left for you to do',
    byWhen: 'Until',
    receipt: 'Receipt number',
    todo: 'Still open',
    finished: 'Done',
    start: 'Go on',
    look: 'Look again',
    cancel: 'Cancel this slip',
    leave: 'Finish and leave this page',
  },

  cancel: {
    title: 'Cancel this slip?',
    body: 'Cancel it when you have lost the slip or someone else has seen it. Then nobody can go on with it. Your registration itself is kept, and you can finish at the counter.',
    yes: 'Cancel the slip',
    no: 'Keep the slip',
  },

  left: {
    title: 'You have left the page',
    body: 'Nothing about you is left on this phone. You can go on at any time with the QR code on your slip.',
  },
};
