// One word for one thing, wherever a resident reads it: kiosk, phone page, printed slip, mail, and the sample city's own texts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadSlipTemplate } from '../../main/handoff/slip-template.ts';
import { texts as dock } from '../../renderer/dock/texts.ts';
import { texts as fleet } from '../../renderer/fleet/texts.ts';
import { texts as phoneTexts } from '../../renderer/phone/languages/all.ts';
import { texts as catalogue } from '../../renderer/ui/languages/all.ts';
import { languages } from '../../renderer/ui/languages/greetings.ts';
import { plain, plainAll } from '../../renderer/ui/markup.ts';
import { stageIds } from '../../renderer/ui/stages.ts';
import { languages as inState } from '../../preload/contract/state.ts';
import { codeMail } from '../../sync/central/mail/texts.ts';
import { languages as inWords, withoutReadings } from '../../sync/contract/words.ts';

const kiosk = plainAll(catalogue);
const phone = plainAll(phoneTexts);
const house = join(import.meta.dirname, '../..');
const { words: marked } = await loadSlipTemplate(join(house, 'resources/slip'));
const slips = plainAll(marked);

describe.each(['ja', 'en'] as const)('in %s', (language) => {
  const mails = (['counter', 'handoff'] as const).map(
    (kind) => codeMail({ language, number: 2, code: '123456', kind, helper: false, page: null }).text,
  );
  const city = readdirSync(join(house, 'resources/sample-city'))
    .filter((name) => name.endsWith(`.${language}.md`))
    .map((name) => plain(readFileSync(join(house, 'resources/sample-city', name), 'utf8')));

  test('kiosk and phone page name every stage and its state alike', () => {
    const { label, stage, mark, left } = kiosk[language].stages;
    const told = { label, stage, mark, left };
    expect(phone[language].stages).toEqual(told);
  });

  test('nothing has a second name', () => {
    const everything = [
      ...[kiosk, phone, fleet, dock, slips].map((each) => flat(each[language])),
      ...mails,
      ...city,
    ].join('\n');
    const second = {
      ja: /デジタルポスト|郵便受け|案内票|引換票|読み取り機/u,
      en: /digital post|letter ?box|\btickets?\b|\bvouchers?\b/iu,
    };
    expect(second[language].exec(everything)?.[0]).toBeUndefined();
    const first = { ja: /メールボックス[\s\S]*控え/u, en: /mailbox[\s\S]*slip/iu };
    expect(everything).toMatch(first[language]);
  });

  test('the mail of a registration that goes on at home speaks of the slip by its name', () => {
    expect(mails[1]).toMatch({ ja: /控え/u, en: /slip/u }[language]);
  });
});

test.each(inWords)(
  'in %s kiosk and slip name every stage and its state alike, with the same readings',
  (language) => {
    const slip = marked[language];
    const { label, stage, mark, left } = catalogue[language].stages;
    expect(Object.fromEntries(stageIds.map((id) => [id, slip[id]]))).toEqual(stage);
    expect(slip).toMatchObject({
      stagesLabel: label,
      done: mark.done,
      open: mark.open,
      mailboxOpen: mark.ready,
      mailboxWaiting: mark.open,
      mailboxNotWanted: mark.notWanted,
      nextLabel: left.label,
      nextContact: left.contact,
      nextSending: left.sending,
      nextMailbox: left.mailbox,
      receiptLabel: catalogue[language].done.receipt,
    });
  },
);

test('kiosk, terminal and wire know the same languages, in the same order', () => {
  expect(languages).toEqual(inWords);
  expect(inState).toEqual(inWords);
});

test('the page and everything else take readings away alike', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[{|}あカ漢a ]{0,30}$/u), (text) => {
      expect(withoutReadings(text)).toBe(plain(text));
    }),
  );
  expect(withoutReadings('{市|し}の{窓口|まどぐち}')).toBe('市の窓口');
});

function flat(value: unknown): string {
  if (typeof value === 'function') return String((value as (...figures: unknown[]) => unknown)(2, 3)); // texts take figures only
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.values(value).map(flat).join('\n');
}
