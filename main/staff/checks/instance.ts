// One terminal per data directory. A running one is no fault; it only keeps some of the other checks out.
import { fine, odd } from './finding.ts';
import { check } from './world.ts';

export const instance = check('second instance', (world) => {
  switch (world.instance()) {
    case 'running':
      return fine(
        'second instance',
        'a terminal runs with this data directory; a second one would be refused',
      );
    case 'not-running':
      return fine('second instance', 'no terminal runs with this data directory');
    case 'unknown':
      return odd(
        'second instance',
        'the lock file cannot be asked',
        'run the doctor as the user that runs the terminal',
      );
  }
});
