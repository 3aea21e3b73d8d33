// The local provider's page that asks who somebody is.
import { deskPage, paragraph } from './page.ts';
import type { Bilingual } from './page.ts';

/** What came of the try before; `over`: there is nothing under way to sign in for. */
export type PasswordTrouble = 'wrong' | 'paused' | 'over';

const title: Bilingual = { ja: '職員のサインイン', en: 'Sign-in for staff' };
const troubles: Readonly<Record<PasswordTrouble, Bilingual>> = {
  wrong: {
    ja: '職員名かパスワードがちがいます。大文字・小文字と、かな入力になっていないかを確かめてください。',
    en: 'The name or the password is not right. Check capitals and the keyboard.',
  },
  paused: {
    ja: 'まちがいが続いたので、15分のあいだ受け付けません。そのあとで、もう一度お試しください。',
    en: 'Too many wrong tries: none is taken for fifteen minutes. Please try again after that.',
  },
  over: {
    ja: 'このサインインは終わったか、時間がすぎました。はじめからやり直してください。',
    en: 'This sign-in is over, or took too long. Please start again.',
  },
};

const form = `<form method="post" autocomplete="on">
<label for="login">職員名<span lang="en">Name</span></label>
<input id="login" name="login" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="40">
<label for="password">パスワード<span lang="en">Password</span></label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="200">
<button>サインイン<span lang="en">Sign in</span></button></form>`;

/** HTML of it. */
export function passwordPage(trouble: PasswordTrouble | null): string {
  const told =
    trouble === null ? '' : `<div class="wrong" role="alert">${paragraph(troubles[trouble])}</div>`;
  const again = '<p><a class="button" href="/desk/login">サインイン<span lang="en">Sign in</span></a></p>';
  return deskPage(title, told + (trouble === 'over' ? again : form));
}
