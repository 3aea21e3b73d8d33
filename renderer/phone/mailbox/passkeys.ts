// Passkeys as the browser has them (WebAuthn Level 3). A chunk of its own: who signs in without one does not load it.
import { startAuthentication, startRegistration } from '@simplewebauthn/browser';
import type { PasskeyChallenge } from '../../../sync/contract/web.ts';

type Options = PasskeyChallenge['options'];
type Proving = Parameters<typeof startAuthentication>[0]['optionsJSON'];
type Making = Parameters<typeof startRegistration>[0]['optionsJSON'];

/** Null: the resident closed the browser's question, or there is none. */
export const prove = (options: Options): Promise<unknown> =>
  // What the central API made is a browser's to judge.
  startAuthentication({ optionsJSON: options as unknown as Proving }).catch(() => null);

export const make = (options: Options): Promise<unknown> =>
  startRegistration({ optionsJSON: options as unknown as Making }).catch(() => null);
