// The card room over sample cards in process: the embedded default, and what tests use. Same visits, same guard, same APDUs as
// with a reader; only the wire is another one.
import { err, ok } from '../../sync/contract/result.ts';
import type { CardRoom } from './card.ts';
import { Presence } from './presence.ts';
import { SlotRoom } from './room.ts';
import type { RoomOptions } from './room.ts';
import { makeChip } from './virtual/sample-cards.ts';
import type { Chip } from './virtual/chip.ts';
import type { TestPki } from './virtual/pki.ts';
import { PROFILES } from './virtual/profiles.ts';
import type { CardProfile } from './virtual/profiles.ts';
import { softwareTransport } from './virtual/software-transport.ts';
import type { Faults } from './virtual/software-transport.ts';

export const SOFTWARE_READER = 'software card';

export interface SoftwareCardRoom extends CardRoom {
  readonly kind: 'software';
  /** Puts a sample card on the reader, in place of whatever is there. False when there is no such profile. */
  insert(profile: string): boolean;
  remove(): void;
  /** Profile of the card on the reader. */
  inserted(): string | null;
  /** From the next visit on. */
  setFaults(faults: Faults): void;
  /** The chip of a profile, for tests that look inside. Its counters last as long as the room. */
  chip(profile: string): Chip | undefined;
}

export interface SoftwareOptions extends RoomOptions {
  /** From `createTestPki`. */
  readonly cards: TestPki;
  readonly faults?: Faults;
  /** Which sample cards there are; all of them when absent. */
  readonly profiles?: readonly CardProfile[];
}

export function openSoftwareCardRoom({
  cards,
  faults = {},
  profiles = PROFILES,
  ...options
}: SoftwareOptions): SoftwareCardRoom {
  const chips = new Map(profiles.map((profile) => [profile.name, makeChip(profile, cards)]));
  const presence = new Presence();
  const ready = { state: 'ready', name: SOFTWARE_READER } as const;
  let current: string | null = null;
  let fault = faults;
  presence.update(ready, false);

  const remove = () => {
    if (current === null) return;
    chips.get(current)?.power();
    current = null;
    presence.update(ready, false);
  };

  const room = new SlotRoom(
    {
      kind: 'software',
      presence,
      connect() {
        const chip = current === null ? undefined : chips.get(current);
        if (chip === undefined) return Promise.resolve(err({ kind: 'no-card' }));
        if (fault.mute) return Promise.resolve(err({ kind: 'unreadable', cause: 'mute' }));
        chip.traits = fault;
        const { insertion } = presence;
        const here = () => current !== null && presence.insertion === insertion;
        return Promise.resolve(ok(softwareTransport({ chip, faults: fault, here, pull: remove })));
      },
      close: () => Promise.resolve(),
    },
    { genuine: cards.anchors.genuine, ...options },
  );

  return Object.assign(room, {
    kind: 'software' as const,
    insert(profile: string) {
      const chip = chips.get(profile);
      if (chip === undefined) return false;
      remove();
      chip.power();
      current = profile;
      presence.update(ready, true);
      return true;
    },
    remove,
    inserted: () => current,
    setFaults(next: Faults) {
      fault = next;
    },
    chip: (profile: string) => chips.get(profile),
  });
}
