// Slips by the hash of their number: those of this terminal's registrations, and those of the municipality that were cancelled; and
// what the central API has to be told of them, also days later. A number itself never rests here.
import type { Migration } from './migration.ts';

export const slips: Migration = {
  number: 30,
  name: 'slips',
  up: (db) =>
    db.exec(`
      CREATE TABLE slip (
        sha256     TEXT    PRIMARY KEY,
        record_id  TEXT,
        expires_at INTEGER,
        state      TEXT    NOT NULL CHECK (state IN ('out', 'replaced', 'cancelled')),
        state_at   INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX slip_age ON slip (state_at);
      CREATE TABLE slip_notice (
        seq     INTEGER PRIMARY KEY,
        id      TEXT    NOT NULL UNIQUE,
        body    TEXT    NOT NULL,
        told_at INTEGER
      ) STRICT;
      CREATE INDEX slip_notice_waiting ON slip_notice (seq) WHERE told_at IS NULL;
      CREATE TRIGGER slip_notice_stays BEFORE DELETE ON slip_notice
        WHEN OLD.told_at IS NULL
        BEGIN SELECT RAISE(ABORT, 'a notice is forgotten when it was taken only'); END;
    `),
};
