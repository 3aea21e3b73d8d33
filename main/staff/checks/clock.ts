// A clock that is years off breaks certificates and dates on slips; without a network nothing else tells.
import { broken, fine, odd, span } from './finding.ts';
import { check } from './world.ts';

const what = 'clock';
/** Older than this software, and later than any terminal lives. */
const earliest = Date.parse('2026-01-01T00:00:00Z');
const latest = Date.parse('2060-01-01T00:00:00Z');
const toleranceMs = 60_000;

export const clock = check(what, async (world) => {
  const now = world.now();
  const told = new Date(now).toISOString();
  if (now < earliest || now > latest)
    return broken(what, `${told} cannot be`, 'set the clock; is its battery empty?');
  const look = world.store();
  const newest = look.kind === 'read' ? look.newestEntryAt : null;
  if (newest !== null && newest > now + toleranceMs)
    return broken(what, `${told} is ${span(newest - now)} before the newest audit entry`, 'set the clock');
  return (await world.clockFollows()) === false
    ? odd(what, `${told}, following no time server`, 'timedatectl set-ntp true, or name a time server')
    : fine(what, told);
});
