// The first schema. State and payload of a registration live in two tables: a state changes several times, and must not
// rewrite the pages of a sealed record each time.
import type { Migration } from './migration.ts';

export const first: Migration = {
  number: 10,
  name: 'first',
  up: (db) =>
    db.exec(`
      CREATE TABLE outbox (
        seq            INTEGER PRIMARY KEY,
        id             TEXT    NOT NULL UNIQUE,
        receipt_number TEXT    NOT NULL,
        saved_at       INTEGER NOT NULL,
        state          TEXT    NOT NULL CHECK (state IN ('saved', 'sent', 'accepted', 'needs-attention')),
        state_at       INTEGER NOT NULL,
        attempts       INTEGER NOT NULL,
        next_try_at    INTEGER NOT NULL,
        problem_code   TEXT,
        sealed_bytes   INTEGER NOT NULL,
        sealed_sha256  TEXT    NOT NULL,
        receipt        TEXT,
        CHECK ((state = 'accepted') = (receipt IS NOT NULL))
      ) STRICT;
      CREATE INDEX outbox_due ON outbox (next_try_at, seq) WHERE state IN ('saved', 'sent');
      CREATE INDEX outbox_state ON outbox (state);
      CREATE INDEX outbox_receipt_number ON outbox (receipt_number);

      CREATE TABLE payload (
        seq    INTEGER PRIMARY KEY REFERENCES outbox (seq),
        sealed TEXT NOT NULL
      ) STRICT;
      CREATE TRIGGER payload_needs_receipt BEFORE DELETE ON payload
        WHEN (SELECT receipt FROM outbox WHERE seq = OLD.seq) IS NULL
        BEGIN SELECT RAISE(ABORT, 'a sealed record is erased on its receipt only'); END;
      CREATE TRIGGER outbox_stays BEFORE DELETE ON outbox
        BEGIN SELECT RAISE(ABORT, 'the outbox forgets nothing'); END;

      CREATE TABLE audit (
        seq    INTEGER PRIMARY KEY,
        at     INTEGER NOT NULL,
        kind   TEXT    NOT NULL,
        fields TEXT    NOT NULL,
        prev   TEXT    NOT NULL,
        hash   TEXT    NOT NULL
      ) STRICT;
      CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END;
      CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END;

      CREATE TABLE catalogue (
        kind  TEXT    PRIMARY KEY,
        epoch INTEGER NOT NULL,
        seq   INTEGER NOT NULL,
        body  TEXT    NOT NULL
      ) STRICT;
      CREATE TABLE legal (
        document  TEXT    NOT NULL,
        language  TEXT    NOT NULL,
        version   TEXT    NOT NULL,
        epoch     INTEGER NOT NULL,
        seq       INTEGER NOT NULL,
        effective TEXT    NOT NULL,
        body      TEXT    NOT NULL,
        PRIMARY KEY (document, language, version)
      ) STRICT;
      CREATE TABLE message (
        id           TEXT    PRIMARY KEY,
        epoch        INTEGER NOT NULL,
        seq          INTEGER NOT NULL,
        recipient    TEXT    NOT NULL,
        municipality TEXT    NOT NULL,
        sent_at      TEXT    NOT NULL,
        sealed       TEXT    NOT NULL,
        read_at      INTEGER
      ) STRICT;
      CREATE INDEX message_recipient ON message (recipient, sent_at);
      CREATE TABLE kept (
        epoch INTEGER NOT NULL,
        seq   INTEGER NOT NULL,
        kind  TEXT    NOT NULL,
        body  TEXT    NOT NULL,
        PRIMARY KEY (epoch, seq)
      ) STRICT;
      CREATE TABLE feed (
        one        INTEGER PRIMARY KEY CHECK (one = 1),
        cursor     TEXT,
        epoch      INTEGER NOT NULL,
        applied_at INTEGER
      ) STRICT;
      INSERT INTO feed (one, cursor, epoch, applied_at) VALUES (1, NULL, 1, NULL);

      CREATE TABLE setting (
        key   TEXT PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT;
    `),
};
