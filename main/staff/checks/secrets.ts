// Who protects the device key, and whether the shell that will be started can still get at it.
import { broken, fine, odd, type Finding } from './finding.ts';
import { chosenShell } from './shell.ts';
import { check } from './world.ts';

const what = 'secrets';
const fileBackend = 'file:0600';

export const secrets = check(what, async (world): Promise<Finding> => {
  const { backends, open } = world.identity().files;
  if (open > 0)
    return broken(
      what,
      `${String(open)} secret files are readable by others`,
      'chmod 600 the files in secrets/',
    );
  if (backends.length === 0) return fine(what, 'none yet; the first start makes them');
  const told = backends.join(', ');
  if (backends.length > 1)
    return broken(
      what,
      `kept by several key stores (${told})`,
      'restore the former key store, or enrol anew',
    );
  const choice = await chosenShell(world);
  if (told !== fileBackend && choice.ok && choice.value.shell !== 'electron') {
    return broken(
      what,
      `kept by ${told}, which only Electron opens, and the shell will be ${choice.value.shell}`,
      'restore Electron, or enrol this terminal anew',
    );
  }
  return told === fileBackend
    ? odd(
        what,
        'kept in files that only their owner reads',
        'encrypt the disk; Electron with a keyring would protect them as well',
      )
    : fine(what, `kept by ${told}`);
});
