// The rules of the account's PINs, as PhonePins in sync/contract/phone.ts and the kiosk have them.

export interface TypedPins {
  readonly pin1: string;
  readonly again1: string;
  readonly want2: boolean;
  readonly pin2: string;
  readonly again2: string;
}
export type PinFault = 'length1' | 'length2' | 'same' | 'differs';

/** What is wrong with which field; empty when they can be saved. */
export function pinFaults(typed: TypedPins): Readonly<Partial<Record<keyof TypedPins, PinFault>>> {
  const { pin1, again1, want2, pin2, again2 } = typed;
  if (!/^\d{4,12}$/.test(pin1)) return { pin1: 'length1' };
  if (pin1 !== again1) return { again1: 'differs' };
  if (!want2) return {};
  if (!/^\d{6,12}$/.test(pin2)) return { pin2: 'length2' };
  if (pin1 === pin2) return { pin2: 'same' };
  return pin2 === again2 ? {} : { again2: 'differs' };
}
