// What a resident reads when something went wrong, in Vietnamese.
import type { Face, FaceKey } from './index.ts';

const nothing = 'Không có gì.';
const kept = 'Không có gì. Nội dung bạn đã nhập vẫn còn.';
const notFinishedYet = 'Những việc chưa xong không được lưu.';
const noTry = 'Không có gì. Số lần nhập mã PIN còn lại không giảm.';
const noPasswordTry = 'Không có gì. Số lần nhập mật khẩu chữ ký còn lại không giảm.';
const saved = 'Không có gì. Đăng ký của bạn đã được lưu.';
const unfinished = 'Đăng ký này chưa hoàn tất. Thẻ của bạn không bị ảnh hưởng.';
const notSaved = 'Đăng ký này không được lưu.';
const notSavedCardFine = `${notSaved} Thẻ của bạn không bị ảnh hưởng.`;
const notSavedOtherUses = `${notSaved} Thẻ vẫn dùng được cho các mục đích khác.`;
const oneTryGone = 'Số lần còn lại giảm 1 lần. Nhập đúng thì số lần trở lại như cũ.';
const triesLeft = (count: number) => `Bạn còn được nhập ${count} lần.`;
const call = 'hãy nhấn “Gọi nhân viên”.';
const wait = `Vui lòng chờ một chút. Nếu không thay đổi, ${call}`;
const again = `Vui lòng nhấc thẻ lên rồi đặt lại. Nếu lại xảy ra, ${call}`;
const onlyCall = 'Hãy nhấn “Gọi nhân viên”.';
const onlyMyNumber = 'Máy này chỉ dùng được với thẻ My Number.';
const placeMyNumber = 'Vui lòng đặt thẻ My Number của bạn.';
const renewCard = 'Vui lòng cập nhật thẻ tại văn phòng hành chính nơi bạn sống, rồi quay lại đây.';
const unlock = 'Vui lòng mở khóa tại văn phòng hành chính nơi bạn sống.';
const checkTries = 'Vui lòng đặt lại thẻ. Máy sẽ kiểm tra số lần còn lại và báo trên màn hình.';
const sureFirst = 'Vui lòng nhập lại. Nếu không chắc chắn, hãy nhấn “Gọi nhân viên” trước khi nhập.';
const qrInstead = `Bạn có thể dùng mã QR trên màn hình. Nếu cần phiếu giấy, ${call}`;

export const viFaces: Readonly<Record<FaceKey, Face>> = {
  'terminal.not-ready': {
    title: 'Đang chuẩn bị',
    what: 'Máy này đang chuẩn bị để bắt đầu.',
    lost: nothing,
    todo: wait,
  },
  'terminal.needs-attention': {
    title: 'Cần nhân viên kiểm tra',
    what: 'Máy này có việc mà nhân viên phải kiểm tra.',
    lost: nothing,
    todo: onlyCall,
  },
  'terminal.frozen': {
    title: 'Hiện máy này không nhận đăng ký',
    what: 'Đã lâu máy không liên lạc được với hệ thống của thành phố. Những đăng ký đã lưu không bị mất.',
    lost: nothing,
    todo: `Vui lòng dùng máy khác, hoặc ${call}`,
  },
  'reader.none': {
    title: 'Không tìm thấy đầu đọc thẻ',
    what: 'Thiết bị đọc thẻ chưa được kết nối.',
    lost: kept,
    todo: onlyCall,
  },
  'reader.gone': {
    title: 'Đầu đọc thẻ bị mất kết nối',
    what: 'Thiết bị đọc thẻ không còn dùng được.',
    lost: kept,
    todo: wait,
  },
  'reader.busy': {
    title: 'Đầu đọc thẻ đang bận',
    what: 'Thiết bị đọc thẻ đang làm việc khác.',
    lost: kept,
    todo: wait,
  },
  'network.offline': {
    title: 'Hiện đang mất kết nối mạng',
    what: 'Đăng ký của bạn được lưu an toàn trên máy này, và tự động gửi ngay khi có mạng.',
    lost: kept,
    todo: 'Bạn có thể làm tiếp. Bạn có thể nhận mã xác nhận sau, trên điện thoại.',
  },
  'central.refused': {
    title: 'Đăng ký chưa được tiếp nhận',
    what: 'Đăng ký đã được gửi, nhưng người phụ trách của thành phố cần kiểm tra.',
    lost: 'Không có gì. Đăng ký của bạn đã được lưu trên máy này.',
    todo: `Vui lòng ghi lại số tiếp nhận và ${call}`,
  },
  'disk.full': {
    title: 'Không lưu được đăng ký của bạn',
    what: 'Máy này không còn chỗ để lưu.',
    lost: unfinished,
    todo: onlyCall,
  },
  'store.failed': {
    title: 'Không lưu được đăng ký của bạn',
    what: 'Máy này không thể lưu đăng ký.',
    lost: unfinished,
    todo: onlyCall,
  },
  'card.not-my-number': {
    title: 'Hình như đây không phải thẻ My Number',
    what: 'Máy không đọc được thẻ này như một thẻ My Number.',
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.juki': {
    title: 'Đây là thẻ Sổ cư trú cơ bản (Juki)',
    what: onlyMyNumber,
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.licence': {
    title: 'Đây là giấy phép lái xe',
    what: onlyMyNumber,
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.residence': {
    title: 'Đây là thẻ cư trú',
    what: onlyMyNumber,
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.transit': {
    title: 'Đây là thẻ giao thông hoặc thẻ IC tương tự',
    what: onlyMyNumber,
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.phone': {
    title: 'Đây là điện thoại',
    what: 'Máy này dùng thẻ My Number bằng nhựa.',
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.unreadable': {
    title: 'Không đọc được thẻ',
    what: 'Có trục trặc khi trao đổi dữ liệu với thẻ.',
    lost: kept,
    todo: `Vui lòng nhấc thẻ lên rồi đặt nằm phẳng lại. Nếu lại xảy ra, ${call}`,
  },
  'card.moved': {
    title: 'Thẻ bị xê dịch',
    what: 'Thẻ rời khỏi đầu đọc thẻ khi đang đọc.',
    lost: noTry,
    todo: 'Vui lòng đặt lại thẻ và để yên cho đến khi xong.',
  },
  'card.other': {
    title: 'Đây là một thẻ khác',
    what: 'Thẻ đang đặt không phải là thẻ bạn đã đặt lúc đầu.',
    lost: noTry,
    todo: 'Vui lòng đặt thẻ bạn đã dùng lúc đầu.',
  },
  'card.no-signature-certificate': {
    title: 'Thẻ không có chứng thư điện tử dùng cho chữ ký',
    what: 'Chứng thư có thể đã mất hiệu lực, ví dụ do chuyển nhà, hoặc chưa từng có trong thẻ. Cần có chứng thư này để liên kết dịch vụ.',
    lost: kept,
    todo: 'Bạn có thể bỏ chọn dịch vụ liên kết để đăng ký tiếp. Văn phòng hành chính nơi bạn sống có thể cấp chứng thư.',
  },
  'card.certificate-expired': {
    title: 'Chứng thư điện tử dùng cho chữ ký đã hết hạn',
    what: 'Cần có chứng thư còn hiệu lực để liên kết dịch vụ.',
    lost: kept,
    todo: 'Bạn có thể bỏ chọn dịch vụ liên kết để đăng ký tiếp. Văn phòng hành chính nơi bạn sống có thể gia hạn chứng thư.',
  },
  'card.no-mailbox-certificate': {
    title: 'Thẻ không có chứng thư điện tử xác nhận người dùng',
    what: 'Chỉ mở được hộp thư bằng thẻ có chứng thư này.',
    lost: kept,
    todo: 'Văn phòng hành chính nơi bạn sống có thể cấp chứng thư.',
  },
  'card.facts-differ': {
    title: 'Nội dung trong thẻ không khớp nhau',
    what: 'Hai phần ghi trong thẻ khác nhau về họ tên, địa chỉ hoặc nội dung khác.',
    lost: notSavedCardFine,
    todo: renewCard,
  },
  'card.signature-invalid': {
    title: 'Không xác nhận được chữ ký',
    what: 'Máy đã kiểm tra chữ ký do thẻ tạo ra, nhưng chữ ký không đúng.',
    lost: notSaved,
    todo: onlyCall,
  },
  'card.timeout': {
    title: 'Đọc thẻ mất quá nhiều thời gian',
    what: 'Thẻ không trả lời nên máy đã ngừng đọc.',
    lost: kept,
    todo: again,
  },
  'pin.wrong': {
    title: 'Mã PIN không đúng',
    what: 'Mã PIN 4 số bạn nhập không phải là mã của thẻ này.',
    lost: oneTryGone,
    todo: sureFirst,
    left: triesLeft,
  },
  'pin.blocked': {
    title: 'Mã PIN đã bị khóa',
    what: 'Do nhập sai nhiều lần liên tiếp, thẻ không nhận mã PIN 4 số nữa.',
    lost: notSavedOtherUses,
    todo: unlock,
  },
  'pin.tries-unknown': {
    title: 'Không biết được số lần còn lại',
    what: 'Để bảo đảm an toàn, mã PIN chưa được gửi đến thẻ.',
    lost: noTry,
    todo: again,
  },
  'pin.outcome-unknown': {
    title: 'Không rõ mã PIN có đúng hay không',
    what: 'Kết nối với thẻ bị ngắt khi đang kiểm tra.',
    lost: 'Số lần còn lại có thể đã giảm 1 lần. Máy này không bao giờ tự gửi lại cùng một mã PIN.',
    todo: checkTries,
  },
  'pin.length': {
    title: 'Mã PIN có 4 chữ số',
    what: 'Bạn nhập chưa đủ chữ số.',
    lost: noTry,
    todo: 'Vui lòng nhập đủ 4 chữ số.',
  },
  'password.wrong': {
    title: 'Mật khẩu chữ ký không đúng',
    what: 'Mật khẩu bạn nhập không phải là mật khẩu của thẻ này.',
    lost: oneTryGone,
    todo: sureFirst,
    left: triesLeft,
  },
  'password.blocked': {
    title: 'Mật khẩu chữ ký đã bị khóa',
    what: 'Do nhập sai nhiều lần liên tiếp, thẻ không nhận mật khẩu này nữa.',
    lost: notSavedOtherUses,
    todo: unlock,
  },
  'password.tries-unknown': {
    title: 'Không biết được số lần còn lại',
    what: 'Để bảo đảm an toàn, mật khẩu chưa được gửi đến thẻ.',
    lost: noPasswordTry,
    todo: again,
  },
  'password.outcome-unknown': {
    title: 'Không rõ mật khẩu chữ ký có đúng hay không',
    what: 'Kết nối với thẻ bị ngắt khi đang kiểm tra.',
    lost: 'Số lần còn lại có thể đã giảm 1 lần. Máy này không bao giờ tự gửi lại cùng một mật khẩu.',
    todo: checkTries,
  },
  'password.length': {
    title: 'Mật khẩu chữ ký có 6 đến 16 ký tự',
    what: 'Số ký tự bạn nhập không phù hợp.',
    lost: noPasswordTry,
    todo: 'Vui lòng nhập 6 đến 16 chữ in hoa và chữ số.',
  },
  'draft.unknown': {
    title: 'Không có nội dung nào với các số này',
    what: 'Các số không đúng, hoặc đã quá hai giờ.',
    lost: 'Không có gì.',
    todo: 'Vui lòng kiểm tra và nhập lại, hoặc nhấn “Chọn tất cả tại đây”.',
  },
  'draft.paused': {
    title: 'Hiện không kiểm tra được các số',
    what: 'Các số sai đã được nhập quá nhiều lần, nên tạm dừng kiểm tra để an toàn.',
    lost: 'Không có gì.',
    todo: 'Vui lòng chờ, hoặc nhấn “Chọn tất cả tại đây”.',
    left: (count) => `Bạn có thể thử lại sau ${count} phút.`,
  },
  'draft.unreachable': {
    title: 'Hiện không lấy được nội dung đã chọn',
    what: 'Không có kết nối với hệ thống của thành phố.',
    lost: 'Không có gì. Nội dung đã chọn được giữ đến hết hạn.',
    todo: 'Vui lòng thử lại sau, hoặc nhấn “Chọn tất cả tại đây”: bạn vẫn đăng ký được.',
  },
  'email.malformed': {
    title: 'Địa chỉ email không đúng',
    what: 'Có thể thiếu “@” hoặc “.”, hoặc có ký tự không dùng được.',
    lost: kept,
    todo: 'Vui lòng kiểm tra và sửa lại.',
  },
  'phone.malformed': {
    title: 'Số điện thoại không đúng',
    what: 'Đây không phải là số điện thoại ở Nhật Bản.',
    lost: kept,
    todo: 'Vui lòng nhập 10 hoặc 11 chữ số bắt đầu bằng số 0, hoặc để trống.',
  },
  'code.wrong': {
    title: 'Mã xác nhận không đúng',
    what: 'Mã bạn nhập khác với mã chúng tôi đã gửi.',
    lost: kept,
    todo: 'Vui lòng xem mã mới nhất bạn nhận được và nhập lại.',
    left: triesLeft,
  },
  'code.expired': {
    title: 'Mã xác nhận đã hết hạn',
    what: 'Mã được gửi đã lâu nên không dùng được nữa.',
    lost: kept,
    todo: 'Hãy nhấn “Gửi lại mã”.',
  },
  'code.spent': {
    title: 'Mã này không dùng được nữa',
    what: 'Do nhập sai nhiều lần liên tiếp, mã đã bị ngừng để bảo đảm an toàn.',
    lost: kept,
    todo: 'Hãy nhấn “Gửi lại mã”.',
  },
  'code.paused': {
    title: 'Vui lòng chờ một lát',
    what: 'Mã đã bị nhập sai năm lần liên tiếp. Để bảo đảm an toàn, việc kiểm tra mã tạm dừng.',
    lost: kept,
    todo: 'Vui lòng chờ đến giờ hiện trên màn hình rồi nhập lại, hoặc làm tiếp sau trên điện thoại.',
  },
  'code.bounced': {
    title: 'Email không đến nơi',
    what: 'Email gửi đến địa chỉ này đã bị trả lại. Địa chỉ có thể bị sai.',
    lost: kept,
    todo: 'Hãy nhấn “Sửa địa chỉ” và kiểm tra lại.',
  },
  'code.send-failed': {
    title: 'Không gửi được mã xác nhận',
    what: 'Hình như mạng hoặc địa chỉ nhận có vấn đề.',
    lost: kept,
    todo: 'Vui lòng kiểm tra thông tin liên lạc rồi gửi lại, hoặc làm tiếp sau trên điện thoại.',
  },
  'code.too-many': {
    title: 'Hiện không gửi thêm mã được',
    what: 'Mã đã được gửi nhiều lần trong thời gian ngắn nên tạm ngừng.',
    lost: kept,
    todo: 'Vui lòng dùng mã mới nhất bạn nhận được, hoặc làm tiếp sau trên điện thoại.',
  },
  'account-pin.length': {
    title: 'Số chữ số không phù hợp',
    what: 'Bạn nhập quá ít hoặc quá nhiều chữ số.',
    lost: kept,
    todo: 'Vui lòng nhập đúng số chữ số ghi trên màn hình.',
  },
  'account-pin.mismatch': {
    title: 'Hai lần nhập không giống nhau',
    what: 'Mã PIN nhập lần hai khác với lần đầu.',
    lost: 'Bạn chỉ phải nhập lại từ đầu mã PIN này. Các nội dung khác vẫn còn.',
    todo: 'Vui lòng đặt và nhập lại mã PIN.',
  },
  'account-pin.same': {
    title: 'PIN2 phải khác PIN1',
    what: 'Bạn đã nhập cùng một số cho cả hai.',
    lost: kept,
    todo: 'Vui lòng nhập số khác.',
  },
  'mailbox.offline': {
    title: 'Hiện không có kết nối',
    what: 'Không kết nối được với hệ thống của thành phố, nên bây giờ chưa làm được.',
    lost: nothing,
    todo: 'Vui lòng thử lại sau một lát. Thông báo không bị mất.',
  },
  'mailbox.message-gone': {
    title: 'Thông báo này đã bị xóa',
    what: 'Thông báo đã được xóa ở nơi khác, ví dụ trên điện thoại.',
    lost: 'Chỉ thông báo này. Các thông báo khác vẫn còn.',
    todo: 'Hãy chọn thông báo khác.',
  },
  'mailbox.message-not-here': {
    title: 'Hiện không đọc được thông báo này',
    what: 'Máy này không lưu thông báo, nên chỉ đọc được khi có kết nối.',
    lost: 'Không có gì. Thông báo vẫn còn.',
    todo: 'Hãy nhấn lại sau, hoặc đọc trên điện thoại.',
  },
  'mailbox.changed-elsewhere': {
    title: 'Nội dung đã thay đổi ở nơi khác',
    what: 'Trong lúc mở màn hình này, hộp thư đã được thay đổi, ví dụ trên điện thoại.',
    lost: 'Không có gì. Việc bạn vừa nhấn chưa được thực hiện.',
    todo: 'Hãy xem nội dung mới, và nhấn lại nếu vẫn cần.',
  },
  'pin1.wrong': {
    title: 'Mã PIN tài khoản (PIN1) không đúng',
    what: 'Mã bạn nhập không phải là PIN1 đã đặt khi đăng ký.',
    lost: 'Không có gì. Số lần nhập mã PIN của thẻ không giảm.',
    todo: 'Hãy nhập lại. PIN1 không phải là mã PIN 4 số của thẻ.',
    left: triesLeft,
  },
  'pin1.paused': {
    title: 'Hiện không kiểm tra được PIN1',
    what: 'PIN1 đã bị nhập sai năm lần liên tiếp. Để an toàn, tạm dừng một giờ.',
    lost: 'Không có gì. Bạn vẫn đọc được thông báo.',
    todo: `Vui lòng quay lại sau. Nếu không nhớ PIN1, ${call}`,
    left: (count) => `Bạn có thể nhập lại sau ${count} phút.`,
  },
  'pin1.none': {
    title: 'Chưa có PIN1',
    what: 'Tài khoản của bạn không có PIN1, nên không làm được thủ tục này.',
    lost: nothing,
    todo: 'Hãy đăng ký lại bằng “Tạo tài khoản” ở màn hình đầu tiên và đặt PIN1.',
  },
  'delegate.number-wrong': {
    title: 'Không phải số tiếp nhận',
    what: 'Nội dung bạn nhập không phải là số tiếp nhận.',
    lost: kept,
    todo: 'Hãy xem phiếu của người đó và nhập lại.',
  },
  'delegate.own-number': {
    title: 'Đây là số tiếp nhận của bạn',
    what: 'Bạn không thể chọn chính mình đọc thay.',
    lost: kept,
    todo: 'Hãy nhập số trên phiếu của người sẽ đọc thay bạn.',
  },
  'typed-number.wrong': {
    title: 'Số không khớp',
    what: 'Số bạn nhập khác với số trên màn hình.',
    lost: 'Không có gì. Chưa thực hiện việc gì.',
    todo: 'Hãy xem số trên màn hình và nhập lại.',
  },
  'printer.empty': {
    title: 'Máy in hết giấy',
    what: 'Không còn giấy để in phiếu biên nhận.',
    lost: saved,
    todo: qrInstead,
  },
  'printer.unavailable': {
    title: 'Không dùng được máy in',
    what: 'Máy in chưa được kết nối.',
    lost: saved,
    todo: qrInstead,
  },
  'printer.jam': {
    title: 'Máy in bị kẹt giấy',
    what: 'Giấy bị kẹt trong máy in.',
    lost: saved,
    todo: qrInstead,
  },
  'printer.cover': {
    title: 'Nắp máy in đang mở',
    what: 'Không in được khi nắp đang mở.',
    lost: saved,
    todo: qrInstead,
  },
  'printer.ink': {
    title: 'Máy in hết mực',
    what: 'Máy in không còn mực.',
    lost: saved,
    todo: qrInstead,
  },
  'printer.full': {
    title: 'Máy in đã đầy giấy ra',
    what: 'Giấy đã in chất đầy nên không in tiếp được.',
    lost: saved,
    todo: qrInstead,
  },
  'printer.paused': {
    title: 'Máy in đang dừng',
    what: 'Máy in đang được tạm dừng.',
    lost: saved,
    todo: qrInstead,
  },
  'printer.offline': {
    title: 'Máy in không trả lời',
    what: 'Máy in chưa bật nguồn, hoặc dây bị tuột.',
    lost: saved,
    todo: qrInstead,
  },
  'printer.late': {
    title: 'Chưa in xong',
    what: 'Phiếu biên nhận không ra kịp nên lệnh in đã được hủy.',
    lost: saved,
    todo: qrInstead,
  },
  'printer.failed': {
    title: 'Không in được phiếu biên nhận',
    what: 'Có trục trặc khi đang in.',
    lost: saved,
    todo: qrInstead,
  },
  'facts.wrong': {
    title: 'Vui lòng cập nhật thẻ của bạn',
    what: 'Nội dung thẻ không còn đúng nên máy đã dừng mà không đăng ký.',
    lost: notSavedCardFine,
    todo: renewCard,
  },
  'session.cancelled': {
    title: 'Bạn đã dừng giữa chừng',
    what: 'Mọi nội dung bạn nhập đã được xóa.',
    lost: notFinishedYet,
    todo: 'Bạn có thể bắt đầu lại bất cứ lúc nào.',
  },
  'session.idle': {
    title: 'Đã kết thúc vì hết thời gian',
    what: 'Đã lâu không có thao tác nào, nên mọi nội dung đã được xóa để bảo đảm an toàn.',
    lost: notFinishedYet,
    todo: 'Vui lòng bắt đầu lại từ đầu.',
  },
  'session.card-gone': {
    title: 'Đã kết thúc vì thẻ bị lấy ra',
    what: 'Thẻ không được đặt lại, nên mọi nội dung đã được xóa để bảo đảm an toàn.',
    lost: notFinishedYet,
    todo: 'Vui lòng bắt đầu lại và để yên thẻ cho đến khi xong.',
  },
  'session.declined': {
    title: 'Đã kết thúc mà không đăng ký',
    what: 'Bạn không đồng ý, nên mọi nội dung đã được xóa.',
    lost: notSaved,
    todo: 'Nếu có thắc mắc, vui lòng hỏi nhân viên.',
  },
};
