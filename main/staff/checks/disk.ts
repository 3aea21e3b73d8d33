// A full disk must show before a resident has typed anything.
import { broken, fine, odd, size } from './finding.ts';
import { check } from './world.ts';

/** Below the first no registration is begun (main/store/store.ts); the second leaves time to come and look. */
const needed = 64 << 20;
const comfortable = 1 << 30;

export const disk = check('disk', (world) => {
  const free = world.freeBytes();
  const told = `${size(free)} free`;
  if (free < needed) {
    return broken(
      'disk',
      `${told}; below ${size(needed)} nobody can begin a registration`,
      'make room; never delete the queue',
    );
  }
  return free < comfortable ? odd('disk', told, 'make room soon') : fine('disk', told);
});
