// Japanese: the first language of the catalogue. Its shape is the type that every other language must have exactly.
import { stageWords } from '../stages.ts';
import { jaFaces } from './faces-ja.ts';

export const ja = {
  faces: jaFaces,
  stages: stageWords.ja,

  common: {
    back: 'もどる',
    next: 'つぎへ',
    finish: '終わる',
    cancel: 'やめる',
    callStaff: '職員を呼ぶ',
    staffCalled: '職員を呼んでいます。そのままお待ちください。',
    staffCame: '職員が来ました',
    language: 'ことば / Language',
    required: '必須',
    optional: '任意',
    trial: '体験版です。実際のマイナンバーカードは使えません。登録の内容はすべて見本です。',
    lost: '失われたもの',
    todo: 'どうすればよいか',
    staffCode: (code: string) => `職員用コード：${code}`,
    progress: '進みぐあい',
    stepOf: (step: number, of: number) => `ステップ ${step}／${of}`,
    nextStep: (name: string) => `つぎは「${name}」`,
    moreBelow: '下に続きがあります',
    answer: '回答',
    /** Between two sentences. */
    gap: '',
  },

  steps: {
    terms: '利用規約',
    privacy: '個人情報の取り扱い',
    notify: 'お知らせの方法',
    interests: '興味のあること',
    services: '連携サービス',
    card: 'カードの読み取り',
    confirm: '内容の確認',
    contact: '連絡先',
    account: 'アカウントの番号',
    mailbox: 'メールボックス',
    done: '完了',
  },

  broken: {
    title: '職員をお待ちください',
    body: '画面とこの端末のつながりが切れました。保存した登録は、なくなりません。お近くの職員にお声がけください。',
    waiting: 'つながるまでお待ちください…',
  },

  welcome: {
    title: 'デジタル市役所の登録窓口',
    lead: 'マイナンバーカードで、市のアカウントをつくれます。',
    register: 'アカウントをつくる',
    registerNote: '10分ほどかかります',
    mailbox: 'メールボックスを見る',
    mailboxNote: '市からのお知らせを読みます',
    preparing: '準備しています。少しお待ちください。',
    need: '用意するもの',
    needCard: 'マイナンバーカード',
    needPin: '4けたの暗証番号',
    needPassword: '署名用パスワード（サービスと連携する方）',
    needMail: 'メールを受け取れる携帯電話など',
    state: '端末のようす',
    network: {
      online: 'ネットワーク：つながっています',
      offline: 'ネットワーク：切れています',
      unknown: 'ネットワーク：確認中',
    },
    reader: {
      ready: 'カードリーダー：使えます',
      none: 'カードリーダー：ありません',
      failed: 'カードリーダー：故障しています',
    },
    printer: {
      ready: 'プリンター：使えます',
      attention: 'プリンター：確認が必要です',
      unavailable: 'プリンター：使えません',
    },
    waiting: (count: number) => `送信待ち：${count}件`,
    staff: '職員用',
  },

  legal: {
    version: (version: string) => `第${version}版`,
    effective: (date: string) => `${date}から適用`,
    region: '本文',
    readOn: '続きを読む',
    toTop: '最初から読む',
    howTo: '最後まで読むと「同意する」を押せます。',
    readAll: '最後まで読みました。「同意する」を押せます。',
    agree: '同意する',
    readSoFar: (percent: number) => `${percent}％まで表示`,
  },

  notify: {
    title: 'お知らせを、どの方法で受け取りますか',
    lead: '両方えらぶことも、えらばないこともできます。あとから変えられます。',
    push: 'スマートフォンの通知',
    pushNote: 'アプリの設定と、スマートフォン本体の設定の両方がオンのときに届きます。',
    email: 'メール',
    emailNote: 'このあと確認するメールアドレスに届きます。',
  },

  interests: {
    title: '興味のあることをえらんでください',
    lead: 'オンにしたことのお知らせが届きます。えらばなくても進めます。あとから変えられます。',
    count: (count: number) => `${count}個えらんでいます`,
  },

  services: {
    title: '連携するサービスをえらんでください',
    lead: '市のアカウントで、ほかのサービスも使えるようになります。えらばなくても進めます。あとから追加できます。',
    note: '連携するときは、マイナンバーカードの署名用パスワードも使います。',
    none: 'いま連携できるサービスはありません。',
  },

  consent: {
    title: (service: string) => `「${service}」との連携`,
    of: (index: number, count: number) => `えらんだサービス ${count}つのうち ${index}つ目`,
    provider: '提供するところ',
    purpose: '使う目的',
    shares: '渡す情報',
    agree: '同意して連携する',
    decline: '連携しない',
  },

  facts: {
    name: '氏名',
    birthDate: '生年月日',
    sex: '性別',
    address: '住所',
    email: 'メールアドレス',
    phone: '電話番号',
  },

  sex: { male: '男', female: '女', none: '該当なし', unknown: '不明' },

  secret: {
    supportPin: {
      title: '4けたの暗証番号を入力してください',
      lead: 'マイナンバーカードを受け取るときに決めた、4けたの数字です。',
      again: '暗証番号をもう一度入力してください',
    },
    signaturePassword: {
      title: '署名用パスワードを入力してください',
      lead: 'マイナンバーカードを受け取るときに決めた、6〜16文字の大文字の英字と数字です。',
      again: '署名用パスワードをもう一度入力してください',
    },
    accountPin1: {
      title: 'アカウントの番号（PIN1）を決めてください',
      lead: 'メールボックスを開くときに使います。4〜12けたの数字です。カードの暗証番号とは別の番号にしてください。',
      again: '確認のため、PIN1をもう一度入力してください',
    },
    accountPin2: {
      title: '署名の番号（PIN2）を決めてください',
      lead: '電子署名をするときに使います。6〜12けたの数字です。署名を使わない方は、決めなくてもかまいません。',
      again: '確認のため、PIN2をもう一度入力してください',
    },
    typed: (count: number) => `${count}文字入力しました`,
    empty: 'まだ入力していません',
    digits: (min: number, max: number) => (min === max ? `数字${min}けた` : `数字${min}〜${max}けた`),
    capitals: (min: number, max: number) => `大文字の英字と数字 ${min}〜${max}文字`,
    tries: (left: number) => `あと${left}回まで入力できます`,
    triesLater: 'カードを置くと、残りの回数を確認します',
    lastTry: 'あと1回です。まちがえるとロックされます',
    lastTryBody:
      'ロックされると、市区町村の窓口で手続きが必要です。自信がないときは「職員を呼ぶ」を押してください。',
    hidden: '入力した文字は画面に出ません。',
    erase: '1文字けす',
    clear: 'すべてけす',
    skip: 'PIN2を使わない',
    pad: '入力用のキー',
  },

  lastTry: {
    title: 'あと1回しか入力できません',
    body: {
      supportPin: 'つぎにまちがえると、4けたの暗証番号がロックされます。',
      signaturePassword: 'つぎにまちがえると、署名用パスワードがロックされます。',
    },
    unlock:
      'ロックされたときは、お住まいの市区町村の窓口で解除の手続きをします。その日は登録できないことがあります。',
    question: '入力した番号で続けますか。',
    yes: 'はい、続けます',
    no: 'いいえ、入力しません',
  },

  card: {
    waiting: {
      title: 'マイナンバーカードを置いてください',
      lead: 'カードリーダーの上に、カードを平らに置きます。終わるまで、そのまま置いておいてください。',
    },
    recognising: { title: 'カードを確かめています', lead: 'カードを動かさずに、お待ちください。' },
    reading: { title: 'カードを読み取っています', lead: 'カードを動かさずに、お待ちください。' },
    signing: {
      title: 'カードで署名しています',
      lead: 'もうすぐ終わります。カードを動かさずに、お待ちください。',
    },
    where: 'カードリーダーにカードを置く絵',
    progress: '読み取りの進みぐあい',
    noNumber: '個人番号（12けたのマイナンバー）は読み取りません。',
  },

  confirm: {
    title: 'この内容でまちがいありませんか',
    lead: 'カードから読み取った内容です。',
    right: 'まちがいありません',
    wrong: '内容がちがいます',
    wrongNote:
      '「内容がちがいます」を押すと、登録せずに終わります。カードの内容は、市区町村の窓口でなおせます。',
    unknown: '不明',
  },

  contact: {
    title: '連絡先を教えてください',
    lead: '入力した連絡先に、確認のための6けたのコードを送ります。',
    email: 'メールアドレス',
    phone: '電話番号',
    phoneHint: '数字だけで入力します。なくても進めます。',
    send: 'コードを送る',
    sending: 'コードを送っています…',
    keyboard: '入力用のキー',
    domains: 'よく使われるアドレス',
    erase: '1文字けす',
    clear: 'すべてけす',
  },

  code: {
    title: '6けたのコードを入力してください',
    sentTo: { email: 'コードを送ったメールアドレス', phone: 'コードを送った電話番号' },
    number: (number: number) => `${number}通目を送りました。いちばん新しいコードを使ってください。`,
    until: (time: string) => `このコードは ${time} まで使えます`,
    over: 'このコードの期限が切れました。もう一度送ってください。',
    label: '確認コード',
    submit: '確認する',
    checking: '確認しています…',
    resend: 'コードを送り直す',
    resendIn: (seconds: number) => `あと${seconds}秒で送り直せます`,
    later: 'スマートフォンで続ける',
    laterNote: '届かないときや、いまメールを見られないときに使います。',
    erase: '1文字けす',
    clear: 'すべてけす',
    pad: '数字のキー',
    typed: (count: number) => `6けたのうち${count}けた入力しました`,
  },

  mailboxOffer: {
    title: 'メールボックスを使いますか',
    lead: '市などからのお知らせを、紙の代わりにスマートフォンやこの端末で受け取れます。',
    from: 'お知らせを送れるところ',
    needs: '使うときは、このあとアカウントの番号（PIN1）を決めます。',
    yes: '使う',
    no: 'いまは使わない',
  },

  memberships: {
    title: 'どこからのお知らせを受け取りますか',
    lead: 'カードの住所の市区町村と都道府県のうち、メールボックスに参加しているところです。あとから止めることもできます。',
    receiving: '受け取る',
    paused: '受け取らない',
  },

  saving: {
    title: '登録を保存しています',
    lead: 'そのままお待ちください。カードも置いたままにしてください。',
    beginning: '準備しています',
    beginningLead: '少しお待ちください。',
  },

  done: {
    title: '登録を受け付けました',
    titleOpen: '登録を保存しました。まだ続きがあります',
    titleSending: '登録を保存しました。自動で送ります',
    receipt: '受付番号',
    qr: 'スマートフォンで読み取ってください',
    qrNote: 'いまの状態を見たり、続きをしたりできます。',
    qrAlt: '登録の状態を見るページのQRコード',
    code: '読み取れないときのコード',
    print: {
      printing: '控えを印刷しています…',
      printed: '控えを印刷しました。お取りください。',
      saved: '控えをPDFファイルにしました。',
      failed: '控えを印刷できませんでした。画面のQRコードを使うか、職員にお声がけください。',
    },
    printAgain: 'もう一度印刷する',
    takeCard: 'カードをお取りください',
    takeCardAlt: 'カードリーダーからカードを取る絵',
  },

  ended: { takeCard: 'カードをお取りください', nothingKept: 'この端末に、あなたの情報は残っていません。' },

  messages: {
    title: 'メールボックス',
    lead: 'あなたに届いたお知らせです。読みたいものを押してください。',
    empty: 'お知らせはありません。',
    unread: '未読',
    read: '既読',
    synced: (time: string) => `${time} に確認しました`,
    neverSynced: 'まだ新しいお知らせを確認できていません。',
    from: '差出人',
    sentAt: '届いた日',
    close: '一覧にもどる',
    body: '本文',
  },

  staff: {
    title: '職員用：端末の状態',
    lead: '住民の氏名や連絡先は、この画面に出ません。',
    version: 'バージョン',
    shell: '画面',
    reader: 'カードリーダー',
    printer: 'プリンター',
    network: 'ネットワーク',
    lastContact: '市のシステムと最後に通信した時刻',
    lastSync: '最後の送受信',
    clock: '時計のずれ',
    clockMs: (ms: number) => `${ms}ミリ秒`,
    never: 'まだありません',
    unknown: '不明',
    outbox: '登録の数',
    saved: '保存済み',
    sent: '送信済み',
    accepted: '受付済み',
    needsAttention: '要確認',
    attention: '確認が必要な登録',
    noAttention: '確認が必要な登録はありません。',
    receipt: '受付番号',
    code: 'コード',
    since: 'いつから',
    retry: 'もう一度送る',
    action: '操作',
    sync: 'いま送受信する',
    printTest: '試し印刷',
    close: '閉じる',
  },

  overlay: {
    stillThere: {
      title: 'まだお使いですか',
      body: '操作がないため、まもなく入力した内容を消して、最初の画面にもどります。',
      seconds: (count: number) => `あと${count}秒`,
      stay: 'はい、続けます',
    },
    cancel: {
      title: '登録をやめますか',
      body: '「やめる」を押すと、ここまでに入力した内容をすべて消します。この端末には何も残りません。',
      yes: 'やめる',
      no: '続ける',
    },
    cardMissing: {
      title: 'カードをもどしてください',
      body: 'カードがカードリーダーからはなれました。もどすと続きからできます。もどらないときは、安全のため内容をすべて消します。',
      seconds: (count: number) => `あと${count}秒`,
    },
  },
};
