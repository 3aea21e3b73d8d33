// Pull the card at the n-th command of every operation, for every sample card and every n: no try is lost that the resident did
// not spend, nothing stays unlocked, what is told about the PIN is true, and the card put back works. docs/card.md shows the table.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { asTable, judge, tryRemovals } from '../../tests/fixtures/card-removals.ts';
import type { Attempt } from '../../tests/fixtures/card-removals.ts';
import { sharedTestPki } from './testing.ts';
import { PROFILES } from './virtual/profiles.ts';

const PAGE = join(import.meta.dirname, '../../docs/card.md');

test('a card may be pulled at any command of any operation', { timeout: 120_000 }, async () => {
  const pki = await sharedTestPki();
  const cards = new Map(
    await Promise.all(
      PROFILES.map(async (profile) => [profile.name, await tryRemovals(pki, profile)] as const),
    ),
  );
  const rows = [...cards.values()].flat();
  expect(rows.flatMap(({ harm }) => harm)).toEqual([]);
  // What is tried is what is there: ordinary cards are pulled at every command of both readings, others at least when recognised.
  for (const [name, all] of cards) {
    const least = name === 'transit' ? 0 : name === 'hanako' ? 4 : 1;
    expect(Math.min(...all.map(({ commands }) => commands))).toBeGreaterThanOrEqual(least);
    expect(all.every(({ tried: times, commands }) => times === 2 * commands)).toBe(true);
  }
  const tried = rows.reduce((sum, row) => sum + row.tried, 0);
  console.log(`removals tried: ${String(tried)} over ${String(cards.size)} cards; tries lost for nothing: 0`);
  await expect(page(asTable(cards), tried)).toMatchFileSnapshot(PAGE);
});

describe('the judge of a removal', () => {
  const removed = { ok: false, error: { kind: 'card-removed', verify: 'not-sent' } } as const;
  const fine: Attempt = {
    commands: 4,
    outcome: removed,
    again: { ok: true, value: null },
    pulled: true,
    verifies: 0,
    unlocked: false,
    forbidden: 0,
    before: [3, 5],
    after: [3, 5],
  };
  const whole: Attempt = { ...fine, outcome: { ok: true, value: null }, verifies: 1 };

  test('finds nothing wrong where nothing is', () => {
    expect(judge(fine, whole)).toBeNull();
  });
  test.each<[string, Partial<Attempt>]>([
    ['a lost try', { after: [2, 5] }],
    ['a lost try behind a right PIN', { after: [2, 5], verifies: 1 }],
    ['an open key', { unlocked: true }],
    ['a second VERIFY', { verifies: 2 }],
    ['a VERIFY that is denied', { verifies: 1 }],
    ['the number touched', { forbidden: 1 }],
    ['a card that does not work any more', { again: removed }],
    ['another face', { outcome: { ok: false, error: { kind: 'no-reader' } } }],
    ['a success that cannot be', { outcome: { ok: true, value: null } }],
  ])('sees %s', (_name, harm) => {
    expect(judge({ ...fine, ...harm }, whole)).not.toBeNull();
  });
});

const page = (table: string, tried: number) => `# The card, pulled at every command

Written by \`npx vitest run --project unit main/card/removals.test.ts -u\`; the test fails when this page is out of date.

Every sample card is taken off the reader at every command of every operation of the card room, once before the command reaches
the card and once after, with its answer lost. After each of the ${String(tried)} removals: no try is lost that was not spent by a PIN that
reached the card, at most one VERIFY has reached it, no key is unlocked, nothing was touched that must not be read, what the room
says about the PIN (not sent, accepted, unknown) is true, and the card put back does what it does when it was never pulled.

"extended" is a card that takes extended commands and short file ids; "plain" takes neither and answers 6F00 to its first command.
The numbers are removals tried. A transit card takes no commands at all, so there is nothing to pull it at.

${table}
`;
