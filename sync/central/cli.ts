// `npm run central`: starts the central API and prints one JSON line when it is ready, or does one of IT's small jobs.
import { fstatSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { startCentral } from './central.ts';
import type { RunningCentral } from './central.ts';
import { readConfig } from './config.ts';
import type { ReadConfig } from './config.ts';
import { exchangeCommand, exchangeUsage } from './commands.ts';
import type { ExchangeCommand, Tools } from './commands.ts';
import type { Db } from './db/open.ts';
import { hashPassword } from './desk/password.ts';
import { comeBack, identityCommand, identityUsage } from './enrolments/commands.ts';
import { readSecretFile } from './keys/secret.ts';
import { makeLog } from './log.ts';
import { openConfigured, openParts } from './open.ts';
import type { OpenOptions, Undo } from './open.ts';
import { Uuid } from '../contract/words.ts';
import { anyMunicipality, makeEnrolmentCode, makeToken } from './tokens.ts';

const usage = `usage:
  central                                                          start; configuration in the environment
  central enrol --name NAME --municipality CODE [--ttl-hours N] [--terminal TERMINAL]
                                                                   print a one-time enrolment code; for a terminal that comes
                                                                   back under its old id, or for a new one
  central sender --municipality CODE [--label NAME]                print a sender's token; the desk's log calls it by the label
  central admin                                                    print a token for IT
  central staff-password < FILE                                    print what DESK_LOCAL_STAFF holds for the password in FILE
${identityUsage}${exchangeUsage}`;

const hourMs = 3_600_000;
const Code = /^\d{6}$/;

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  if (command === 'staff-password') return staffPassword();
  const config = readConfig(process.env);
  if (!config.ok) return complain(config.error);
  if (command === undefined) return serve(config.value);
  if (['revoke', 'approve', 'ca'].includes(command)) {
    const run = identityCommand(command, rest);
    return run === null ? complain(usage) : identified(config.value, run);
  }
  if (['keys', 'balance', 'import'].includes(command)) {
    const run = exchangeCommand(command, rest);
    return run === null ? complain(usage) : exchanged(config.value, run);
  }
  const { values } = parseArgs({
    args: rest,
    options: {
      name: { type: 'string' },
      municipality: { type: 'string' },
      'ttl-hours': { type: 'string', default: '72' },
      terminal: { type: 'string' },
      label: { type: 'string' },
    },
  });
  const { name = '', municipality = '', terminal: terminalId } = values;
  const ttlHours = Number(values['ttl-hours']);
  const now = new Date();
  if (command === 'enrol') {
    if (name === '' || !Code.test(municipality)) return complain(usage);
    if (!(ttlHours > 0 && ttlHours <= 24 * 90)) return complain('--ttl-hours: expected 1 to 2160');
    const offer = { name, municipality, ttlMs: ttlHours * hourMs };
    if (terminalId !== undefined && !Uuid.safeParse(terminalId).success) return complain(usage);
    if (terminalId !== undefined) return identified(config.value, comeBack({ ...offer, terminalId }));
    return printed(config.value, (db) => makeEnrolmentCode(db, offer, now));
  }
  if (command === 'sender') {
    if (!Code.test(municipality)) return complain(usage);
    const { label = null } = values;
    return printed(config.value, (db) => makeToken(db, municipality, now, label));
  }
  if (command === 'admin') return printed(config.value, (db) => makeToken(db, null, now));
  return complain(usage);
}

/** Opens the database, does one of the commands of the terminals' identity, closes. */
async function identified(
  config: ReadConfig,
  run: NonNullable<ReturnType<typeof identityCommand>>,
): Promise<number> {
  const database = await openConfigured(config, makeLog());
  try {
    const secret = readSecretFile(config.secretFile);
    const { done, words } = await run({ db: database.db, secret, now: new Date() });
    (done ? process.stdout : process.stderr).write(`${words}\n`);
    return done ? 0 : 1;
  } finally {
    await database.close();
  }
}

/** Does one of the commands of the exchange with terminals, with as much open as it needs. */
async function exchanged(config: ReadConfig, command: ExchangeCommand): Promise<number> {
  const undo: Undo = [];
  try {
    const said =
      command.needs === 'database'
        ? await command.run(await openTools(config, undo))
        : await command.run((await openParts(partsOptions(config), undo)).parts);
    (said.done ? process.stdout : process.stderr).write(`${said.words}\n`);
    return said.done ? 0 : 1;
  } finally {
    for (let last = undo.pop(); last !== undefined; last = undo.pop()) await last();
  }
}

async function openTools(config: ReadConfig, undo: Undo): Promise<Tools> {
  const database = await openConfigured(config, makeLog());
  undo.push(() => database.close());
  const { secretFile } = config;
  return { db: database.db, secret: readSecretFile(secretFile), secretFile, now: new Date() };
}

const partsOptions = (config: ReadConfig): OpenOptions => ({
  config,
  log: makeLog(),
  limits: {},
  now: () => new Date(),
  publicUrl: () => config.publicUrl ?? '',
});

/** From standard input: a password on a command line would be seen by everybody on the machine. */
async function staffPassword(): Promise<number> {
  const password = (await text(process.stdin)).replace(/\r?\n$/, '');
  if (password.length < 12) return complain('staff-password: expected at least 12 characters');
  process.stdout.write(`${await hashPassword(password)}\n`);
  return 0;
}

/** Opens the database, prints what `make` makes, closes. */
async function printed(config: ReadConfig, make: (db: Db) => Promise<string>): Promise<number> {
  const database = await openConfigured(config, makeLog());
  try {
    process.stdout.write(`${await make(database.db)}\n`);
    return 0;
  } finally {
    await database.close();
  }
}

async function serve(config: ReadConfig): Promise<number> {
  const stopAsked = Promise.withResolvers<void>();
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      stopAsked.resolve();
    });
  followParent(stopAsked.resolve);
  const central = await startCentral({ config });
  process.stdout.write(`${JSON.stringify(await readyLine(central, config))}\n`);
  await stopAsked.promise;
  await central.stop();
  return 0;
}

/** A parent that started us with a pipe on standard input takes us along when it goes, however it goes. So does npm, whose
 *  shell takes a signal for itself and leaves us behind. */
function followParent(stop: () => void): void {
  const parent = process.ppid;
  const orphaned = (): void => {
    if (process.ppid !== parent) stop();
  };
  if (process.env['npm_lifecycle_event'] !== undefined) setInterval(orphaned, 500).unref();
  const stdin = fstatSync(0, { throwIfNoEntry: false });
  if (stdin === undefined || !(stdin.isFIFO() || stdin.isSocket())) return;
  process.stdin.once('end', stop).once('close', stop).once('error', stop).resume();
}

async function readyLine(central: RunningCentral, config: ReadConfig): Promise<Record<string, unknown>> {
  const line = {
    event: 'ready',
    terminals: central.terminalsUrl,
    public: central.publicUrl,
    mail: central.mailUrl,
    ...(central.metricsUrl === null ? {} : { metrics: central.metricsUrl }),
    database: central.database,
    trust: central.trust,
  };
  return config.enrolOnStart ? { ...line, ...(await embeddedCredentials(central)) } : line;
}

/** For a terminal that carries its own central API: what it needs to enrol and to try things out, over the parent's pipe. */
async function embeddedCredentials({ parts, staff }: RunningCentral): Promise<Record<string, unknown>> {
  const now = parts.now();
  const offer = { name: 'embedded', municipality: anyMunicipality, ttlMs: hourMs };
  return {
    enrolmentCode: await makeEnrolmentCode(parts.db, offer, now),
    senderToken: await makeToken(parts.db, anyMunicipality, now),
    adminToken: await makeToken(parts.db, null, now),
    staff,
  };
}

function complain(text: string): number {
  process.stderr.write(`${text.trimEnd()}\n`);
  return 2;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (cause) {
  // What stops a start is configuration or a missing part: its words, without a stack.
  for (let error: unknown = cause; error instanceof Error; error = error.cause)
    process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  // An open pipe from the parent would keep the process alive.
  process.stdin.destroy();
}
