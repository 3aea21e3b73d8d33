// The desk's two cookies. The session's never comes along from another site; that of a sign-in under way must, for it is the provider's
// page that leads back to us.
import type { CookieKind } from '../phone/cookie.ts';
import { loginMs, sessionMs } from './limits.ts';

export const sessionCookie: CookieKind = { name: 'desk', keptS: sessionMs / 1000, sameSite: 'Strict' };
export const loginCookie: CookieKind = { name: 'desk-login', keptS: loginMs / 1000, sameSite: 'Lax' };
