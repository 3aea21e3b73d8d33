// Follows one registration: asks the central API how far it is, again and again but politely, and hands in the code from the
// mail. Nothing is kept in the browser; what was typed is gone when the page is.
import type { HandoffStatus } from '../../sync/contract/api.ts';
import { readCodeAnswer, readStatus } from './answers.ts';

/** What of the machine the page needs; a test gives its own. */
export interface Surroundings {
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** The page cannot be seen: nothing is asked. */
  hidden(): boolean;
  onVisible(listener: () => void): void;
  random(): number;
}

export type CodeTrouble =
  | { readonly kind: 'malformed' }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'expired' }
  | { readonly kind: 'spent' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'unreachable' };

/** Crockford base32, 26 characters: HandoffToken in sync/contract/words.ts. */
const TOKEN = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const FIRST_MS = 5_000;
const MOST_MS = 60_000;

/** The token in `/s/<token>`, or null. Small letters are taken: some scanners lower the case of addresses. */
export function tokenOf(pathname: string): string | null {
  const last = pathname.replace(/\/$/, '').split('/').at(-1)?.toUpperCase() ?? '';
  return TOKEN.test(last) ? last : null;
}

/** Milliseconds that the server asked us to wait, or 0. */
function retryAfterMs(response: Response): number {
  const seconds = Number(response.headers.get('Retry-After') ?? '0');
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}

async function bodyOf(response: Response): Promise<unknown> {
  return response.json().catch(() => null);
}

export class Follow {
  status = $state<HandoffStatus | null>(null);
  /** The last question got no usable answer. */
  unreachable = $state(false);
  asking = $state(false);
  /** When the last answer came, milliseconds since the epoch. */
  answeredAt = $state<number | null>(null);
  sending = $state(false);
  codeTrouble = $state<CodeTrouble | null>(null);
  /** True from the moment when this page's code was taken. */
  justConfirmed = $state(false);

  readonly #path: string;
  readonly #around: Surroundings;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waits = 0;
  #dueWhileHidden = false;

  constructor(token: string, around: Surroundings) {
    this.#path = `../v1/handoffs/${token}`;
    this.#around = around;
    around.onVisible(() => {
      if (this.#dueWhileHidden) void this.ask();
    });
  }

  /** Nothing can change any more: nothing is asked any more. */
  get settled(): boolean {
    return (
      this.status?.state === 'accepted' && this.status.contact !== 'open' && this.status.mailbox !== 'waiting'
    );
  }

  /** Asks now, and plans the next question. Never throws. */
  async ask(): Promise<void> {
    if (this.asking) return;
    clearTimeout(this.#timer);
    this.#dueWhileHidden = false;
    this.asking = true;
    let atLeast = 0;
    try {
      const response = await this.#around.fetch(this.#path, { cache: 'no-store' });
      atLeast = retryAfterMs(response);
      const status = response.ok ? readStatus(await bodyOf(response)) : null;
      this.unreachable = status === null;
      if (status !== null) {
        if (status.state !== this.status?.state) this.#waits = 0;
        this.status = status;
        this.answeredAt = Date.now();
      }
    } catch {
      this.unreachable = true;
    }
    this.asking = false;
    this.#plan(atLeast);
  }

  /** Doubles up to a minute, with a fifth of chance so that slips printed together do not ask together. */
  #plan(atLeast: number): void {
    if (this.settled) return;
    const wait = Math.min(MOST_MS, FIRST_MS * 2 ** this.#waits) * (0.9 + 0.2 * this.#around.random());
    this.#waits += 1;
    this.#timer = setTimeout(
      () => {
        if (this.#around.hidden()) this.#dueWhileHidden = true;
        else void this.ask();
      },
      Math.max(wait, atLeast),
    );
  }

  /** Hands in the six digits. Blanks, hyphens and full-width digits are forgiven. */
  async answer(typed: string): Promise<void> {
    if (this.sending) return;
    const code = typed.normalize('NFKC').replace(/[\s-]/g, '');
    if (!/^\d{6}$/.test(code)) {
      this.codeTrouble = { kind: 'malformed' };
      return;
    }
    this.sending = true;
    this.codeTrouble = null;
    try {
      const response = await this.#around.fetch(`${this.#path}/answers`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ code }),
      });
      if (response.ok) this.#take(readCodeAnswer(await bodyOf(response)));
      else this.codeTrouble = { kind: response.status === 429 ? 'busy' : 'unreachable' };
    } catch {
      this.codeTrouble = { kind: 'unreachable' };
    }
    this.sending = false;
    if (this.justConfirmed) await this.ask();
  }

  #take(answer: ReturnType<typeof readCodeAnswer>): void {
    if (answer === null) this.codeTrouble = { kind: 'unreachable' };
    else if (answer.outcome === 'confirmed') {
      this.justConfirmed = true;
      if (this.status !== null) this.status = { ...this.status, contact: 'confirmed' };
    } else if (answer.outcome === 'wrong') this.codeTrouble = { kind: 'wrong', triesLeft: answer.triesLeft };
    else this.codeTrouble = { kind: answer.outcome };
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
