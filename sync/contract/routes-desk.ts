// The calls of the sender's desk: staff of a municipality in their browser, and its own systems with a token. Every one is about one
// municipality, named in the path, and the roles that the caller has there decide.
import type { RouteContract } from './route.ts';

export const deskRoutes = {} as const satisfies Record<string, RouteContract>;
