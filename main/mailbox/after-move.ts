// From whom a resident receives after a move that has not arrived at the central API yet: what belongs to the new address appears, and
// what was only on offer at the old one goes.
import type { MailboxAction } from '../../sync/contract/commands.ts';
import type { Municipality } from '../../sync/contract/feed.ts';
import type { Membership } from '../../sync/contract/mailbox-view.ts';

type Move = Extract<MailboxAction, { kind: 'move' }>;

/** `at`: when it was pressed. Pure. */
export function afterMove(
  before: readonly Membership[],
  { facts, on, off }: Move,
  at: string,
  municipalities: readonly Municipality[],
): Membership[] {
  const near = municipalities.filter(({ addressPrefix }) => facts.address.startsWith(addressPrefix));
  const isNear = (code: string): boolean => near.some((one) => one.code === code);
  const stays = before
    .map((one): Membership => ({ ...one, ofAddress: isNear(one.municipality) }))
    .filter(({ municipality: code, state, ofAddress, keptHere }) =>
      state === 'available' ? ofAddress || keptHere || on.includes(code) : true,
    )
    .map((one): Membership =>
      one.state === 'available' && !one.ofAddress ? { ...one, state: 'left' } : one,
    );
  const comes = near
    .filter(({ code, open }) => open && before.every(({ municipality }) => municipality !== code))
    .map(({ code, name, level }): Membership => ({
      ...{ municipality: code, name, level, state: 'available', since: null },
      ...{ reason: null, ofAddress: true, open: true, keptHere: false },
    }));
  return [...stays, ...comes].map((one): Membership => {
    if (off.includes(one.municipality)) return { ...one, state: 'left', since: at, reason: 'moved' };
    return on.includes(one.municipality) ? { ...one, state: 'receiving', since: at, reason: null } : one;
  });
}
