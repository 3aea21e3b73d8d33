import { createHash } from 'node:crypto';
import { compactVerify, importJWK } from 'jose';
import type { JWK } from 'jose';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  declarationOf,
  madeUp,
  madeUpVerifier,
  makeCard,
  makeCardAuthority,
  makeHandoff,
  makeRecord,
  makeSignedRecord,
  sealRecord,
  sealText,
  signDeclaration,
  years,
} from '../../../tests/fixtures/registration.ts';
import type { CardAuthority, FakeCard, Sender } from '../../../tests/fixtures/registration.ts';
import { PhoneBrowser } from '../../../tests/fixtures/phone.ts';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { PushAnswer, Receipt, VerificationAnswer } from '../../contract/api.ts';
import type { PushResult } from '../../contract/api.ts';
import type { RegistrationRecord, SealedRegistration } from '../../contract/record.ts';
import { SlipStatus } from '../../contract/slips.ts';

let central: TestCentral;
let terminal: Sender;
let other: Sender;
let root: CardAuthority;
let card: FakeCard;

beforeAll(async () => {
  root = await makeCardAuthority();
  card = await makeCard(root, root);
  central = await startTestCentral({ anchors: { sign: [root], auth: [root] } });
  terminal = await central.enrol();
  other = await central.enrol();
}, 60_000);
afterAll(() => central.stop(), 60_000);

async function push(items: SealedRegistration[], from = terminal): Promise<PushResult[]> {
  const response = await central.as(from, 'POST', '/v1/registrations', { items });
  expect(response.statusCode).toBe(200);
  return PushAnswer.parse(response.json()).results;
}
const seal = (record: RegistrationRecord, from = terminal): Promise<SealedRegistration> =>
  sealRecord(record, from, record.id);
const auth = (): string => Buffer.from(card.authCertificate).toString('base64');

describe('an accepted registration', () => {
  it('is stored whole: account, consents, contacts, memberships, interests, services, receipt', async () => {
    const record = await makeSignedRecord(terminal.terminalId, card, {
      interests: ['bousai'],
      memberships: [madeUp.municipality],
      authCertificate: auth(),
      accountPins: { pin1: madeUpVerifier, pin2: null },
      basicFour: { name: '𠮷野　葛󠄀', birthDate: '19000000', sex: '3', address: '長'.repeat(600) },
      contact: { email: madeUp.email, emailVerification: null, phone: madeUp.phone, phoneVerification: null },
    });
    const item = await seal(record);
    const [result] = await push([item]);
    expect(result).toMatchObject({ id: record.id, outcome: 'accepted' });
    const { db } = central.central.parts;
    const account = await db
      .selectFrom('accounts')
      .selectAll()
      .where('registration_id', '=', record.id)
      .executeTakeFirstOrThrow();
    expect(account).toMatchObject({
      ...{ name: '𠮷野　葛󠄀', birth_date: '19000000', sex: '3' },
      address: '長'.repeat(600),
      pin1: madeUpVerifier,
    });
    const rows = async (
      table: 'consents' | 'contacts' | 'memberships' | 'interests' | 'linked_services',
    ): Promise<number> =>
      (await db.selectFrom(table).select('account_id').where('account_id', '=', account.id).execute()).length;
    expect(
      await Promise.all(
        (['consents', 'contacts', 'memberships', 'interests', 'linked_services'] as const).map(rows),
      ),
    ).toEqual([4, 2, 1, 1, 1]);
    const stored = await db
      .selectFrom('registrations')
      .select(['declaration', 'sealed_sha256'])
      .where('id', '=', record.id)
      .executeTakeFirstOrThrow();
    expect(stored).toEqual({
      declaration: record.declaration,
      sealed_sha256: createHash('sha256').update(item.sealed).digest('hex'),
    });
  });

  it('gets a receipt over exactly what was sent, signed with the receipt key', async () => {
    const item = await seal(makeRecord(terminal.terminalId));
    const [result] = await push([item]);
    if (result?.outcome !== 'accepted') throw new Error('not accepted');
    const [{ jwk, kid }] = central.central.parts.keys.receipts;
    const { payload, protectedHeader } = await compactVerify(
      result.receipt,
      await importJWK({ kty: 'EC', ...jwk } as JWK, 'ES256'),
    );
    const receipt = Receipt.parse(JSON.parse(Buffer.from(payload).toString('utf8')));
    expect(receipt).toMatchObject({
      id: item.id,
      sealedSha256: createHash('sha256').update(item.sealed).digest('hex'),
    });
    expect(protectedHeader).toMatchObject({ alg: 'ES256', kid });
  });

  it('is answered again with its first receipt', async () => {
    const item = await seal(makeRecord(terminal.terminalId));
    const [first] = await push([item]);
    expect(await push([item])).toEqual([{ ...first, outcome: 'duplicate' }]);
  });

  it('is told apart from other content under the same id, which gets no receipt', async () => {
    const record = makeRecord(terminal.terminalId);
    const first = await seal(record);
    const other = await seal({ ...record, receiptNumber: '9999-9999' });
    expect((await push([first]))[0]).toMatchObject({ outcome: 'accepted' });
    const [refused, again] = await push([other, first]);
    expect(refused).toMatchObject({
      outcome: 'refused',
      problem: { code: 'record-mismatch', detail: 'another record was accepted under this id' },
    });
    expect(again).toMatchObject({ outcome: 'duplicate' });
  });

  it('is stored once when it comes many times at once', async () => {
    const item = await seal(makeRecord(terminal.terminalId));
    const answers = (await Promise.all(Array.from({ length: 8 }, () => push([item])))).flat();
    expect(answers.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
    expect(answers.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(7);
    expect(new Set(answers.map((answer) => ('receipt' in answer ? answer.receipt : ''))).size).toBe(1);
  });

  it('twice in one batch is a duplicate the second time', async () => {
    const item = await seal(makeRecord(terminal.terminalId));
    expect((await push([item, item])).map(({ outcome }) => outcome)).toEqual(['accepted', 'duplicate']);
  });
});

describe('a refused registration', () => {
  const refused = async (item: SealedRegistration, from = terminal): Promise<string> => {
    const [result] = await push([item], from);
    if (result?.outcome !== 'refused') return result?.outcome ?? 'nothing';
    return [result.problem.code, result.problem.detail].filter((part) => part !== undefined).join(': ');
  };
  const signed = async (
    change: (record: RegistrationRecord) => RegistrationRecord | Promise<RegistrationRecord>,
  ): Promise<string> => refused(await seal(await change(await makeSignedRecord(terminal.terminalId, card))));

  it('does not hold up those beside it, whatever is wrong with it', async () => {
    const good = [makeRecord(terminal.terminalId), makeRecord(terminal.terminalId)];
    const items = [
      await seal(good[0]!),
      { id: v7(), sealed: 'not even the form' },
      { id: v7(), sealed: 'a.b.c.d.e' },
      await seal(
        makeRecord(terminal.terminalId, {
          basicFour: { name: 'a\u0000b', birthDate: '19900101', sex: '1', address: 'x' },
        }),
      ),
      await seal(good[1]!),
    ];
    const results = await push(items);
    expect(results.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
    expect(results.map(({ outcome }) => outcome)).toEqual([
      'accepted',
      'refused',
      'refused',
      'refused',
      'accepted',
    ]);
  });

  it('leaves nothing but a note of the refusal, and may be offered again', async () => {
    const record = makeRecord(terminal.terminalId, { consents: [] });
    expect(await refused(await seal(record))).toBe('record-malformed: consents');
    expect(await refused(await seal(record))).toBe('record-malformed: consents');
    const { db } = central.central.parts;
    expect(await db.selectFrom('registrations').select('id').where('id', '=', record.id).execute()).toEqual(
      [],
    );
    const note = await db
      .selectFrom('refusals')
      .select(['code', 'times'])
      .where('id', '=', record.id)
      .execute();
    expect(note).toEqual([{ code: 'record-malformed: consents', times: 2 }]);
    expect(await refused(await seal(makeRecord(terminal.terminalId, { id: record.id })))).toBe('accepted');
  });

  it('was sealed to another key, or not sealed', async () => {
    const strange = { ...terminal, sealingKey: { kid: 'strange', jwk: terminal.sealingKey.jwk } };
    expect(await refused(await seal(makeRecord(terminal.terminalId), strange))).toBe(
      'seal-unreadable: unknown sealing key',
    );
    const item = await seal(makeRecord(terminal.terminalId));
    const parts = item.sealed.split('.');
    const cut = (parts[3] ?? '').slice(0, -6);
    expect(
      await refused({ id: item.id, sealed: [...parts.slice(0, 3), `${cut}AAAAAA`, parts[4]].join('.') }),
    ).toBe('seal-unreadable');
  });

  it('was signed by another device than the caller', async () => {
    const record = makeRecord(terminal.terminalId);
    expect(await refused(await seal(record, { ...terminal, device: other.device }))).toBe(
      'device-signature-invalid',
    );
    expect(await refused(await seal(record, other), other)).toBe('record-mismatch: terminalId');
    expect(await refused({ id: v7(), sealed: await sealText('no JWS', terminal.sealingKey) })).toBe(
      'device-signature-invalid',
    );
  });

  it('is not what its envelope says', async () => {
    const record = makeRecord(terminal.terminalId);
    expect(await refused(await sealRecord(record, terminal, v7()))).toBe('record-mismatch: id');
    await push([await seal(record)]);
    const stolen = await sealRecord({ ...record, terminalId: other.terminalId }, other, record.id);
    expect(await refused(stolen, other)).toBe('record-mismatch: id');
  });

  it('lacks a consent or says something twice', async () => {
    const record = makeRecord(terminal.terminalId);
    const [terms] = record.consents;
    expect(await refused(await seal({ ...record, consents: [terms!, terms!] }))).toBe(
      'record-mismatch: consent missing: privacy',
    );
    expect(await refused(await seal({ ...record, consents: [...record.consents, terms!] }))).toBe(
      'record-mismatch: listed twice',
    );
    expect(await refused(await seal({ ...record, interests: ['bousai', 'bousai'] }))).toBe(
      'record-mismatch: listed twice',
    );
    expect(
      await signed((full) => ({
        ...full,
        consents: full.consents.filter(({ document }) => document !== 'jlis'),
      })),
    ).toBe('record-mismatch: consent missing: jlis');
  });

  it('has services without a declaration, or a declaration without services', async () => {
    expect(await signed((record) => ({ ...record, declaration: null }))).toBe('declaration-missing');
    const record = makeRecord(terminal.terminalId);
    const declaration = await signDeclaration(declarationOf(record), card);
    expect(await refused(await seal({ ...record, declaration }))).toBe('declaration-missing');
  });

  it('carries a declaration that the card did not sign like that', async () => {
    expect(
      await signed((record) => ({ ...record, declaration: `${record.declaration!.slice(0, -8)}AAAAAAAA` })),
    ).toBe('declaration-invalid: signature');
    const agrees = async (change: object): Promise<string> =>
      signed(async (record) => ({
        ...record,
        declaration: await signDeclaration({ ...declarationOf(record), ...change }, card),
      }));
    expect(await agrees({ recordId: v7() })).toBe('declaration-invalid: recordId');
    expect(await agrees({ terminalId: other.terminalId })).toBe('declaration-invalid: terminalId');
    expect(await agrees({ services: ['other'] })).toBe('declaration-invalid: services');
    expect(await agrees({ basicFour: { name: 'x', birthDate: '19900101', sex: '1', address: 'x' } })).toBe(
      'declaration-invalid: basicFour',
    );
    expect(await agrees({ consents: makeRecord(terminal.terminalId).consents })).toBe(
      'declaration-invalid: consents',
    );
    expect(await agrees({ extra: 1 })).toBe('declaration-invalid: form');
  });

  it('was signed by a card of another root, an expired one, or in the future', async () => {
    const foreignRoot = await makeCardAuthority();
    const by = async (withCard: FakeCard, change: Partial<RegistrationRecord> = {}): Promise<string> =>
      refused(await seal(await makeSignedRecord(terminal.terminalId, withCard, change)));
    expect(await by(await makeCard(foreignRoot, root))).toBe('certificate-untrusted: issuer-unknown');
    const expired = await makeCard(root, root, { to: new Date(Date.now() - 3_600_000) });
    expect(await by(expired)).toBe('certificate-untrusted: expired');
    // Signed while it was valid, delivered weeks later: accepted.
    expect(await by(expired, { at: new Date(Date.now() - 7_200_000).toISOString() })).toBe('accepted');
    // The terminal's clock runs two hours behind and it knows: what it calls valid was not.
    expect(
      await by(expired, { at: new Date(Date.now() - 7_200_000).toISOString(), clockErrorMs: -7_200_000 }),
    ).toBe('certificate-untrusted: expired');
    expect(await by(card, { at: new Date(Date.now() + years(1)).toISOString() })).toBe(
      'certificate-untrusted: signed in the future',
    );
    const foreign = await makeCard(foreignRoot, foreignRoot);
    const authCertificate = Buffer.from(foreign.authCertificate).toString('base64');
    expect(await refused(await seal(makeRecord(terminal.terminalId, { authCertificate })))).toBe(
      'certificate-untrusted: mailbox: issuer-unknown',
    );
  });

  it('points its slip at another registration', async () => {
    const { sha256: handoffSha256 } = makeHandoff();
    await push([await seal(makeRecord(terminal.terminalId, { handoffSha256 }))]);
    expect(await refused(await seal(makeRecord(terminal.terminalId, { handoffSha256 })))).toBe(
      'record-mismatch: handoffSha256',
    );
  });

  it('calls an address proved that was not, or not so', async () => {
    const record = makeRecord(terminal.terminalId);
    const ask = async (sessionId: string, address: string): Promise<string> => {
      const request = { sessionId, channel: 'email', address, language: 'ja' };
      return VerificationAnswer.parse(
        (await central.as(terminal, 'POST', '/v1/verifications', request)).json(),
      ).id;
    };
    const claim = async (id: string, change: Partial<RegistrationRecord> = {}): Promise<string> => {
      const contact = { ...record.contact, emailVerification: id };
      return refused(
        await seal({
          ...makeRecord(terminal.terminalId, { sessionId: record.sessionId, contact }),
          ...change,
        }),
      );
    };
    const id = await ask(record.sessionId, record.contact.email);
    expect(await claim(v7())).toBe('verification-mismatch: email');
    expect(await claim(id)).toBe('verification-mismatch: email');
    const code = await central.codeFor(record.contact.email);
    await central.as(terminal, 'POST', `/v1/verifications/${id}/answers`, { code });
    expect(await claim(id, { sessionId: 'f'.repeat(32) })).toBe('verification-mismatch: email');
    expect(
      await claim(id, { contact: { ...record.contact, email: 'other@example.jp', emailVerification: id } }),
    ).toBe('verification-mismatch: email');
    const phoneless = { ...record.contact, phoneVerification: id };
    expect(await refused(await seal({ ...record, contact: phoneless }))).toBe('verification-mismatch: phone');
    expect(await claim(id)).toBe('accepted');
  });
});

describe('the slip', () => {
  const arrived = async (token: string): Promise<boolean> =>
    SlipStatus.parse((await central.public.inject({ url: `/v1/slips/${token}` })).json()).arrived;

  it('tells how far the registration is, and takes the code that was mailed after an outage', async () => {
    const { token, sha256: handoffSha256 } = makeHandoff();
    const email = 'hanako@example.jp';
    expect(await arrived(token)).toBe(false);
    const contact = { email, emailVerification: null, phone: null, phoneVerification: null };
    const { bell } = central.central.parts;
    const memberships = [madeUp.municipality];
    await push([await seal(makeRecord(terminal.terminalId, { handoffSha256, contact, memberships }))]);
    expect(await arrived(token)).toBe(true);
    const phone = new PhoneBrowser(central.public);
    await phone.enter(token);
    expect((await phone.view()).stages).toMatchObject({ contact: 'open', mailbox: 'waiting' });
    const { db } = central.central.parts;
    const { id } = await db
      .selectFrom('verifications')
      .select('id')
      .where('address', '=', email)
      .executeTakeFirstOrThrow();
    const heard = bell.wait(`verification:${id}`, 10_000);
    const { delivery } = await db
      .selectFrom('verifications')
      .select('delivery')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    if (delivery === 'queued') await heard.rung;
    heard.cancel();
    const code = await central.codeFor(email);
    const answer = async (given: string): Promise<unknown> =>
      (await phone.call('POST', '/v1/phone/contacts/email/answers', { code: given })).json();
    expect(await answer(code === '000000' ? '000001' : '000000')).toEqual({ outcome: 'wrong', triesLeft: 4 });
    expect(await answer(code)).toEqual({ outcome: 'confirmed' });
    expect(await answer(code)).toEqual({ outcome: 'confirmed' });
    expect((await phone.view()).stages).toMatchObject({ contact: 'confirmed', mailbox: 'open' });
  });

  it('knows no mailbox when none was wanted, and nothing of digits that are none', async () => {
    const { token, sha256: handoffSha256 } = makeHandoff();
    await push([await seal(makeRecord(terminal.terminalId, { handoffSha256 }))]);
    const phone = new PhoneBrowser(central.public);
    await phone.enter(token);
    expect((await phone.view()).stages.mailbox).toBe('not-wanted');
    expect((await central.public.inject({ url: '/v1/slips/short' })).json()).toMatchObject({
      code: 'malformed',
    });
    expect(await phone.enter(makeHandoff().token)).toEqual({ outcome: 'closed' });
  });
});

it('writes nothing personal to the log, not even of refused records', () => {
  const secrets = [
    madeUp.name,
    '架空',
    '太郎',
    '見本町',
    '19900101',
    madeUp.email,
    'hanako',
    'example.jp',
    madeUp.phone,
    '𠮷野',
    '長長',
    auth().slice(0, 60),
    madeUpVerifier,
  ];
  const log = central.logged();
  expect(log).toContain('record-accepted');
  expect(log).toContain('record-refused');
  expect(log).toContain('"event":"bug"');
  expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
  expect(
    /\b\d{6}\b/.exec(log.replaceAll(/"time":"[^"]*"|[\w-]{36}|\.ts:\d+:\d+|\.js:\d+:\d+/g, '')),
  ).toBeNull();
});
