// Versions 3.7.0 to 3.51.2 can corrupt a WAL file when it is reset (https://www.sqlite.org/releaselog/3_51_3.html).
import { atLeast } from '../../store/open.ts';
import { broken, fine } from './finding.ts';
import { check } from './world.ts';

const needed = '3.51.3';

export const sqlite = check('sqlite', (world) => {
  const { sqlite: found } = world.store();
  return atLeast(found, needed)
    ? fine('sqlite', found)
    : broken(
        'sqlite',
        `${found} has a known fault, ${needed} is needed`,
        'run npm ci with the lock file of this release',
      );
});
