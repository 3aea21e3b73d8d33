// Holds a typed birth date against the one that the card gave. Cards of people whose day or month of birth is not known have zeros
// there: what is typed in those places does not count.
import { createHash, timingSafeEqual } from 'node:crypto';

/** YYYYMMDD both. Without a date to compare with it is wrong, and takes as long. */
export function sameBirthDate(stored: string | null, typed: string): boolean {
  const known = stored ?? '00000000';
  const year = known.slice(0, 4);
  const part = (from: number): string => {
    const own = known.slice(from, from + 2);
    return own === '00' ? '00' : typed.slice(from, from + 2);
  };
  const same = timingSafeEqual(hash(known), hash(typed.slice(0, 4) + part(4) + part(6)));
  return same && stored !== null && year !== '0000';
}

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
