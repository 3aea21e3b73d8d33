// The queue and the keys lie here: writable for the terminal, and nobody else's business.
import { broken, fine, odd } from './finding.ts';
import { check } from './world.ts';

const what = 'data directory';

export const dataDirectory = check(what, (world) => {
  const { dataDir } = world.config;
  const look = world.directory();
  if (look.kind === 'unreachable')
    return broken(what, `${dataDir}: ${look.code}`, 'run the doctor as the user that runs the terminal');
  if (look.kind === 'missing') {
    return look.canBeMade
      ? fine(what, `${dataDir} is not there yet; the first start makes it`)
      : broken(
          what,
          `${dataDir} cannot be made`,
          'make it, mode 0700, owned by the user that runs the terminal',
        );
  }
  if (!look.isDirectory)
    return broken(what, `${dataDir} is not a directory`, 'set dataDir to a directory of its own');
  if (!look.writable)
    return broken(what, `${dataDir} cannot be written to`, 'give it to the user that runs the terminal');
  if (look.foreign) {
    return odd(
      what,
      `${dataDir} belongs to another user`,
      'run doctor and terminal as the same user, or the terminal will not get at files that the other made',
    );
  }
  if (world.platform !== 'win32' && (look.mode & 0o077) !== 0) {
    return odd(what, `${dataDir} is open to others (mode ${look.mode.toString(8)})`, `chmod 700 ${dataDir}`);
  }
  return fine(what, `${dataDir}, writable, for its owner only`);
});
