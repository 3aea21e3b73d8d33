import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { KioskEvent } from '../../preload/contract/events.ts';
import type { ViewState } from '../../preload/contract/state.ts';
import { Kiosk } from './kiosk.svelte.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

// Only that it is handed on counts here, not what is in it.
const someState = { seq: 1 } as ViewState;

function stage() {
  const events = new EventTarget();
  const sent: KioskEvent[] = [];
  let push: (state: ViewState) => void = () => undefined;
  const bridge = {
    state(listener: (state: ViewState) => void) {
      push = listener;
      return () => undefined;
    },
    send: (event: KioskEvent) => void sent.push(event),
  };
  const listen = events.addEventListener.bind(events) as Window['addEventListener']; // the part of window that is used
  const kiosk = new Kiosk({ addEventListener: listen, kiosk: bridge });
  return { kiosk, sent, events, listen, push: (state: ViewState) => push(state) };
}

test('awake is told at most once a second', () => {
  const { kiosk, sent } = stage();
  kiosk.awake();
  vi.advanceTimersByTime(999);
  kiosk.awake();
  expect(sent).toHaveLength(1);
  vi.advanceTimersByTime(1);
  kiosk.awake();
  expect(sent).toEqual([{ type: 'awake' }, { type: 'awake' }]);
});

test('no state for 15 seconds counts as lost, a late one as found', () => {
  const { kiosk, push } = stage();
  vi.advanceTimersByTime(14_999);
  expect(kiosk.lost).toBe(false);
  vi.advanceTimersByTime(1);
  expect(kiosk.lost).toBe(true);
  push(someState);
  expect([kiosk.lost, kiosk.state]).toEqual([false, someState]);
});

test('a lost bridge takes what was shown with it', () => {
  const { kiosk, push, events } = stage();
  push(someState);
  events.dispatchEvent(new Event('kiosk:lost'));
  expect([kiosk.lost, kiosk.state]).toEqual([true, null]);
  events.dispatchEvent(new Event('kiosk:found'));
  expect(kiosk.lost).toBe(false);
});

test('a page without a bridge says so at once and sends nothing', () => {
  const { listen } = stage();
  const kiosk = new Kiosk({ addEventListener: listen });
  kiosk.send({ type: 'next' });
  expect(kiosk.lost).toBe(true);
});
