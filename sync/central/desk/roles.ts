// Roles as the provider of sign-in tells them: strings `<role>.<municipality code>` in one claim of the ID token. What is no such string
// is somebody else's group and counts for nothing here.
import { z } from 'zod';
import { deskRoles } from '../../contract/desk.ts';
import type { DeskRole } from '../../contract/desk.ts';
import type { Roles } from './sessions.ts';

const form = new RegExp(`^(${deskRoles.join('|')})\\.(\\d{6})$`);
export const RoleWord = z.string().regex(form);

/** The roles in a claim: a list of strings, or one string with them between spaces. */
export function rolesIn(claim: unknown): Roles {
  const words = typeof claim === 'string' ? claim.split(/[\s,]+/) : Array.isArray(claim) ? claim : [];
  const roles = new Map<string, Set<DeskRole>>();
  for (const word of words as readonly unknown[]) {
    const [, role, municipality] = (typeof word === 'string' ? form.exec(word) : null) ?? [];
    if (role === undefined || municipality === undefined) continue;
    const here = roles.get(municipality) ?? new Set();
    // The pattern is made of the roles.
    roles.set(municipality, here.add(role as DeskRole));
  }
  return roles;
}
