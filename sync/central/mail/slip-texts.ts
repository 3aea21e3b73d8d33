// What the mail says that takes the place of a slip on paper. As neutral as the others (texts.ts): no city, no matter, no name. It is
// the one mail of ours with an address to press, and comes only while its reader stands at the counter and has asked for it.
import type { Language } from '../../contract/words.ts';

const words: Readonly<
  Record<Language, { readonly subject: string; readonly text: string; readonly warning: string }>
> = {
  ja: {
    subject: '窓口でご依頼のページ',
    text: '窓口でご依頼のページです。スマートフォンで開いて、続きをしてください。開くときに生年月日をうかがいます。この宛先を、ほかの人に転送しないでください。',
    warning: 'お心当たりがないときは、このメールを削除してください。',
  },
  easy: {
    subject: '窓口（まどぐち）で送ったページ',
    text: '窓口（まどぐち）で、あなたが送ってほしいと言ったページです。スマートフォンで開いて、続きをしてください。生まれた日を入れます。ほかの人に送らないでください。',
    warning: 'このメールがわからない人は、メールを消してください。',
  },
  en: {
    subject: 'The page you asked for at the counter',
    text: 'This is the page you asked for at the counter. Please open it on your phone to go on. It asks for your date of birth first. Please do not forward it to anybody.',
    warning: 'If you do not know what this is about, please delete this mail.',
  },
  zh: {
    subject: '您在窗口要求的页面',
    text: '这是您在窗口要求发送的页面。请用手机打开并继续办理。打开时需要输入出生日期。请不要转发给他人。',
    warning: '如果您不清楚此事，请删除此邮件。',
  },
  ko: {
    subject: '창구에서 요청하신 페이지',
    text: '창구에서 요청하신 페이지입니다. 스마트폰으로 열어 이어서 진행해 주십시오. 열 때 생년월일을 입력합니다. 다른 사람에게 전달하지 마십시오.',
    warning: '이 메일이 무슨 내용인지 모르시면 삭제해 주십시오.',
  },
  vi: {
    subject: 'Trang bạn đã yêu cầu tại quầy',
    text: 'Đây là trang bạn đã yêu cầu tại quầy. Vui lòng mở bằng điện thoại để làm tiếp. Trang sẽ hỏi ngày sinh của bạn. Vui lòng không chuyển tiếp cho người khác.',
    warning: 'Nếu bạn không biết email này là gì, vui lòng xóa email.',
  },
  pt: {
    subject: 'A página que você pediu no balcão',
    text: 'Esta é a página que você pediu no balcão. Abra no celular para continuar. Ela pede primeiro a sua data de nascimento. Não encaminhe este e-mail a ninguém.',
    warning: 'Se você não sabe do que se trata, apague este e-mail.',
  },
  tl: {
    subject: 'Ang page na hiningi mo sa counter',
    text: 'Ito ang page na hiningi mo sa counter. Buksan ito sa cellphone para magpatuloy. Hihingin muna ang petsa ng iyong kapanganakan. Huwag itong ipasa sa iba.',
    warning: 'Kung hindi mo alam kung tungkol saan ito, burahin ang email na ito.',
  },
};

/** The mail in this language. */
export function slipMail(
  language: Language,
  url: string,
): { readonly subject: string; readonly text: string } {
  const { subject, text, warning } = words[language];
  return { subject, text: `${text}\n\n${url}\n\n${warning}\n` };
}
