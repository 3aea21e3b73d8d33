// What has to be readable in every language at once, and before any catalogue is there: the names of the languages, the first
// words of the welcome screen, and the tile that asks for staff when the page has lost the terminal. In the entry bundle, so short.

/** やさしい日本語 is `easy`. The same list as preload/contract/state.ts (tests/house/words.test.ts). */
export const languages = ['ja', 'easy', 'en', 'zh', 'ko', 'vi', 'pt', 'tl'] as const;
export type Language = (typeof languages)[number];

/** A text of the municipality: Japanese and English always, the others as far as there are any. */
export type LocalWords = Readonly<Record<'ja' | 'en', string>> &
  Readonly<Partial<Record<Language, string | undefined>>>;

/** The text in the wanted language, or what stands in for it, and which language that is. */
export function localWords(
  text: LocalWords,
  wanted: Language,
): { readonly text: string; readonly language: Language } {
  const own = text[wanted];
  if (own !== undefined) return { text: own, language: wanted };
  const language = wanted === 'easy' ? 'ja' : 'en';
  return { text: text[language], language };
}

const tags = {
  ja: 'ja',
  easy: 'ja',
  en: 'en',
  zh: 'zh-Hans',
  ko: 'ko',
  vi: 'vi',
  pt: 'pt-BR',
  tl: 'fil',
} as const;
/** The language tag (BCP 47) for `lang` and for Intl. */
export const htmlLang = (language: Language): (typeof tags)[Language] => tags[language];

export interface Greeting {
  /** The language in itself. */
  readonly name: string;
  /** What this terminal is. */
  readonly title: string;
  /** What can be done here, in one sentence. */
  readonly lead: string;
  /** On the button that begins. */
  readonly start: string;
  /** No way to main: nobody can know the resident's language any more. */
  readonly broken: { readonly title: string; readonly body: string };
}

export const greetings: Readonly<Record<Language, Greeting>> = {
  ja: {
    name: '{日本語|にほんご}',
    title: 'デジタル{市役所|しやくしょ}の{登録|とうろく}{窓口|まどぐち}',
    lead: 'マイナンバーカードで、{市|し}のアカウントをつくれます。',
    start: 'はじめる',
    broken: {
      title: '{職員|しょくいん}をお{待|ま}ちください',
      body: '{画面|がめん}とこの{端末|たんまつ}のつながりが{切|き}れました。{保存|ほぞん}した{登録|とうろく}は、なくなりません。お{近|ちか}くの{職員|しょくいん}にお{声|こえ}がけください。',
    },
  },
  easy: {
    name: 'やさしい{日本語|にほんご}',
    title: '{市役所|しやくしょ}の{登録|とうろく}をする{機械|きかい}です',
    lead: 'マイナンバーカードを{使|つか}って、{市|し}のアカウントをつくります。',
    start: 'はじめます',
    broken: {
      title: '{市役所|しやくしょ}の{人|ひと}を{待|ま}ってください',
      body: 'この{機械|きかい}は、{今|いま}{使|つか}えません。あなたの{登録|とうろく}は、なくなりません。{近|ちか}くにいる{市役所|しやくしょ}の{人|ひと}に{言|い}ってください。',
    },
  },
  en: {
    name: 'English',
    title: 'Digital city hall registration',
    lead: 'Create your city account with your My Number card.',
    start: 'Start',
    broken: {
      title: 'Please wait for staff',
      body: 'The screen has lost its connection to this terminal. Registrations that were saved are not lost. Please ask the staff nearby.',
    },
  },
  zh: {
    name: '简体中文',
    title: '数字市政府登记窗口',
    lead: '使用个人编号卡（マイナンバーカード）即可开设市政账户。',
    start: '开始',
    broken: {
      title: '请等待工作人员',
      body: '画面与本终端的连接已中断。已保存的登记不会丢失。请告知附近的工作人员。',
    },
  },
  ko: {
    name: '한국어',
    title: '디지털 시청 등록 창구',
    lead: '마이넘버 카드로 시 계정을 만들 수 있습니다.',
    start: '시작',
    broken: {
      title: '직원을 기다려 주십시오',
      body: '화면과 이 단말기의 연결이 끊어졌습니다. 저장된 등록 내용은 없어지지 않습니다. 가까운 직원에게 말씀해 주십시오.',
    },
  },
  vi: {
    name: 'Tiếng Việt',
    title: 'Quầy đăng ký kỹ thuật số của thành phố',
    lead: 'Bạn có thể tạo tài khoản của thành phố bằng thẻ My Number.',
    start: 'Bắt đầu',
    broken: {
      title: 'Vui lòng chờ nhân viên',
      body: 'Màn hình đã mất kết nối với máy này. Những đăng ký đã lưu không bị mất. Vui lòng báo cho nhân viên ở gần đây.',
    },
  },
  pt: {
    name: 'Português',
    title: 'Cadastro na prefeitura digital',
    lead: 'Crie sua conta da prefeitura com o cartão My Number.',
    start: 'Começar',
    broken: {
      title: 'Aguarde um funcionário',
      body: 'A tela perdeu a conexão com este terminal. Os cadastros já salvos não se perdem. Fale com um funcionário por perto.',
    },
  },
  tl: {
    name: 'Tagalog',
    title: 'Rehistrasyon sa digital na munisipyo',
    lead: 'Gumawa ng account sa lungsod gamit ang iyong My Number Card.',
    start: 'Magsimula',
    broken: {
      title: 'Pakihintay ang kawani',
      body: 'Naputol ang koneksyon ng screen sa makinang ito. Hindi mawawala ang mga nai-save na rehistrasyon. Magsabi sa kawaning malapit sa iyo.',
    },
  },
};
