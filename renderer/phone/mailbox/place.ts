// Where in the mailbox the page is: kept behind the `#` of its address, so that the browser's own way back, and reloading, do what they
// always do. An identifier there opens nothing by itself.

export const settingPages = [
  'municipalities',
  'interests',
  'notify',
  'services',
  'delegates',
  'data',
  'log',
  'passkeys',
  'lost-phone',
  'reset',
  'close',
] as const;
export type SettingPage = (typeof settingPages)[number];

/** `delegation`: for whom it is read; null: one's own. */
export type At =
  | { readonly page: 'list'; readonly delegation: string | null }
  | { readonly page: 'message'; readonly id: string; readonly delegation: string | null }
  | { readonly page: 'settings' }
  | { readonly page: SettingPage };

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const messages = new RegExp(`^(?:/for/(${uuid}))?(?:/message/(${uuid}))?$`);

/** The place behind `#`; one's own list where it says nothing that we know. */
export function atOf(hash: string): At {
  const path = hash.replace(/^#/, '').replace(/\/$/, '');
  const setting = settingPages.find((page) => path === `/settings/${page}`);
  if (setting !== undefined) return { page: setting };
  if (path === '/settings') return { page: 'settings' };
  const found = messages.exec(path);
  const delegation = found?.[1] ?? null;
  const id = found?.[2];
  return id === undefined ? { page: 'list', delegation } : { page: 'message', id, delegation };
}

export function hashOf(at: At): string {
  if (at.page === 'list' || at.page === 'message') {
    const whose = at.delegation === null ? '' : `/for/${at.delegation}`;
    return at.page === 'list' ? `#${whose || '/'}` : `#${whose}/message/${at.id}`;
  }
  return at.page === 'settings' ? '#/settings' : `#/settings/${at.page}`;
}
