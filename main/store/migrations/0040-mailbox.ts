// Mailboxes that their owners want readable here without network, sealed under keys that only their cards give; what was done to a
// mailbox here and is not seen in it yet; and how often PIN1 was wrong. What an earlier version kept was kept unasked, and goes.
import type { Migration } from './migration.ts';

export const mailbox: Migration = {
  number: 40,
  name: 'mailbox',
  up: (db) =>
    db.exec(`
      DROP TABLE message;
      CREATE TABLE message (
        recipient    TEXT    NOT NULL,
        id           TEXT    NOT NULL,
        epoch        INTEGER NOT NULL,
        seq          INTEGER NOT NULL,
        municipality TEXT    NOT NULL,
        sent_at      TEXT    NOT NULL,
        arrived_at   INTEGER NOT NULL,
        sealed       TEXT    NOT NULL,
        PRIMARY KEY (recipient, id)
      ) STRICT;
      CREATE INDEX message_id ON message (id);
      CREATE INDEX message_age ON message (sent_at);
      CREATE TABLE mailbox (
        recipient TEXT    PRIMARY KEY,
        epoch     INTEGER NOT NULL,
        seq       INTEGER NOT NULL,
        at        TEXT    NOT NULL,
        sealed    TEXT    NOT NULL
      ) STRICT;
      CREATE INDEX mailbox_age ON mailbox (at);
      CREATE TABLE mailbox_action (
        seq       INTEGER PRIMARY KEY,
        id        TEXT    NOT NULL UNIQUE,
        recipient TEXT    NOT NULL,
        saved_at  INTEGER NOT NULL,
        sealed    TEXT    NOT NULL
      ) STRICT;
      CREATE INDEX mailbox_action_recipient ON mailbox_action (recipient, seq);
      CREATE TABLE pin1_miss (
        recipient TEXT    PRIMARY KEY,
        misses    INTEGER NOT NULL,
        last_at   INTEGER NOT NULL
      ) STRICT;
    `),
};
