// The words around every page: who somebody is, and what can go wrong with any call.
export const ja = {
  title: '窓口の管理',
  other: 'English',
  staff: '職員の方',
  staffNote: 'お知らせの送信、受信者の一覧、紙の通知を希望する方の台帳。所属のアカウントでサインインします。',
  staffSignIn: 'サインイン（職員）',
  it: 'IT担当の方',
  itNote: '端末の状態と管理。管理者用のトークンを使います。',
  token: '管理者用トークン',
  tokenHint: 'このページを閉じると消えます。',
  tokenWrong: 'このトークンは使えません。',
  tokenSignIn: 'トークンで開く',
  looking: 'サインインを確かめています…',
  denied: 'サインインできましたが、このページを使う役割がありません。所属のIT担当者に役割をお求めください。',
  signOut: 'サインアウト',
  error: {
    unauthenticated: 'サインインが確かめられませんでした。',
    forbidden: 'この操作をする役割がありません。',
    refused: (code: string) => `受け付けられませんでした（${code}）。`,
    unreachable: 'サーバーにつながりません。書いたものは、この画面に残っています。',
  },
  /** By the code of the problem. */
  refusal: {
    malformed: '形式が正しくない項目があり、受け付けられませんでした。',
    'not-found': '見つかりません。ほかの人が消したか、番号が違います。',
    'too-large': '大きすぎて受け付けられませんでした。',
    'rate-limited': '短い間に何度も操作がありました。1分ほど待って、もう一度押してください。',
    unavailable: 'いまは受け付けられません。しばらくして、もう一度押してください。',
    internal: 'サーバーで失敗しました。何も変わっていません。もう一度押してください。',
    'desk-closed': '職員のサインインは、まだ設定されていません。IT担当の方に知らせてください。',
    'audience-empty': '当てはまる人がいません。送る相手の条件を変えてください。',
    'audience-grown': '送る相手が増えています。人数を確かめて、もう一度承認してください。',
    'attachment-refused':
      '添付を受け付けられませんでした。開けるPDFで、50ページまで、パスワード・スクリプト・埋め込みファイルのないものにしてください。',
    'id-taken': 'このお知らせは、別の内容ですでに送られています。一覧で確かめてください。',
    'list-unreadable': '名簿を読み取れませんでした。見出しの行（氏名・生年月日・住所）を確かめてください。',
    'message-state': 'このお知らせは、もう次の段階に進んでいます。一覧を更新してください。',
    'second-person-needed': '始めた人とは別の人が、この操作をします。',
    'sender-clock-off':
      'このパソコンの時計がずれているか、送る日時が先すぎます。時計と日時を確かめてください。',
    'malformed-answer': 'サーバーの答えを読み取れませんでした。ページを開き直してください。',
  },
};
export type EntryTexts = typeof ja;

export const en: EntryTexts = {
  title: 'Counter administration',
  other: '日本語',
  staff: 'Staff',
  staffNote:
    'Send messages, see who receives them, keep the register of paper letters. Sign in with your own account.',
  staffSignIn: 'Sign in (staff)',
  it: 'IT',
  itNote: 'State and management of terminals, with the administration token.',
  token: 'Administration token',
  tokenHint: 'It is forgotten when this page is closed.',
  tokenWrong: 'This token is not valid.',
  tokenSignIn: 'Open with the token',
  looking: 'Looking whether you are signed in…',
  denied: 'You are signed in, but have no role on these pages. Please ask your IT for one.',
  signOut: 'Sign out',
  error: {
    unauthenticated: 'It could not be confirmed who you are.',
    forbidden: 'You have no role that allows this.',
    refused: (code) => `It was refused (${code}).`,
    unreachable: 'The server does not answer. What you wrote is still on this page.',
  },
  refusal: {
    malformed: 'Something does not have the right form, and was not taken.',
    'not-found': 'It is not there: somebody else removed it, or the number is another.',
    'too-large': 'It is too large and was not taken.',
    'rate-limited': 'That was pressed often in a short time. Wait a minute and press again.',
    unavailable: 'Nothing can be taken at the moment. Please press again in a while.',
    internal: 'The server failed; nothing has changed. Please press again.',
    'desk-closed': 'Sign-in for staff has not been set up. Please tell IT.',
    'audience-empty': 'Nobody fits. Please change whom it is for.',
    'audience-grown': 'It is for more residents by now. Please look at the number and release it again.',
    'attachment-refused':
      'An attachment was not taken. It has to be a PDF that opens, of 50 pages at most, without password, scripts and embedded files.',
    'id-taken': 'This message was sent before with another content. Please look at the list.',
    'list-unreadable':
      'The list could not be read. Please look at its heading line (name, birth_date, address).',
    'message-state': 'The message has gone on meanwhile. Please refresh.',
    'second-person-needed': 'Somebody else than the one who began this has to go on with it.',
    'sender-clock-off': "This computer's clock is wrong, or the time to send is too far away.",
    'malformed-answer': 'The answer of the server could not be read. Please open the page anew.',
  },
};
