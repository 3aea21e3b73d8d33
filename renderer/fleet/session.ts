// The session of whoever is signed in at the desk: a cookie that no script sees, asked for and ended here.
import { DeskSession } from '../../sync/contract/desk.ts';
import { ok, type Result } from '../../sync/contract/result.ts';
import { read, send, type CallError } from './wire.ts';

/** Where staff sign in: it leads to the provider and back to this page. */
export const signInPath = '../desk/login';

/** Who is signed in. */
export async function currentSession(
  call: typeof fetch = (input, init) => fetch(input, init),
): Promise<Result<DeskSession, CallError>> {
  const answer = await send(call, '../v1/desk/session', { method: 'GET', headers: {} });
  return answer.ok ? read(answer.value, DeskSession) : answer;
}

/** Ends it. */
export async function leave(
  call: typeof fetch = (input, init) => fetch(input, init),
): Promise<Result<null, CallError>> {
  const answer = await send(call, '../v1/desk/leave', { method: 'POST', headers: {}, body: {} });
  return answer.ok ? ok(null) : answer;
}

const channel = 'madoguchi-desk';
/** Tabs whose session had ended look again. */
export function tellOtherTabs(): void {
  const told = new BroadcastChannel(channel);
  told.postMessage('signed-in');
  told.close();
}
/** Calls `look` when somebody has signed in in another tab, or comes back to this one. Returns what ends it. */
export function onSignedIn(look: () => void): () => void {
  const heard = new BroadcastChannel(channel);
  heard.onmessage = look;
  window.addEventListener('focus', look);
  return () => {
    heard.close();
    window.removeEventListener('focus', look);
  };
}
