// A full disk must show before a resident has typed anything.
import { broken, fine, odd, size } from './finding.ts';
import { check } from './world.ts';

/** Leaves time to come and look. */
const comfortable = 1 << 30;

export const disk = check('disk', (world) => {
  const free = world.freeBytes();
  const needed = world.config.limits.diskMiB * 2 ** 20;
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
