// The queue opens and its file is whole. None of what can be wrong here is answered by deleting it.
import { broken, fine, odd } from './finding.ts';
import { check } from './world.ts';

const keep = 'do not delete the file: unsent registrations may still be readable; call support';

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
      return broken('queue', `the file is damaged (${look.detail})`, keep);
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
        : fine('queue', 'opens, and the integrity check finds nothing');
  }
});
