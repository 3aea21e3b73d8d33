// What no page may do in Electron, whatever page it is: each rule here has a test that fails when it is taken out. Electron's
// own defaults allow most of this (reference E17, E18), so the guards go on before the first session and the first window.
import {
  app,
  Menu,
  type BrowserWindow,
  type Event,
  type Input,
  type Session,
  type WebContents,
} from 'electron';
import { originOf } from './electron-origin.ts';
import type { ShellLog } from './log.ts';

/** Origins that a window's pages may come from. A window that is not listed may go nowhere. */
const homes = new WeakMap<WebContents, ReadonlySet<string>>();

/** Lets the pages of `window` move within `origins`. */
export function permitOrigins(window: BrowserWindow, origins: ReadonlySet<string>): void {
  homes.set(window.webContents, origins);
}

/** Puts every guard in place. Before `ready`. */
export function guardEverything(log: ShellLog): void {
  app.on('session-created', guardSession);
  app.on('web-contents-created', (_event, contents) => guardContents(contents, log));
  // Unhandled, Electron takes the first certificate of the platform's store (since 44, reference E9).
  app.on('select-client-certificate', (event, _contents, _url, _list, choose) => {
    event.preventDefault();
    choose();
  });
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, trust) => {
    event.preventDefault();
    trust(false);
  });
  app.on('login', (event, _contents, _details, _authInfo, answer) => {
    event.preventDefault();
    answer();
  });
}

/** Once the app is ready: no menu, and with it none of its shortcuts. */
export function removeMenu(): void {
  Menu.setApplicationMenu(null);
}

/** Denies every permission, device, capture and download. All three permission handlers are needed: unset, they allow. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null));
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }));
  session.on('will-download', (event) => event.preventDefault());
  // The spell checker would fetch dictionaries from the internet and learn what is typed.
  session.setSpellCheckerEnabled(false);
}

/** Shuts the session's network to everything but `origins`. */
export function guardNetwork(session: Session, origins: ReadonlySet<string>): void {
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !origins.has(originOf(details.url)) && !details.url.startsWith('data:') });
  });
}

function guardContents(contents: WebContents, log: ShellLog): void {
  const stay = (event: Event<{ readonly url: string }>) => {
    if (homes.get(contents)?.has(originOf(event.url)) === true) return;
    event.preventDefault();
    log('warn', 'navigation refused');
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.setWindowOpenHandler(() => {
    log('warn', 'second window refused');
    return { action: 'deny' };
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('select-bluetooth-device', (event, _devices, choose) => {
    event.preventDefault();
    choose('');
  });
  contents.on('before-input-event', (event, input) => {
    if (isReservedKey(input)) event.preventDefault();
  });
  contents.on('did-finish-load', () => void contents.setVisualZoomLevelLimits(1, 1).catch(() => undefined));
}

/**
 * Keys that belong to a browser or a desktop: F-keys and every combination with Ctrl, Alt or Meta (zoom, print, reload, tools,
 * history). Ctrl and Alt together with a printing key is AltGr on Windows: that is typing (`@` on many keyboards).
 */
export function isReservedKey(input: Pick<Input, 'key' | 'control' | 'alt' | 'meta'>): boolean {
  if (input.meta || /^F\d{1,2}$/.test(input.key)) return true;
  if (input.control && input.alt) return input.key.length > 1;
  return input.control || input.alt;
}
