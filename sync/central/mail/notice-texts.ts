// The mail that says that the mailbox itself has something to tell. Neutral as all mails are: neither the city nor the matter.
import type { Language } from '../../contract/words.ts';

interface Words {
  readonly subject: string;
  readonly look: string;
  readonly counter: string;
}

const words: Readonly<Record<Language, Words>> = {
  ja: {
    subject: '確認のお願い',
    look: '登録された内容について、お知らせがあります。次のページで確認してください。',
    counter: '窓口の端末でも、カードを使って確認できます。',
  },
  easy: {
    subject: '確認（かくにん）のお願い',
    look: '登録（とうろく）したことについて、お知らせがあります。このページを見てください。',
    counter: '窓口（まどぐち）の機械でも、カードを使って見ることができます。',
  },
  en: {
    subject: 'Please have a look',
    look: 'There is a notice about your registration. Please look at this page:',
    counter: 'You can also read it with your card at the terminal at the counter.',
  },
  zh: {
    subject: '请确认',
    look: '关于您的登记内容有一条通知，请打开以下页面确认：',
    counter: '您也可以在窗口的终端上使用卡片查看。',
  },
  ko: {
    subject: '확인해 주십시오',
    look: '등록하신 내용에 대한 알림이 있습니다. 다음 페이지에서 확인해 주십시오.',
    counter: '창구의 단말기에서도 카드로 확인할 수 있습니다.',
  },
  vi: {
    subject: 'Vui lòng kiểm tra',
    look: 'Có một thông báo về nội dung đăng ký của bạn. Vui lòng xem trang này:',
    counter: 'Bạn cũng có thể xem bằng thẻ tại máy ở quầy.',
  },
  pt: {
    subject: 'Verifique, por favor',
    look: 'Há um aviso sobre o seu cadastro. Veja esta página:',
    counter: 'Também é possível ler com o seu cartão no terminal do balcão.',
  },
  tl: {
    subject: 'Pakitingnan',
    look: 'May paunawa tungkol sa iyong rehistro. Pakitingnan ang page na ito:',
    counter: 'Mababasa mo rin ito gamit ang iyong card sa terminal sa counter.',
  },
};

/** The mail in a language; `page` is the mailbox on the web. */
export function noticeMail(language: Language, page: string): { subject: string; text: string } {
  const { subject, look, counter } = words[language];
  return { subject, text: `${[look, page, '', counter].join('\n')}\n` };
}
