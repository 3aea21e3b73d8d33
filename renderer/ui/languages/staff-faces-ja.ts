// Cause and remedy of every code for staff, in Japanese.
import type { StaffCode, StaffFace } from './staff-faces.ts';

export const jaStaffFaces: Readonly<Record<StaffCode, StaffFace>> = {
  'terminal.not-ready': {
    cause: '端末が市のシステムとまだ話せていない、規約などが届いていない、または前の人の後片づけの途中',
    todo: '1分待つ。変わらなければネットワークの線と「職員用」の画面を確かめ、ITへ',
  },
  'terminal.needs-attention': {
    cause: '端末の検査で、始めてはいけない問題が見つかった',
    todo: '「職員用」の画面で要確認の登録を見て、ITへ',
  },
  'terminal.frozen': {
    cause: '市のシステムと長く通信できていないか、送信待ちが上限に達した',
    todo: 'ほかの端末へ案内する。ネットワークの線を確かめ、ITへ。通信が戻れば、自動で使えるようになる',
  },
  'reader.none': {
    cause: 'カードリーダーがつながっていないか、ドライバーが動いていない',
    todo: 'カードリーダーの線をさし直す。戻らなければITへ',
  },
  'reader.gone': {
    cause: '使っている途中でカードリーダーが外れた',
    todo: 'カードリーダーの線を確かめ、さし直す',
  },
  'reader.busy': {
    cause: 'ほかのプログラムがカードを使っている',
    todo: '10秒待つ。続くときは、ほかのカード用ソフトを閉じてもらう（ITへ）',
  },
  'network.offline': {
    cause: '市のシステムにつながらない',
    todo: 'そのまま続けてよいと伝える。コードは控えのQRから、あとで受け取れる',
  },
  'central.refused': {
    cause: '市のシステムが要求を断った',
    todo: '受付番号をひかえ、「職員用」の画面でコードを見てITへ伝える',
  },
  'disk.full': { cause: '端末の空きが足りない', todo: 'この端末を使わない。別の端末へ案内し、ITへ' },
  'store.failed': {
    cause: '端末の保存用ファイルに書き込めなかった',
    todo: 'この端末を使わない。別の端末へ案内し、ITへ',
  },
  'card.not-my-number': {
    cause: 'マイナンバーカードの中身が見つからない',
    todo: 'マイナンバーカードを置くよう案内する',
  },
  'card.juki': {
    cause: '住民基本台帳カードが置かれた',
    todo: '住基カードは使えないと伝え、マイナンバーカードを置いてもらう',
  },
  'card.licence': {
    cause: '運転免許証が置かれた',
    todo: '運転免許証ではなく、マイナンバーカードを置いてもらう',
  },
  'card.residence': {
    cause: '在留カードか特別永住者証明書が置かれた',
    todo: '在留カードではなく、マイナンバーカードを置いてもらう',
  },
  'card.transit': {
    cause: '交通系などのICカードが置かれたか、重なっている',
    todo: '重なったICカードを外し、マイナンバーカードだけを置いてもらう',
  },
  'card.phone': { cause: 'スマートフォンが置かれた', todo: 'スマートフォンではなく、カードを置いてもらう' },
  'card.unreadable': {
    cause: 'カードの返事がおかしい。ケース、よごれ、重なり、故障など',
    todo: 'ケースから出し、平らに1枚だけ置き直す。くり返すときは別の端末で試す',
  },
  'card.moved': {
    cause: 'やりとりの途中でカードがはなれた',
    todo: '置き直し、終わるまで動かさないよう伝える',
  },
  'card.other': {
    cause: '途中で別のカードに替わった',
    todo: 'はじめのカードを置いてもらう。人が替わったときは「やめる」で終える',
  },
  'card.no-signature-certificate': {
    cause: '署名用電子証明書が発行されていないか、失効している',
    todo: '連携サービスを外せば続けられる。証明書の発行は住民票の窓口へ案内する',
  },
  'card.certificate-expired': {
    cause: '署名用電子証明書の期限切れ',
    todo: '連携サービスを外せば続けられる。証明書の更新は住民票の窓口へ案内する',
  },
  'card.no-mailbox-certificate': {
    cause: '利用者証明用電子証明書がない',
    todo: '証明書の発行を住民票の窓口へ案内する',
  },
  'card.facts-differ': {
    cause: 'カードの二つの記録（券面の事項と署名用証明書）がちがう',
    todo: '住民票の窓口でカードの内容を確かめてもらう',
  },
  'card.signature-invalid': {
    cause: 'カードの署名が証明書と合わない',
    todo: '置き直してもう一度。くり返すときはカードを住民票の窓口で確かめ、ITへも伝える',
  },
  'card.timeout': {
    cause: 'カードから返事がない',
    todo: 'ケースから出して置き直す。どのカードでも出るときはITへ',
  },
  'pin.wrong': {
    cause: '4けたの暗証番号のまちがい。残り回数が1減った',
    todo: '残り回数をいっしょに見る。自信がなければ、入力をやめてもらう',
  },
  'pin.blocked': { cause: '3回続けてまちがえた', todo: '住民票の窓口で暗証番号の初期化を案内する' },
  'pin.tries-unknown': {
    cause: 'カードが残り回数を答えない。番号は送っていない',
    todo: 'カードを置き直す。くり返すときは別の端末で試す',
  },
  'pin.outcome-unknown': {
    cause: '番号を送った直後にカードがはなれた。1回減ったかもしれない',
    todo: 'カードを置き直し、画面の残り回数を見てから入力してもらう',
  },
  'pin.length': { cause: 'けた数が足りない。カードには送っていない', todo: '4けたの数字だと伝える' },
  'password.wrong': {
    cause: '署名用パスワードのまちがい。残り回数が1減った',
    todo: '大文字の英字と数字だと伝え、残り回数をいっしょに見る',
  },
  'password.blocked': {
    cause: '5回続けてまちがえた',
    todo: '住民票の窓口でパスワードの初期化を案内する。連携サービスなしなら登録できる',
  },
  'password.tries-unknown': {
    cause: 'カードが残り回数を答えない。パスワードは送っていない',
    todo: 'カードを置き直す。くり返すときは別の端末で試す',
  },
  'password.outcome-unknown': {
    cause: '送った直後にカードがはなれた。1回減ったかもしれない',
    todo: 'カードを置き直し、画面の残り回数を見てから入力してもらう',
  },
  'password.length': {
    cause: '文字数が合わない。カードには送っていない',
    todo: '6〜16文字だと伝える。4けたの暗証番号とは別のもの',
  },
  'draft.unknown': {
    cause: '数字がちがう、または2時間を過ぎた',
    todo: 'スマートフォンの数字を確かめる。なければ「ここで最初からえらぶ」',
  },
  'draft.paused': {
    cause: 'まちがった数字が続いたため、確認を休んでいる',
    todo: '画面の時間まで待つ。急ぐときは「ここで最初からえらぶ」',
  },
  'draft.unreachable': {
    cause: '市のシステムとつながらない、または断られた',
    todo: '「ここで最初からえらぶ」で登録できる。続くときはネットワークを確かめる',
  },
  'email.malformed': { cause: 'メールアドレスとして読めない', todo: 'アドレスをいっしょに確かめる' },
  'phone.malformed': {
    cause: '日本の電話番号として読めない',
    todo: '0から始まる10〜11けた。なくても進めると伝える',
  },
  'code.wrong': { cause: '送ったコードとちがう', todo: 'いちばん新しいメールのコードか、確かめてもらう' },
  'code.expired': { cause: 'コードの期限が過ぎた', todo: '「コードを送り直す」を押してもらう' },
  'code.spent': { cause: 'まちがいが続いたため、コードを止めた', todo: '「コードを送り直す」を押してもらう' },
  'code.paused': {
    cause: 'まちがいが5回続いたため、確認を休んでいる',
    todo: '画面の時刻まで待つ。急ぐときは「スマートフォンで続ける」',
  },
  'code.bounced': {
    cause: 'このアドレスからメールが戻ってきた',
    todo: '「アドレスを直す」で、つづりを一緒に確かめる',
  },
  'code.send-failed': {
    cause: 'メールやSMSの送信に失敗した',
    todo: 'アドレスを確かめて送り直す。だめなら「スマートフォンで続ける」',
  },
  'code.too-many': {
    cause: '短い時間に送りすぎた',
    todo: '最新のコードを使うか、「スマートフォンで続ける」を案内する',
  },
  'account-pin.length': { cause: 'けた数が決まりと合わない', todo: '画面のけた数を案内する' },
  'account-pin.mismatch': {
    cause: '1回目と2回目がちがう',
    todo: '番号を決め直し、2回同じものを入力してもらう',
  },
  'account-pin.same': { cause: 'PIN2がPIN1と同じ', todo: 'PIN2はPIN1とちがう番号にしてもらう' },
  'mailbox.offline': {
    cause: '市のシステムにつながらず、その場で確かめられない手続きだった',
    todo: '少し待ってもらう。続くときはネットワークの線を確かめ、ITへ',
  },
  'mailbox.message-gone': {
    cause: 'お知らせが、スマートフォンなどですでに消されていた',
    todo: '消したお知らせはもどせないと伝える。内容は差出人の課へ問い合わせてもらう',
  },
  'mailbox.message-not-here': {
    cause: 'つながっておらず、この端末に置いていないお知らせが押された',
    todo: 'つながってから読むか、スマートフォンで読むよう案内する',
  },
  'mailbox.changed-elsewhere': {
    cause: '画面を出している間に、スマートフォンなどで同じものが変わった',
    todo: '新しい画面を見てもらい、必要ならもう一度押してもらう',
  },
  'pin1.wrong': {
    cause: '入力されたPIN1が、登録したものとちがう',
    todo: 'カードの暗証番号ではなく、登録で決めた番号だと伝える。5回まちがえると1時間休む',
  },
  'pin1.paused': {
    cause: 'PIN1を続けて5回まちがえた',
    todo: '1時間待ってもらう。PIN1を忘れた方は「アカウントをつくる」で登録し直す',
  },
  'pin1.none': {
    cause: 'メールボックスなしで登録され、PIN1がない',
    todo: '「アカウントをつくる」で登録し直し、メールボックスとPIN1を決めてもらう',
  },
  'delegate.number-wrong': {
    cause: '受付番号の形が正しくない',
    todo: '代わりに読む方の控えを見て、入力し直してもらう',
  },
  'delegate.own-number': {
    cause: '本人の受付番号が入力された',
    todo: '代わりに読む方の控えの番号を入力してもらう',
  },
  'typed-number.wrong': {
    cause: '確認の数字がちがう',
    todo: '急がずに読んで入力し直すか、やめるよう案内する',
  },
  'printer.empty': { cause: '用紙切れ', todo: '紙を入れ、「もう一度印刷する」を押す' },
  'printer.unavailable': {
    cause: 'プリンターが見つからないか、止まっている',
    todo: 'プリンターの電源と線を確かめる。画面のQRコードを使ってもらう',
  },
  'printer.jam': {
    cause: '紙づまり',
    todo: 'プリンターを開けて紙を取りのぞく。すぐに「使えます」にもどる',
  },
  'printer.cover': {
    cause: 'ふた・扉が開いている',
    todo: '閉める',
  },
  'printer.ink': {
    cause: 'インク・トナー・リボンがない',
    todo: '取りかえる',
  },
  'printer.full': {
    cause: '排紙口がいっぱい、またはプリンターの記憶がいっぱい',
    todo: 'たまった紙を取る。直らなければ電源を入れ直す',
  },
  'printer.paused': {
    cause: '待ち行列（キュー）が止められている',
    todo: 'ITに知らせる（cupsenable、cupsaccept。Windowsでは「一時停止」を外す）',
  },
  'printer.offline': {
    cause: '電源が切れている、線が抜けている、ネットワークで届かない',
    todo: '電源と線を確かめる。数十秒で「使えます」にもどる',
  },
  'printer.late': {
    cause: '時間内に印刷が終わらず、取り消した',
    todo: 'プリンターを見てから「もう一度印刷する」を押す。続くならITに知らせる',
  },
  'printer.failed': { cause: '印刷の途中で失敗した', todo: '紙づまりを確かめ、「もう一度印刷する」を押す' },
  'facts.wrong': {
    cause: 'ご本人が「内容がちがいます」を押した',
    todo: '住民票の窓口でカードの内容を新しくしてもらう',
  },
  'session.cancelled': {
    cause: 'ご本人が「やめる」を押した',
    todo: '登録は保存されていない。希望があればはじめから',
  },
  'session.idle': {
    cause: '操作がなく、時間が過ぎた',
    todo: '登録は保存されていない。ゆっくりの方にはそばで手伝う',
  },
  'session.card-gone': {
    cause: 'カードがはなれて戻らなかった',
    todo: '登録は保存されていない。カードを置いたまま、はじめから',
  },
  'session.declined': {
    cause: '規約などに同意しなかった',
    todo: '同意がなければ登録できないと伝え、疑問に答える',
  },
  'seal-unreadable': {
    cause: '市のシステムが封を開けられない',
    todo: '登録は残っている。受付番号とコードをITへ伝える。原因がなおったら「もう一度送る」',
  },
  'device-signature-invalid': {
    cause: '端末の署名が合わない',
    todo: '登録は残っている。受付番号とコードをITへ伝える。原因がなおったら「もう一度送る」',
  },
  'record-malformed': {
    cause: '登録の形が決まりと合わない（版のちがいなど)',
    todo: '登録は残っている。受付番号とコードをITへ伝える。原因がなおったら「もう一度送る」',
  },
  'record-mismatch': {
    cause: '登録の中身と送り主が合わない',
    todo: '登録は残っている。受付番号とコードをITへ伝える。原因がなおったら「もう一度送る」',
  },
  'declaration-missing': {
    cause: '連携サービスの署名がない',
    todo: '登録は残っている。受付番号とコードをITへ伝える。原因がなおったら「もう一度送る」',
  },
  'declaration-invalid': {
    cause: 'カードの署名を確認できない',
    todo: '登録は残っている。受付番号とコードをITへ伝える。原因がなおったら「もう一度送る」',
  },
  'certificate-untrusted': {
    cause: 'カードの証明書を信頼できるところまでたどれない',
    todo: '登録は残っている。受付番号とコードをITへ伝える。原因がなおったら「もう一度送る」',
  },
  'verification-mismatch': {
    cause: '連絡先の確認と登録が合わない',
    todo: '登録は残っている。受付番号とコードをITへ伝える。原因がなおったら「もう一度送る」',
  },
  'verification-unknown': {
    cause: '連絡先の確認の記録がない',
    todo: '登録は残っている。受付番号とコードをITへ伝える。原因がなおったら「もう一度送る」',
  },
  'receipt-invalid': {
    cause: '受付の返事の署名を確認できない',
    todo: '登録は残っている。受付番号とコードをITへ伝える。原因がなおったら「もう一度送る」',
  },
  'balance-unknown': {
    cause: '市のシステムにこの登録がなかった。封をした登録が残っていれば送り直す',
    todo: '登録は残っている。受付番号とコードをITへ伝える。原因がなおったら「もう一度送る」',
  },
  'balance-different': {
    cause: '市のシステムにある登録とこの端末の登録がちがった',
    todo: '登録は残っている。受付番号とコードをITへ伝える。原因がなおったら「もう一度送る」',
  },
  'payload-lost-held': {
    cause: '封をした登録がこの端末にないが、市のシステムにはある',
    todo: 'ITへ伝える。登録は市のシステムにある',
  },
  malformed: {
    cause: '要求の形が合わない（版のちがいなど）',
    todo: '登録は残っている。受付番号とコードをITへ伝える。原因がなおったら「もう一度送る」',
  },
  'too-large': {
    cause: '一度に送る量が多すぎた',
    todo: 'そのままでよい。つながりしだい自動で送る。1日続くときはITへ',
  },
  'rate-limited': {
    cause: '市のシステムが混んでいる',
    todo: 'そのままでよい。つながりしだい自動で送る。1日続くときはITへ',
  },
  unavailable: {
    cause: '市のシステムが一時的に止まっている',
    todo: 'そのままでよい。つながりしだい自動で送る。1日続くときはITへ',
  },
  internal: {
    cause: '市のシステムの内部の失敗',
    todo: 'そのままでよい。つながりしだい自動で送る。1日続くときはITへ',
  },
  unanswered: {
    cause: '市のシステムの返事に入っていなかった',
    todo: 'そのままでよい。つながりしだい自動で送る。1日続くときはITへ',
  },
  offline: {
    cause: 'ネットワークが切れている',
    todo: 'そのままでよい。つながりしだい自動で送る。1日続くときはITへ',
  },
  timeout: {
    cause: '市のシステムが時間内に返事をしない',
    todo: 'そのままでよい。つながりしだい自動で送る。1日続くときはITへ',
  },
  'malformed-answer': {
    cause: '返事が読めない。途中の機器が書きかえたかもしれない',
    todo: 'ITへ伝える。登録は残っている',
  },
  'worker-gone': {
    cause: '通信の部分が止まり、始め直している',
    todo: 'そのままでよい。つながりしだい自動で送る。1日続くときはITへ',
  },
  'proxy-refused': { cause: 'プロキシが通さない', todo: 'ITへ伝える。登録は残っている' },
  tls: { cause: '市のシステムの証明書を信頼できない', todo: 'ITへ伝える。登録は残っている' },
  clock: { cause: '端末の時計がずれている', todo: 'ITへ。時計を合わせる。登録は残っている' },
  'server-certificate-expired': {
    cause: '市のシステムの証明書の期限切れ',
    todo: 'ITへ伝える。登録は残っている',
  },
  unauthenticated: { cause: '端末であることを示せていない', todo: 'ITへ伝える。登録は残っている' },
  forbidden: { cause: 'この端末には許されていない', todo: 'ITへ伝える。登録は残っている' },
  'terminal-revoked': { cause: 'この端末は止められた', todo: 'ITへ伝える。登録は残っている' },
  'certificate-expired': {
    cause: '端末の証明書の期限切れ。更新の許可待ち',
    todo: 'ITへ伝える。登録は残っている',
  },
  'limits.days': {
    cause: '市のシステムと通信できない日が続いている',
    todo: 'ネットワークを確かめ、ITへ。続くと新しい登録を受け付けなくなる',
  },
  'limits.count': {
    cause: '送信待ちの登録が多い',
    todo: 'ネットワークを確かめ、ITへ。続くと新しい登録を受け付けなくなる',
  },
  'disk.low': { cause: '端末の空きが少ない（MiB）', todo: 'ITへ伝える。登録は残っている' },
  'backup.failed': { cause: '控えの写しを書けなかった', todo: 'ITへ伝える。登録は残っている' },
  'balance.differs': {
    cause: '端末と市のシステムの登録の数が合わない',
    todo: 'ITへ伝える。登録は残っている',
  },
  'store.salvaged': { cause: '壊れた保存用ファイルを直した。数は戻せなかった登録', todo: 'すぐにITへ' },
};
