// Every entry of the audit trail carries the hash of the one before: a changed or missing one shows here.
import { broken, fine, odd } from './finding.ts';
import { check } from './world.ts';

export const audit = check('audit trail', (world) => {
  const look = world.store();
  if (look.kind === 'none') return fine('audit trail', 'empty');
  if (look.kind !== 'read') {
    return look.kind === 'in-use' && world.instance() === 'running'
      ? fine('audit trail', 'held by the running terminal; stop it to have the chain checked')
      : odd('audit trail', 'cannot be read', 'see the line "queue"');
  }
  return look.brokenAudit === null
    ? fine('audit trail', `${String(look.auditEntries)} entries, the chain is whole`)
    : broken(
        'audit trail',
        look.salvage === null
          ? `entry ${String(look.brokenAudit)} does not fit the chain: somebody changed the file`
          : `entry ${String(look.brokenAudit)} does not fit the chain: lost with the file that was salvaged, or changed`,
        'keep the file as it is and tell whoever is responsible for information security',
      );
});
