import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { routes } from '../contract/routes.ts';
import type { RouteContract } from '../contract/route.ts';
import { problems } from '../contract/problems.ts';
import { breakingChanges } from './openapi-breaking.ts';
import { openApi } from './openapi-document.ts';
import { version } from './version.ts';

const committed: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8'),
);

describe('docs/openapi.json', () => {
  it('is what the contract generates (else: node sync/central/openapi.ts)', () => {
    expect(JSON.parse(JSON.stringify(openApi(routes, version)))).toEqual(committed);
  });

  it('is broken by nothing in the present contract', () => {
    expect(breakingChanges(committed, openApi(routes, version))).toEqual([]);
  });

  it('refers only to schemas that it has', () => {
    const text = JSON.stringify(committed);
    const { schemas } = z
      .object({ components: z.object({ schemas: z.record(z.string(), z.unknown()) }) })
      .parse(committed).components;
    const named = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name ?? '');
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !(name in schemas))).toEqual([]);
  });

  it('marks personal data', () => {
    expect(JSON.stringify(committed)).toContain('"x-personal":true');
    expect(JSON.stringify(committed)).not.toContain('"personal":');
  });
});

describe('problems', () => {
  it('have client or server error statuses and titles of their own', () => {
    const rows = Object.values(problems);
    for (const { status } of rows) expect(status >= 400 && status < 600).toBe(true);
    expect(new Set(rows.map(({ title }) => title)).size).toBe(rows.length);
  });
});

const base: RouteContract = {
  method: 'POST',
  path: '/v1/things/:id',
  summary: 'A thing.',
  listener: 'public',
  caller: 'anyone',
  params: z.strictObject({ id: z.string() }),
  query: z.looseObject({ page: z.string().optional() }),
  body: z.undefined(),
  answer: z.strictObject({
    a: z.string(),
    b: z.array(z.strictObject({ c: z.enum(['x', 'y']) })),
    d: z.string().optional(),
  }),
  bodyLimitBytes: 1,
};
const of = (change: Partial<RouteContract>): unknown => openApi({ thing: { ...base, ...change } }, '1');

describe('breakingChanges', () => {
  it('finds nothing in additions', () => {
    const more = z.strictObject({
      a: z.string(),
      b: z.array(z.strictObject({ c: z.enum(['x']), e: z.number() })),
      d: z.string(),
      f: z.string(),
    });
    expect(breakingChanges(of({}), of({ answer: more, summary: 'Another.' }))).toEqual([]);
    expect(
      breakingChanges(of({}), openApi({ thing: base, more: { ...base, path: '/v1/more' } }, '2')),
    ).toEqual([]);
  });

  it.each<[string, Partial<RouteContract>, string]>([
    ['a removed path', { path: '/v1/others/:id' }, 'POST /v1/things/{id}: removed'],
    [
      'a removed field',
      { answer: z.strictObject({ a: z.string(), b: z.array(z.strictObject({ c: z.enum(['x', 'y']) })) }) },
      'answer.d: removed',
    ],
    [
      'a field that may be absent now',
      {
        answer: z.strictObject({
          a: z.string().optional(),
          b: z.array(z.strictObject({ c: z.enum(['x', 'y']) })),
          d: z.string().optional(),
        }),
      },
      'answer.a: no longer always there',
    ],
    [
      'another type deep down',
      {
        answer: z.strictObject({
          a: z.string(),
          b: z.array(z.strictObject({ c: z.number() })),
          d: z.string().optional(),
        }),
      },
      'answer.b[].c: another type',
    ],
    [
      'a new word in an answer',
      {
        answer: z.strictObject({
          a: z.string(),
          b: z.array(z.strictObject({ c: z.enum(['x', 'y', 'z']) })),
          d: z.string().optional(),
        }),
      },
      'may now say z',
    ],
    [
      'a new required parameter',
      { query: z.looseObject({ page: z.string().optional(), size: z.string() }) },
      'parameter size is new and required',
    ],
  ])('finds %s', (_name, change, expected) => {
    expect(breakingChanges(of({}), of(change)).join('\n')).toContain(expected);
  });

  it('finds what a request newly asks for or no longer takes, through references', () => {
    const before = openApi(routes, '1');
    const after = JSON.parse(JSON.stringify(before)) as typeof before;
    const schemas = z
      .object({ components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }) })
      .parse(after).components.schemas;
    schemas.EnrolmentRequest = {
      ...schemas.EnrolmentRequest,
      required: ['code', 'name', 'municipality', 'csr', 'extra'],
    };
    const changed = { ...after, components: { ...(after.components as object), schemas } };
    expect(breakingChanges(before, changed)).toEqual(['POST /v1/enrolments request.extra: now required']);
  });
});
