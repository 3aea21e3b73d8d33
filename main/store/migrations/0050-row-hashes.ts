// Every row that the feed brought says by a hash whether it is still what was written (row-hash.ts).
import type { Migration } from './migration.ts';
import { hashRows, knowRowHash } from '../row-hash.ts';

export const rowHashes: Migration = {
  number: 50,
  name: 'row-hashes',
  up: (db) => {
    for (const table of ['catalogue', 'legal', 'kept', 'message', 'mailbox', 'feed'])
      db.exec(`ALTER TABLE ${table} ADD COLUMN sha256 TEXT`);
    knowRowHash(db);
    hashRows(db);
  },
};
