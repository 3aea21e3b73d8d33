// What a browser must not do in a kiosk, held from outside of the page: no other site, no second window, no download, and a
// page that crashed or hangs is noticed. The page's own share of the lock-down is in preload/chromium.ts and headers.ts.
import type { Cdp, CdpParams } from './cdp-pipe.ts';
import type { ShellLog } from './log.ts';

export interface GuardOptions {
  /** Where the window belongs. */
  readonly home: string;
  /** Origins that documents may come from: the kiosk's and the dock's. */
  readonly origins: ReadonlySet<string>;
  readonly log: ShellLog;
  readonly onCrash: (reason: string) => void;
  readonly onHang: (reason: string) => void;
}

export interface Guard {
  /** Shows the window's home again. */
  home(): Promise<boolean>;
  stop(): void;
}

const aliveEveryMs = 15_000;
const aliveWithinMs = 10_000;
/** `Inspector.targetCrashed` and the like come per session; 20 s is for a slow machine's first page. */
const attachWithinMs = 20_000;

/** Takes charge of the browser's only page and sends it home. Null when the browser did not come up. */
export async function guardBrowser(cdp: Cdp, options: GuardOptions): Promise<Guard | null> {
  const page = await takePage(cdp, options);
  if (page === null) return null;
  const call = (method: string, params?: CdpParams) => cdp.call(method, params, page.session);
  cdp.onEvent((method, params, session) => {
    if (session !== page.session) return;
    if (method === 'Fetch.requestPaused') void decide(cdp, page.session, params, options);
    else if (method === 'Inspector.targetCrashed') options.onCrash('page crashed');
    else if (method === 'Page.frameNavigated' && arrived && strayed(params, options.origins)) {
      options.log('warn', 'window strayed', {});
      void home();
    }
  });
  /** The empty page that the browser starts with has not strayed. */
  let arrived = false;
  const home = async () => (await call('Page.navigate', { url: options.home })).ok;
  // All in one go: the browser takes them in this order, and each answer would be waited for while it is busiest.
  const [, , guarded, sent] = await Promise.all([
    call('Page.enable'),
    call('Inspector.enable'),
    call('Fetch.enable', { patterns: [{ urlPattern: '*', resourceType: 'Document' }] }),
    home(),
  ]);
  if (!guarded.ok || !sent) return null;
  arrived = true;
  const alive = setInterval(() => void askAlive(cdp, page.session, options), aliveEveryMs);
  alive.unref();
  return { home, stop: () => clearInterval(alive) };
}

interface Page {
  readonly target: string;
  readonly session: string;
}

/** Attaches to the first page there is; closes every later one. */
async function takePage(cdp: Cdp, options: GuardOptions): Promise<Page | null> {
  const first = Promise.withResolvers<string | null>();
  let taken: string | null = null;
  const deadline = setTimeout(() => first.resolve(null), attachWithinMs);
  cdp.onEvent((method, params) => {
    const target = method === 'Target.targetCreated' ? pageOf(params) : null;
    if (target === null) return;
    if (taken === null) {
      taken = target;
      first.resolve(target);
    } else if (target !== taken) {
      options.log('warn', 'second window refused');
      void cdp.call('Target.closeTarget', { targetId: target });
    }
  });
  void cdp.call('Target.setDiscoverTargets', { discover: true }, undefined, attachWithinMs).then((answer) => {
    if (!answer.ok) first.resolve(null);
  });
  const target = await first.promise;
  clearTimeout(deadline);
  if (target === null) return null;
  const [, attached] = await Promise.all([
    cdp.call('Browser.setDownloadBehavior', { behavior: 'deny' }),
    cdp.call('Target.attachToTarget', { targetId: target, flatten: true }),
  ]);
  const session = attached.ok ? attached.value['sessionId'] : null;
  return typeof session === 'string' ? { target, session } : null;
}

function pageOf(params: CdpParams): string | null {
  const info = params['targetInfo'];
  if (typeof info !== 'object' || info === null) return null;
  if (!('type' in info) || info.type !== 'page' || !('targetId' in info)) return null;
  return typeof info.targetId === 'string' ? info.targetId : null;
}

/** Every document's request stops here first. `Aborted` leaves the page as it is; other reasons would paint an error page. */
async function decide(cdp: Cdp, session: string, params: CdpParams, options: GuardOptions): Promise<void> {
  const request = params['request'];
  const url = typeof request === 'object' && request !== null && 'url' in request ? String(request.url) : '';
  const requestId = params['requestId'];
  if (options.origins.has(originOf(url))) {
    await cdp.call('Fetch.continueRequest', { requestId }, session);
    return;
  }
  options.log('warn', 'navigation refused', {});
  await cdp.call('Fetch.failRequest', { requestId, errorReason: 'Aborted' }, session);
}

/** A top frame that shows something else than our pages: a dropped file, a browser's own page, an error page. */
function strayed(params: CdpParams, origins: ReadonlySet<string>): boolean {
  const frame = params['frame'];
  if (typeof frame !== 'object' || frame === null || 'parentId' in frame || !('url' in frame)) return false;
  return !origins.has(originOf(String(frame.url)));
}

function originOf(url: string): string {
  return URL.parse(url)?.origin ?? '';
}

/** The page's own thread must answer within its deadline. */
async function askAlive(cdp: Cdp, session: string, options: GuardOptions): Promise<void> {
  const answer = await cdp.call('Runtime.evaluate', { expression: '1' }, session, aliveWithinMs);
  if (!answer.ok && answer.error.kind === 'timeout') options.onHang('page does not answer');
}
