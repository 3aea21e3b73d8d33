// What somebody reads whose sign-in did not come about: what happened, and what they or IT can do. Never the provider's own words.
import { signInFailures } from './failures.ts';
import type { SignInFailure } from './failures.ts';
import { deskPage, paragraph } from './page.ts';
import type { Bilingual } from './page.ts';

const again: Bilingual = {
  ja: 'もう一度サインインしてください。くり返すときは、下の番号を情報システム担当に伝えてください。',
  en: 'Please sign in again. If this happens repeatedly, tell IT the code below.',
};
const tellIt: Bilingual = {
  ja: '情報システム担当に、下の番号を伝えてください。',
  en: 'Please tell IT the code below.',
};

const words: Readonly<Record<SignInFailure, { readonly what: Bilingual; readonly then: Bilingual }>> = {
  closed: {
    what: {
      ja: 'このシステムでは、職員のサインインがまだ設定されていません。',
      en: 'Sign-in for staff has not been set up on this system yet.',
    },
    then: {
      ja: '情報システム担当に伝えてください（DESK_ISSUER か DESK_LOCAL_STAFF の設定が必要です）。',
      en: 'Please tell IT (DESK_ISSUER or DESK_LOCAL_STAFF has to be configured).',
    },
  },
  unreachable: {
    what: {
      ja: '市のサインインのしくみ（認証基盤）から返事がありません。',
      en: "The city's sign-in service does not answer.",
    },
    then: {
      ja: '数分待ってから、もう一度サインインしてください。続くときは、情報システム担当に伝えてください。',
      en: 'Wait a few minutes and sign in again. If it goes on, please tell IT.',
    },
  },
  'issuer-wrong': {
    what: {
      ja: '認証基盤が、設定とちがう名前で返事をしました。安全のため、サインインを止めました。',
      en: 'The sign-in service answered under another name than the configured one. Sign-in was stopped for safety.',
    },
    then: tellIt,
  },
  'answer-wrong': {
    what: {
      ja: '認証基盤の返事を確かめられませんでした。安全のため、サインインを止めました。',
      en: "The sign-in service's answer could not be verified. Sign-in was stopped for safety.",
    },
    then: again,
  },
  clock: {
    what: {
      ja: '認証基盤とこのシステムの時計が合っていません。',
      en: 'The clocks of the sign-in service and of this system do not agree.',
    },
    then: {
      ja: '情報システム担当に、時刻合わせ（NTP）を確かめるよう伝えてください。',
      en: 'Please ask IT to check the time synchronisation (NTP).',
    },
  },
  'client-refused': {
    what: {
      ja: '認証基盤が、このシステムからの問い合わせを受け付けませんでした。',
      en: 'The sign-in service does not accept this system.',
    },
    then: {
      ja: '情報システム担当に、登録された ID・シークレット・戻り先アドレスを確かめるよう伝えてください。',
      en: 'Please ask IT to check the registered client id, its secret and the address of return.',
    },
  },
  refused: {
    what: {
      ja: 'サインインは取り消されたか、認められませんでした。',
      en: 'The sign-in was cancelled or not granted.',
    },
    then: again,
  },
  late: {
    what: {
      ja: 'サインインを始めてから10分がすぎました。',
      en: 'The sign-in was begun more than ten minutes ago.',
    },
    then: { ja: 'もう一度サインインしてください。', en: 'Please sign in again.' },
  },
  unknown: {
    what: {
      ja: 'このサインインは、このブラウザーで始めたものではないか、すでに使われています。',
      en: 'This sign-in was not begun in this browser, or has been used before.',
    },
    then: {
      ja: 'もう一度、はじめからサインインしてください。',
      en: 'Please sign in again from the beginning.',
    },
  },
  'no-role': {
    what: {
      ja: 'サインインはできましたが、この窓口の権限がありません。',
      en: 'You are signed in, but your account has no role at this desk.',
    },
    then: {
      ja: '権限（作成・承認・受信者・名簿）が必要なときは、所属の管理者に申請してください。',
      en: 'If you need one (compose, release, recipients, registry), please ask your administrator.',
    },
  },
};

const title: Bilingual = { ja: 'サインインできませんでした', en: 'Sign-in did not work' };

/** HTML that says it. */
export function failurePage(failure: SignInFailure): string {
  const { what, then } = words[failure];
  const retry =
    failure === 'closed'
      ? ''
      : '<p><a class="button" href="/desk/login">サインイン<span lang="en">Sign in</span></a></p>';
  return deskPage(
    title,
    `${paragraph(what)}${paragraph(then)}<p><code>${signInFailures[failure]} / ${failure}</code></p>${retry}`,
  );
}
