// Without a display the terminal runs, and nobody sees it.
import { broken, fine, odd } from './finding.ts';
import { check } from './world.ts';

const howTo = 'run in the kiosk session, or pass DISPLAY or WAYLAND_DISPLAY to the service';

export const display = check('display', ({ machine, config }) => {
  if (machine.hasDisplay) return fine('display', 'there is one');
  if (config.shell === 'none') return fine('display', 'none, and shell: none needs none');
  return config.shell === 'electron'
    ? broken('display', 'none, and Electron needs one', howTo)
    : odd('display', 'none seen from here: the window would be invisible', howTo);
});
