// Wrong configuration stops the start, so every wrong key is told here, one line each.
import { broken, fine } from './finding.ts';
import type { Check } from './world.ts';

export const configuration: Check = {
  needs: 'nothing',
  what: 'configuration',
  run({ loaded }) {
    if (!loaded.ok) {
      return loaded.error.map(({ key, expected, given }) =>
        broken('configuration', `${key}: expected ${expected}, given ${given}`, 'correct it (docs/IT.md)'),
      );
    }
    return loaded.value.file === null
      ? fine('configuration', 'no terminal.yml here: the built-in sample is used')
      : fine('configuration', loaded.value.file);
  },
};
