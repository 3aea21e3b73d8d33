// Commits, claims, answers, feed pages and power cuts in any order, against a model of a few lines: nothing is lost, nothing is
// doubled, nothing is erased without its receipt, and the feed stands exactly where its cursor says.
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FeedEntry } from '../../sync/contract/feed.ts';
import { openStore, type Store } from './store.ts';
import { handClock, madeUpId, madeUpRegistration, sha256Hex } from './testing/fixtures.ts';

type Step =
  | { readonly do: 'commit' }
  | { readonly do: 'commit-again'; readonly pick: number }
  | { readonly do: 'claim'; readonly limit: number }
  | {
      readonly do: 'answer';
      readonly pick: number;
      readonly outcome: 'accepted' | 'needs-attention' | 'later';
    }
  | { readonly do: 'defer'; readonly waitMs: number }
  | { readonly do: 'retry'; readonly pick: number }
  | { readonly do: 'page'; readonly entries: number; readonly stale: boolean }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'power-cut' }
  | { readonly do: 'tidy' };

const pick = fc.nat(50);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ do: 'commit' as const }) },
  fc.record({ do: fc.constant('commit-again' as const), pick }),
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('claim' as const), limit: fc.integer({ min: 1, max: 5 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      pick,
      outcome: fc.constantFrom('accepted' as const, 'needs-attention' as const, 'later' as const),
    }),
  },
  fc.record({ do: fc.constant('defer' as const), waitMs: fc.nat(100_000) }),
  fc.record({ do: fc.constant('retry' as const), pick }),
  fc.record({ do: fc.constant('page' as const), entries: fc.nat(3), stale: fc.boolean() }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.nat(120_000) }),
  { weight: 2, arbitrary: fc.constant({ do: 'power-cut' as const }) },
  fc.constant({ do: 'tidy' as const }),
);

interface Kept {
  readonly n: number;
  readonly sealed: string;
  state: 'waiting' | 'accepted' | 'needs-attention';
}

class World {
  readonly clock = handClock();
  readonly directory = mkdtempSync(join(tmpdir(), 'madoguchi-model-'));
  readonly model: Kept[] = [];
  claimed: string[] = [];
  cursor: string | null = null;
  messages = 0;
  cuts = 0;
  path = join(this.directory, '0.db');
  store: Store = this.open();

  open(): Store {
    const opened = openStore({ path: this.path, now: this.clock, log: () => undefined });
    if (!opened.ok) throw new Error(opened.error.kind);
    return opened.value;
  }

  /** The files as they are on the disk at this instant are all that is left. */
  powerCut(): void {
    this.cuts += 1;
    const next = join(this.directory, `${String(this.cuts)}.db`);
    copyFileSync(this.path, next);
    if (existsSync(`${this.path}-wal`)) copyFileSync(`${this.path}-wal`, `${next}-wal`);
    this.store.close();
    this.path = next;
    this.store = this.open();
    this.claimed = [];
  }

  any(state: Kept['state'], at: number): Kept | undefined {
    const some = this.model.filter((kept) => kept.state === state);
    return some[at % Math.max(1, some.length)];
  }

  run(step: Step): void {
    switch (step.do) {
      case 'commit': {
        const registration = madeUpRegistration(this.model.length + 1);
        expect(this.store.commitRegistration(registration).ok).toBe(true);
        this.model.push({ n: this.model.length + 1, sealed: registration.sealed, state: 'waiting' });
        return;
      }
      case 'commit-again': {
        const kept = this.model[step.pick % Math.max(1, this.model.length)];
        if (kept)
          expect(this.store.commitRegistration(madeUpRegistration(kept.n, kept.sealed)).ok).toBe(true);
        return;
      }
      case 'claim': {
        const now = this.clock();
        const claimed = this.store.claim({ limit: step.limit, maxBytes: 1e9, now, until: now + 60_000 });
        if (!claimed.ok) throw new Error(claimed.error.kind);
        for (const item of claimed.value) {
          const kept = this.model.find(({ n }) => madeUpId(n) === item.id);
          expect(kept).toMatchObject({ sealed: item.sealed, state: 'waiting' });
        }
        this.claimed.push(...claimed.value.map(({ id }) => id));
        return;
      }
      case 'answer': {
        const id = this.claimed[step.pick % Math.max(1, this.claimed.length)];
        const kept = this.model.find(({ n }) => madeUpId(n) === id);
        if (!id || !kept) return;
        const answer = {
          accepted: { id, outcome: 'accepted' as const, verifiedReceipt: 'r.r.r' },
          'needs-attention': { id, outcome: 'needs-attention' as const, code: 'record-malformed' },
          later: { id, outcome: 'later' as const, code: 'internal', nextTryAt: this.clock() + 5000 },
        }[step.outcome];
        expect(this.store.answer([answer]).ok).toBe(true);
        if (step.outcome === 'accepted') kept.state = 'accepted';
        if (step.outcome === 'needs-attention' && kept.state === 'waiting') kept.state = 'needs-attention';
        return;
      }
      case 'defer':
        this.store.deferAll(this.claimed, this.clock() + step.waitMs, 'offline');
        this.claimed = [];
        return;
      case 'retry': {
        const kept = this.any('needs-attention', step.pick);
        if (!kept) return;
        expect(this.store.retry(madeUpRegistration(kept.n).receiptNumber)).toEqual({ ok: true, value: 1 });
        kept.state = 'waiting';
        return;
      }
      case 'page':
        this.page(step.entries, step.stale);
        return;
      case 'wait':
        this.clock.advance(step.ms);
        return;
      case 'power-cut':
        this.powerCut();
        return;
      case 'tidy':
        this.store.tidy();
    }
  }

  page(count: number, stale: boolean): void {
    const entries = Array.from({ length: count }, (_, index): FeedEntry => {
      const seq = this.messages + index + 1;
      return {
        seq,
        kind: 'message',
        id: madeUpId(1000 + seq),
        recipient: sha256Hex('owner'),
        municipality: '990001',
        sentAt: '2026-11-21T00:00:00.000Z',
        sealed: 'a..b.c.d',
      };
    });
    const cursor = `c${String(this.messages + count)}`;
    const after = stale ? 'somewhere-else' : this.cursor;
    const applied = this.store.applyFeed({ entries, cursor, more: false }, after);
    expect(applied).toMatchObject({ ok: true, value: { applied: !stale } });
    if (stale) return;
    this.cursor = cursor;
    this.messages += count;
  }

  check(): void {
    const tally = (state: Kept['state']) => this.model.filter((kept) => kept.state === state).length;
    const counts = this.store.counts();
    expect(counts.saved + counts.sent).toBe(tally('waiting'));
    expect(counts.accepted).toBe(tally('accepted'));
    expect(counts.needsAttention).toBe(tally('needs-attention'));
    expect(this.store.cursor()).toBe(this.cursor);
    expect(this.store.messagesAt(sha256Hex('owner'))).toHaveLength(this.messages);
  }

  /** At the end everything that waits can be claimed, each once, with the bytes that were committed. */
  drain(): void {
    this.powerCut();
    this.clock.advance(200_000);
    const now = this.clock();
    const claimed = this.store.claim({ limit: 1000, maxBytes: 1e9, now, until: now + 1 });
    if (!claimed.ok) throw new Error(claimed.error.kind);
    const waiting = this.model.filter(({ state }) => state === 'waiting');
    const pair = (id: string, sealed: string) => `${id} ${sealed}`;
    expect(claimed.value.map(({ id, sealed }) => pair(id, sealed)).toSorted()).toEqual(
      waiting.map(({ n, sealed }) => pair(madeUpId(n), sealed)).toSorted(),
    );
    expect(this.store.firstBrokenAudit()).toBeNull();
  }

  end(): void {
    this.store.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

test('nothing is lost and nothing is doubled, whatever the order', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
      const world = new World();
      try {
        for (const each of steps) {
          world.run(each);
          world.check();
        }
        world.drain();
      } finally {
        world.end();
      }
    }),
    { numRuns: 40 },
  );
});
