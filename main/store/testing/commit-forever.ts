// A child process for the kill test: commits made-up registrations and prints each id once its commit has returned.
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openStore } from '../store.ts';

const opened = openStore({ path: process.argv[2] ?? '', now: Date.now, log: () => undefined });
if (!opened.ok) {
  console.error(opened.error.kind);
  process.exit(2);
}
for (;;) {
  const id = randomUUID();
  const sealed = `a..b.${'x'.repeat(3000)}.c`;
  const saved = opened.value.commitRegistration({ id, sealed, receiptNumber: 'AAAA-0000', audit: {} });
  if (!saved.ok) process.exit(3);
  writeSync(1, `${id}\n`);
}
