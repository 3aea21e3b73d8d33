// What main asks of the thing that shows it. Two programs stand behind this: electron.ts and chromium.ts. Main knows neither.
import type { Result } from '../../sync/contract/result.ts';
import type { ViewState } from '../../preload/contract/state.ts';

export interface Shell {
  readonly kind: 'electron' | 'chromium' | 'none';
  /** Why this shell was chosen, for the log and the ready line. */
  readonly reason: string;
  /** A packaged build refuses the software card and the dock. */
  readonly packaged: boolean;
  readonly paths: ShellPaths;
  readonly secrets: SecretStore;
  /** Opens the resident's window (or only serves its address) and resolves when events can arrive. */
  openKiosk(options: KioskOptions): Promise<Result<KioskWindow, ShellError>>;
  /** Prints HTML that is complete in itself. Resolves when the job is over as far as this shell can see. */
  print(job: PrintJob): Promise<Result<PrintReport, PrintError>>;
  /** Whether a page could be printed there now, as far as the printing system and the printer can be asked. */
  printerHealth(to: PrintJob['to']): Promise<PrinterHealth>;
  /** Starts another program of ours (the embedded central API) as a child process that ends with us. */
  startChild(spec: ChildSpec): Child;
  /** Called once when the window is closed by its owner, or the system asks us to end. */
  onQuit(listener: (why: string) => void): void;
  quit(code: number): void;
}

export interface ShellPaths {
  /** Built renderer files (`out/renderer`). */
  readonly renderer: string;
  /** Built programs (`out/main`), where `startChild` finds its entries. */
  readonly programs: string;
  /** `resources/`. */
  readonly resources: string;
}

export interface KioskOptions {
  /** Loopback port, 0 for any. Chromium and none only. */
  readonly port: number;
  /** Raw, unvalidated: main validates every event before it looks at it. */
  readonly onEvent: (raw: unknown) => void;
  /** The page crashed, hung or came back; for the log. */
  readonly onTrouble: (trouble: WindowTrouble) => void;
  /** Address of the dock for trying things out, or null. With a dock the window shows dock and kiosk side by side. */
  readonly dock: { readonly url: string; readonly origin: string } | null;
  /** What the page is shown as soon as it asks, before anything is published; null: nothing. */
  readonly first: ViewState | null;
  /** Called with the page's address before any window is opened: the dock frames it. Not by Electron, which has none. */
  readonly onAddress?: (address: string) => void;
}

export type WindowTrouble = {
  readonly kind: 'crashed' | 'hung' | 'reloaded' | 'gave-up';
  readonly reason: string;
};

export interface KioskWindow {
  /** `http://127.0.0.1:…/…` with its secret, or null where the window cannot be reached from outside (Electron). */
  readonly address: string | null;
  publish(state: ViewState): void;
  close(): Promise<void>;
}

export type ShellError =
  | { readonly kind: 'port-taken'; readonly port: number }
  | { readonly kind: 'second-instance' }
  | { readonly kind: 'no-browser'; readonly looked: readonly string[] }
  | { readonly kind: 'failed'; readonly cause: string };

export interface PrintJob {
  readonly html: string;
  readonly title: string;
  /** `system`: the printing system's queue `name` (null: its default). `file`: a PDF in `directory`. */
  readonly to:
    | { readonly kind: 'system'; readonly name: string | null }
    | { readonly kind: 'file'; readonly directory: string };
  /** Paper, micrometres. The roll is cut where the page ends: how long it is, is measured when it has been laid out. */
  readonly paper: { readonly widthUm: number };
}
export type PrintReport = { readonly kind: 'printed' } | { readonly kind: 'saved'; readonly path: string };

/** What somebody has to do something about. `gone`: no printing system, no such queue; `paused`: stopped by somebody. */
export type PrinterTrouble =
  'empty' | 'jam' | 'cover' | 'ink' | 'full' | 'paused' | 'offline' | 'gone' | 'other';

export type PrinterHealth =
  | { readonly kind: 'ready' }
  /** `cause`: the printing system's own words, for the log. */
  | { readonly kind: 'trouble'; readonly trouble: PrinterTrouble; readonly cause: string };

export type PrintError =
  | { readonly kind: 'no-renderer'; readonly cause: string }
  /** The job was taken back. */
  | { readonly kind: 'trouble'; readonly trouble: PrinterTrouble; readonly cause: string }
  /** Nothing had come out by the deadline, and nobody says why. The job was taken back. */
  | { readonly kind: 'late' }
  | { readonly kind: 'failed'; readonly cause: string };

/** Small secrets (device key, embedded central's key). The backend is recorded beside them; a changed one is refused. */
export interface SecretStore {
  /** e.g. `keyring:gnome_libsecret`, `dpapi`, `file:0600`. */
  readonly backend: string;
  get(name: string): Promise<Result<Uint8Array | null, SecretError>>;
  set(name: string, value: Uint8Array): Promise<Result<null, SecretError>>;
}
export type SecretError =
  | { readonly kind: 'backend-changed'; readonly was: string; readonly is: string }
  | { readonly kind: 'unreadable'; readonly cause: string }
  /** The disk, or the key store, did not take it; what was kept before stays. */
  | { readonly kind: 'unwritable'; readonly cause: string };

export interface ChildSpec {
  readonly name: string;
  /** File in `paths.programs`, e.g. `central.js`. */
  readonly entry: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}
export interface Child {
  /** Each JSON line that the child prints on standard output. */
  onLine(listener: (line: unknown) => void): void;
  onExit(listener: (code: number | null) => void): void;
  stop(): Promise<void>;
}
