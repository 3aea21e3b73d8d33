// Electron's main-process module as far as our shell touches it: emitters that a test can make emit anything in any order, and
// an IPC that treats values as the real one does (structured clone).
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { vi } from 'vitest';

type Handler = (...args: never[]) => unknown;

export class FakeEvent {
  defaultPrevented = false;
  readonly url: string;
  constructor(url = '') {
    this.url = url;
  }
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

export class FakeSession extends EventEmitter {
  readonly handlers = new Map<string, Handler | null>();
  readonly served = new Map<string, (request: Request) => Response | Promise<Response>>();
  spellChecker = true;
  readonly protocol = {
    handle: (scheme: string, handler: (request: Request) => Response | Promise<Response>) => {
      this.served.set(scheme, handler);
    },
  };
  readonly webRequest = {
    onBeforeRequest: (handler: Handler) => this.handlers.set('onBeforeRequest', handler),
  };
  readonly setPermissionRequestHandler = (handler: Handler) =>
    this.handlers.set('permissionRequest', handler);
  readonly setPermissionCheckHandler = (handler: Handler) => this.handlers.set('permissionCheck', handler);
  readonly setDevicePermissionHandler = (handler: Handler) => this.handlers.set('devicePermission', handler);
  readonly setDisplayMediaRequestHandler = (handler: Handler) => this.handlers.set('displayMedia', handler);
  readonly setBluetoothPairingHandler = (handler: Handler) => this.handlers.set('bluetoothPairing', handler);
  readonly setSpellCheckerEnabled = (on: boolean) => {
    this.spellChecker = on;
  };
  /** What the handler answers through its callback. */
  ask(name: string, ...args: unknown[]): unknown {
    let answer: unknown = 'no answer';
    const handler = this.handlers.get(name) as ((...all: unknown[]) => unknown) | undefined; // set by our own code
    if (handler === undefined) return 'no handler';
    const returned = handler(...args, (value: unknown) => (answer = value));
    return answer === 'no answer' ? returned : answer;
  }
}

export interface FakeFrame {
  url: string;
  parent: FakeFrame | null;
}

export class FakeContents extends EventEmitter {
  readonly mainFrame: FakeFrame = { url: '', parent: null };
  readonly sent: [string, unknown][] = [];
  openHandler: (() => { action: string }) | null = null;
  readonly forcefullyCrashRenderer = vi.fn();
  readonly setVisualZoomLevelLimits = vi.fn(() => Promise.resolve());
  /** What the page's height is measured with: 200 mm but for the slack. */
  readonly executeJavaScriptInIsolatedWorld = vi.fn(() => Promise.resolve((198 * 96) / 25.4));
  readonly printToPDF = vi.fn(() => Promise.resolve(Buffer.from('%PDF-fake')));
  readonly print = vi.fn((_options: unknown, done: (ok: boolean, why: string) => void) => done(true, ''));
  readonly getPrintersAsync = vi.fn(() => Promise.resolve([{ name: 'slips' }]));
  setWindowOpenHandler(handler: () => { action: string }): void {
    this.openHandler = handler;
  }
  send(channel: string, value: unknown): void {
    this.sent.push([channel, structuredClone(value)]);
  }
  /** Emits a cancellable event and tells whether it was refused. */
  refuses(name: string, url: string): boolean {
    const event = new FakeEvent(url);
    this.emit(name, event, url);
    return event.defaultPrevented;
  }
}

interface WindowOptions {
  readonly kiosk?: boolean;
  readonly show?: boolean;
  readonly webPreferences?: Readonly<Record<string, unknown>>;
}

export class FakeWindow extends EventEmitter {
  static all: FakeWindow[] = [];
  static failLoads = false;
  readonly webContents = new FakeContents();
  readonly options: WindowOptions;
  readonly loaded: string[] = [];
  shown = false;
  destroyed = false;
  constructor(options: WindowOptions) {
    super();
    this.options = options;
    FakeWindow.all.push(this);
    app.emit('web-contents-created', new FakeEvent(), this.webContents);
  }
  loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    this.webContents.mainFrame.url = url;
    return FakeWindow.failLoads ? Promise.reject(new Error('ERR_FAILED')) : Promise.resolve();
  }
  show(): void {
    this.shown = true;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  destroy(): void {
    this.destroyed = true;
    this.emit('closed');
  }
}

export class FakeUtility extends EventEmitter {
  static last: { file: string; args: string[]; options: unknown; child: FakeUtility } | null = null;
  readonly stdout = new PassThrough();
  pid: number | undefined = 999_999_999;
  readonly kill = vi.fn(() => {
    this.emit('exit', 0);
    return true;
  });
}

class FakeApp extends EventEmitter {
  isPackaged = false;
  firstInstance = true;
  readonly paths = new Map<string, string>();
  readonly calls: string[] = [];
  readonly switches: string[] = [];
  readonly exit = vi.fn();
  readonly commandLine = { appendSwitch: (name: string) => this.switches.push(name) };
  setPath(name: string, path: string): void {
    this.calls.push(`setPath ${name}`);
    this.paths.set(name, path);
  }
  requestSingleInstanceLock(): boolean {
    this.calls.push('lock');
    return this.firstInstance;
  }
  enableSandbox(): void {
    this.calls.push('enableSandbox');
  }
  whenReady(): Promise<void> {
    this.calls.push('ready');
    return Promise.resolve();
  }
}

export const app = new FakeApp();
export const ipcMain = new EventEmitter();
const sessions = new Map<string, FakeSession>();
export const session = {
  fromPartition(name: string, options: unknown): FakeSession {
    const present = sessions.get(name);
    if (present !== undefined) return present;
    const fresh = new FakeSession();
    sessions.set(name, fresh);
    app.calls.push(`session ${name} ${JSON.stringify(options)}`);
    app.emit('session-created', fresh);
    return fresh;
  },
};
export const protocol = { registerSchemesAsPrivileged: vi.fn() };
export const Menu = { setApplicationMenu: vi.fn() };
export const crashReporter = { start: vi.fn() };
export const safeStorage = {
  backend: 'gnome_libsecret',
  available: true,
  getSelectedStorageBackend: () => safeStorage.backend,
  isAsyncEncryptionAvailable: () => Promise.resolve(safeStorage.available),
  encryptStringAsync: (text: string) => Promise.resolve(Buffer.from(`sealed:${text}`)),
  decryptStringAsync: (sealed: Buffer) =>
    Promise.resolve({ result: sealed.toString().replace(/^sealed:/, ''), shouldReEncrypt: false }),
};
export const utilityProcess = {
  fork(file: string, args: string[], options: unknown): FakeUtility {
    const child = new FakeUtility();
    FakeUtility.last = { file, args, options, child };
    return child;
  },
};
export { FakeWindow as BrowserWindow };

/** As if the program had just been started. */
export function startOver(): void {
  app.removeAllListeners();
  ipcMain.removeAllListeners();
  sessions.clear();
  app.isPackaged = false;
  app.firstInstance = true;
  app.calls.length = 0;
  app.switches.length = 0;
  FakeWindow.all = [];
  FakeWindow.failLoads = false;
  Object.assign(safeStorage, { backend: 'gnome_libsecret', available: true });
  vi.clearAllMocks();
}
