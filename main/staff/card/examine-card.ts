// `doctor -- card`: which reader, which card, what its counters say, and how long each command takes. It asks what the kiosk
// asks before a PIN is typed, and nothing more: no VERIFY that carries a PIN has a way in here. Nothing personal is told; what
// a certificate says or hashes to stays out of the report.
import type { CardError, CardReport, CardRoom, Tries } from '../../card/card.ts';
import { within } from '../../card/deadline.ts';
import type { TraceLine } from '../../card/trace.ts';
import type { Result } from '../../../sync/contract/result.ts';
import { broken, fine, odd, type Finding } from '../checks/finding.ts';

export interface CardExamination {
  readonly findings: readonly Finding[];
  /** Every command with its time; data fields are masked by the card room's own trace. */
  readonly commands: readonly TraceLine[];
}

const shownWithinMs = 3_000;

/** Inspects the card that lies on the reader. `open` gets the hook that hears every command. */
export async function examineCard(
  open: (trace: (line: TraceLine) => void) => Pick<CardRoom, 'watch' | 'inspect' | 'close'>,
): Promise<CardExamination> {
  const commands: TraceLine[] = [];
  const room = open((line) => commands.push(line));
  try {
    await cardShown(room);
    const seen = await room.inspect();
    return { findings: [...judgeCard(seen), ...timesOf(commands)], commands };
  } finally {
    await room.close();
  }
}

/** A room that was just opened needs a moment until the service has shown it the card. */
async function cardShown(room: Pick<CardRoom, 'watch'>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const stop = room.watch((event) => {
    if (event.type === 'inserted') resolve(undefined);
  });
  await within(promise, shownWithinMs);
  stop();
}

function judgeCard(seen: Result<CardReport, CardError>): Finding[] {
  if (!seen.ok) return [judgeError(seen.error)];
  const { tries, authCertificate, hasSignatureCertificate } = seen.value;
  const has = (yes: boolean): string => (yes ? 'present' : 'absent');
  return [
    fine('card', 'a My Number card'),
    fine(
      'certificates',
      `signature ${has(hasSignatureCertificate)}, user authentication ${has(authCertificate !== null)}`,
    ),
    counter('tries, 4-digit PIN', tries.supportPin),
    counter('tries, signature password', tries.signaturePassword),
  ];
}

function counter(what: string, tries: Tries): Finding {
  if (tries === 'unknown')
    return broken(
      what,
      'the card does not tell its counter, so the kiosk will send no PIN',
      'try another reader',
    );
  const told = `${String(tries.left)} of ${String(tries.max)} left`;
  if (tries.left === 0)
    return odd(what, `${told}: blocked`, 'its owner has it unblocked at the municipality');
  return tries.left < tries.max ? odd(what, told, 'a right PIN sets it back') : fine(what, told);
}

function judgeError(error: CardError): Finding {
  switch (error.kind) {
    case 'no-reader':
      return broken('card', 'no reader', 'see the line "card reader"');
    case 'no-card':
      return broken('card', 'no card on the reader', 'lay one flat on it and run this again');
    case 'reader-busy':
      return broken('card', 'another program holds the card', 'end it, or stop the terminal meanwhile');
    case 'not-my-number':
      return odd('card', `another card (${error.seen})`, 'use a My Number card');
    case 'card-removed':
      return broken('card', 'it left the reader', 'leave it there until this ends');
    case 'timeout':
      return broken('card', 'no answer in time', 'try without its sleeve, then another reader');
    case 'unreadable':
      return broken('card', `cannot be read (${error.cause})`, 'try another card, then another reader');
    case 'pin-wrong':
    case 'pin-blocked':
    case 'tries-unknown':
    case 'last-try':
    case 'pin-malformed':
    case 'no-signature-certificate':
    case 'certificate-expired':
    case 'facts-differ':
    case 'signature-invalid':
      // Answers to a PIN or a signature, which nobody asked for here.
      throw new Error(`an inspection ended with ${error.kind}`);
  }
}

/** RSA apart, a command takes well under this with a healthy reader. */
const slowMs = 500;

function timesOf(commands: readonly TraceLine[]): Finding[] {
  if (commands.length === 0) return [];
  const times = commands.map(({ ms }) => ms);
  const total = times.reduce((sum, ms) => sum + ms, 0);
  const slowest = Math.max(...times);
  const told = `${String(commands.length)} commands in ${total.toFixed(1)} ms, slowest ${slowest.toFixed(1)} ms`;
  return [
    slowest > slowMs
      ? odd('commands', told, 'plug the reader in directly, without a hub')
      : fine('commands', told),
  ];
}

/** One command as a line: `00A40400 D392…0001 -> 9000, 0 bytes, 12.3 ms`. */
export function commandLine({ header, data, received, result, ms }: TraceLine): string {
  const question = header.startsWith('0020') ? ' (asks the tries, spends none)' : '';
  const sent = data === '' ? header : `${header} ${data}`;
  return `      ${sent}${question} -> ${result}, ${String(received)} bytes, ${ms.toFixed(1)} ms`;
}
