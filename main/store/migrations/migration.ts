// A step of the schema. Numbers go in tens so that a later repair fits between; a shipped step is never edited.
import type { Database } from 'better-sqlite3';

export interface Migration {
  /** Becomes `PRAGMA user_version`. */
  readonly number: number;
  readonly name: string;
  /** Runs inside a transaction of its own. */
  readonly up: (db: Database) => void;
}
