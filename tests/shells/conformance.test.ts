// One list of behaviours for every shell that can be run here: what a page can do, cannot do, and is told. The Electron half
// needs its binary; electron.test.ts runs this same list with it, and says so plainly where it is missing.
import { describe } from 'vitest';
import { conformance } from './behaviours.ts';
import { stageChromium, stageNone } from './harness.ts';

describe('chromium', () => {
  conformance(stageChromium);
});
describe('none, in a browser of its own', () => {
  conformance(stageNone);
});
