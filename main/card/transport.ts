// The wire to one card, as the session sees it. Two things stand behind it: a PC/SC reader and the software card in process.
import type { Result } from '../../sync/contract/result.ts';
import type { CardError } from './card.ts';

export type TransportError =
  /** The card (or its reader) is gone. */
  | { readonly kind: 'removed' }
  /** The exchange broke: usually a card in motion, sometimes a reader that cannot carry this form of command. */
  | { readonly kind: 'lost' }
  /** The reader did not take this form of command; the card has not seen it. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'timeout' };

export interface Transport {
  /** Answer to reset: what a remembered capability is filed under. */
  readonly atr: Uint8Array;
  /** One command, one answer. Copies `command`: the caller may overwrite it as soon as this returns. Never hangs. */
  transmit(command: Uint8Array, deadlineMs: number): Promise<Result<Uint8Array, TransportError>>;
  /** Gives the card back; `unpower` makes it forget every verified PIN. */
  close(how: 'leave' | 'unpower'): Promise<void>;
}

/** Why no transport could be had. */
export type ConnectError = Extract<
  CardError,
  { kind: 'no-reader' | 'reader-busy' | 'no-card' | 'unreadable' | 'timeout' }
>;
