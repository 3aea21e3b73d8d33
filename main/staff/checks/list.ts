// Every check, in the order in which they are told: what the next ones stand on comes first.
import { audit } from './audit.ts';
import { browser } from './browser.ts';
import { central } from './central.ts';
import { clock } from './clock.ts';
import { configuration } from './configuration.ts';
import { dataDirectory } from './data-directory.ts';
import { disk } from './disk.ts';
import { display } from './display.ts';
import { enrolment } from './enrolment.ts';
import { instance } from './instance.ts';
import { node } from './node.ts';
import { outbox } from './outbox.ts';
import { port } from './port.ts';
import { printer } from './printer.ts';
import { reader } from './reader.ts';
import { secrets } from './secrets.ts';
import { shell } from './shell.ts';
import { sqlite } from './sqlite.ts';
import { store } from './store.ts';
import type { Check } from './world.ts';

export const checks: readonly Check[] = [
  node,
  configuration,
  clock,
  instance,
  dataDirectory,
  disk,
  sqlite,
  store,
  outbox,
  audit,
  secrets,
  enrolment,
  central,
  shell,
  browser,
  display,
  port,
  printer,
  reader,
];
