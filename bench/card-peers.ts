// What other programs exchange with a My Number card, by reading their sources (reference: the fact sheet on the card, section 8).
// A plastic card, a signature certificate of 1749 bytes, basic four of 104 bytes, a cold process, the right PIN the first time.

interface Peer {
  readonly name: string;
  /** Absent: the program does not do it. */
  readonly four?: string;
  readonly certificate?: string;
  readonly signature?: string;
  readonly both?: string;
}

const PEERS: readonly Peer[] = [
  { name: 'myna (Rust)', four: '6', certificate: '14', signature: '7', both: '16' },
  { name: 'myna (Go, 0.5.1)', four: '10', certificate: '16', signature: '5 in a second connection' },
  { name: 'jpki-rs', four: '6', certificate: '12', signature: '5' },
  { name: 'OpenSC', certificate: '17', signature: '10' },
  { name: 'jsapdu', four: '3', certificate: '3' },
  { name: 'myna-card / myna-sign', four: '5', certificate: '11', signature: '4' },
  { name: 'jpki-local-signer', certificate: '12', signature: '5', both: '15' },
  { name: 'JPKIReader', certificate: '12', signature: '5' },
  { name: 'WebUSB-MyNumberCard', four: '6' },
  { name: 'pyjpki', four: '6', certificate: '21', signature: '6' },
  { name: 'jpki-web', both: '25' },
];

interface Split {
  readonly work: number;
  readonly tries: number;
  readonly leave: number;
}

/** A table of theirs under ours. None of theirs but jpki-web's and jpki-local-signer's asks for the tries before it spends one, and
 *  none leaves the card locked. */
export function peerTable({ four, sign }: { readonly four: Split; readonly sign: Split }): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const own = ({ work, tries, leave }: Split) =>
    `**${String(work)}** + ${String(tries)} for the tries + ${String(leave)} to lock`;
  return [
    row(['program', 'basic four', 'signature certificate', 'signature', 'certificate and signature']),
    row(['---', '---', '---', '---', '---']),
    row(['**Madoguchi** (measured)', own(four), '', '', own(sign)]),
    ...PEERS.map(({ name, four: facts, certificate, signature, both }) =>
      row([name, facts ?? '–', certificate ?? '–', signature ?? '–', both ?? '–']),
    ),
    '',
    'Theirs are counted from their sources, without asking for the tries and without locking the card again.',
  ].join('\n');
}
