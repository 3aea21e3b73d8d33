// What the dock's page and its server tell each other. The page has its own copy of these types (renderer/dock/contract.ts),
// since no page may know main; tests/shells/pages.test.ts fails to compile when the two drift apart.
import { z } from 'zod';
import type { LocalText } from '../../preload/contract/state.ts';

/** A sample resident's card. Samples only: their PINs are printed in the README. */
export interface DockCard {
  readonly profile: string;
  readonly label: LocalText;
  readonly pins: { readonly supportPin: string; readonly signaturePassword: string };
}

export interface DockMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** ISO 8601. */
  readonly at: string;
  /** The six digits in it, if any. */
  readonly code: string | null;
}

/** Somewhere else to look: the phone page, the fleet page, the OpenAPI document. */
export interface DockLink {
  readonly label: LocalText;
  readonly url: string;
}

/** Made-up staff of the sender's desk; the passwords are of this start. */
export interface DockStaff {
  readonly login: string;
  readonly name: string;
  readonly password: string;
}

export interface DockState {
  /** The kiosk's address for the frame; null where the window shows it beside the dock by itself (Electron). */
  readonly kiosk: string | null;
  readonly cards: readonly DockCard[];
  /** Profile of the card on the reader. */
  readonly onReader: string | null;
  readonly network: 'up' | 'cut';
  /** `fixed`: a real printer, which the dock leaves alone. */
  readonly printer: 'ready' | 'empty' | 'fixed';
  /** Newest first. */
  readonly mail: readonly DockMail[];
  readonly links: readonly DockLink[];
  readonly staff: readonly DockStaff[];
}

export const DockAction = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('card.put'), profile: z.string().min(1).max(60) }),
  z.strictObject({ type: z.literal('card.take') }),
  z.strictObject({ type: z.literal('network'), cut: z.boolean() }),
  z.strictObject({ type: z.literal('printer'), paper: z.boolean() }),
  z.strictObject({ type: z.literal('message') }),
]);
export type DockAction = z.infer<typeof DockAction>;

/** `recipients` is there for `message`: how many mailboxes took it. */
export type DockAnswer =
  | { readonly ok: true; readonly recipients?: number }
  | {
      readonly ok: false;
      readonly why: 'unknown-card' | 'no-file-printer' | 'central-unreachable' | 'malformed';
    };
