// Our side of OpenID Connect (Core 1.0, authorization code with PKCE, RFC 7636): asks the provider who somebody is. Every way in which that
// can fail ends in a word of failures.ts; the provider's own words are dropped, for they may hold a name.
import * as oidc from 'openid-client';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { SignInFailure } from './failures.ts';

export interface RelyingOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** Null: by PKCE alone. */
  readonly clientSecret: string | null;
  readonly rolesClaim: string;
  /** Where the provider sends people back to. */
  readonly returnTo: string;
  /** How the provider is reached; over the network without it. */
  readonly fetch?: oidc.CustomFetch;
}

/** What is kept from the way there for the way back. */
export interface Pending {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface Person {
  readonly subject: string;
  readonly name: string;
  readonly rolesClaim: unknown;
}

export interface Relying {
  /** The provider's address to go to. */
  begin(): Promise<Result<{ readonly url: URL; readonly pending: Pending }, SignInFailure>>;
  /** Who came back with these parameters. */
  finish(query: string, pending: Pending): Promise<Result<Person, SignInFailure>>;
}

const answerWithinS = 5;
/** A provider that changes its addresses is noticed after this. */
const knownForMs = 3_600_000;
/** Its clock may be ahead by this; being behind is what `exp` and `nbf` tell. */
const aheadAtMostS = 60;

/** Makes our side; asks nothing before the first sign-in. */
export function makeRelying(options: RelyingOptions): Relying {
  let known: { readonly provider: oidc.Configuration; readonly until: number } | null = null;
  const provider = async (): Promise<oidc.Configuration> => {
    if (known !== null && known.until > performance.now()) return known.provider;
    const found = await discover(options);
    known = { provider: found, until: performance.now() + knownForMs };
    return found;
  };
  return {
    async begin() {
      try {
        const verifier = oidc.randomPKCECodeVerifier();
        const pending = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier };
        const url = oidc.buildAuthorizationUrl(await provider(), {
          redirect_uri: options.returnTo,
          scope: 'openid profile',
          state: pending.state,
          nonce: pending.nonce,
          code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
          // What can write to a whole city asks for the password each time: a desk may be shared.
          prompt: 'login',
        });
        return ok({ url, pending });
      } catch (cause) {
        return err(failureOf(cause));
      }
    },
    async finish(query, { state, nonce, verifier }) {
      try {
        const here = new URL(`?${query}`, options.returnTo);
        const tokens = await oidc.authorizationCodeGrant(await provider(), here, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) return err('answer-wrong');
        if (claims.iat > Date.now() / 1000 + aheadAtMostS) return err('clock');
        return ok(personIn(claims, options.rolesClaim));
      } catch (cause) {
        return err(failureOf(cause));
      }
    },
  };
}

async function discover({
  issuer,
  clientId,
  clientSecret,
  fetch,
}: RelyingOptions): Promise<oidc.Configuration> {
  const insecure = issuer.startsWith('http:');
  return oidc.discovery(new URL(issuer), clientId, undefined, authentication(clientSecret), {
    timeout: answerWithinS,
    // Only for a provider on this machine (config-desk.ts), or our own.
    execute: [oidc.enableNonRepudiationChecks, ...(insecure ? [oidc.allowInsecureRequests] : [])],
    ...(fetch === undefined ? {} : { [oidc.customFetch]: fetch }),
  });
}

/** As the provider prefers; without a word of it, the header (OpenID Connect Discovery 1.0, section 3). */
function authentication(secret: string | null): oidc.ClientAuth {
  if (secret === null) return oidc.None();
  const [basic, post] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)];
  return (server, ...rest) => {
    const ways = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    (ways.includes('client_secret_basic') ? basic : post)(server, ...rest);
  };
}

function personIn(claims: oidc.IDToken, rolesClaim: string): Person {
  const name = [claims['name'], claims['preferred_username']].find(
    (one) => typeof one === 'string' && one !== '',
  );
  return {
    subject: claims.sub,
    name: String(name ?? claims.sub).slice(0, 200),
    rolesClaim: claims[rolesClaim],
  };
}

const clientErrors: ReadonlySet<string> = new Set([
  'invalid_client',
  'unauthorized_client',
  'invalid_request',
]);

function failureOf(cause: unknown): SignInFailure {
  if (cause instanceof oidc.AuthorizationResponseError)
    return clientErrors.has(cause.error) ? 'client-refused' : 'refused';
  if (cause instanceof oidc.WWWAuthenticateChallengeError) return 'client-refused';
  if (cause instanceof oidc.ResponseBodyError)
    return clientErrors.has(cause.error) ? 'client-refused' : 'refused';
  if (!(cause instanceof oidc.ClientError)) {
    // `fetch failed` is a TypeError without a code of the library's.
    if (cause instanceof TypeError && !('code' in cause)) return 'unreachable';
    throw cause;
  }
  switch (cause.code) {
    case 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED':
      return 'clock';
    case 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED':
      return 'issuer-wrong';
    case 'OAUTH_TIMEOUT':
    case 'OAUTH_ABORT':
    case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
      return 'unreachable';
    case undefined:
      return 'unreachable';
    default:
      return 'answer-wrong';
  }
}
