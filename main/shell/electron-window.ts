// The resident's window in Electron: sandboxed, with its own session that lives in memory only, its page from app://, and a
// written plan for the day it crashes or hangs (reference E16).
import {
  BrowserWindow,
  ipcMain,
  session,
  type IpcMainEvent,
  type Session,
  type WebPreferences,
} from 'electron';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import type { ViewState } from '../../preload/contract/state.ts';
import type { Budget } from './budget.ts';
import { guardNetwork, permitOrigins } from './electron-guards.ts';
import { kioskOrigin, originOf, scheme } from './electron-origin.ts';
import { securityHeaders } from './headers.ts';
import type { ShellLog } from './log.ts';
import type { Manifest } from './manifest.ts';
import type { KioskOptions, KioskWindow, ShellError } from './shell.ts';

const home = `${kioskOrigin}/`;
const closedAddress = `${kioskOrigin}/closed`;
/** How long a page may be silent before it is taken for hung. */
const hungAfterMs = 15_000;

export interface KioskWindowParts {
  /** `out/preload/electron.cjs` */
  readonly preload: string;
  readonly manifest: Manifest;
  readonly packaged: boolean;
  readonly budget: Budget;
  readonly log: ShellLog;
  readonly onClosed: () => void;
}

/** What every window of ours is made of. Written out: a default that changes must not change us. */
export function safePreferences(packaged: boolean): WebPreferences {
  return {
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    disableDialogs: true,
    spellcheck: false,
    devTools: !packaged,
  };
}

/** Opens the kiosk, and the dock beside it when there is one. Resolves when the page is loaded. */
export async function openKioskWindow(
  parts: KioskWindowParts,
  options: KioskOptions,
): Promise<Result<KioskWindow, ShellError>> {
  const dock = parts.packaged ? null : options.dock;
  const pages = session.fromPartition('kiosk', { cache: false });
  serve(pages, parts.manifest, dock?.origin ?? null);
  const window = new BrowserWindow({
    show: false,
    kiosk: dock === null,
    width: 1280,
    height: 1024,
    autoHideMenuBar: true,
    roundedCorners: false,
    backgroundColor: '#ffffff',
    webPreferences: {
      ...safePreferences(parts.packaged),
      session: pages,
      preload: parts.preload,
      backgroundThrottling: false,
      // The alarm for a card left behind must not wait for somebody to touch the screen.
      autoplayPolicy: 'no-user-gesture-required',
    },
  });
  permitOrigins(window, new Set([kioskOrigin]));
  const life = keepAlive(window, parts, options);
  const bridge = joinBridge(window, parts.log, options.onEvent);
  if (options.first !== null) bridge.publish(options.first);
  let closing = false;
  window.on('close', (event) => {
    if (closing) return;
    // Nobody closes the counter's window with a key; for trying things out its owner may.
    event.preventDefault();
    if (dock !== null) parts.onClosed();
  });
  const dockWindow = dock === null ? null : openDock(dock, parts);
  dockWindow?.on('closed', parts.onClosed);
  const close = () => {
    closing = true;
    life.stop();
    bridge.leave();
    dockWindow?.off('closed', parts.onClosed);
    for (const one of [dockWindow, window]) if (one !== null && !one.isDestroyed()) one.destroy();
  };
  try {
    await window.loadURL(home);
  } catch (error) {
    close();
    return err({ kind: 'failed', cause: error instanceof Error ? error.message : 'page did not load' });
  }
  window.show();
  return ok({
    address: null,
    publish: bridge.publish,
    close() {
      close();
      return Promise.resolve();
    },
  });
}

/** Answers app:// for this session from the manifest, with the headers that the loopback server also sends. */
function serve(pages: Session, manifest: Manifest, dockOrigin: string | null): void {
  const headers = securityHeaders({ frameAncestor: dockOrigin, socket: null });
  guardNetwork(pages, new Set([kioskOrigin, 'devtools://devtools']));
  pages.protocol.handle(scheme, async (request) => {
    const url = new URL(request.url);
    const asset = originOf(request.url) === kioskOrigin ? manifest.get(url.pathname) : undefined;
    const content = request.method === 'GET' ? await asset?.read().catch(() => null) : null;
    if (asset === undefined || content === undefined || content === null) {
      return new Response('404\n', { status: 404, headers: { ...headers, 'content-type': 'text/plain' } });
    }
    return new Response(content, { headers: { ...headers, 'content-type': asset.type } });
  });
}

interface Bridge {
  readonly publish: (state: ViewState) => void;
  leave(): void;
}

function joinBridge(window: BrowserWindow, log: ShellLog, onEvent: (raw: unknown) => void): Bridge {
  let latest: ViewState | null = null;
  const send = () => {
    if (latest !== null && !window.isDestroyed()) window.webContents.send('kiosk:state', latest);
  };
  // The top frame of the kiosk's own window, at home; a frame that is gone has no origin any more (reference E4).
  const isOurs = (event: IpcMainEvent): boolean => {
    const frame = event.senderFrame;
    if (window.isDestroyed() || event.sender !== window.webContents || frame === null) return false;
    return frame.parent === null && originOf(frame.url) === kioskOrigin;
  };
  const hear = (event: IpcMainEvent, raw: unknown) => {
    if (isOurs(event)) onEvent(raw);
    else log('warn', 'message of a stranger dropped');
  };
  const greet = (event: IpcMainEvent) => {
    if (isOurs(event)) send();
  };
  ipcMain.on('kiosk:event', hear);
  ipcMain.on('kiosk:ready', greet);
  return {
    publish(state) {
      latest = state;
      send();
    },
    leave() {
      ipcMain.off('kiosk:event', hear);
      ipcMain.off('kiosk:ready', greet);
    },
  };
}

function keepAlive(window: BrowserWindow, parts: KioskWindowParts, options: KioskOptions): { stop(): void } {
  const contents = window.webContents;
  let stopped = false;
  let hung: NodeJS.Timeout | null = null;
  const calm = () => {
    if (hung !== null) clearTimeout(hung);
    hung = null;
  };
  contents.on('render-process-gone', (_event, details) => {
    calm();
    if (stopped) return;
    const reason = details.reason;
    options.onTrouble({ kind: 'crashed', reason });
    const again = parts.budget.take(Date.now());
    options.onTrouble({ kind: again ? 'reloaded' : 'gave-up', reason });
    void window.loadURL(again ? home : closedAddress).catch(() => undefined);
  });
  contents.on('unresponsive', () => {
    hung ??= setTimeout(() => {
      options.onTrouble({ kind: 'hung', reason: 'page does not answer' });
      contents.forcefullyCrashRenderer(); // and on with the plan for crashes
    }, hungAfterMs);
  });
  contents.on('responsive', calm);
  return {
    stop() {
      stopped = true;
      calm();
    },
  };
}

/** An ordinary window for trying things out: sandboxed like the kiosk, in a session of its own, and no bridge. */
function openDock(dock: NonNullable<KioskOptions['dock']>, parts: KioskWindowParts): BrowserWindow {
  const pages = session.fromPartition('dock', { cache: false });
  guardNetwork(pages, new Set([dock.origin, dock.origin.replace(/^http/, 'ws'), 'devtools://devtools']));
  const window = new BrowserWindow({
    width: 480,
    height: 1000,
    autoHideMenuBar: true,
    webPreferences: { ...safePreferences(parts.packaged), session: pages },
  });
  permitOrigins(window, new Set([dock.origin]));
  window.loadURL(dock.url).catch(() => parts.log('warn', 'dock did not load'));
  return window;
}
