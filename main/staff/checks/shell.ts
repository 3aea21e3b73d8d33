// Which shell `npm start` would take, asked from the same function that decides it. Nothing is fetched for the question.
import type { Result } from '../../../sync/contract/result.ts';
import { chooseShell, type Choice } from '../../shell/choose.ts';
import { broken, fine, odd } from './finding.ts';
import { check, type World } from './world.ts';

/** The choice as it is without fetching anything. */
export const chosenShell = (world: World): Promise<Result<Choice, string>> =>
  chooseShell(world.config.shell, {
    hasDisplay: world.machine.hasDisplay,
    hasElectron: () => world.machine.hasElectron(),
    browser: () => world.machine.browser(),
    fetchElectron: () => Promise.resolve(false),
  });

export const shell = check('shell', async (world) => {
  const { machine, config } = world;
  const fetchFirst =
    machine.hasDisplay && !machine.hasElectron() && (config.shell === 'auto' || config.shell === 'electron');
  const before = fetchFirst ? 'npm start first tries to fetch Electron; without it: ' : '';
  const choice = await chosenShell(world);
  if (!choice.ok) {
    return fetchFirst
      ? odd('shell', `${before}no start (${choice.error})`, 'npx install-electron')
      : broken('shell', choice.error, 'install what is missing, or set shell: auto');
  }
  return fine('shell', `${before}${choice.value.shell} (${choice.value.reason})`);
});
