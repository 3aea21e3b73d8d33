// A member of staff at the sender's desk, signed in through the local provider's own page.
import type { Browser, Page } from 'playwright-core';
import { texts } from '../../../renderer/fleet/texts.ts';
import type { ToldStaff } from '../../../sync/central/desk/staff.ts';

/** What the desk says. */
export const deskWords = texts.ja;

export interface DeskPage {
  readonly page: Page;
  sees(heading: string): Promise<void>;
  presses(name: string): Promise<void>;
  /** To a page of the desk by its name in the navigation; `heading`: where the page's own is another. */
  goes(name: string, heading?: string): Promise<void>;
  /** For which municipality one acts. */
  actsFor(municipality: string): Promise<void>;
  /** Writes to everybody who receives and sends. Ends where it is told how many it went to. */
  sends(message: { readonly title: string; readonly body: string }): Promise<void>;
}

/** Signs in by name and password, and opens the desk. */
export async function openDesk(browser: Browser, publicUrl: string, staff: ToldStaff): Promise<DeskPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'ja-JP' });
  const page = await context.newPage();
  await page.goto(`${publicUrl}/fleet`);
  await page.getByRole('link', { name: deskWords.staffSignIn, exact: true }).click();
  await page.getByLabel(/^職員名/).fill(staff.login);
  await page.getByLabel(/^パスワード/).fill(staff.password);
  await page.getByRole('button').click();
  await page.getByRole('navigation', { name: deskWords.desk.pages }).waitFor();
  const { compose } = deskWords;
  const desk: DeskPage = {
    page,
    sees: (name) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor(),
    presses: (name) => page.getByRole('button', { name, exact: true }).click(),
    async goes(name, heading = name) {
      const pages = page.getByRole('navigation', { name: deskWords.desk.pages });
      await pages.getByRole('link', { name, exact: true }).click();
      await desk.sees(heading);
    },
    async actsFor(municipality) {
      await page.getByLabel(deskWords.desk.municipality).selectOption(municipality);
    },
    async sends({ title, body }) {
      await desk.goes(deskWords.desk.compose);
      // Where one has just been sent.
      const another = page.getByRole('button', { name: compose.another, exact: true });
      if (await another.isVisible()) await another.click();
      await page.getByRole('textbox', { name: compose.title, exact: true }).fill(title);
      await page.getByRole('textbox', { name: compose.body, exact: true }).fill(body);
      await desk.presses(compose.check);
      await desk.sees(compose.confirm);
      await page.getByRole('button', { name: /人に送る$/ }).click();
      await page.getByRole('link', { name: compose.see, exact: true }).waitFor();
    },
  };
  return desk;
}
