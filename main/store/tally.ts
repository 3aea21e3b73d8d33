// How many registrations are in which state, told without counting them: a tally in temporary memory that SQLite itself keeps in step,
// rolled back with whatever it counted. Counting a hundred thousand rows at every change would cost more than a commit.
import type { Database } from 'better-sqlite3';
import { z } from 'zod';

export const outboxStates = ['saved', 'sent', 'accepted', 'needs-attention'] as const;
export type OutboxState = (typeof outboxStates)[number];

const Row = z.strictObject({ state: z.enum(outboxStates), n: z.number() });

export type StateCounts = Readonly<Record<OutboxState, number>>;

/** Counts row by row. */
export const countRows = (db: Database): StateCounts =>
  read(db.prepare('SELECT state, count(*) AS n FROM main.outbox GROUP BY state').all());

/** Counts once, and gives how to read the tally from then on. */
export function tally(db: Database): () => StateCounts {
  db.exec(`
    DROP TABLE IF EXISTS temp.tally;
    CREATE TEMP TABLE tally (state TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    DROP TRIGGER IF EXISTS temp.tally_in;
    CREATE TEMP TRIGGER tally_in AFTER INSERT ON main.outbox
      BEGIN UPDATE tally SET n = n + 1 WHERE state = NEW.state; END;
    DROP TRIGGER IF EXISTS temp.tally_move;
    CREATE TEMP TRIGGER tally_move AFTER UPDATE OF state ON main.outbox WHEN OLD.state <> NEW.state
      BEGIN
        UPDATE tally SET n = n - 1 WHERE state = OLD.state;
        UPDATE tally SET n = n + 1 WHERE state = NEW.state;
      END;
  `);
  const begin = db.prepare('INSERT INTO temp.tally (state, n) VALUES (?, ?)');
  for (const [state, n] of Object.entries(countRows(db))) begin.run(state, n);
  const all = db.prepare('SELECT state, n FROM temp.tally');
  return () => read(all.all());
}

function read(rows: readonly unknown[]): StateCounts {
  const counts = { saved: 0, sent: 0, accepted: 0, 'needs-attention': 0 };
  for (const raw of rows) {
    const { state, n } = Row.parse(raw);
    counts[state] = n;
  }
  return counts;
}
