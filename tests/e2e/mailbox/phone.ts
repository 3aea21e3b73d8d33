// A resident's phone with the mailbox in its browser. Its push service is the test's: no browser of a test has one of its own.
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { texts as phoneTexts } from '../../../renderer/phone/languages/all.ts';
import { texts as catalogue } from '../../../renderer/phone/mailbox/languages/all.ts';
import { plainAll } from '../../../renderer/ui/markup.ts';
import type { MailServer } from '../../fixtures/mail-server.ts';
import type { PushService } from '../../fixtures/push-service.ts';

/** What the mailbox's pages say, without readings, and what all pages of the phone say alike. */
export const phoneWords = plainAll(catalogue.ja);
export const phoneCommon = plainAll(phoneTexts.ja);

export interface Phone {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The browser's name at the push service. */
  readonly pushName: string;
  sees(heading: string): Promise<void>;
  presses(name: string): Promise<void>;
  /** To a page of the mailbox, by its hash. */
  goes(hash: string): Promise<void>;
  /** Address and PIN1, then the code out of the mail. Ends in the list. */
  signIn(who: { readonly email: string; readonly pin1: string }): Promise<void>;
  /** Only the first half: the page asks for a code. */
  asksForCode(who: { readonly email: string; readonly pin1: string }): Promise<void>;
  message(title: string): Locator;
  titles(): Promise<readonly string[]>;
}

interface Parts {
  readonly publicUrl: string;
  readonly mail: MailServer;
  readonly pushes: PushService;
}

/** Opens `/m` on a new phone. */
export async function openPhone(browser: Browser, { publicUrl, mail, pushes }: Parts): Promise<Phone> {
  const context = await browser.newContext({
    ...{ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
    ...{ locale: 'ja-JP', reducedMotion: 'reduce', permissions: ['notifications'] },
  });
  const subscription = pushes.subscribe();
  await context.addInitScript(`
    let held = null;
    const given = {
      toJSON: () => (${JSON.stringify(subscription)}),
      unsubscribe: () => { held = null; return Promise.resolve(true); },
    };
    PushManager.prototype.getSubscription = () => Promise.resolve(held);
    PushManager.prototype.subscribe = () => { held = given; return Promise.resolve(given); };
  `);
  const page = await context.newPage();
  await page.goto(`${publicUrl}/m`);
  const heading = (name: string): Locator => page.getByRole('heading', { level: 1, name, exact: true });
  const { signIn, list } = phoneWords;
  const phone: Phone = {
    ...{ page, context, pushName: subscription.endpoint.split('/').at(-1) ?? '' },
    async sees(name) {
      try {
        await heading(name).waitFor();
      } catch (cause) {
        throw new Error(`waited for "${name}", on the phone: ${await page.locator('body').innerText()}`, {
          cause,
        });
      }
    },
    presses: (name) => page.getByRole('button', { name, exact: true }).tap(),
    goes: (hash) => page.evaluate(`location.hash = ${JSON.stringify(hash)}`),
    async asksForCode({ email, pin1 }) {
      await phone.sees(signIn.title);
      await page.getByLabel(phoneCommon.contact.email).fill(email);
      await page.getByLabel(signIn.pin1, { exact: true }).fill(pin1);
      await phone.presses(signIn.send);
      await phone.sees(phoneCommon.contact.codeTitle);
    },
    async signIn(who) {
      const before = new Set(mail.mails);
      await phone.asksForCode(who);
      const { text = '' } = await mail.arrived(
        (one) => !before.has(one) && one.to?.some(({ address }) => address === who.email) === true,
      );
      await page.getByLabel(phoneCommon.contact.label).fill(/\b\d{6}\b/.exec(text)?.[0] ?? '');
      await phone.presses(phoneCommon.contact.check);
      await phone.sees(list.title);
    },
    message: (title) => page.locator('.heads a').filter({ hasText: title }),
    titles: () => page.locator('.heads .title').allInnerTexts(),
  };
  return phone;
}
