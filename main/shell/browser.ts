// Finds the system's Chromium and knows its command line. The browser gets a short environment of its own, a profile that
// did not exist before, and no secret in its arguments (every user of the machine can read those).
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { err, ok, type Result } from '../../sync/contract/result.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const usualDirectories = ['/usr/bin', '/usr/local/bin', '/snap/bin'];

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The browser to use: `wanted` (a path or a name) when somebody said so, else the first that is found.
 * Says where it looked when there is none.
 */
export function findBrowser(
  wanted: string | undefined,
  env: Environment,
): Result<string, { readonly kind: 'no-browser'; readonly looked: readonly string[] }> {
  const directories = [
    ...new Set([...(env['PATH'] ?? '').split(delimiter), ...usualDirectories].filter(isAbsolute)),
  ];
  const asked = wanted === undefined || wanted === '' ? names : [wanted];
  const looked = asked.flatMap((name) =>
    isAbsolute(name) ? [name] : directories.map((directory) => join(directory, name)),
  );
  const found = looked.find(isExecutable);
  return found === undefined ? err({ kind: 'no-browser', looked }) : ok(found);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export const hasDisplay = (env: Environment): boolean =>
  (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';

const passedOn = [
  'PATH',
  'HOME',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
  'XDG_RUNTIME_DIR',
  'XDG_SESSION_TYPE',
  'DBUS_SESSION_BUS_ADDRESS',
];

/** What a browser needs of our environment; database addresses and codes are none of its business. */
export function browserEnvironment(env: Environment): Record<string, string> {
  return Object.fromEntries(passedOn.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

export interface FlagOptions {
  readonly profile: string;
  /** Chromium refuses its sandbox to root. */
  readonly root: boolean;
}

/** Parts of the browser that a kiosk has no use for. */
const unwanted = [
  'Translate',
  'MediaRouter',
  'OptimizationHints',
  'AutofillServerCommunication',
  'InterestFeedContentSuggestions',
  // Pages behind an address bar that nobody sees: two of them, loaded at every start, cost as much as our own.
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
];

const quiet = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-extensions',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-client-side-phishing-detection',
  // A dump is memory, and memory is facts from a card.
  '--disable-breakpad',
  '--disable-crash-reporter',
  `--disable-features=${unwanted.join(',')}`,
  '--password-store=basic',
  '--no-service-autorun',
];

function common(options: FlagOptions): string[] {
  return [`--user-data-dir=${options.profile}`, ...quiet, ...(options.root ? ['--no-sandbox'] : [])];
}

/** How the resident's window is opened. */
export type WindowLook =
  | { readonly kind: 'kiosk' }
  /** A normal window for the dock, with the kiosk inside. */
  | { readonly kind: 'window'; readonly url: string }
  | { readonly kind: 'headless' };

const start = 'about:blank';

/** Arguments for the resident's window. It starts empty and is sent to its address over the pipe. */
export function windowFlags(look: WindowLook, options: FlagOptions): string[] {
  const flags = [
    ...common(options),
    '--remote-debugging-pipe',
    // Nothing of a session is kept for the next start: no form texts, no history, no cache.
    '--incognito',
    '--disable-pinch',
    '--overscroll-history-navigation=0',
    '--deny-permission-prompts',
    '--disable-notifications',
    '--autoplay-policy=no-user-gesture-required',
    // The browser cannot even find another machine.
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    '--no-proxy-server',
    '--window-position=0,0',
    look.kind === 'window' ? '--window-size=1600,1000' : '--window-size=1280,1024',
  ];
  switch (look.kind) {
    case 'kiosk':
      return [...flags, '--kiosk', start];
    case 'window':
      return [...flags, `--app=${look.url}`];
    case 'headless':
      return [...flags, '--headless=new', start];
  }
}

/** Arguments for one print over the pipe, with the network shut. */
export function printFlags(options: FlagOptions): string[] {
  return [
    ...common(options),
    '--remote-debugging-pipe',
    '--headless=new',
    '--incognito',
    '--disable-gpu',
    '--no-proxy-server',
    '--host-resolver-rules=MAP * ~NOTFOUND',
    '--no-startup-window',
  ];
}
