// What a mail says before a slip expires. As neutral as the others (texts.ts): no city, no matter, no name, and no address to press, so
// that nobody learns to follow addresses in mails.
import type { Language } from '../../contract/words.ts';

interface Words {
  readonly subject: string;
  /** `until`: the last day. */
  text(until: string): string;
  readonly warning: string;
}

const locales: Readonly<Record<Language, string>> = {
  ja: 'ja-JP',
  easy: 'ja-JP',
  en: 'en-GB',
  zh: 'zh-CN',
  ko: 'ko-KR',
  vi: 'vi-VN',
  pt: 'pt-BR',
  tl: 'fil-PH',
};

const words: Readonly<Record<Language, Words>> = {
  ja: {
    subject: 'お手続きの期限が近づいています',
    text: (until) =>
      `お手続きが、まだ終わっていません。${until}までに、お手元の控えのQRコードからページを開いて、続きをしてください。期限を過ぎたときや、控えがないときは、窓口にお越しください。`,
    warning: 'お心当たりがないときは、このメールを削除してください。',
  },
  easy: {
    subject: '手続き（てつづき）は、もうすぐ終わりの日です',
    text: (until) =>
      `手続き（てつづき）が、まだ終わっていません。${until}までに、控え（ひかえ。もらった紙）のQRコードを、スマートフォンで読んでください。そして、続きをしてください。この日を過ぎた人や、控えがない人は、窓口（まどぐち）に来てください。`,
    warning: 'このメールがわからない人は、メールを消してください。',
  },
  en: {
    subject: 'Something is still open, and the time for it is running out',
    text: (until) =>
      `You have not finished yet. Please open the page behind the QR code on your slip by ${until} and finish what is open. After that day, or without the slip, please come to the counter.`,
    warning: 'If you do not know what this is about, please delete this mail.',
  },
  zh: {
    subject: '您的手续即将到期',
    text: (until) =>
      `您的手续尚未完成。请在${until}之前扫描回执上的二维码打开页面，完成剩余的步骤。逾期或没有回执时，请到窗口办理。`,
    warning: '如果您不清楚此事，请删除此邮件。',
  },
  ko: {
    subject: '절차 기한이 다가오고 있습니다',
    text: (until) =>
      `아직 끝나지 않은 절차가 있습니다. ${until}까지 접수증의 QR 코드로 페이지를 열어 나머지를 마쳐 주십시오. 기한이 지났거나 접수증이 없으면 창구로 와 주십시오.`,
    warning: '이 메일이 무슨 내용인지 모르시면 삭제해 주십시오.',
  },
  vi: {
    subject: 'Thủ tục của bạn sắp hết hạn',
    text: (until) =>
      `Bạn chưa làm xong thủ tục. Trước hết ngày ${until}, vui lòng mở trang bằng mã QR trên phiếu biên nhận và làm nốt phần còn lại. Nếu đã quá ngày hoặc không còn phiếu, vui lòng đến quầy.`,
    warning: 'Nếu bạn không biết email này là gì, vui lòng xóa email.',
  },
  pt: {
    subject: 'O prazo do seu procedimento está acabando',
    text: (until) =>
      `Você ainda não terminou. Até ${until}, abra a página do código QR do seu comprovante e termine o que falta. Depois desse dia, ou sem o comprovante, venha ao balcão.`,
    warning: 'Se você não sabe do que se trata, apague este e-mail.',
  },
  tl: {
    subject: 'Malapit na ang huling araw para tapusin ito',
    text: (until) =>
      `May hindi pa tapos. Hanggang ${until}, buksan ang page ng QR code sa iyong slip at tapusin ang natitira. Kapag lumipas na ang araw na iyon, o kung wala ang slip, pumunta sa counter.`,
    warning: 'Kung hindi mo alam kung tungkol saan ito, burahin ang email na ito.',
  },
};

/** The mail before a slip's last day (Japan's). */
export function reminderMail(language: Language, expiresAt: Date): { subject: string; text: string } {
  const { subject, text, warning } = words[language];
  const until = new Intl.DateTimeFormat(locales[language], {
    ...{ timeZone: 'Asia/Tokyo', dateStyle: 'long' },
  }).format(expiresAt);
  return { subject, text: `${text(until)}\n\n${warning}\n` };
}
