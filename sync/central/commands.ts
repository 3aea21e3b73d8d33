// IT's commands about what goes through the central API: keys, the balance, and files from closed networks.
import { parseArgs } from 'node:util';
import type { BalanceList } from '../contract/balance.ts';
import { Uuid } from '../contract/words.ts';
import { importBundle, importWords } from './bundles/import.ts';
import type { Db } from './db/open.ts';
import { destroyKey, keptAtLeastMs, listKeys, rotateKey } from './keys/rotate.ts';
import type { DestroyError } from './keys/rotate.ts';
import type { Secret } from './keys/secret.ts';
import { removeSpare } from './keys/spare.ts';
import type { Parts } from './parts.ts';
import { listBalances } from './terminals/balance.ts';

export const exchangeUsage = `  central keys list                                                the keys of the exchange with terminals, and who is awaited
  central keys rotate [sealing|receipt]                            a new key takes over; the old ones go on opening
  central keys destroy KID [--force]                               an old sealing key; --force: what is sealed with it is lost
  central balance [--terminal TERMINAL] [--day YYYY-MM-DD]         terminals' sums beside ours, differences by id
  central import BUNDLE --receipts FILE                            take in a terminal's bundle, write the answers to it
`;

/** Whether a command did what was asked, and what it says. */
export interface Said {
  readonly done: boolean;
  readonly words: string;
}
export interface Tools {
  readonly db: Db;
  readonly secret: Secret;
  readonly secretFile: string;
  readonly now: Date;
}
/** What a command needs: the database alone, or everything but the listeners. */
export type ExchangeCommand =
  | { readonly needs: 'database'; readonly run: (tools: Tools) => Promise<Said> }
  | { readonly needs: 'parts'; readonly run: (parts: Parts) => Promise<Said> };

const done = (words: string): Said => ({ done: true, words });
const not = (words: string): Said => ({ done: false, words });

/** The command behind these words; null when they are not as the usage says. */
export function exchangeCommand(command: string, rest: readonly string[]): ExchangeCommand | null {
  const { values, positionals } = parseArgs({
    args: [...rest],
    allowPositionals: true,
    options: {
      force: { type: 'boolean', default: false },
      terminal: { type: 'string' },
      day: { type: 'string' },
      receipts: { type: 'string' },
    },
  });
  if (command === 'keys') return keysCommand(positionals, values.force);
  if (command === 'import') {
    const [bundle, ...more] = positionals;
    const { receipts } = values;
    if (bundle === undefined || receipts === undefined || more.length > 0) return null;
    return { needs: 'parts', run: (parts) => imported(bundle, receipts, parts) };
  }
  const { terminal = null, day = null } = values;
  if (positionals.length > 0 || (terminal !== null && !Uuid.safeParse(terminal).success)) return null;
  if (day !== null && !/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  return {
    needs: 'database',
    run: async ({ db }) => balanceWords(await listBalances({ terminalId: terminal, day }, db)),
  };
}

function keysCommand([what, subject, ...more]: readonly string[], force: boolean): ExchangeCommand | null {
  if (more.length > 0) return null;
  if (what === 'list' && subject === undefined)
    return { needs: 'database', run: async ({ db }) => done(await keysWords(db)) };
  if (what === 'rotate' && (subject === undefined || subject === 'sealing' || subject === 'receipt'))
    return { needs: 'database', run: (tools) => rotated(subject ?? 'sealing', tools) };
  if (what === 'destroy' && subject !== undefined)
    return { needs: 'database', run: (tools) => destroyed(subject, force, tools) };
  return null;
}

async function rotated(purpose: 'sealing' | 'receipt', tools: Tools): Promise<Said> {
  const kid = await rotateKey(tools.db, tools, purpose, tools.now);
  return done(`${kid}\nback up the database and the files beside the secret file now`);
}

async function keysWords(db: Db): Promise<string> {
  const lines = (await listKeys(db)).map(({ kid, purpose, createdAt, replacedAt, awaited }) => {
    const since = createdAt.toISOString();
    if (replacedAt === null) return `${kid} ${purpose} in use since ${since}`;
    if (purpose === 'receipt') return `${kid} receipt replaced ${replacedAt.toISOString()}`;
    const names = awaited.map(({ id, name }) => `\n  awaited: ${id} ${name}`).join('');
    return `${kid} sealing replaced ${replacedAt.toISOString()}, still opens${names}`;
  });
  return lines.join('\n');
}

async function destroyed(kid: string, force: boolean, { db, secretFile, now }: Tools): Promise<Said> {
  const result = await destroyKey(db, kid, { force, now });
  if (!result.ok) return not(destroyWords(result.error));
  removeSpare(secretFile, kid);
  return done('destroyed');
}

function destroyWords(error: DestroyError): string {
  switch (error.kind) {
    case 'unknown':
      return 'there is no such sealing key';
    case 'in-use':
      return 'this key is in use; rotate first';
    case 'too-young':
      return `a key is kept for ${keptAtLeastMs / 3_600_000} hours after it was replaced (--force destroys it now)`;
    case 'awaited': {
      const names = error.terminals.map(({ id, name }) => `${id} ${name}`).join('\n');
      return `these terminals may still bring records that only this key opens (--force loses them):\n${names}`;
    }
  }
}

async function imported(bundle: string, receipts: string, parts: Parts): Promise<Said> {
  const result = await importBundle(bundle, receipts, parts);
  return result.ok
    ? done(JSON.stringify(result.value))
    : not(`${result.error}: ${importWords[result.error]}`);
}

/** Fails when a terminal that has told its balance does not agree. */
function balanceWords({ terminals }: BalanceList): Said {
  const lines = terminals.map((one) => {
    const { counts } = one;
    const told =
      counts === null
        ? 'told nothing yet'
        : `saved ${counts.saved} = outbox ${counts.outbox} + accepted ${counts.accepted} + needs attention ${counts.needsAttention} (told ${one.toldAt ?? ''})`;
    const day = one.acceptedThatDay === undefined ? '' : `, ${one.acceptedThatDay} of them that day`;
    const verdict = one.agrees === null ? '' : one.agrees ? ': agrees' : ': DOES NOT AGREE';
    const differences = (['unknown', 'different', 'surplus'] as const).flatMap((kind) =>
      one[kind].map((id) => `\n  ${kind} ${id}`),
    );
    return `${one.id} ${one.name}: ${told}; held here ${one.accepted}${day}${verdict}${differences.join('')}`;
  });
  return { done: terminals.every(({ agrees }) => agrees !== false), words: lines.join('\n') };
}
