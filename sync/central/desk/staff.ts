// Who may sign in at the local provider: the staff of a file, or made-up persons for the embedded city, with passwords of this start.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { DeskRole } from '../../contract/desk.ts';
import { hashPassword, passwordHashForm } from './password.ts';
import { RoleWord } from './roles.ts';

export const StaffMember = z.strictObject({
  login: z.string().regex(/^[a-z][a-z0-9._-]{1,39}$/),
  name: z.string().min(1).max(100),
  roles: z.array(RoleWord).min(1).max(200),
  /** From `central staff-password`. */
  password: z.string().regex(passwordHashForm),
});
export type StaffMember = z.infer<typeof StaffMember>;
export const StaffFile = z
  .array(StaffMember)
  .min(1)
  .max(500)
  .refine((staff) => new Set(staff.map(({ login }) => login)).size === staff.length);

/** What is told where the embedded city's other addresses are told, and nowhere else. */
export interface ToldStaff {
  readonly login: string;
  readonly name: string;
  readonly password: string;
}

// 見本 is "sample"; the logins say what each does: make, send, keep.
const madeUp: readonly { login: string; name: string; roles: readonly DeskRole[] }[] = [
  { login: 'tsukuru', name: '見本 作（Mihon Tsukuru）', roles: ['compose'] },
  { login: 'okuru', name: '見本 送（Mihon Okuru）', roles: ['compose', 'release', 'recipients', 'registry'] },
  { login: 'mamoru', name: '見本 守（Mihon Mamoru）', roles: ['registry'] },
];

/** Staff of a city that does not exist, for all of its municipalities, with fresh passwords. */
export async function makeUpStaff(
  municipalities: readonly string[],
): Promise<{ readonly staff: readonly StaffMember[]; readonly told: readonly ToldStaff[] }> {
  const made = await Promise.all(
    madeUp.map(async ({ login, name, roles }) => {
      const password = readablePassword();
      const words = municipalities.flatMap((code) => roles.map((role) => `${role}.${code}`));
      return { login, name, roles: words, secret: await hashPassword(password), password };
    }),
  );
  return {
    staff: made.map(({ login, name, roles, secret }) => ({ login, name, roles, password: secret })),
    told: made.map(({ login, name, password }) => ({ login, name, password })),
  };
}

/** 60 bits, to be typed from a screen. */
function readablePassword(): string {
  const letters = [...randomBytes(12)].map((byte) => 'abcdefghjkmnpqrstuvwxyz023456789'[byte % 32]).join('');
  return letters.match(/.{4}/g)?.join('-') ?? letters;
}
