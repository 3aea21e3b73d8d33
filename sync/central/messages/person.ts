import type { Actor } from '../desk/actor.ts';

/** By what two persons are two; a system is another one than any person. */
export const personOf = ({ kind, id }: Pick<Actor, 'kind' | 'id'>): string => `${kind}:${id}`;
