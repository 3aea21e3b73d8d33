// Native parts and type stripping are tried out with one version of Node, which npm brings along.
import { broken, fine, odd } from './finding.ts';
import type { Check } from './world.ts';

const major = (version: string): string => version.replace(/^v/, '').split('.')[0] ?? '';

export const node: Check = {
  needs: 'nothing',
  what: 'node',
  run({ node: { found, pinned } }) {
    const told = `${found}, pinned ${pinned}`;
    if (major(found) !== major(pinned))
      return broken(
        'node',
        told,
        'run it through npm (npm run …), which brings its own Node; npm ci puts it there',
      );
    return found.replace(/^v/, '') === pinned
      ? fine('node', `${found} (pinned)`)
      : odd('node', told, 'run it through npm, which brings its own Node');
  },
};
