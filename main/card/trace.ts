// What may be told about an exchange with a card: headers and status words, never a PIN, never what was read.
// An allow-list again: the data of SELECT (names of applications and files) is shown, every other data field is not.
import { INS, decode, parseAnswer } from './apdu.ts';
import { toHex } from './bytes.ts';

export interface TraceLine {
  /** CLA INS P1 P2. */
  readonly header: string;
  /** Data of a SELECT in hex; otherwise only whether there was any. The length of a PIN is not told either. */
  readonly data: string;
  /** Length of the answer's data, bytes. */
  readonly received: number;
  /** Status word, or what went wrong instead. */
  readonly result: string;
  readonly ms: number;
}

export type TraceHook = (line: TraceLine) => void;

/** Makes the line for one exchange. `failure` is given when no answer came. */
export function traceLine(
  command: Uint8Array,
  answer: Uint8Array | null,
  failure: string | null,
  ms: number,
): TraceLine {
  const parsed = answer === null ? null : parseAnswer(answer);
  return {
    header: toHex(command.subarray(0, 4)),
    data: shownData(command),
    received: parsed?.ok ? parsed.value.data.length : 0,
    result: parsed?.ok
      ? toHex(Uint8Array.of(parsed.value.sw >> 8, parsed.value.sw & 0xff))
      : (failure ?? 'no answer'),
    ms: Math.round(ms * 10) / 10,
  };
}

function shownData(command: Uint8Array): string {
  const decoded = decode(command);
  if (!decoded.ok) return 'malformed';
  const { cla, ins, data } = decoded.value;
  if (data === undefined) return '';
  return cla === 0x00 && ins === INS.select ? toHex(data) : 'masked';
}
