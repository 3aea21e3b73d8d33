import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare } from './balance.ts';

const idOf = (n: number) => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const entry = fc.record({ n: fc.nat(30), hash: fc.constantFrom('a', 'b') });
const side = fc.array(entry, { maxLength: 40 });

test('every listed record is told exactly once; surplus is what is held and not listed', () => {
  fc.assert(
    fc.property(side, side, (mine, theirs) => {
      const listed = mine.map(({ n, hash }) => ({ id: idOf(n), sealedSha256: hash }));
      const held = new Map(theirs.map(({ n, hash }) => [idOf(n), hash]));
      const found = compare(listed, { hashOf: (id) => held.get(id), inWindow: held.keys() });
      const told = [...found.confirmed, ...found.unknown, ...found.different];
      expect(told.toSorted()).toEqual([...new Set(listed.map(({ id }) => id))].toSorted());
      expect([...told, ...found.surplus].toSorted()).toEqual(
        [...new Set([...told, ...held.keys()])].toSorted(),
      );
      expect(found.surplusCount).toBe(found.surplus.length);
      for (const id of found.unknown) expect(held.has(id)).toBe(false);
      const first = new Map(listed.toReversed().map(({ id, sealedSha256 }) => [id, sealedSha256]));
      for (const id of found.confirmed) expect(held.get(id)).toBe(first.get(id));
      for (const id of found.different) expect(held.get(id)).not.toBe(first.get(id));
    }),
  );
});

test('two sides that hold the same agree', () => {
  fc.assert(
    fc.property(fc.uniqueArray(entry, { selector: ({ n }) => n }), (all) => {
      const listed = all.map(({ n, hash }) => ({ id: idOf(n), sealedSha256: hash }));
      const held = new Map(all.map(({ n, hash }) => [idOf(n), hash]));
      const found = compare(listed, { hashOf: (id) => held.get(id), inWindow: held.keys() });
      expect(found).toMatchObject({ unknown: [], different: [], surplus: [], surplusCount: 0 });
      expect(found.confirmed).toHaveLength(all.length);
    }),
  );
});

test('a thousand surplus ids are listed, all of them are counted', () => {
  const found = compare([], {
    hashOf: () => undefined,
    inWindow: Array.from({ length: 2500 }, (_, n) => idOf(n)),
  });
  expect([found.surplus.length, found.surplusCount]).toEqual([1000, 2500]);
});
