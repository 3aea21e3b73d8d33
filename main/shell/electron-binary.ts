// Where Electron's own installer puts its binary. Plain Node looks there, so nothing of `electron` is imported.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The binary that electron/install.js has put into `house`, or null. */
export function electronBinary(house: string): string | null {
  const electron = join(house, 'node_modules/electron');
  const name = join(electron, 'path.txt');
  if (!existsSync(name)) return null;
  const binary = join(electron, 'dist', readFileSync(name, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}
