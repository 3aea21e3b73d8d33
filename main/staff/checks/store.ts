// The queue opens and its file is whole. None of what can be wrong here is answered by deleting it.
import { agrees } from '../../link/balance.ts';
import type { QueueLook } from '../looks/store.ts';
import { judgeLimits, type Limits } from '../../link/cut-off.ts';
import { instantOf } from '../../store/instant.ts';
import { broken, fine, odd, type Finding } from './finding.ts';
import { check } from './world.ts';

const bringBack =
  'do not delete the file: start the terminal, which sets it aside and brings back what can be read (docs/IT.md)';
const keep = 'do not delete the file: unsent registrations may still be readable; call support';

/** What happened to it, as far as somebody has to know. */
function told({ salvage, balance, backupAt, daysCutOff, counts }: QueueLook, limits: Limits): Finding[] {
  const found: Finding[] = [];
  if (salvage !== null) {
    const { kept, lost, setAside } = salvage;
    found.push(
      odd(
        'salvage',
        `${instantOf(salvage.at)}: ${String(kept)} registrations brought back, ${String(lost)} not; broken file: ${setAside}`,
        lost > 0
          ? 'look for payload-lost in docs/IT.md; keep the broken file; check the disk'
          : 'check the disk (smartctl); the broken file may be deleted once the balance agrees',
      ),
    );
  }
  if (balance !== null && !agrees(balance)) {
    const { lost, surplus, gone } = balance;
    found.push(
      odd(
        'balance',
        `${String(lost)} lost at the central API, ${String(surplus)} only there, ${String(gone)} gone here`,
        'the ids stand in the audit trail; see docs/IT.md, "Balance"',
      ),
    );
  }
  const { warnings, frozen } = judgeLimits(limits, daysCutOff, counts.saved + counts.sent);
  if (warnings.length > 0) {
    found.push(
      odd(
        'cut off',
        `${String(Math.floor(daysCutOff))} days without the central API, ${String(counts.saved + counts.sent)} waiting${frozen ? '; nobody can begin' : ''}`,
        'mend the line, or exchange by file (docs/IT.md); the limits are in terminal.yml',
      ),
    );
  }
  if (backupAt === null) found.push(odd('backup', 'no copy yet', 'see backup.path in docs/IT.md'));
  return found;
}

export const store = check('queue', (world) => {
  const look = world.store();
  switch (look.kind) {
    case 'none':
      return fine('queue', 'not there yet; the first start makes it');
    case 'in-use':
      return world.instance() === 'running'
        ? fine('queue', 'held by the running terminal; its file was checked when that terminal started')
        : broken('queue', 'held by a program that is not a running terminal', 'find and end that program');
    case 'not-ours':
      return broken('queue', 'the file belongs to another program', 'set dataDir to a directory of its own');
    case 'damaged':
      return broken('queue', `the file is damaged (${look.detail})`, bringBack);
    case 'from-the-future':
      return broken(
        'queue',
        `written by a newer version (schema ${String(look.found)})`,
        'install that version again',
      );
    case 'unreadable':
      return broken('queue', `cannot be read (${look.code})`, keep);
    case 'read':
      return look.older
        ? odd('queue', 'whole; of an older version', 'the next start brings it up to date and keeps a copy')
        : [fine('queue', 'opens, and the integrity check finds nothing'), ...told(look, world.config.limits)];
  }
});
