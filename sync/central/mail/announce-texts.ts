// What a mail says that tells of a new message. As neutral as the others (texts.ts): neither sender nor matter nor name, for who reads
// over a shoulder. The address in it is the mailbox's front door, the same for everybody.
import type { Language } from '../../contract/words.ts';

const words: Readonly<
  Record<Language, { readonly subject: string; readonly text: string; readonly warning: string }>
> = {
  ja: {
    subject: '新しいお知らせがあります',
    text: 'メールボックスに、新しいお知らせが届きました。次のページで読めます。窓口の端末でも読めます。',
    warning:
      'このメールがいらないときは、メールボックスの設定で、メールを止められます。お心当たりがないときは、このメールを削除してください。',
  },
  easy: {
    subject: '新しい お知らせが あります',
    text: 'あなたのメールボックスに、新しい お知らせが とどきました。次のページで 読むことができます。窓口（まどぐち）の機械でも 読むことができます。',
    warning:
      'このメールが いらない人は、メールボックスで メールを止めることができます。このメールがわからない人は、メールを消してください。',
  },
  en: {
    subject: 'You have a new message',
    text: 'A new message has arrived in your mailbox. You can read it on this page, or at a terminal at the counter.',
    warning:
      'You can switch these mails off in your mailbox. If you do not know what this is about, please delete this mail.',
  },
  zh: {
    subject: '您有新的通知',
    text: '您的信箱收到了新的通知。可以在以下页面阅读，也可以在窗口的终端阅读。',
    warning: '如不需要此类邮件，可以在信箱中关闭。如果您不清楚此事，请删除此邮件。',
  },
  ko: {
    subject: '새 알림이 있습니다',
    text: '우편함에 새 알림이 도착했습니다. 다음 페이지에서 읽을 수 있으며, 창구의 단말기에서도 읽을 수 있습니다.',
    warning:
      '이 이메일이 필요 없으시면 우편함에서 끌 수 있습니다. 무슨 내용인지 모르시면 이 이메일을 삭제해 주십시오.',
  },
  vi: {
    subject: 'Bạn có thông báo mới',
    text: 'Hộp thư của bạn có thông báo mới. Bạn có thể đọc tại trang sau, hoặc tại máy ở quầy.',
    warning:
      'Bạn có thể tắt các email này trong hộp thư. Nếu bạn không biết email này là gì, vui lòng xóa email.',
  },
  pt: {
    subject: 'Você tem um novo aviso',
    text: 'Chegou um novo aviso à sua caixa de mensagens. Você pode lê-lo nesta página ou num terminal do balcão.',
    warning:
      'Você pode desligar estes e-mails na caixa de mensagens. Se você não sabe do que se trata, apague este e-mail.',
  },
  tl: {
    subject: 'May bago kang abiso',
    text: 'May dumating na bagong abiso sa iyong mailbox. Mababasa mo ito sa page na ito, o sa terminal sa counter.',
    warning:
      'Maaari mong patayin ang mga email na ito sa iyong mailbox. Kung hindi mo alam kung tungkol saan ito, burahin ang email na ito.',
  },
};

/** The mail in this language. */
export function announceMail(
  language: Language,
  url: string,
): { readonly subject: string; readonly text: string } {
  const { subject, text, warning } = words[language];
  return { subject, text: `${text}\n\n${url}\n\n${warning}\n` };
}
