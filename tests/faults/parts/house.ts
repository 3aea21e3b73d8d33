// Where the checkout lies.
import { resolve } from 'node:path';

export const house = resolve(import.meta.dirname, '../../..');
