// A port that IT has fixed and another program has taken stops the start.
import { broken, fine } from './finding.ts';
import { check } from './world.ts';

export const port = check('ui port', async (world) => {
  const { port: wanted } = world.config.ui;
  if (wanted === 0) return fine('ui port', 'any free one');
  if (world.instance() === 'running')
    return fine('ui port', `${String(wanted)}, used by the running terminal`);
  return (await world.portTaken(wanted))
    ? broken(
        'ui port',
        `${String(wanted)} is taken by another program`,
        'end that program, or set ui.port: 0',
      )
    : fine('ui port', `${String(wanted)} is free`);
});
