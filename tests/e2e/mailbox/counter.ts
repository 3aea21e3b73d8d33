// The kiosk of one terminal and the dock beside it, for a resident with a card in their hand.
import type { Browser, Page } from 'playwright-core';
import { PROFILES } from '../../../main/card/index.ts';
import { texts as dockTexts } from '../../../renderer/dock/texts.ts';
import { mailboxTexts } from '../../../renderer/ui/languages/mailbox/index.ts';
import { plainAll } from '../../../renderer/ui/markup.ts';
import type { MailServer } from '../../fixtures/mail-server.ts';
import { Resident } from '../resident.ts';
import type { RunningTerminal } from '../terminal.ts';

/** What the mailbox at the counter says, without readings. */
export const kioskWords = plainAll(mailboxTexts.ja);

export interface Counter {
  readonly terminal: RunningTerminal;
  readonly resident: Resident;
  readonly page: Page;
  readonly dock: Page;
  put(profile: string): Promise<void>;
  take(): Promise<void>;
  /** The line to the central API. */
  network(up: boolean): Promise<void>;
  /** The newest 6-digit code that was mailed there. */
  mailedCode(address: string): Promise<string>;
  /** From the welcome screen with the card and its PIN; `title`: of the screen that then comes, or null for any. */
  openMailbox(
    profile: string,
    to?: { readonly title?: string | null; readonly aim?: 'settings' },
  ): Promise<void>;
  /** The account PIN, as a proof. */
  provesWith(pin1: string): Promise<void>;
  /** Ends the visit and takes the card. */
  leaves(): Promise<void>;
}

/** Opens the pages of a terminal that has started. */
export async function openCounter(
  browser: Browser,
  terminal: RunningTerminal,
  mail: MailServer,
): Promise<Counter> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'ja-JP' });
  const dock = await context.newPage();
  await dock.goto(terminal.ready.dock!);
  // The dock frames a kiosk of its own. The newest window is the kiosk: ours has to come after it.
  await dock.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor();
  const page = await context.newPage();
  await page.goto(terminal.ready.ui);
  const resident = new Resident(page, 'ja', process.env['SCREENS'] ?? null);
  const { texts } = resident;
  const press = (name: string): Promise<void> => dock.getByRole('button', { name, exact: true }).click();
  await resident.sees(texts.welcome.title);

  const counter: Counter = {
    ...{ terminal, resident, page, dock },
    async put(profile) {
      const title = PROFILES.find(({ name }) => name === profile)?.title.ja ?? profile;
      const card = dock.getByRole('radio', { name: title });
      if (!(await card.isVisible())) await dock.getByText(dockTexts.ja.otherCards, { exact: true }).click();
      await card.check();
      await press(dockTexts.ja.put);
    },
    take: () => press(dockTexts.ja.take),
    network: (up) => press(up ? dockTexts.ja.restore : dockTexts.ja.cut),
    mailedCode: (address) => mail.code(address),
    async openMailbox(profile, { title = kioskWords.list.title, aim } = {}) {
      await resident.sees(texts.welcome.title);
      const door = aim === undefined ? texts.welcome.mailbox : texts.welcome.settings;
      await page.getByRole('button', { name: door }).click();
      await resident.sees(texts.secret.supportPin.title);
      await counter.put(profile);
      await page.getByText(texts.secret.tries(3)).waitFor();
      await resident.types('1234');
      await resident.presses(texts.common.next);
      // Exactly: the screen that says that it is being opened begins with the same word.
      if (title !== null) await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
    },
    async provesWith(pin1) {
      await resident.sees(texts.secret.knownPin1.title);
      await resident.types(pin1);
      await page.getByText(texts.secret.typed(pin1.length)).waitFor({ state: 'attached' });
      await resident.presses(texts.common.next);
    },
    async leaves() {
      await resident.presses(texts.common.finish);
      await resident.sees(texts.cardLeft.title);
      await counter.take();
      await resident.sees(texts.welcome.title);
    },
  };
  return counter;
}
