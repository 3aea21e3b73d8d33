// The dock: a page beside the kiosk on which a newcomer puts sample cards on the reader, reads the mails, cuts the network and
// empties the printer. For trying things out only: it exists with the software card and never in a packaged build.
import { unreachable } from '../../sync/contract/result.ts';
import type {
  DockAction,
  DockAnswer,
  DockCard,
  DockLink,
  DockMail,
  DockStaff,
  DockState,
} from './contract.ts';
import { dockServer, type DockServer } from './server.ts';

export type { DockAction, DockAnswer, DockCard, DockLink, DockMail, DockState } from './contract.ts';

/** What the dock may move. The composition root joins it to the software card, the worker, the printer and the central API. */
export interface DockControls {
  cards(): readonly DockCard[];
  /** Profile of the card on the reader, or null. */
  onReader(): string | null;
  /** Takes off whatever lies on the reader first. */
  put(profile: string): Promise<void> | void;
  takeOff(): Promise<void> | void;
  isCut(): boolean;
  cut(cut: boolean): Promise<void> | void;
  /** `fixed` for a real printer. */
  paper(): 'ready' | 'empty' | 'fixed';
  setPaper(present: boolean): void;
  /** Mails that the built-in mail sink has taken, newest first. */
  mails(): Promise<readonly DockMail[]>;
  /** Posts a sample message to every mailbox of the sample city. `null`: the central API did not answer. */
  postSampleMessage(): Promise<{ readonly recipients: number } | null>;
  links?(): readonly DockLink[];
  staff?(): readonly DockStaff[];
  /** Anything above has changed, a new mail included. Returns how to stop. */
  onChange(listener: () => void): () => void;
}

export interface DockOptions {
  /** `shell.packaged`. */
  readonly packaged: boolean;
  /** Built renderer files: `shell.paths.renderer`. */
  readonly rendererDir: string;
  readonly controls: DockControls;
  /** The kiosk window's address; asked at every use, since the kiosk opens after the dock. */
  readonly kioskAddress: () => string | null;
}

export interface Dock {
  /** Address with its secret; open it once and the browser has its cookie. */
  readonly url: string;
  readonly origin: string;
  close(): Promise<void>;
}

async function stateOf({ controls, kioskAddress }: DockOptions): Promise<DockState> {
  return {
    kiosk: kioskAddress(),
    cards: controls.cards(),
    onReader: controls.onReader(),
    network: controls.isCut() ? 'cut' : 'up',
    printer: controls.paper(),
    mail: await controls.mails(),
    links: controls.links?.() ?? [],
    staff: controls.staff?.() ?? [],
  };
}

async function act(controls: DockControls, action: DockAction): Promise<DockAnswer> {
  switch (action.type) {
    case 'card.put':
      if (!controls.cards().some((card) => card.profile === action.profile)) {
        return { ok: false, why: 'unknown-card' };
      }
      await controls.put(action.profile);
      return { ok: true };
    case 'card.take':
      await controls.takeOff();
      return { ok: true };
    case 'network':
      await controls.cut(action.cut);
      return { ok: true };
    case 'printer':
      if (controls.paper() === 'fixed') return { ok: false, why: 'no-file-printer' };
      controls.setPaper(action.paper);
      return { ok: true };
    case 'message': {
      const posted = await controls.postSampleMessage();
      return posted === null
        ? { ok: false, why: 'central-unreachable' }
        : { ok: true, recipients: posted.recipients };
    }
    default:
      return unreachable(action);
  }
}

/** Starts the dock on a loopback port. Throws in a packaged build: that it is asked for there is a bug. */
export async function startDock(options: DockOptions): Promise<Dock> {
  if (options.packaged) throw new Error('the dock does not exist in a packaged build');
  const server: DockServer = await dockServer({
    rendererDir: options.rendererDir,
    frame: () => {
      const address = options.kioskAddress();
      return address === null ? null : new URL(address).origin;
    },
    state: () => stateOf(options),
    act: (action) => act(options.controls, action),
  });
  const stop = options.controls.onChange(() => {
    server.changed();
  });
  return {
    url: server.url,
    origin: server.origin,
    async close() {
      stop();
      await server.close();
    },
  };
}
