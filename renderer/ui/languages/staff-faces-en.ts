// Cause and remedy of every code for staff, in English.
import type { StaffCode, StaffFace } from './staff-faces.ts';

export const enStaffFaces: Readonly<Record<StaffCode, StaffFace>> = {
  'terminal.not-ready': {
    cause:
      'The terminal has not reached the city’s system, has no legal texts yet, or is still clearing up after the last session',
    todo: 'Wait a minute. If nothing changes, check the network cable and the staff screen, then call IT',
  },
  'terminal.needs-attention': {
    cause: 'A check of the terminal found something that must not be used with residents',
    todo: 'Look at the staff screen for what needs attention, then call IT',
  },
  'terminal.frozen': {
    cause: 'No contact with the city’s system for too long, or too many registrations wait to be sent',
    todo: 'Lead residents to another terminal, check the network cable and call IT. It opens again by itself once there is contact',
  },
  'reader.none': {
    cause: 'No card reader is connected, or its driver does not run',
    todo: 'Plug the card reader in again. If it stays away, call IT',
  },
  'reader.gone': {
    cause: 'The reader was unplugged or lost power during use',
    todo: 'Check the reader’s cable and plug it in again',
  },
  'reader.busy': {
    cause: 'Another program is using the card',
    todo: 'Wait ten seconds. If it goes on, IT must close the other card program',
  },
  'network.offline': {
    cause: 'The city’s system cannot be reached',
    todo: 'Tell the resident to go on. Codes can be had later from the QR code on the slip',
  },
  'central.refused': {
    cause: 'The city’s system refused the request',
    todo: 'Note the receipt number, read the code on the staff screen, tell IT',
  },
  'disk.full': {
    cause: 'The terminal’s disk is full',
    todo: 'Do not use this terminal. Lead the resident to another one and call IT',
  },
  'store.failed': {
    cause: 'The terminal’s store could not be written',
    todo: 'Do not use this terminal. Lead the resident to another one and call IT',
  },
  'card.not-my-number': {
    cause: 'No My Number application answered on the card',
    todo: 'Ask for the My Number card',
  },
  'card.juki': {
    cause: 'A Basic Resident Register card was placed',
    todo: 'A Basic Resident Register card does not work here: ask for the My Number card',
  },
  'card.licence': {
    cause: 'A driving licence was placed',
    todo: 'Not the driving licence: ask for the My Number card',
  },
  'card.residence': {
    cause: 'A residence card or special permanent resident certificate was placed',
    todo: 'Not the residence card: ask for the My Number card',
  },
  'card.transit': {
    cause: 'A transit card was placed, or lies together with the card',
    todo: 'Take other IC cards away and place the My Number card alone',
  },
  'card.phone': { cause: 'A phone was placed', todo: 'Not the phone: ask for the plastic card' },
  'card.unreadable': {
    cause: 'The card answered wrongly: case, dirt, two cards, or a damaged chip',
    todo: 'Take it out of its case and lay it flat, alone. If it happens again, try another terminal',
  },
  'card.moved': {
    cause: 'The card left the reader during an exchange',
    todo: 'Place it again, and leave it until the end',
  },
  'card.other': {
    cause: 'Another card than the first one was placed',
    todo: 'Ask for the first card. If another person has come, end with “Cancel”',
  },
  'card.no-signature-certificate': {
    cause: 'The signature certificate was never issued, or has lapsed',
    todo: 'It goes on without linked services. Certificates are issued at the residents’ desk',
  },
  'card.certificate-expired': {
    cause: 'The signature certificate is past its date',
    todo: 'It goes on without linked services. Certificates are renewed at the residents’ desk',
  },
  'card.no-mailbox-certificate': {
    cause: 'The card holds no user-authentication certificate',
    todo: 'Lead the resident to the residents’ desk for the certificate',
  },
  'card.facts-differ': {
    cause: 'Card facts and signature certificate disagree',
    todo: 'The residents’ desk must check what is in the card',
  },
  'card.signature-invalid': {
    cause: 'The card’s signature does not match its certificate',
    todo: 'Try once more. If it happens again, have the card checked at the residents’ desk and tell IT',
  },
  'card.timeout': {
    cause: 'The card did not answer in time',
    todo: 'Take it out of its case and place it again. If it happens with every card, call IT',
  },
  'pin.wrong': {
    cause: 'Wrong 4-digit PIN; one try is spent',
    todo: 'Look at the remaining tries together. If unsure, better stop here',
  },
  'pin.blocked': { cause: 'Three wrong tries in a row', todo: 'The residents’ desk can reset the PIN' },
  'pin.tries-unknown': {
    cause: 'The card did not tell its tries; no PIN was sent',
    todo: 'Place the card again. If it happens again, try another terminal',
  },
  'pin.outcome-unknown': {
    cause: 'The card left right after the PIN was sent; a try may be spent',
    todo: 'Place the card again and read the remaining tries before typing',
  },
  'pin.length': { cause: 'Too few digits; nothing was sent to the card', todo: 'It has four digits' },
  'password.wrong': {
    cause: 'Wrong signature password; one try is spent',
    todo: 'It has capitals and digits; look at the remaining tries together',
  },
  'password.blocked': {
    cause: 'Five wrong tries in a row',
    todo: 'The residents’ desk can reset it. Without linked services the resident can register',
  },
  'password.tries-unknown': {
    cause: 'The card did not tell its tries; no password was sent',
    todo: 'Place the card again. If it happens again, try another terminal',
  },
  'password.outcome-unknown': {
    cause: 'The card left right after sending; a try may be spent',
    todo: 'Place the card again and read the remaining tries before typing',
  },
  'password.length': {
    cause: 'Wrong length; nothing was sent to the card',
    todo: 'It has 6 to 16 characters; it is not the 4-digit PIN',
  },
  'draft.unknown': {
    cause: 'Other digits, or more than two hours old',
    todo: 'Check the digits on the phone; without them press “Choose everything here”',
  },
  'draft.paused': {
    cause: 'Too many wrong digits; checking is paused',
    todo: 'Wait as long as the screen says, or press “Choose everything here”',
  },
  'draft.unreachable': {
    cause: 'The city’s system cannot be reached, or refused',
    todo: 'Registering works with “Choose everything here”; if it lasts, check the network',
  },
  'email.malformed': { cause: 'It cannot be read as an email address', todo: 'Check the address together' },
  'phone.malformed': {
    cause: 'It cannot be read as a Japanese phone number',
    todo: '10 or 11 digits beginning with 0; it can be left out',
  },
  'code.wrong': {
    cause: 'It is not the code that was sent',
    todo: 'See that it is the code of the newest mail',
  },
  'code.expired': { cause: 'The code is past its time', todo: 'Press “Send a new code”' },
  'code.spent': { cause: 'Too many wrong entries; the code was cancelled', todo: 'Press “Send a new code”' },
  'code.paused': {
    cause: 'Five wrong entries in a row; no code is checked for some minutes',
    todo: 'Wait until the time on the screen. In a hurry: “Finish on my phone”',
  },
  'code.bounced': {
    cause: 'The mail came back from this address',
    todo: '“Correct the address”: check the spelling together',
  },
  'code.send-failed': {
    cause: 'Mail or text message could not be handed over',
    todo: 'Check the address and send again. Otherwise “Go on with my phone”',
  },
  'code.too-many': {
    cause: 'Too many codes within a short time',
    todo: 'Use the newest code, or “Go on with my phone”',
  },
  'account-pin.length': {
    cause: 'The number of digits does not fit',
    todo: 'Point to the number of digits on the screen',
  },
  'account-pin.mismatch': {
    cause: 'First and second entry differ',
    todo: 'Choose the number again and type it twice alike',
  },
  'account-pin.same': { cause: 'PIN2 equals PIN1', todo: 'PIN2 must differ from PIN1' },
  'mailbox.offline': {
    cause: 'The city’s system cannot be reached, and this cannot be done without it',
    todo: 'Ask the resident to wait a moment. If it goes on, check the network cable and call IT',
  },
  'mailbox.message-gone': {
    cause: 'The message had been deleted already, on a phone for example',
    todo: 'Say that it cannot be brought back. The office that sent it knows what it said',
  },
  'mailbox.message-not-here': {
    cause: 'There is no connection, and this message is not kept on the terminal',
    todo: 'Suggest to read it once there is a connection, or on the phone',
  },
  'mailbox.changed-elsewhere': {
    cause: 'The same thing was changed elsewhere while the screen was open',
    todo: 'Let the resident look at the new screen and press again if needed',
  },
  'pin1.wrong': {
    cause: 'The PIN1 entered is not the one that was registered',
    todo: 'Explain that it is not the card’s PIN. After five mistakes it rests for an hour',
  },
  'pin1.paused': {
    cause: 'PIN1 was wrong five times in a row',
    todo: 'Wait an hour. Who has forgotten PIN1 registers again with “Create an account”',
  },
  'pin1.none': {
    cause: 'The account was made without a mailbox, so it has no PIN1',
    todo: 'Let the resident register again with “Create an account” and choose a mailbox and PIN1',
  },
  'delegate.number-wrong': {
    cause: 'What was entered is not a receipt number',
    todo: 'Look at the slip of the person who will read, and enter it again',
  },
  'delegate.own-number': {
    cause: 'The resident’s own receipt number was entered',
    todo: 'Enter the number on the slip of the person who will read',
  },
  'typed-number.wrong': {
    cause: 'The number that was asked for was not the one entered',
    todo: 'Let the resident read it calmly and enter it again, or leave it',
  },
  'printer.empty': { cause: 'Out of paper', todo: 'Put paper in and press “Print again”' },
  'printer.unavailable': {
    cause: 'No printer found, or it is stopped',
    todo: 'Check the printer’s power and cable. The QR code on the screen works meanwhile',
  },
  'printer.jam': {
    cause: 'Paper jam',
    todo: 'Open the printer and take the paper out. It is ready again at once',
  },
  'printer.cover': {
    cause: 'A cover or door is open',
    todo: 'Close it',
  },
  'printer.ink': {
    cause: 'No ink, toner or ribbon',
    todo: 'Replace it',
  },
  'printer.full': {
    cause: 'The output tray or the printer’s memory is full',
    todo: 'Take the paper away. If that does not help, switch it off and on',
  },
  'printer.paused': {
    cause: 'The print queue has been stopped',
    todo: 'Tell IT (cupsenable, cupsaccept; on Windows, end “Pause printing”)',
  },
  'printer.offline': {
    cause: 'Switched off, cable out, or not reached over the network',
    todo: 'Check power and cable. Within a minute it is ready again',
  },
  'printer.late': {
    cause: 'The job did not end in time and was cancelled',
    todo: 'Look at the printer, then press “Print again”. If it goes on, tell IT',
  },
  'printer.failed': {
    cause: 'Printing failed halfway',
    todo: 'Look for jammed paper and press “Print again”',
  },
  'facts.wrong': {
    cause: 'The resident pressed “Something is wrong”',
    todo: 'The residents’ desk updates what is in the card',
  },
  'session.cancelled': {
    cause: 'The resident pressed “Cancel”',
    todo: 'Nothing was saved. Start again if wished',
  },
  'session.idle': {
    cause: 'Nothing was touched until the time ran out',
    todo: 'Nothing was saved. Stay beside those who need more time',
  },
  'session.card-gone': {
    cause: 'The card left and did not come back',
    todo: 'Nothing was saved. Start again and leave the card on the reader',
  },
  'session.declined': {
    cause: 'Terms or privacy policy were not accepted',
    todo: 'Without consent there is no registration; answer what was unclear',
  },
  'seal-unreadable': {
    cause: 'The city’s system cannot open the sealed registration',
    todo: 'The registration is kept. Give receipt number and code to IT; once the cause is gone press “Send again”',
  },
  'device-signature-invalid': {
    cause: 'The terminal’s signature does not verify',
    todo: 'The registration is kept. Give receipt number and code to IT; once the cause is gone press “Send again”',
  },
  'record-malformed': {
    cause: 'The registration does not have the agreed form, for example another version',
    todo: 'The registration is kept. Give receipt number and code to IT; once the cause is gone press “Send again”',
  },
  'record-mismatch': {
    cause: 'The registration does not agree with its sender',
    todo: 'The registration is kept. Give receipt number and code to IT; once the cause is gone press “Send again”',
  },
  'declaration-missing': {
    cause: 'The signed declaration for linked services is missing',
    todo: 'The registration is kept. Give receipt number and code to IT; once the cause is gone press “Send again”',
  },
  'declaration-invalid': {
    cause: 'The card’s declaration does not verify',
    todo: 'The registration is kept. Give receipt number and code to IT; once the cause is gone press “Send again”',
  },
  'certificate-untrusted': {
    cause: 'The card’s certificate does not lead to a trusted root',
    todo: 'The registration is kept. Give receipt number and code to IT; once the cause is gone press “Send again”',
  },
  'verification-mismatch': {
    cause: 'The contact was not proved by the verification named',
    todo: 'The registration is kept. Give receipt number and code to IT; once the cause is gone press “Send again”',
  },
  'verification-unknown': {
    cause: 'The verification of the contact is not known',
    todo: 'The registration is kept. Give receipt number and code to IT; once the cause is gone press “Send again”',
  },
  'receipt-invalid': {
    cause: 'The receipt’s signature does not verify',
    todo: 'The registration is kept. Give receipt number and code to IT; once the cause is gone press “Send again”',
  },
  'balance-unknown': {
    cause: 'The city’s system did not have it; it is sent again while its sealed record is here',
    todo: 'The registration is kept. Give receipt number and code to IT; once the cause is gone press “Send again”',
  },
  'balance-different': {
    cause: 'The city’s system has something else under this registration',
    todo: 'The registration is kept. Give receipt number and code to IT; once the cause is gone press “Send again”',
  },
  'payload-lost-held': {
    cause: 'The sealed record is gone here, but the city’s system has it',
    todo: 'Tell IT. The registration is with the city’s system',
  },
  malformed: {
    cause: 'The request does not have the agreed form, for example another version',
    todo: 'The registration is kept. Give receipt number and code to IT; once the cause is gone press “Send again”',
  },
  'too-large': {
    cause: 'Too much was sent at once',
    todo: 'Nothing: it is sent by itself. Call IT when it lasts for a day',
  },
  'rate-limited': {
    cause: 'The city’s system is busy',
    todo: 'Nothing: it is sent by itself. Call IT when it lasts for a day',
  },
  unavailable: {
    cause: 'The city’s system is down for the moment',
    todo: 'Nothing: it is sent by itself. Call IT when it lasts for a day',
  },
  internal: {
    cause: 'The city’s system failed',
    todo: 'Nothing: it is sent by itself. Call IT when it lasts for a day',
  },
  unanswered: {
    cause: 'The answer left this registration out',
    todo: 'Nothing: it is sent by itself. Call IT when it lasts for a day',
  },
  offline: {
    cause: 'The network is down',
    todo: 'Nothing: it is sent by itself. Call IT when it lasts for a day',
  },
  timeout: {
    cause: 'The city’s system did not answer in time',
    todo: 'Nothing: it is sent by itself. Call IT when it lasts for a day',
  },
  'malformed-answer': {
    cause: 'The answer cannot be read; something on the way may have changed it',
    todo: 'Tell IT. Registrations are kept',
  },
  'worker-gone': {
    cause: 'The sync worker stopped and is being started again',
    todo: 'Nothing: it is sent by itself. Call IT when it lasts for a day',
  },
  'proxy-refused': { cause: 'The proxy refuses', todo: 'Tell IT. Registrations are kept' },
  tls: {
    cause: 'The certificate of the city’s system is not trusted',
    todo: 'Tell IT. Registrations are kept',
  },
  clock: { cause: 'The terminal’s clock is wrong', todo: 'IT must set the clock. Registrations are kept' },
  'server-certificate-expired': {
    cause: 'The certificate of the city’s system has expired',
    todo: 'Tell IT. Registrations are kept',
  },
  unauthenticated: { cause: 'The terminal has not shown who it is', todo: 'Tell IT. Registrations are kept' },
  forbidden: { cause: 'The terminal may not do this', todo: 'Tell IT. Registrations are kept' },
  'terminal-revoked': { cause: 'This terminal was revoked', todo: 'Tell IT. Registrations are kept' },
  'certificate-expired': {
    cause: 'The terminal’s certificate has expired; renewal waits for approval',
    todo: 'Tell IT. Registrations are kept',
  },
  'limits.days': {
    cause: 'Days without contact to the city’s system',
    todo: 'Check the network and call IT. If it goes on, no new registrations are taken',
  },
  'limits.count': {
    cause: 'Many registrations wait to be sent',
    todo: 'Check the network and call IT. If it goes on, no new registrations are taken',
  },
  'disk.low': { cause: 'Little room is left on the disk (MiB)', todo: 'Tell IT. Registrations are kept' },
  'backup.failed': { cause: 'The backup could not be written', todo: 'Tell IT. Registrations are kept' },
  'balance.differs': {
    cause: 'Terminal and city’s system do not count the same registrations',
    todo: 'Tell IT. Registrations are kept',
  },
  'store.salvaged': {
    cause: 'A broken store was repaired; the figure is what could not be brought back',
    todo: 'Call IT at once',
  },
};
