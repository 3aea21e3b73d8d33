// The system's Chromium: the window of one shell, and the only one that lays out slips outside of Electron.
import { broken, fine, odd } from './finding.ts';
import { chosenShell } from './shell.ts';
import { check } from './world.ts';

const install = 'install chromium, or name one in MADOGUCHI_BROWSER';

export const browser = check('browser', async (world) => {
  const file = world.machine.browser();
  const choice = await chosenShell(world);
  if (file === null) {
    if (choice.ok && choice.value.shell === 'electron')
      return fine('browser', 'none, and Electron needs none');
    return world.config.shell === 'chromium'
      ? broken('browser', 'no Chromium was found', install)
      : odd('browser', 'no Chromium was found: no window, and no slips', install);
  }
  const version = await world.browserVersion(file);
  return version === null
    ? broken('browser', `${file} does not start`, 'start it by hand and read what it says')
    : fine('browser', `${version} (${file})`);
});
