// A sealed record outlives its receipt for a while: a central API that was restored from last night's backup can be offered it
// again (docs/decisions/0009-erased-after-a-balance.md). The receipt that it then forgot is kept beside.
import type { Migration } from './migration.ts';

export const kept: Migration = {
  number: 20,
  name: 'kept',
  up: (db) =>
    db.exec(`
      ALTER TABLE outbox ADD COLUMN confirmed_at INTEGER;
      ALTER TABLE outbox ADD COLUMN erased_at INTEGER;
      ALTER TABLE outbox ADD COLUMN earlier_receipt TEXT;
      UPDATE outbox SET erased_at = state_at
        WHERE state = 'accepted' AND NOT EXISTS (SELECT 1 FROM payload WHERE payload.seq = outbox.seq);
      CREATE INDEX outbox_held ON outbox (id) WHERE state = 'accepted' AND erased_at IS NULL;
      CREATE INDEX outbox_reason ON outbox (state, problem_code) WHERE problem_code IS NOT NULL;
      DROP TRIGGER payload_needs_receipt;
      CREATE TRIGGER payload_needs_receipt BEFORE DELETE ON payload
        WHEN (SELECT receipt IS NULL OR confirmed_at IS NULL FROM outbox WHERE seq = OLD.seq) IS NOT FALSE
        BEGIN SELECT RAISE(ABORT, 'a sealed record is erased on its receipt and a balance only'); END;
    `),
};
