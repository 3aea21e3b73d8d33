import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

describe('readConfig', () => {
  it('needs nothing: everything is embedded', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      ok: true,
      value: {
        databaseUrl: null,
        smtpUrl: null,
        gatewayUrl: null,
        bounces: null,
        publicUrl: null,
        host: '127.0.0.1',
        quietHours: { from: 21, until: 8 },
        enrolOnStart: false,
      },
    });
  });

  it.each([
    ['PORT', 'eighty', 'PORT: expected a port, 0 to 65535, given "eighty"'],
    ['TERMINAL_PORT', '70000', 'TERMINAL_PORT: expected a port, 0 to 65535, given "70000"'],
    ['PUBLIC_URL', 'ftp://x', 'PUBLIC_URL: expected http://… or https://…, given "ftp://x"'],
    [
      'QUIET_HOURS',
      '21-24',
      'QUIET_HOURS: expected two hours from 0 to 23 with a hyphen, such as 21-8, given "21-24"',
    ],
    ['ENROL_ON_START', 'yes', 'ENROL_ON_START: expected 0 or 1, given "yes"'],
    ['BOUNCE_PORT', 'smtp', 'BOUNCE_PORT: expected a port, 0 to 65535, with BOUNCE_DOMAIN, given "smtp"'],
    ['MAIL_FROM', 'nobody', 'MAIL_FROM: expected an email address, given "nobody"'],
    [
      'PUSH_ALLOW_LOCAL',
      'nowhere.pem',
      'PUSH_ALLOW_LOCAL: expected a file with a certificate (PEM), given none at nowhere.pem',
    ],
  ])('names key, expected and given for %s', (key, given, message) => {
    expect(readConfig({ [key]: given })).toEqual({ ok: false, error: message });
  });

  it.each(['DATABASE_URL', 'SMTP_URL', 'GATEWAY_URL'])(
    'does not repeat %s, which may hold a password',
    (key) => {
      const config = readConfig({ [key]: 'mysql://root:hunter2@db' });
      expect(config.ok).toBe(false);
      expect(JSON.stringify(config)).toContain(`${key}: expected`);
      expect(JSON.stringify(config)).not.toContain('hunter2');
    },
  );

  it('takes an empty variable for an unset one, and no slash at the end of PUBLIC_URL', () => {
    const config = readConfig({ DATABASE_URL: '', PUBLIC_URL: 'https://city.example.jp/' });
    expect(config).toMatchObject({
      ok: true,
      value: { databaseUrl: null, publicUrl: 'https://city.example.jp' },
    });
  });

  it('says what is wrong with the file of trusted roots', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'madoguchi-')), 'anchors.json');
    expect(readConfig({ ANCHORS_FILE: file })).toMatchObject({
      ok: false,
      error: expect.stringContaining('no readable file') as string,
    });
    writeFileSync(file, 'not json');
    expect(readConfig({ ANCHORS_FILE: file })).toMatchObject({
      ok: false,
      error: expect.stringContaining('no JSON') as string,
    });
    writeFileSync(file, '{"sign":[]}');
    expect(readConfig({ ANCHORS_FILE: file })).toMatchObject({
      ok: false,
      error: expect.stringContaining('another form') as string,
    });
    writeFileSync(file, '{"sign":["a"],"auth":[]}');
    expect(readConfig({ ANCHORS_FILE: file })).toMatchObject({
      ok: true,
      value: { anchors: { sign: ['a'], auth: [], genuine: [] } },
    });
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const anchor = { keyId: '0a'.repeat(16), publicKey: publicKey.export({ type: 'spki', format: 'pem' }) };
    writeFileSync(file, JSON.stringify({ sign: [], auth: [], genuine: [anchor] }));
    expect(readConfig({ ANCHORS_FILE: file })).toMatchObject({
      ok: true,
      value: { anchors: { genuine: [anchor] } },
    });
    for (const wrong of [{ keyId: '0a' }, { publicKey: 'no key' }]) {
      writeFileSync(file, JSON.stringify({ sign: [], auth: [], genuine: [{ ...anchor, ...wrong }] }));
      expect(readConfig({ ANCHORS_FILE: file })).toMatchObject({ ok: false });
    }
  });
});
