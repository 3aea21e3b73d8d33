// English. The type takes care that it has every text of the catalogue and nothing else.
import { stageWords } from '../stages.ts';
import { enFaces } from './faces-en.ts';
import type { Texts } from './index.ts';

export const en: Texts = {
  faces: enFaces,
  stages: stageWords.en,

  common: {
    back: 'Back',
    next: 'Next',
    finish: 'Finish',
    cancel: 'Cancel',
    callStaff: 'Call staff',
    staffCalled: 'Staff have been called. Please wait here.',
    staffCame: 'Staff are here',
    language: 'Language / ことば',
    required: 'required',
    optional: 'optional',
    trial: 'Trial version. Real My Number cards do not work here, and everything registered is a sample.',
    lost: 'What is lost',
    todo: 'What to do',
    staffCode: (code) => `Code for staff: ${code}`,
    progress: 'Progress',
    stepOf: (step, of) => `Step ${step} of ${of}`,
    nextStep: (name) => `Next: ${name}`,
    moreBelow: 'More below',
    answer: 'Your answer',
    gap: ' ',
  },

  steps: {
    terms: 'Terms of use',
    privacy: 'Privacy',
    notify: 'How to tell you',
    interests: 'Interests',
    services: 'Linked services',
    card: 'Read your card',
    confirm: 'Check your details',
    contact: 'Contact',
    account: 'Account PINs',
    mailbox: 'Mailbox',
    done: 'Done',
  },

  broken: {
    title: 'Please wait for staff',
    body: 'This screen has lost its link to the terminal. Registrations that were saved are safe. Please speak to someone at the counter.',
    waiting: 'Waiting for the link to come back…',
  },

  welcome: {
    title: 'Digital city hall registration',
    lead: 'Create your city account with your My Number card.',
    register: 'Create an account',
    registerNote: 'Takes about 10 minutes',
    mailbox: 'Open my mailbox',
    mailboxNote: 'Read messages from the city',
    preparing: 'Getting ready. One moment, please.',
    need: 'What to have ready',
    needCard: 'Your My Number card',
    needPin: 'Its 4-digit PIN',
    needPassword: 'Its signature password (only to link services)',
    needMail: 'A phone where you can read your email',
    state: 'State of this terminal',
    network: {
      online: 'Network: connected',
      offline: 'Network: not connected',
      unknown: 'Network: checking',
    },
    reader: {
      ready: 'Card reader: ready',
      none: 'Card reader: missing',
      failed: 'Card reader: out of order',
    },
    printer: {
      ready: 'Printer: ready',
      attention: 'Printer: needs attention',
      unavailable: 'Printer: not available',
    },
    waiting: (count) => `Waiting to be sent: ${count}`,
    staff: 'Staff',
  },

  legal: {
    version: (version) => `Version ${version}`,
    effective: (date) => `In force from ${date}`,
    region: 'Text',
    readOn: 'Read on',
    toTop: 'Back to the top',
    howTo: 'Read to the end, then you can press “I agree”.',
    readAll: 'You have reached the end. You can now press “I agree”.',
    agree: 'I agree',
    readSoFar: (percent) => `${percent}% shown`,
  },

  notify: {
    title: 'How would you like to hear from us?',
    lead: 'Choose both, one or neither. You can change this later.',
    push: 'Notifications on your phone',
    pushNote: 'They arrive when notifications are on both in the app and in your phone’s settings.',
    email: 'Email',
    emailNote: 'They go to the email address that you will confirm in a moment.',
  },

  interests: {
    title: 'What are you interested in?',
    lead: 'We will send you news about what you choose. You can leave everything off, and change it later.',
    count: (count) => `${count} chosen`,
  },

  services: {
    title: 'Which services do you want to link?',
    lead: 'With your city account you can use other services too. You can choose none now and add some later.',
    note: 'Linking also needs the signature password of your My Number card.',
    none: 'There are no services to link at the moment.',
  },

  consent: {
    title: (service) => `Link “${service}”`,
    of: (index, count) => `Service ${index} of ${count} that you chose`,
    provider: 'Provided by',
    purpose: 'Used for',
    shares: 'What is shared',
    agree: 'Agree and link',
    decline: 'Do not link',
  },

  facts: {
    name: 'Name',
    birthDate: 'Date of birth',
    sex: 'Sex',
    address: 'Address',
    email: 'Email address',
    phone: 'Phone number',
  },

  sex: { male: 'Male', female: 'Female', none: 'Not applicable', unknown: 'Unknown' },

  secret: {
    supportPin: {
      title: 'Enter your 4-digit PIN',
      lead: 'The 4 digits that you chose when you received your My Number card.',
      again: 'Please enter your PIN once more',
    },
    signaturePassword: {
      title: 'Enter your signature password',
      lead: 'The 6 to 16 capital letters and digits that you chose when you received your My Number card.',
      again: 'Please enter your signature password once more',
    },
    accountPin1: {
      title: 'Choose your account PIN (PIN1)',
      lead: 'You use it to open your mailbox. It has 4 to 12 digits. Please do not use the PIN of your card.',
      again: 'Please enter PIN1 once more',
    },
    accountPin2: {
      title: 'Choose your signing PIN (PIN2)',
      lead: 'You use it to sign documents. It has 6 to 12 digits. If you do not plan to sign, you do not need one.',
      again: 'Please enter PIN2 once more',
    },
    typed: (count) => (count === 1 ? '1 character entered' : `${count} characters entered`),
    empty: 'Nothing entered yet',
    digits: (min, max) => (min === max ? `${min} digits` : `${min} to ${max} digits`),
    capitals: (min, max) => `${min} to ${max} capital letters and digits`,
    tries: (left) => (left === 1 ? 'You can try once more' : `You can try ${left} times`),
    triesLater: 'When you place your card, we check how many tries are left',
    lastTry: 'One try left: a mistake locks it',
    lastTryBody:
      'A locked card has to be unlocked at your municipality’s counter. If you are not sure, press “Call staff”.',
    hidden: 'What you type is not shown.',
    erase: 'Erase one',
    clear: 'Erase all',
    skip: 'I do not need PIN2',
    pad: 'Keys for typing',
  },

  lastTry: {
    title: 'You have only one try left',
    body: {
      supportPin: 'If it is wrong this time, the 4-digit PIN will be locked.',
      signaturePassword: 'If it is wrong this time, the signature password will be locked.',
    },
    unlock:
      'A locked card has to be unlocked at the counter of your municipality, and you may not be able to register today.',
    question: 'Do you want to go on with what you entered?',
    yes: 'Yes, go on',
    no: 'No, do not use it',
  },

  card: {
    waiting: {
      title: 'Place your My Number card',
      lead: 'Lay the card flat on the card reader, and leave it there until you have finished.',
    },
    recognising: { title: 'Checking your card', lead: 'Please wait, and do not move the card.' },
    reading: { title: 'Reading your card', lead: 'Please wait, and do not move the card.' },
    signing: { title: 'Signing with your card', lead: 'Almost done. Please wait, and do not move the card.' },
    where: 'Picture: placing a card on the card reader',
    progress: 'Progress of reading',
    noNumber: 'Your 12-digit individual number (My Number) is not read.',
  },

  confirm: {
    title: 'Is everything correct?',
    lead: 'This was read from your card.',
    right: 'Yes, it is correct',
    wrong: 'Something is wrong',
    wrongNote:
      'If you press “Something is wrong”, we stop here and nothing is registered. The counter of your municipality can correct the card.',
    unknown: 'Unknown',
  },

  contact: {
    title: 'How can we reach you?',
    lead: 'We will send you a 6-digit code, to be sure that our mail reaches you.',
    email: 'Email address',
    phone: 'Phone number',
    phoneHint: 'Digits only. You can leave this empty.',
    send: 'Send the code',
    sending: 'Sending the code…',
    keyboard: 'Keys for typing',
    domains: 'Common endings',
    erase: 'Erase one',
    clear: 'Erase all',
  },

  code: {
    title: 'Enter the 6-digit code',
    sentTo: { email: 'Sent by email to', phone: 'Sent by phone to' },
    number: (number) => `This is message no. ${number}. Please use the newest code.`,
    until: (time) => `This code can be used until ${time}`,
    over: 'This code has expired. Please ask for a new one.',
    label: 'Code',
    submit: 'Check the code',
    checking: 'Checking…',
    resend: 'Send a new code',
    resendIn: (seconds) => `You can ask for a new one in ${seconds} s`,
    later: 'Finish on my phone',
    laterNote: 'For when nothing arrives, or you cannot read your mail now.',
    erase: 'Erase one',
    clear: 'Erase all',
    pad: 'Digit keys',
    typed: (count) => `${count} of 6 digits entered`,
  },

  mailboxOffer: {
    title: 'Would you like a digital mailbox?',
    lead: 'You get messages from the city and others on your phone or here, instead of on paper.',
    from: 'Who can write to you',
    needs: 'If you say yes, you choose an account PIN (PIN1) next.',
    yes: 'Yes, please',
    no: 'Not now',
  },

  memberships: {
    title: 'Who may send you messages?',
    lead: 'These are the places at your card’s address that take part. You can stop any of them later.',
    receiving: 'Receive',
    paused: 'Do not receive',
  },

  saving: {
    title: 'Saving your registration',
    lead: 'Please wait, and leave your card where it is.',
    beginning: 'Getting ready',
    beginningLead: 'One moment, please.',
  },

  done: {
    title: 'Your registration has been received',
    titleOpen: 'Your registration is saved. Something is still open',
    titleSending: 'Your registration is saved and will be sent by itself',
    receipt: 'Receipt number',
    qr: 'Scan with your phone',
    qrNote: 'See how far your registration is, and finish it there.',
    qrAlt: 'QR code of the page that shows how far your registration is',
    code: 'Code, if you cannot scan',
    print: {
      printing: 'Printing your slip…',
      printed: 'Your slip is printed. Please take it.',
      saved: 'Your slip was made as a PDF file.',
      failed: 'The slip could not be printed. Please use the QR code, or ask staff.',
    },
    printAgain: 'Print again',
    takeCard: 'Please take your card',
    takeCardAlt: 'Picture: taking the card from the card reader',
  },

  ended: { takeCard: 'Please take your card', nothingKept: 'Nothing about you is left on this terminal.' },

  messages: {
    title: 'Mailbox',
    lead: 'These are your messages. Press one to read it.',
    empty: 'There are no messages.',
    unread: 'Unread',
    read: 'Read',
    synced: (time) => `Last checked at ${time}`,
    neverSynced: 'New messages could not be checked yet.',
    from: 'From',
    sentAt: 'Sent',
    close: 'Back to the list',
    body: 'Text',
  },

  staff: {
    title: 'Staff: state of this terminal',
    lead: 'Residents’ names and contacts are never shown here.',
    version: 'Version',
    shell: 'Shell',
    reader: 'Card reader',
    printer: 'Printer',
    network: 'Network',
    lastContact: 'Last answer from the central API',
    lastSync: 'Last synchronisation',
    clock: 'Clock error',
    clockMs: (ms) => `${ms} ms`,
    never: 'Never yet',
    unknown: 'Unknown',
    outbox: 'Registrations',
    saved: 'Saved',
    sent: 'Sent',
    accepted: 'Accepted',
    needsAttention: 'Needs attention',
    attention: 'Registrations that need attention',
    noAttention: 'None needs attention.',
    receipt: 'Receipt number',
    code: 'Code',
    since: 'Since',
    retry: 'Send again',
    action: 'Action',
    sync: 'Synchronise now',
    printTest: 'Test print',
    close: 'Close',
  },

  overlay: {
    stillThere: {
      title: 'Are you still there?',
      body: 'Nothing has been pressed for a while. Soon we will erase what you entered and go back to the first screen.',
      seconds: (count) => (count === 1 ? '1 second left' : `${count} seconds left`),
      stay: 'Yes, I’m still here',
    },
    cancel: {
      title: 'Do you want to cancel?',
      body: 'If you press “Cancel”, everything you entered is erased, and nothing stays on this terminal.',
      yes: 'Cancel',
      no: 'Keep going',
    },
    cardMissing: {
      title: 'Please put your card back',
      body: 'Your card is no longer on the card reader. Put it back and you can go on where you were. If not, everything is erased for your safety.',
      seconds: (count) => (count === 1 ? '1 second left' : `${count} seconds left`),
    },
  },
};
