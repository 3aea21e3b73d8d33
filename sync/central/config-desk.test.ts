import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';
import { hashPassword, passwordIs } from './desk/password.ts';

const file = (content: string): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'madoguchi-')), 'file');
  writeFileSync(path, content);
  return path;
};
const read = (env: Record<string, string>) => {
  const config = readConfig(env);
  return config.ok ? config.value : config.error;
};
const issuer = { DESK_ISSUER: 'https://login.city.example', DESK_CLIENT_ID: 'madoguchi' };

describe('who vouches for staff', () => {
  it('is nobody by itself, and made-up staff only where everything is embedded', () => {
    expect(read({})).toMatchObject({
      desk: { signIn: { kind: 'none' }, releaseAbove: 1000 },
      residency: null,
    });
    expect(read({ ENROL_ON_START: '1' })).toMatchObject({
      desk: { signIn: { kind: 'made-up' }, releaseAbove: 20 },
    });
    expect(read({ ENROL_ON_START: '1', DESK_RELEASE_ABOVE: '5' })).toMatchObject({
      desk: { releaseAbove: 5 },
    });
  });

  it('is a provider with its client, whose secret may lie in a file', () => {
    const secret = file('a made-up secret\n');
    expect(read({ ...issuer, DESK_CLIENT_SECRET_FILE: secret, ENROL_ON_START: '1' })).toMatchObject({
      desk: { signIn: { kind: 'issuer', clientSecret: 'a made-up secret', rolesClaim: 'roles' } },
    });
    expect(read(issuer)).toMatchObject({ desk: { signIn: { clientSecret: null } } });
  });

  it.each([
    [{ DESK_ISSUER: issuer.DESK_ISSUER }, 'DESK_CLIENT_ID: expected'],
    [{ DESK_CLIENT_ID: 'x' }, 'DESK_ISSUER: expected with DESK_CLIENT_ID'],
    [{ ...issuer, DESK_ISSUER: 'http://login.city.example' }, 'DESK_ISSUER: expected https://'],
    [{ ...issuer, DESK_LOCAL_STAFF: 'staff.json' }, 'DESK_LOCAL_STAFF: expected not with DESK_ISSUER'],
    [
      { ...issuer, DESK_CLIENT_SECRET: 'hunter2', DESK_CLIENT_SECRET_FILE: 'x' },
      'DESK_CLIENT_SECRET: expected not',
    ],
    [
      { ...issuer, DESK_CLIENT_SECRET_FILE: 'nowhere' },
      'DESK_CLIENT_SECRET_FILE: expected a file with one line',
    ],
    [{ DESK_LOCAL_STAFF: 'nowhere' }, 'given no readable file at nowhere'],
    [{ RESIDENCY_URL: 'http://register.city.example' }, 'RESIDENCY_URL: expected https://'],
    [{ RESIDENCY_A_MINUTE: '0' }, 'RESIDENCY_A_MINUTE: expected calls a minute'],
  ])('is refused where it says too little or too much: %j', (env, words) => {
    const said = read(env);
    expect(said).toContain(words);
    expect(said).not.toContain('hunter2');
  });

  it('can be a file of staff, each once, with roles and passwords of our form', async () => {
    const password = await hashPassword('a made-up password');
    const member = { login: 'hanako', name: '架空 花子', roles: ['compose.992011'], password };
    expect(read({ DESK_LOCAL_STAFF: file(JSON.stringify([member])) })).toMatchObject({
      desk: { signIn: { kind: 'local', staff: [{ login: 'hanako' }] } },
    });
    for (const wrong of [
      [],
      [member, member],
      [{ ...member, roles: ['admin'] }],
      [{ ...member, password: 'plain' }],
    ])
      expect(read({ DESK_LOCAL_STAFF: file(JSON.stringify(wrong)) })).toContain('given another form');
    expect(read({ DESK_LOCAL_STAFF: file('{') })).toContain('given no JSON');
    expect(await passwordIs('a made-up password', password)).toBe(true);
    expect(await passwordIs('another password', password)).toBe(false);
    expect(await passwordIs('a made-up password', null)).toBe(false);
  });
});
