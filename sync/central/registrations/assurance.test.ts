// What is stored of a registration's assurance is what the central API can see for itself.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { makeProvenCard } from '../../../tests/fixtures/proven-card.ts';
import {
  makeCard,
  makeCardAuthority,
  makeRecord,
  makeSignedRecord,
  sealRecord,
} from '../../../tests/fixtures/registration.ts';
import type { CardAuthority, Sender } from '../../../tests/fixtures/registration.ts';
import { PushAnswer } from '../../contract/api.ts';
import type { RegistrationRecord } from '../../contract/record.ts';

const proven = makeProvenCard();
let central: TestCentral;
let terminal: Sender;
let root: CardAuthority;

beforeAll(async () => {
  root = await makeCardAuthority();
  const anchors = { sign: [root.pem], auth: [root.pem], genuine: [proven.anchor] };
  central = await startTestCentral({ config: { anchors } });
  terminal = await central.enrol();
}, 60_000);
afterAll(() => central.stop(), 60_000);

async function stored(record: RegistrationRecord): Promise<string> {
  const items = [await sealRecord(record, terminal, record.id)];
  const response = await central.as(terminal, 'POST', '/v1/registrations', { items });
  expect(PushAnswer.parse(response.json()).results).toMatchObject([{ outcome: 'accepted' }]);
  const row = await central.central.parts.db
    .selectFrom('registrations')
    .select('assurance')
    .where('id', '=', record.id)
    .executeTakeFirstOrThrow();
  return row.assurance;
}

const claiming = (claim: Partial<RegistrationRecord>) => makeRecord(terminal.terminalId, claim);

it('is genuine when the card’s proof verifies here', async () => {
  const record = claiming({ assurance: 'genuine' });
  expect(await stored({ ...record, genuine: proven.prove(record.id) })).toBe('genuine');
});

it('is genuine, too, when the terminal had no anchor to tell by', async () => {
  const record = claiming({ assurance: 'read-only' });
  const genuine = { ...proven.prove(record.id), state: 'no-anchor' as const };
  expect(await stored({ ...record, genuine })).toBe('genuine');
});

it('is read-only for the proof of another record', async () => {
  const genuine = proven.prove(claiming({}).id);
  expect(await stored(claiming({ assurance: 'genuine', genuine }))).toBe('read-only');
});

it('is read-only for a card of an authority under the same name', async () => {
  const record = claiming({ assurance: 'genuine' });
  expect(await stored({ ...record, genuine: makeProvenCard().prove(record.id) })).toBe('read-only');
});

it('is read-only for a card of an authority that nobody configured', async () => {
  const record = claiming({ assurance: 'genuine' });
  expect(await stored({ ...record, genuine: makeProvenCard('SOMEBODY').prove(record.id) })).toBe('read-only');
});

it.each(['genuine', 'signed', 'signed-checked'] as const)(
  'is read-only for a bare claim of "%s"',
  async (assurance) => {
    expect(await stored(claiming({ assurance }))).toBe('read-only');
  },
);

it('is signed, and no more, for a declaration whose revocation nobody checked', async () => {
  const card = await makeCard(root, root);
  expect(
    await stored(await makeSignedRecord(terminal.terminalId, card, { assurance: 'signed-checked' })),
  ).toBe('signed');
});

it('is read-only for a record of a terminal that does not ask yet', async () => {
  const { genuine, ...before } = claiming({});
  expect(genuine).toBeNull();
  // As an older version wrote it: without the field.
  expect(await stored(before as RegistrationRecord)).toBe('read-only');
});
