// A provider of sign-in of our own (oidc-provider), for the embedded city and for a city that has none: the same protocol as with any other,
// so that there is one way in. Staff and their passwords are handed in; sessions end with the sign-in.
import { exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';
import type { Configuration, Provider } from 'oidc-provider';
import { z } from 'zod';
import type { Parts } from '../parts.ts';
import { loginMs } from './limits.ts';
import { deskPage, paragraph } from './page.ts';
import { providerStore } from './provider-store.ts';
import type { StaffMember } from './staff.ts';

/** Where it lies on the public listener. */
export const providerPath = '/desk/provider';
export const localClient = { id: 'madoguchi-desk', rolesClaim: 'roles' } as const;

/** Known to both sides because both are ours. */
export const localClientSecret = ({ secret }: Pick<Parts, 'secret'>): string =>
  secret.hmac('desk provider', 'client secret').toString('base64url');

const loginS = loginMs / 1000;

/** Makes it for the address under which browsers reach us. */
export async function makeProvider(
  staff: readonly StaffMember[],
  returnTo: string,
  parts: Pick<Parts, 'db' | 'now' | 'secret' | 'lock' | 'publicUrl' | 'log'>,
): Promise<Provider> {
  const https = parts.publicUrl().startsWith('https:');
  const cookie = { httpOnly: true, sameSite: 'lax', secure: https, signed: true } as const;
  // Sent to the provider only; the library itself narrows the others to one step.
  const long = { ...cookie, path: providerPath };
  const byLogin = new Map(staff.map((member) => [member.login, member]));
  const configuration: Configuration = {
    adapter: (model: string) => providerStore(model, parts.db, parts.now),
    clients: [
      {
        client_id: localClient.id,
        client_secret: localClientSecret(parts),
        redirect_uris: [returnTo],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [await signingKey(parts)] },
    cookies: {
      names: { session: 'desk-provider', interaction: 'desk-provider-step', resume: 'desk-provider-resume' },
      keys: [parts.secret.hmac('desk provider', 'cookies').toString('base64url')],
      long,
      short: cookie,
    },
    claims: { openid: ['sub'], profile: ['name', localClient.rolesClaim] },
    // The roles are wanted at once, not by another call.
    conformIdTokenClaims: false,
    scopes: ['openid', 'profile'],
    responseTypes: ['code'],
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    ttl: {
      Session: loginS,
      Interaction: loginS,
      Grant: loginS,
      AuthorizationCode: 60,
      IdToken: 300,
      AccessToken: 60,
    },
    interactions: { url: (_ctx, { uid }) => `${providerPath}/interaction/${uid}` },
    findAccount: (_ctx, sub) => {
      const member = byLogin.get(sub);
      if (member === undefined) return undefined;
      const { name, roles } = member;
      return { accountId: sub, claims: () => ({ sub, name, [localClient.rolesClaim]: roles }) };
    },
    // The desk is ours: nobody is asked whether it may know who they are.
    async loadExistingGrant({ oidc }) {
      const { provider, session, client } = oidc;
      if (session?.accountId === undefined || client === undefined) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    clientBasedCORS: () => false,
    renderError(ctx) {
      ctx.type = 'html';
      ctx.body = deskPage({ ja: 'サインインできませんでした', en: 'Sign-in did not work' }, errorBody);
    },
  };
  // Loaded at the first sign-in: it takes a third of a second, and where the provider is the city's it is never needed.
  const library = await import('oidc-provider');
  const provider = new library.Provider(`${parts.publicUrl()}${providerPath}`, configuration);
  provider.proxy = true;
  provider.on('server_error', (_ctx, cause) => {
    parts.log.bug(cause, { part: 'desk-provider' });
  });
  return provider;
}

const errorBody =
  paragraph({
    ja: 'このサインインは続けられません。時間がすぎたか、ブラウザーのクッキーが使えない設定です。はじめからやり直してください。',
    en: 'This sign-in cannot go on: it took too long, or the browser does not keep cookies. Please start again.',
  }) + '<p><a class="button" href="/desk/login">サインイン<span lang="en">Sign in</span></a></p>';

const StoredKey = z.object({ wrapped: z.base64() });
const keyRow = { model: 'signing-key', id: 'ES256' } as const;

/** One key for all nodes, wrapped under the secret file's key like every other. */
async function signingKey({ db, secret, lock }: Pick<Parts, 'db' | 'secret' | 'lock'>): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const fresh = { ...(await exportJWK(privateKey)), use: 'sig', alg: 'ES256' };
  const name = 'desk provider key';
  return db.transaction().execute(async (trx) => {
    await lock(trx, name);
    const known = await trx
      .selectFrom('desk_provider')
      .select('payload')
      .where('model', '=', keyRow.model)
      .where('id', '=', keyRow.id)
      .executeTakeFirst();
    if (known !== undefined) {
      const { wrapped } = StoredKey.parse(known.payload);
      // What we wrapped ourselves.
      return JSON.parse(secret.unwrap(Buffer.from(wrapped, 'base64'), name).toString('utf8')) as JWK;
    }
    const wrapped = secret.wrap(Buffer.from(JSON.stringify(fresh)), name).toString('base64');
    const empty = { grant_id: null, uid: null, consumed_at: null, expires_at: null };
    await trx
      .insertInto('desk_provider')
      .values({ ...keyRow, payload: JSON.stringify({ wrapped }), ...empty })
      .execute();
    return fresh;
  });
}
