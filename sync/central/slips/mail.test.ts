// The way to a slip must reach the address that was proved in that session at that counter, and nobody else; our mails lead to our
// own pages only.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestCentral, type TestCentral } from '../../../tests/fixtures/central.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import { VerificationAnswer } from '../../contract/api.ts';
import { SLIP_TOKEN_DIGITS } from '../../contract/slip-token.ts';
import { languages } from '../../contract/words.ts';
import { slipMail } from '../mail/slip-texts.ts';

let central: TestCentral;
let terminal: Sender;
let neighbour: Sender;
let url: string;
beforeAll(async () => {
  central = await startTestCentral();
  [terminal, neighbour] = [await central.enrol(), await central.enrol()];
  url = `${new URL(central.central.parts.publicUrl()).origin.toUpperCase()}/S/${'7'.repeat(SLIP_TOKEN_DIGITS)}`;
}, 60_000);
afterAll(() => central.stop(), 60_000);
beforeEach(() => void central.mailed.splice(0));

/** A verification of a new address; proved unless it is not to be. */
async function verified(address: string, proved = true): Promise<string> {
  const request = { sessionId: randomBytes(16).toString('hex'), channel: 'email', address, language: 'en' };
  const asked = await central.as(terminal, 'POST', '/v1/verifications', request);
  const { id } = VerificationAnswer.parse(asked.json());
  if (proved) {
    const code = await central.codeFor(address);
    await central.as(terminal, 'POST', `/v1/verifications/${id}/answers`, { code });
  }
  return id;
}
const newEmail = (name = 'x') => `${name}-${randomBytes(6).toString('hex')}@example.jp`;
const send = async (verificationId: string, change: object = {}, from = terminal) =>
  await central.as(from, 'POST', '/v1/slips/mails', { verificationId, url, language: 'en', ...change });

describe('the way to a slip by mail', () => {
  it('goes to the proved address, in the wanted language', async () => {
    const address = newEmail();
    const answer = await send(await verified(address), { language: 'vi' });
    expect(answer.statusCode).toBe(204);
    expect(central.mailed).toEqual([{ to: address, ...slipMail('vi', url), returnTo: null }]);
    expect(central.logged()).not.toContain(address);
    expect(central.logged().toUpperCase()).not.toContain('/S/7777');
  });

  it('goes to no address that is not proved, nor to one that another terminal proved', async () => {
    const open = await send(await verified(newEmail(), false));
    const foreign = await send(await verified(newEmail()), {}, neighbour);
    for (const answer of [open, foreign])
      expect(answer.json()).toMatchObject({ code: 'verification-unknown' });
    expect(central.mailed).toEqual([]);
  });

  it('leads to no other page than one behind a slip of ours', async () => {
    const id = await verified(newEmail());
    const { origin } = new URL(url);
    for (const other of [
      `https://evil.example/S/${'7'.repeat(SLIP_TOKEN_DIGITS)}`,
      `${origin}/fleet`,
      `${origin}/S/7`,
      `${origin}/S/${'7'.repeat(24)}/../../fleet`,
      `${origin}@evil.example/S/${'7'.repeat(24)}`,
    ])
      expect((await send(id, { url: other })).json()).toMatchObject({ code: 'forbidden' });
    expect(central.mailed).toEqual([]);
  });

  it('is sent a few times and then not for an hour', async () => {
    const id = await verified(newEmail());
    const codes = [];
    for (let time = 0; time < 5; time += 1) codes.push((await send(id)).statusCode);
    expect(codes).toEqual([204, 204, 204, 429, 429]);
    expect(central.mailed).toHaveLength(3);
  });

  it('tells when the mail system wants nothing to do with the address', async () => {
    const answer = await send(await verified(newEmail('refused')));
    expect(answer.json()).toMatchObject({ code: 'address-refused' });
  });

  it.each(languages)('in %s has its page and nothing of whose it is', (language) => {
    const { subject, text } = slipMail(language, 'https://portal.example/S/1');
    expect(text).toContain('\n\nhttps://portal.example/S/1\n\n');
    expect(subject.length).toBeGreaterThan(5);
    expect(`${subject}${text}`).not.toMatch(/市役所|city|My Number|マイナンバー/iu);
  });
});
