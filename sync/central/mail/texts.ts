// What the mails and short messages say. The subject is neutral: it names neither the city nor the matter, for families
// share mailboxes (reference/features.md, 18). The number tells which of several mails is the newest. The languages are those of
// the kiosk, and so are the words for code, slip and counter.
import type { Language } from '../../contract/words.ts';

export interface CodeText {
  readonly language: Language;
  readonly number: number;
  readonly code: string;
  readonly kind: 'counter' | 'handoff' | 'sign-in';
  /** Which of several mailboxes it opens that have the same address and the same PIN1; null: there is one. */
  readonly receiptNumber?: string | null;
  /** It goes to a trusted person, who tells it to the resident. */
  readonly helper: boolean;
  /** Address of the page behind the slip; null: not known, or nobody needs it. */
  readonly page: string | null;
}

interface Words {
  /** What the code is called before it stands. */
  readonly code: string;
  subject(number: number): string;
  /** Where to enter it, and how long it works (verifications/limits.ts, web/limits.ts). */
  readonly enter: Readonly<Record<CodeText['kind'], string>>;
  newest(number: number): string;
  readonly warning: string;
  /** Instead of the warning: the one who reads it is not the one it is for. */
  readonly helper: string;
  /** Before the address of the page. */
  readonly page: string;
  /** Of which registration, where several share an address. */
  receipt(receiptNumber: string): string;
  /** What a short message calls the code: its number without the word for mail. */
  sms(number: number): string;
}

const words: Readonly<Record<Language, Words>> = {
  ja: {
    code: '確認コード',
    subject: (number) => `確認コード（${number} 通目）`,
    enter: {
      counter: '窓口の画面に、この6けたのコードを入力してください。30分間使えます。',
      handoff:
        'お手元の控えのQRコードからページを開き、この6けたのコードを入力してください。24時間使えます。',
      'sign-in': '開いているページに、この6けたのコードを入力してください。30分間使えます。',
    },
    newest: (number) => `これは${number}通目のメールです。いちばん新しいメールのコードを使ってください。`,
    warning:
      'お心当たりがないときは、このメールを削除してください。このコードを、ほかの人に教えないでください。',
    helper:
      'このコードは、あなたに受け取りを頼んだ方のためのものです。その方にだけ伝えてください。お心当たりがないときは、このメールを削除してください。',
    page: 'こちらからも、ページを開けます。',
    receipt: (receipt) => `受付番号 ${receipt} の方のコードです。`,
    sms: (number) => `確認コード（${number} 通目）`,
  },
  // A mail cannot show readings above a word, so the few hard words have them behind.
  easy: {
    code: '6つの数字（コード）',
    subject: (number) => `6つの数字（${number}回目のメール）`,
    enter: {
      counter: '窓口（まどぐち）の画面（がめん）に、この6つの数字を入れてください。30分 使うことができます。',
      handoff:
        '控え（ひかえ。もらった紙）のQRコードを、スマートフォンで読んでください。そのページに、この6つの数字を入れてください。24時間 使うことができます。',
      'sign-in': '開（ひら）いているページに、この6つの数字を入れてください。30分 使うことができます。',
    },
    newest: (number) => `これは${number}回目のメールです。一番 新しいメールの数字を使ってください。`,
    warning:
      'このメールがわからない人は、メールを消してください。6つの数字を、ほかの人に教えないでください。',
    helper:
      'この6つの数字は、あなたに頼んだ人の数字です。その人にだけ、教えてください。わからないときは、このメールを消してください。',
    page: 'ここからも、ページを見ることができます。',
    receipt: (receipt) => `受付番号（うけつけばんごう）${receipt} の人の数字です。`,
    sms: (number) => `6つの数字（${number}回目）`,
  },
  en: {
    code: 'Your confirmation code',
    subject: (number) => `Confirmation code (mail no. ${number})`,
    enter: {
      counter: 'Please enter this 6-digit code on the screen at the counter. It works for 30 minutes.',
      handoff:
        'Please open the page behind the QR code on your slip and enter this 6-digit code. It works for 24 hours.',
      'sign-in': 'Please enter this 6-digit code on the page that you opened. It works for 30 minutes.',
    },
    newest: (number) => `This is mail no. ${number}. Please use the code in the newest mail.`,
    warning: 'If you did not ask for this, please delete this mail. Please do not tell the code to anybody.',
    helper:
      'This code is for the person who asked you to receive it. Please tell it to nobody else. If nobody asked you, please delete this mail.',
    page: 'The page also opens here:',
    receipt: (receipt) => `This code is for receipt number ${receipt}.`,
    sms: (number) => `Confirmation code (no. ${number})`,
  },
  zh: {
    code: '您的验证码',
    subject: (number) => `验证码（第${number}封邮件）`,
    enter: {
      counter: '请在窗口的画面上输入这6位验证码。30分钟内有效。',
      handoff: '请扫描回执上的二维码打开页面，输入这6位验证码。24小时内有效。',
      'sign-in': '请在您打开的页面上输入这6位验证码。30分钟内有效。',
    },
    newest: (number) => `这是第${number}封邮件。请使用最新邮件中的验证码。`,
    warning: '如果不是您本人申请，请删除此邮件。请不要把验证码告诉他人。',
    helper: '这个验证码是请您代为接收的人所需要的，请只告诉这个人。如果没有人请您代收，请删除此邮件。',
    page: '也可以从这里打开页面：',
    receipt: (receipt) => `这是受理编号 ${receipt} 的验证码。`,
    sms: (number) => `验证码（第${number}条）`,
  },
  ko: {
    code: '인증번호',
    subject: (number) => `인증번호(${number}번째 이메일)`,
    enter: {
      counter: '창구의 화면에 이 6자리 인증번호를 입력해 주십시오. 30분 동안 사용할 수 있습니다.',
      handoff:
        '접수증의 QR 코드로 페이지를 열어 이 6자리 인증번호를 입력해 주십시오. 24시간 동안 사용할 수 있습니다.',
      'sign-in': '열어 두신 페이지에 이 6자리 인증번호를 입력해 주십시오. 30분 동안 사용할 수 있습니다.',
    },
    newest: (number) => `${number}번째 이메일입니다. 가장 최근 이메일의 인증번호를 사용해 주십시오.`,
    warning: '요청하신 적이 없다면 이 이메일을 삭제해 주십시오. 인증번호를 다른 사람에게 알려 주지 마십시오.',
    helper:
      '이 인증번호는 대신 받아 달라고 부탁하신 분의 것입니다. 그분에게만 알려 주십시오. 부탁받은 적이 없다면 이 이메일을 삭제해 주십시오.',
    page: '여기에서도 페이지를 열 수 있습니다.',
    receipt: (receipt) => `접수 번호 ${receipt} 의 인증번호입니다.`,
    sms: (number) => `인증번호(${number}번째)`,
  },
  vi: {
    code: 'Mã xác nhận của bạn',
    subject: (number) => `Mã xác nhận (email thứ ${number})`,
    enter: {
      counter: 'Vui lòng nhập mã 6 chữ số này trên màn hình tại quầy. Mã dùng được trong 30 phút.',
      handoff:
        'Vui lòng mở trang bằng mã QR trên phiếu biên nhận và nhập mã 6 chữ số này. Mã dùng được trong 24 giờ.',
      'sign-in': 'Vui lòng nhập mã 6 chữ số này trên trang bạn đang mở. Mã dùng được trong 30 phút.',
    },
    newest: (number) => `Đây là email thứ ${number}. Vui lòng dùng mã trong email mới nhất.`,
    warning: 'Nếu bạn không yêu cầu mã này, vui lòng xóa email. Vui lòng không cho người khác biết mã.',
    helper:
      'Mã này dành cho người đã nhờ bạn nhận giúp. Vui lòng chỉ cho người đó biết. Nếu không ai nhờ bạn, vui lòng xóa email này.',
    page: 'Bạn cũng có thể mở trang tại đây:',
    receipt: (receipt) => `Mã này dành cho số tiếp nhận ${receipt}.`,
    sms: (number) => `Mã xác nhận (tin thứ ${number})`,
  },
  pt: {
    code: 'Seu código de confirmação',
    subject: (number) => `Código de confirmação (e-mail nº ${number})`,
    enter: {
      counter: 'Digite este código de 6 dígitos na tela do balcão. Ele vale por 30 minutos.',
      handoff:
        'Abra a página do código QR do seu comprovante e digite este código de 6 dígitos. Ele vale por 24 horas.',
      'sign-in': 'Digite este código de 6 dígitos na página que você abriu. Ele vale por 30 minutos.',
    },
    newest: (number) => `Este é o e-mail nº ${number}. Use o código do e-mail mais recente.`,
    warning: 'Se você não pediu este código, apague este e-mail. Não conte o código a ninguém.',
    helper:
      'Este código é para a pessoa que pediu a você para recebê-lo. Diga-o só a ela. Se ninguém pediu, apague este e-mail.',
    page: 'A página também abre aqui:',
    receipt: (receipt) => `Este código é do número de protocolo ${receipt}.`,
    sms: (number) => `Código de confirmação (nº ${number})`,
  },
  tl: {
    code: 'Ang iyong code ng kumpirmasyon',
    subject: (number) => `Code ng kumpirmasyon (email blg. ${number})`,
    enter: {
      counter: 'Ilagay ang 6-digit na code na ito sa screen sa counter. Magagamit ito sa loob ng 30 minuto.',
      handoff:
        'Buksan ang page ng QR code sa iyong slip at ilagay ang 6-digit na code na ito. Magagamit ito sa loob ng 24 na oras.',
      'sign-in':
        'Ilagay ang 6-digit na code na ito sa page na binuksan mo. Magagamit ito sa loob ng 30 minuto.',
    },
    newest: (number) => `Ito ang email blg. ${number}. Gamitin ang code sa pinakabagong email.`,
    warning:
      'Kung hindi ikaw ang humingi nito, burahin ang email na ito. Huwag sabihin ang code kahit kanino.',
    helper:
      'Ang code na ito ay para sa taong nakiusap na ikaw ang tumanggap. Sabihin lamang ito sa kanya. Kung walang nakiusap, burahin ang email na ito.',
    page: 'Mabubuksan din ang page dito:',
    receipt: (receipt) => `Ang code na ito ay para sa reference number ${receipt}.`,
    sms: (number) => `Code ng kumpirmasyon (blg. ${number})`,
  },
};

/** The mail with a code. */
export function codeMail({ language, number, code, kind, helper, page, receiptNumber = null }: CodeText): {
  subject: string;
  text: string;
} {
  const own = words[language];
  const lines = [
    `${own.code}: ${code}`,
    '',
    own.enter[kind],
    ...(receiptNumber === null ? [] : [own.receipt(receiptNumber)]),
    ...(page === null ? [] : [own.page, page]),
    ...(number > 1 ? [own.newest(number)] : []),
    '',
    helper ? own.helper : own.warning,
  ];
  return { subject: own.subject(number), text: `${lines.join('\n')}\n` };
}

/** The short message with a code. */
export const codeSms = ({ language, number, code }: Pick<CodeText, 'language' | 'number' | 'code'>): string =>
  `${words[language].sms(number)}: ${code}`;
