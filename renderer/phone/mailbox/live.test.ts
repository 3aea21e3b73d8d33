// The line to the mailbox: what is heard, and that nothing is missed when it breaks.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ASK_MS, type Line, Live, type LiveSurroundings } from './live.ts';

class FakeLine implements Line {
  readyState = 0;
  readonly #listeners: [string, (event: { readonly data: unknown }) => void][] = [];
  addEventListener(type: string, listener: (event: { readonly data: unknown }) => void): void {
    this.#listeners.push([type, listener]);
  }
  close(): void {
    this.readyState = 2;
  }
  hear(type: 'open' | 'error' | 'end' | 'message', data: unknown = null): void {
    if (type === 'open') this.readyState = 1;
    for (const [name, listener] of this.#listeners) if (name === type) listener({ data });
  }
}

let lines: FakeLine[];
let news: (string | null)[];
let hidden: boolean;
let seen: () => void;
let live: Live;
beforeEach(() => {
  vi.useFakeTimers();
  [lines, news, hidden] = [[], [], false];
  const around: LiveSurroundings = {
    fetch: () => Promise.reject(new Error('not here')),
    hidden: () => hidden,
    onVisible: (listener) => (seen = listener),
    random: () => 0.5,
    now: Date.now,
    uuid: () => '',
    events: () => {
      const line = new FakeLine();
      lines.push(line);
      return line;
    },
  };
  live = new Live(around, (version) => news.push(version));
});
afterEach(() => {
  live.stop();
  vi.useRealTimers();
});
const last = (): FakeLine => {
  const line = lines.at(-1);
  if (line === undefined) throw new Error('no line');
  return line;
};

describe('the line', () => {
  it('tells the version that it heard, and asks anyway when it has come about', () => {
    live.start();
    last().hear('open');
    last().hear('message', '{"version":"7"}');
    last().hear('message', 'not JSON');
    expect(news).toEqual([null, '7', null]);
  });

  it('is opened again, more and more seldom, when the server closed it, and what was missed is asked for', () => {
    live.start();
    last().hear('open');
    for (const [turn, wait] of [3_000, 6_000, 12_000].entries()) {
      last().close();
      last().hear('error');
      vi.advanceTimersByTime(wait - 1);
      expect(lines).toHaveLength(turn + 1);
      vi.advanceTimersByTime(1);
      expect(lines).toHaveLength(turn + 2);
    }
    news = [];
    last().hear('open');
    expect(news).toEqual([null]);
  });

  it('is left to the browser while that is opening it again; meanwhile the page asks', () => {
    live.start();
    last().hear('open');
    last().readyState = 0;
    last().hear('error');
    news = [];
    vi.advanceTimersByTime(ASK_MS);
    expect(lines).toHaveLength(1);
    expect(news).toEqual([null]);
    hidden = true;
    vi.advanceTimersByTime(ASK_MS * 3);
    expect(news, 'nobody looks').toEqual([null]);
  });

  it('asks when the page is seen again, and opens the line that was lost meanwhile', () => {
    live.start();
    last().hear('open');
    hidden = true;
    last().hear('end');
    vi.advanceTimersByTime(600_000);
    expect(lines).toHaveLength(1);
    [hidden, news] = [false, []];
    seen();
    expect(news).toEqual([null]);
    expect(lines).toHaveLength(2);
  });

  it('says nothing more when it was stopped', () => {
    live.start();
    const line = last();
    line.hear('open');
    live.stop();
    news = [];
    line.hear('message', '{"version":"8"}');
    line.hear('error');
    seen();
    vi.advanceTimersByTime(600_000);
    expect(news).toEqual([]);
    expect(lines).toHaveLength(1);
  });
});
