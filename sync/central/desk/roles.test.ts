import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deskRoles } from '../../contract/desk.ts';
import { rolesIn } from './roles.ts';

const entries = (claim: unknown): [string, string[]][] =>
  [...rolesIn(claim)].map(([code, roles]) => [code, [...roles].sort()]);

describe('the roles in a claim', () => {
  it('are those of ours among all that a provider says', () => {
    const claim = [
      'compose.992011',
      'release.992011',
      'compose.992020',
      'Domain Users',
      'admin.992011',
      7,
      null,
    ];
    expect(entries(claim)).toEqual([
      ['992011', ['compose', 'release']],
      ['992020', ['compose']],
    ]);
    expect(entries('registry.992011 recipients.992011')).toEqual([['992011', ['recipients', 'registry']]]);
    for (const nothing of [
      undefined,
      null,
      {},
      7,
      '',
      [],
      ['compose.99201'],
      ['compose.992011x'],
      ['*.992011'],
    ])
      expect(entries(nothing)).toEqual([]);
  });

  it('are never more than was said', () => {
    const word = fc
      .tuple(fc.constantFrom(...deskRoles), fc.stringMatching(/^\d{6}$/))
      .map((two) => two.join('.'));
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string(), fc.anything())), (claim) => {
        for (const [code, roles] of rolesIn(claim))
          for (const role of roles) expect(claim).toContain(`${role}.${code}`);
      }),
    );
  });
});
