// The thin session: feeds events to the flow, runs the effects it asks for, keeps its one timer, publishes the view.
// Everything that decides anything stands in flow/.
import { KioskEvent } from '../../preload/contract/events.ts';
import type { ViewState } from '../../preload/contract/state.ts';
import { unreachable } from '../../sync/contract/result.ts';
import type { CardEvent } from '../card/card.ts';
import * as run from './effects.ts';
import { firstState, step } from './flow/flow.ts';
import { isWatched } from './flow/mailbox.ts';
import { isClean } from './flow/moves.ts';
import { timing, type Timing } from './flow/timing.ts';
import type { Ambient, Effect, FlowEvent, FlowState } from './flow/types.ts';
import { view } from './flow/view.ts';
import type { Live } from './live.ts';
import * as mailbox from './mailbox-effects.ts';
import type { SessionPorts } from './ports.ts';

/** How often a mailbox that stands open is looked at again. */
const lookAgainMs = 4_000;

export interface Session {
  /** A message from the renderer, not yet trusted: malformed ones are counted and dropped. */
  receive(raw: unknown): void;
  /** Something around the terminal has changed. */
  ambient(patch: Partial<Ambient>): void;
  /** The outbox moved for this record. */
  progress(recordId: string, sent: boolean, accepted: boolean): void;
  /** Name of the screen that the page has last painted; `none` before the first. */
  shown(): string;
  /** The present view. */
  view(): ViewState;
  /** Publishes the present view again, for a window that has just opened. */
  refresh(): void;
  stop(): void;
}

/** Starts the session at the welcome screen. */
export function startSession(ports: SessionPorts): Session {
  let state: FlowState = firstState(ports.ambient, ports.times);
  let live: Live | null = null;
  let seq = 0;
  let screen = 'welcome';
  let shown = 'none';
  let cancelTimer: () => void = () => undefined;
  let running: Timing | null = null;
  let cancelLook: (() => void) | null = null;
  let stopped = false;
  // One exchange with the card at a time, in the order asked for.
  let cardQueue: Promise<void> = Promise.resolve();

  function dispatch(event: FlowEvent, byPerson = false): void {
    if (stopped) return;
    const [next, effects] = step(state, { at: ports.now(), event });
    const changed = next !== state;
    state = next;
    retime(byPerson);
    watchMailbox();
    if (changed) publish();
    for (const effect of effects) perform(effect);
  }

  function publish(): void {
    const next = view(state, ++seq);
    if (next.screen.name !== screen) ports.log('screen', { screen: next.screen.name });
    screen = next.screen.name;
    ports.publish(next);
  }

  /** A running timer is started anew by a person's action or when another one is due; else it runs on. */
  function retime(byPerson: boolean): void {
    const wanted = timing(state);
    if (!byPerson && same(wanted, running)) return;
    if (byPerson && wanted?.untilMs !== undefined && same(wanted, running)) return;
    cancelTimer();
    running = wanted;
    if (wanted === null) {
      cancelTimer = () => undefined;
      return;
    }
    const ms = wanted.untilMs === undefined ? (wanted.forMs ?? 0) : Math.max(0, wanted.untilMs - ports.now());
    cancelTimer = ports.after(ms, () => {
      running = null;
      dispatch({ type: 'time-up', timer: wanted.timer });
    });
  }

  /** While a mailbox stands open, what is done to it elsewhere is to be seen here within seconds. */
  function watchMailbox(): void {
    const wanted = isWatched(state);
    if (wanted === (cancelLook !== null)) return;
    cancelLook?.();
    cancelLook = wanted ? ports.after(lookAgainMs, lookAgain) : null;
  }

  function lookAgain(): void {
    const mine = (): void => undefined;
    const before = state;
    cancelLook = mine;
    later(
      'free',
      async (l) => {
        try {
          const event = await mailbox.openMailbox(ports, l);
          // Something was pressed meanwhile: this answer is older than what came of it.
          return state === before ? event : null;
        } finally {
          if (cancelLook === mine) cancelLook = null;
          watchMailbox();
        }
      },
      null,
    );
  }

  /**
   * Runs for the present session; an answer that arrives after its end is dropped and overwritten. `failed` is the answer
   * when the work throws: nobody is left waiting for one that never comes.
   */
  function later(
    queue: 'card' | 'free',
    task: (live: Live) => Promise<FlowEvent | null>,
    failed: FlowEvent | null,
  ): void {
    const mine = live;
    if (mine === null) return;
    const work = async (): Promise<void> => {
      if (live !== mine) return;
      const event = await task(mine).catch((error: unknown) => {
        bug(error);
        return failed;
      });
      if (live !== mine) mine.wipe();
      else if (event !== null) dispatch(event);
    };
    if (queue === 'free') void work();
    else cardQueue = cardQueue.then(work);
  }

  function bug(error: unknown): void {
    ports.log('bug', { where: 'effect', name: error instanceof Error ? error.name : typeof error });
  }

  /** Staff's figures anew; `opens` when the staff screen is to come up with them. */
  function diagnostics(opens: boolean): void {
    dispatch({ type: 'diagnostics', opens, diagnostics: ports.diagnose() });
  }

  function perform(effect: Effect): void {
    switch (effect.kind) {
      case 'begin': {
        const begun = run.begin(ports, effect);
        live = begun.live;
        ports.onSession(live?.id ?? null);
        dispatch(begun.event);
        return;
      }
      case 'secret.add':
        live?.secret(effect.slot).add(effect.char);
        return;
      case 'secret.erase':
        live?.secret(effect.slot).erase();
        return;
      case 'secret.clear':
        live?.secret(effect.slot).wipe();
        return;
      case 'secret.compare':
        if (live !== null) dispatch(run.compare(live, effect));
        return;
      case 'card.inspect':
        later('card', (l) => run.inspect(ports, l, effect), run.cardBug('inspect'));
        return;
      case 'card.read':
        later('card', (l) => run.readCard(ports, l, effect), run.cardBug('read'));
        return;
      case 'card.sign':
        later('card', (l) => run.signDeclaration(ports, l, effect), run.cardBug('sign'));
        return;
      case 'code.send':
        later('free', (l) => run.sendCode(ports, l, effect), {
          type: 'code.send-failed',
          channel: effect.channel,
          face: 'code.send-failed',
        });
        return;
      case 'code.check':
        later('free', () => run.checkCode(ports, effect), {
          type: 'code.check-failed',
          face: 'code.send-failed',
        });
        return;
      case 'draft.claim':
        later('free', () => run.claimDraft(ports, effect), {
          type: 'draft.claim-failed',
          face: 'draft.unreachable',
        });
        return;
      case 'code.follow':
        later('free', () => run.followCode(ports, effect), null);
        return;
      case 'commit':
        later('free', (l) => run.commit(ports, l, effect), { type: 'commit.failed', face: 'store.failed' });
        return;
      case 'print':
        later('free', (l) => run.print(ports, l, effect), { type: 'printed', result: 'printer.failed' });
        return;
      case 'slip.mail': {
        const { verificationId, url, language } = effect;
        later(
          'free',
          async () => ({
            type: 'slip.mailed',
            sent: await ports.mailSlip({ verificationId, url, language }),
          }),
          { type: 'slip.mailed', sent: false },
        );
        return;
      }
      case 'slip.renew':
        later('free', () => Promise.resolve(run.renewSlip(ports, effect)), {
          type: 'printed',
          result: 'store.failed',
        });
        return;
      case 'mailbox.open':
        later('free', (l) => mailbox.openMailbox(ports, l), { type: 'mailbox.failed', face: 'store.failed' });
        return;
      case 'message.open':
        later('free', (l) => mailbox.openMessage(ports, l, effect), {
          type: 'message.failed',
          face: 'mailbox.message-not-here',
        });
        return;
      case 'mailbox.command':
        later('free', (l) => mailbox.command(ports, l, effect), {
          type: 'mailbox.command-failed',
          face: 'store.failed',
        });
        return;
      case 'wipe':
        wipe();
        return;
      case 'speech.say':
        ports.voice.say(effect.parts, effect);
        return;
      case 'speech.stop':
        ports.voice.stop();
        return;
      case 'staff.diagnose':
        diagnostics(true);
        return;
      case 'staff.sync':
        void ports.syncNow().then(() => diagnostics(false), bug);
        return;
      case 'staff.print-test':
        void ports.printTest().then(() => diagnostics(false), bug);
        return;
      case 'staff.slip-check': {
        const slip = ports.slips.look(effect.text);
        dispatch({ type: 'slip.seen', slip, late: false });
        if (slip.asking)
          void ports.slips
            .ask(slip)
            .then((told) => dispatch({ type: 'slip.seen', slip: told, late: true }), bug);
        return;
      }
      case 'staff.slip-cancel': {
        const { sha256 } = effect;
        const cancelled = ports.slips.cancel(sha256);
        if (cancelled.ok) dispatch({ type: 'slip.cancelled', sha256 });
        else dispatch({ type: 'slip.cancel-failed', face: cancelled.error });
        return;
      }
      case 'staff.retry':
        ports.retry(effect.receiptNumber);
        diagnostics(false);
        return;
      default:
        unreachable(effect);
    }
  }

  /** Ends the session and proves the clean slate; without proof nobody can start. */
  function wipe(): void {
    const old = live;
    live = null;
    old?.wipe();
    ports.onSession(null);
    const clean = (old?.blank ?? true) && isClean(state);
    ports.log('session.wiped', { clean });
    if (clean) dispatch({ type: 'wiped' });
  }

  const unwatch = ports.card.watch((event) => {
    for (const inner of cardEvents(event)) dispatch(inner);
  });
  publish();
  return {
    receive(raw) {
      const event = KioskEvent.safeParse(raw);
      if (event.success && event.data.type === 'shown') {
        if (event.data.screen !== shown) ports.log('screen.shown', { screen: event.data.screen });
        shown = event.data.screen;
      } else if (event.success) dispatch(event.data, !byPage.has(event.data.type));
      else ports.log('event.refused', {});
    },
    ambient: (patch) => dispatch({ type: 'ambient', patch }),
    progress: (recordId, sent, accepted) => dispatch({ type: 'progress', recordId, sent, accepted }),
    shown: () => shown,
    view: () => view(state, seq),
    refresh: publish,
    stop() {
      stopped = true;
      cancelTimer();
      cancelLook?.();
      ports.voice.stop();
      unwatch();
      live?.wipe();
      live = null;
    },
  };
}

/** What the page sends by itself: no sign that somebody is there. */
const byPage: ReadonlySet<KioskEvent['type']> = new Set(['speech.say', 'speech.stop']);

const same = (a: Timing | null, b: Timing | null): boolean =>
  a?.timer === b?.timer && a?.untilMs === b?.untilMs && a?.forMs === b?.forMs;

function cardEvents(event: CardEvent): FlowEvent[] {
  switch (event.type) {
    case 'reader':
      return [{ type: 'ambient', patch: { reader: event.reader.state } }];
    case 'inserted':
      return [{ type: 'card.inserted', insertion: event.insertion }];
    case 'removed':
      return [{ type: 'card.removed' }];
  }
}
