// Vietnamese. The words of ../../languages/vi.ts: hộp thư (mailbox), mã (code), đăng ký (registration).
import type { Texts } from './index.ts';

export const vi: Texts = {
  title: 'Hộp thư',
  privacy: 'Trang này không gửi gì đến trang khác. Nội dung thông báo không được lưu trong trình duyệt này.',

  signIn: {
    title: 'Mở hộp thư',
    lead: 'Hãy nhập địa chỉ email đã đăng ký và PIN1. Mã xác nhận sẽ được gửi qua email.',
    passkey: 'Mở bằng khóa truy cập (passkey)',
    passkeyNote: 'Mở bằng khuôn mặt, vân tay hoặc khóa màn hình.',
    passkeyFailed: 'Không mở được bằng khóa truy cập. Bạn có thể dùng email và PIN1.',
    or: 'Khi không có khóa truy cập',
    pin1: 'PIN1',
    pin1Hint: '4 đến 12 chữ số bạn đã đặt khi đăng ký',
    pin1Digits: 'Vui lòng nhập 4 đến 12 chữ số.',
    send: 'Gửi mã',
    sent: 'Nếu email và PIN1 khớp với đăng ký, mã đã được gửi đi.',
    wrong: (left) => `Email, PIN1 hoặc mã không đúng. Bạn còn ${left} lần nhập.`,
    paused: (time) => `Đã nhập sai nhiều lần. Bạn có thể nhập lại từ ${time}.`,
    restart: 'Làm lại từ đầu',
    forgot: 'Tôi quên PIN1',
    forgotHelp:
      'Hãy mang thẻ My Number đến quầy. Ở đó thẻ mở được hộp thư. Nếu đăng ký lại, bạn đặt được PIN1 mới; các thông báo vẫn còn.',
    lost: 'Tôi bị mất điện thoại',
    lostHelp:
      'Hãy mở hộp thư ở đây, rồi vào Cài đặt và chọn mục mất điện thoại. Điện thoại bị mất sẽ không xem được nữa. Bạn cũng có thể làm ở quầy.',
    notYet: 'Tôi chưa đăng ký',
    notYetHelp: 'Bạn có thể đăng ký ở quầy của tòa thị chính bằng thẻ My Number.',
  },

  fromSlip: {
    lead: 'Nhập PIN1 để mở từ đây. Lần sau, bạn mở bằng email và PIN1, hoặc khóa truy cập.',
    passkey: 'Đăng ký khóa truy cập và mở',
    passkeyNote: 'Có khóa truy cập, lần sau bạn mở ngay bằng khuôn mặt hoặc vân tay.',
    closed: 'Hiện chưa mở được. Hãy kiểm tra email đã được xác nhận và PIN1 đã được đặt.',
  },

  over: {
    left: {
      title: 'Bạn đã rời hộp thư',
      body: 'Không có thông tin nào của bạn còn lại trong trình duyệt này.',
    },
    lost: {
      title: 'Đã đóng trên mọi trình duyệt',
      body: 'Điện thoại bị mất không xem được nữa. Thông báo đẩy và khóa truy cập cũng đã dừng. Các thông báo vẫn còn. Bạn có thể mở lại bằng email và PIN1.',
    },
    closed: {
      title: 'Tài khoản đã được xóa',
      body: 'Mọi thông báo cũng đã được xóa. Muốn dùng lại, hãy đăng ký ở quầy.',
    },
    again: 'Mở lại',
  },

  nav: { label: 'Trình đơn', messages: 'Thông báo', settings: 'Cài đặt', leave: 'Thoát' },

  list: {
    title: 'Thông báo',
    tabs: 'Thông báo của ai',
    mine: 'Của tôi',
    readFor: (receipt) => `Đọc giúp số biên nhận ${receipt}`,
    readForNote:
      'Bạn đang đọc giúp người khác. Bạn chỉ có thể đọc. Việc đọc được ghi vào nhật ký của người đó.',
    search: 'Tìm thông báo',
    go: 'Tìm',
    clear: 'Thôi tìm',
    found: (count) => `Tìm thấy ${count} thông báo`,
    unreadCount: (count) => `Có ${count} thông báo chưa đọc`,
    allRead: 'Bạn đã đọc hết',
    unread: 'Chưa đọc',
    emergency: 'Khẩn cấp',
    until: (day) => `Hãy đọc trước ${day}`,
    attachments: (count) => `${count} tệp`,
    empty: 'Chưa có thông báo',
    emptyHelp: 'Khi có, thông báo tự hiện ở đây.',
    notFound: 'Không tìm thấy',
    more: (shown, total) =>
      `Đang hiện ${shown} thông báo mới nhất trong ${total}. Hãy tìm để xem các thông báo cũ hơn.`,
    stale: 'Không biết có thông báo mới hay không. Trang sẽ tự cập nhật khi có kết nối.',
  },

  moved: {
    lead: 'Nếu bạn đã chuyển nhà, chỉ cần bấm hai lần ở máy tại quầy để thay đổi.',
    steps: (move, change) => [
      'Đặt thẻ My Number có địa chỉ mới lên máy.',
      `Bấm “${move}”.`,
      `Kiểm tra mục bật và tắt rồi bấm “${change}”. Khi dừng nơi cũ, bạn nhập PIN1.`,
    ],
    go: 'Xem tôi nhận từ đâu',
  },

  message: {
    back: 'Tất cả thông báo',
    open: 'Mở PDF',
    size: (pages, kilobytes) => `${pages} trang, ${kilobytes} KB`,
    print: 'In',
    deleted: 'Đã xóa',
    gone: 'Thông báo này đã được xóa ở nơi khác',
    goneNote: 'Các thông báo khác vẫn còn.',
    missingTitle: 'Không có thông báo này',
    missingBody: 'Thông báo đã bị xóa, hoặc địa chỉ không đúng.',
    openedTold: 'Khi bạn mở thông báo này, bên gửi sẽ biết.',
  },

  pin1: {
    ask: 'Hãy nhập mã PIN tài khoản (PIN1)',
    hint: '4 đến 12 chữ số. Không phải mã PIN của thẻ.',
    wrong: (left) => `PIN1 không đúng. Bạn còn ${left} lần nhập.`,
    paused: (time) => `PIN1 sai nhiều lần. Bạn có thể nhập lại từ ${time}.`,
  },

  settings: { title: 'Cài đặt', back: 'Về Cài đặt', save: 'Lưu', saved: 'Đã lưu' },
  municipalities: { available: 'Không nhận', start: 'Nhận', resume: 'Nhận lại', pause: 'Tạm dừng nhận' },
  facts: {
    name: 'Họ tên',
    birthDate: 'Ngày sinh',
    sex: 'Giới tính',
    address: 'Địa chỉ',
    email: 'Địa chỉ email',
    phone: 'Số điện thoại',
  },
  sexes: { male: 'Nam', female: 'Nữ', other: 'Khác', unknown: 'Không rõ' },
  receipt: 'Số biên nhận',
  factsNote: 'Nếu thông tin đã cũ, hãy đặt thẻ lên máy ở quầy để cập nhật.',
  servicesMore: 'Muốn thêm dịch vụ, hãy đăng ký lại ở máy tại quầy.',
  delegateHow: 'Muốn chọn người đọc giúp, hãy dùng máy ở quầy với thẻ và PIN1.',

  passkeys: {
    title: 'Khóa truy cập (passkey)',
    note: 'Mở hộp thư bằng khuôn mặt hoặc vân tay',
    lead: 'Có khóa truy cập, bạn mở hộp thư bằng khuôn mặt hoặc vân tay mà không phải chờ mã qua email. Thông tin khuôn mặt và vân tay không rời khỏi điện thoại của bạn.',
    none: 'Chưa có khóa truy cập nào.',
    add: 'Đăng ký khóa truy cập cho trình duyệt này',
    added: 'Đã đăng ký khóa truy cập',
    failed: 'Không đăng ký được khóa truy cập. Vui lòng thử lại.',
    unsupported: 'Trình duyệt này không dùng được khóa truy cập.',
    one: 'Khóa truy cập',
    here: 'Khóa truy cập đang dùng',
    since: (day) => `Đăng ký ${day}`,
    used: (day) => `Dùng lần cuối: ${day}`,
    remove: 'Xóa khóa truy cập này',
    removed: 'Đã xóa khóa truy cập',
    offer: 'Có khóa truy cập, lần sau hộp thư mở ngay.',
  },

  lost: 'Hộp thư trong trình duyệt này cũng đóng; email và PIN1 mở lại được. Nếu điện thoại bị mất cũng đọc được email, hãy đổi cả mật khẩu email.',

  typed: {
    label: 'Các chữ số để xác nhận',
    hint: (digits) => `Vui lòng nhập ${digits}.`,
    differs: (digits) => `Vui lòng nhập đúng ${digits}.`,
  },
  resetDone: 'Hộp thư đã trống',
};
