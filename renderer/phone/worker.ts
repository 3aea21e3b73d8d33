// The service worker of the slip's pages and, built another time, of the mailbox. It keeps the shell (page, script, style, icons) and
// nothing else: never an answer of the central API. Without network the page opens all the same and says so in the resident's own words. A push shows
// its title.

/** All are put in by the build: the shell's files, and what tells two builds apart. */
declare const SHELL: readonly string[];
declare const VERSION: string;
/** Which pages it is of; caches are shared by all of an address. */
declare const NAME: string;
/** Where a renewed subscription is told, under /v1/. */
declare const PUSH: string;

interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Pushed extends Waiting {
  readonly data: { json(): unknown } | null;
}
interface Clicked extends Waiting {
  readonly notification: Notification;
}
interface Changed extends Waiting {
  readonly oldSubscription?: PushSubscription | null;
}
interface Page {
  readonly url: string;
  focus(): Promise<unknown>;
}
/** What of a service worker's scope is used here; the types of pages and of workers cannot be had together. */
interface Scope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(what: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly Page[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: Waiting) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
  addEventListener(type: 'push', listener: (event: Pushed) => void): void;
  addEventListener(type: 'notificationclick', listener: (event: Clicked) => void): void;
  addEventListener(type: 'pushsubscriptionchange', listener: (event: Changed) => void): void;
}
const worker = self as unknown as Scope; // see Scope

const CACHE = `${NAME}-shell-${VERSION}`;
const PAGE = new URL('./', location.href).href;

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([PAGE, ...SHELL]))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener('activate', (event) => {
  const old = (name: string) => name !== CACHE && name.startsWith(`${NAME}-`);
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(fetch(request).catch(() => kept(PAGE)));
  else if (/\/(?:assets|icons)\//.test(url.pathname)) event.respondWith(shellFile(request));
});

/** The page as it was kept; a broken connection, if it was not. */
const kept = async (url: string): Promise<Response> => (await caches.match(url)) ?? Response.error();

/** Built files carry their content's hash in their names: what was kept is right for good. */
async function shellFile(request: Request): Promise<Response> {
  const own = await caches.match(request);
  if (own !== undefined) return own;
  const response = await fetch(request);
  if (response.ok) await (await caches.open(CACHE)).put(request, response.clone());
  return response;
}

worker.addEventListener('push', (event) => {
  event.waitUntil(
    worker.registration.showNotification(titleOf(event.data), {
      icon: new URL('./icons/icon-192.png', PAGE).href,
      badge: new URL('./icons/badge.png', PAGE).href,
      tag: 'madoguchi',
    }),
  );
});

/** Browsers take a subscription away whose push shows nothing: what cannot be read is shown as something new. */
function titleOf(data: Pushed['data']): string {
  try {
    const { title } = data?.json() as { title?: unknown };
    if (typeof title === 'string' && title !== '') return title;
  } catch {
    // Not JSON: told below.
  }
  return 'お知らせがあります / There is something new';
}

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openPage());
});

async function openPage(): Promise<unknown> {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const open = pages.find((page) => page.url.startsWith(PAGE));
  if (open !== undefined) return open.focus();
  // Where the page that asked for a push noted its address (push.svelte.ts).
  const note = await caches.match(new URL('./noted', PAGE).href);
  return worker.clients.openWindow(note === undefined ? PAGE : await note.text());
}

// The browser renews a subscription by itself now and then. While the session lasts it is told to the central API at once; else the
// page tells it when it is opened next.
worker.addEventListener('pushsubscriptionchange', (event) => {
  const key = event.oldSubscription?.options.applicationServerKey;
  if (key) event.waitUntil(renew(key));
});

async function renew(applicationServerKey: ArrayBuffer): Promise<void> {
  const subscription = await worker.registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey,
  });
  const { endpoint, keys } = subscription.toJSON();
  await fetch(new URL(`../v1/${PUSH}`, PAGE).href, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ subscription: { endpoint, keys } }),
  }).catch(() => undefined);
}
