// The bridge in a browser window: the same two members as Electron's preload, over the loopback socket. It also holds what the
// page itself can hold of the lock-down: no way out by link, key, menu or drop. Built to one plain script, out/preload/bridge.js.
import { bridgeFound, bridgeLost, type KioskBridge } from './contract/bridge.ts';
import type { ViewState } from './contract/state.ts';

/** Main's word for "a newer window has taken over" (main/shell/loopback.ts). */
const takenOver = 4001;
const retryMs = { first: 200, max: 2_000 };
/** Without main for so long, the page is told, and shows that staff are needed. */
const lostMs = 1_500;
/** And for so long, it is wiped whatever it does: nobody's facts stay in a page that nobody watches. */
const wipeMs = 10_000;

const listeners = new Set<(state: ViewState) => void>();
let latest: ViewState | null = null;
let socket: WebSocket | null = null;
let wiped = false;
let retry = retryMs.first;
const waiting: ReturnType<typeof setTimeout>[] = [];

function connect(): void {
  const opened = new WebSocket(`ws://${location.host}/bridge`);
  socket = opened;
  opened.addEventListener('open', () => {
    // The page was wiped while main was away: start clean rather than paint over.
    if (wiped) return location.reload();
    retry = retryMs.first;
    for (const timer of waiting.splice(0)) clearTimeout(timer);
    window.dispatchEvent(new Event(bridgeFound));
  });
  opened.addEventListener('message', (message: MessageEvent<string>) => hear(message.data));
  opened.addEventListener('close', (closing) => {
    socket = null;
    if (closing.code === takenOver) return location.replace('/closed');
    if (waiting.length === 0) {
      waiting.push(
        setTimeout(() => window.dispatchEvent(new Event(bridgeLost)), lostMs),
        setTimeout(wipe, wipeMs),
      );
    }
    setTimeout(connect, retry);
    retry = Math.min(retry * 2, retryMs.max);
  });
}

function hear(text: string): void {
  const message = JSON.parse(text) as { type: string; state: ViewState }; // main is the one we obey; it sends nothing else
  if (message.type !== 'state' || wiped) return;
  latest = freeze(message.state);
  for (const listener of listeners) listener(latest);
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    for (const part of Object.values(value)) freeze(part);
    Object.freeze(value);
  }
  return value;
}

function wipe(): void {
  wiped = true;
  latest = null;
  listeners.clear();
  const ja = document.createElement('h1');
  ja.textContent = 'しばらく おまちください';
  const en = document.createElement('p');
  en.lang = 'en';
  en.textContent = 'One moment, please. If this stays, call a member of staff.';
  document.body.replaceChildren(ja, en);
}

const bridge: KioskBridge = {
  state(listener) {
    listeners.add(listener);
    if (latest !== null) listener(latest);
    return () => void listeners.delete(listener);
  },
  send(event) {
    // Without main the press is lost on purpose: played back later it would land on another screen.
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: 'event', event }));
  },
};
Object.defineProperty(window, 'kiosk', {
  value: Object.freeze(bridge),
  writable: false,
  configurable: false,
  enumerable: true,
});

// Ways out of the page. The browser-level guard (main/shell/guard.ts) holds where the page is no longer itself.
window.navigation.addEventListener('navigate', (event) => {
  if (event.cancelable && new URL(event.destination.url).origin !== location.origin) event.preventDefault();
});
for (const way of ['contextmenu', 'dragstart', 'dragover', 'drop']) {
  window.addEventListener(way, (event) => event.preventDefault(), { capture: true });
}
window.addEventListener(
  'keydown',
  (event) => {
    const typing = event.getModifierState('AltGraph');
    const command = !typing && (event.ctrlKey || event.metaKey || event.altKey);
    if (command || /^F\d{1,2}$/.test(event.key)) event.preventDefault();
  },
  { capture: true },
);
window.addEventListener(
  'wheel',
  (event) => {
    if (event.ctrlKey) event.preventDefault(); // zoom
  },
  { capture: true, passive: false },
);

connect();
