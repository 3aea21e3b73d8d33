// Helpers of this room's tests; no production code imports them.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BasicFour } from '../../sync/contract/record.ts';
import { ok } from '../../sync/contract/result.ts';
import { createTestPki } from './virtual/pki.ts';
import type { TestPki } from './virtual/pki.ts';
import { PROFILES } from './virtual/profiles.ts';
import { fromHex } from './bytes.ts';
import type { TraceLine } from './trace.ts';
import type { Transport, TransportError } from './transport.ts';

/** One test JPKI for all test files of this machine: making keys takes a second or two. */
export function sharedTestPki(): Promise<TestPki> {
  return createTestPki(join(tmpdir(), `madoguchi-test-jpki-${process.getuid?.() ?? 0}`));
}

/** ASCII bytes, as the flow hands PINs over. */
export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The basic four of a sample card; of a card that has none, somebody's. */
export function factsOf(profile: string | null): BasicFour {
  const holder = PROFILES.find(({ name }) => name === profile)?.holder;
  return holder ?? { name: '見本　誰か', birthDate: '19990909', sex: '1', address: '架空県みほん市' };
}

/** A transport that answers from a list and keeps what was sent. */
export function scripted(
  answers: readonly (string | TransportError['kind'])[],
): Transport & { readonly sent: Uint8Array[] } {
  const sent: Uint8Array[] = [];
  return {
    sent,
    atr: fromHex('3B888001000005E0B381A1007F'),
    transmit(command) {
      sent.push(command.slice());
      const answer = answers[sent.length - 1];
      if (answer === undefined) throw new Error('the script is over');
      return Promise.resolve(
        /^[0-9A-F]+$/.test(answer)
          ? ok(fromHex(answer))
          : { ok: false, error: { kind: answer as TransportError['kind'] } },
      );
    },
    close: () => Promise.resolve(),
  };
}

/** VERIFY commands that carried data. */
export function verifies(lines: readonly TraceLine[]): number {
  return lines.filter((line) => line.header.startsWith('0020') && line.data === 'masked').length;
}
