// What the dock's server tells this page and takes from it: the page's half of main/dock/contract.ts, which no page may import.
// tests/shells/pages.test.ts fails to compile when the two drift apart.
export type DockLanguage = 'ja' | 'en';
type LocalText = Readonly<Record<DockLanguage, string>>;

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
  readonly code: string | null;
}

export interface DockState {
  readonly kiosk: string | null;
  readonly cards: readonly DockCard[];
  readonly onReader: string | null;
  readonly network: 'up' | 'cut';
  readonly printer: 'ready' | 'empty' | 'fixed';
  /** Newest first. */
  readonly mail: readonly DockMail[];
  readonly links: readonly { readonly label: LocalText; readonly url: string }[];
  readonly staff: readonly { readonly login: string; readonly name: string; readonly password: string }[];
}

export type DockAction =
  | { type: 'card.put'; profile: string }
  | { type: 'card.take' }
  | { type: 'network'; cut: boolean }
  | { type: 'printer'; paper: boolean }
  | { type: 'message' };

export type DockAnswer =
  | { readonly ok: true; readonly recipients?: number }
  | {
      readonly ok: false;
      readonly why: 'unknown-card' | 'no-file-printer' | 'central-unreachable' | 'malformed';
    };
