// What a resident reads when something went wrong, in Simplified Chinese.
import type { Face, FaceKey } from './index.ts';

const nothing = '没有。';
const kept = '没有。您输入的内容仍然保留。';
const notFinishedYet = '未办完的手续没有保存。';
const noTry = '没有。密码的剩余次数没有减少。';
const noPasswordTry = '没有。签名用密码的剩余次数没有减少。';
const saved = '没有。您的登记已保存。';
const unfinished = '此次登记尚未完成。您的卡片不受影响。';
const notSaved = '此次登记没有保存。';
const notSavedCardFine = '此次登记没有保存。您的卡片不受影响。';
const triesLeft = (count: number) => `还可以输入${count}次。`;
const press = '按“呼叫工作人员”。';
const call = `请${press}`;
const wait = `请稍候。如果没有变化，${call}`;
const again = `请拿起卡片，再放一次。如果反复出现，${call}`;
const onlyMyNumber = '本终端只能使用个人编号卡。';
const placeMyNumber = '请放上个人编号卡（マイナンバーカード）。';
const renewCard = '请先到您居住地的市区町村窗口更新卡片的内容，然后再来办理。';
const qrInstead = `您可以使用画面上的二维码。如果需要纸质回执，${call}`;

export const zhFaces: Readonly<Record<FaceKey, Face>> = {
  'terminal.not-ready': { title: '正在准备', what: '本终端正在准备启动。', lost: nothing, todo: wait },
  'terminal.needs-attention': {
    title: '需要工作人员检查',
    what: '本终端有需要工作人员检查的事项。',
    lost: nothing,
    todo: call,
  },
  'terminal.frozen': {
    title: '本终端目前不能登记',
    what: '本终端长时间无法与市政系统通信。已保存的登记不会丢失。',
    lost: nothing,
    todo: `请使用其他终端，或${press}`,
  },
  'reader.none': { title: '找不到读卡器', what: '读取卡片的设备没有连接。', lost: kept, todo: call },
  'reader.gone': {
    title: '与读卡器的连接已中断',
    what: '读取卡片的设备不能使用了。',
    lost: kept,
    todo: wait,
  },
  'reader.busy': {
    title: '读卡器正在使用中',
    what: '读取卡片的设备正在进行其他处理。',
    lost: kept,
    todo: wait,
  },
  'network.offline': {
    title: '目前网络已断开',
    what: '您的登记会安全地保存在本终端，网络恢复后自动发送。',
    lost: kept,
    todo: '您可以继续。验证码可以稍后用手机接收。',
  },
  'central.refused': {
    title: '市政系统没有受理',
    what: '登记已发送，但需要由市政府的负责人员确认。',
    lost: '没有。您的登记已保存在本终端。',
    todo: `请记下受理编号，然后${press}`,
  },
  'disk.full': { title: '无法保存', what: '本终端没有保存登记的空间。', lost: unfinished, todo: call },
  'store.failed': { title: '无法保存', what: '本终端未能保存您的登记。', lost: unfinished, todo: call },
  'card.not-my-number': {
    title: '这似乎不是个人编号卡',
    what: '放上的卡片无法作为个人编号卡读取。',
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.juki': {
    title: '这是住民基本台账卡',
    what: onlyMyNumber,
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.licence': { title: '这是驾驶执照', what: onlyMyNumber, lost: noTry, todo: placeMyNumber },
  'card.residence': { title: '这是在留卡', what: onlyMyNumber, lost: noTry, todo: placeMyNumber },
  'card.transit': { title: '这是交通卡等IC卡', what: onlyMyNumber, lost: noTry, todo: placeMyNumber },
  'card.phone': {
    title: '这是智能手机',
    what: '本终端使用卡片形式的个人编号卡。',
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.unreadable': {
    title: '无法读取卡片',
    what: '与卡片的通信没有成功。',
    lost: kept,
    todo: `请拿起卡片，再平放一次。如果反复出现，${call}`,
  },
  'card.moved': {
    title: '卡片中途移动了',
    what: '读取途中，卡片离开了读卡器。',
    lost: noTry,
    todo: '请再放一次卡片，结束之前不要移动。',
  },
  'card.other': {
    title: '这不是刚才的卡片',
    what: '现在放的卡片与最初放的卡片不同。',
    lost: noTry,
    todo: '请放上最初使用的卡片。',
  },
  'card.no-signature-certificate': {
    title: '卡片中没有签名用电子证书',
    what: '可能因搬家等原因已失效，或卡片中原本就没有。关联服务需要此证书。',
    lost: kept,
    todo: '取消所选的关联服务，就可以继续登记。证书可以在市区町村的窗口申请发行。',
  },
  'card.certificate-expired': {
    title: '签名用电子证书已过期',
    what: '关联服务需要有效的证书。',
    lost: kept,
    todo: '取消所选的关联服务，就可以继续登记。证书可以在市区町村的窗口更新。',
  },
  'card.no-mailbox-certificate': {
    title: '卡片中没有用户证明用电子证书',
    what: '打开信箱需要含有此证书的卡片。',
    lost: kept,
    todo: '证书可以在市区町村的窗口申请发行。',
  },
  'card.facts-differ': {
    title: '卡片中的内容不一致',
    what: '卡片中的两项记录，姓名或住址等内容不同。',
    lost: notSavedCardFine,
    todo: renewCard,
  },
  'card.signature-invalid': {
    title: '无法确认签名',
    what: '对卡片生成的签名进行了核对，结果不正确。',
    lost: notSaved,
    todo: call,
  },
  'card.timeout': {
    title: '读取时间过长',
    what: '卡片没有回应，已停止读取。',
    lost: kept,
    todo: again,
  },
  'pin.wrong': {
    title: '密码不正确',
    what: '您输入的4位数密码与卡片的密码不同。',
    lost: '剩余次数减少了1次。输入正确后，次数会恢复。',
    todo: '请再输入一次。如果没有把握，请在输入前按“呼叫工作人员”。',
    left: triesLeft,
  },
  'pin.blocked': {
    title: '密码已被锁定',
    what: '由于连续输错，卡片不再接受4位数密码。',
    lost: '此次登记没有保存。卡片的其他用途不受影响。',
    todo: '请到您居住地的市区町村窗口解除锁定。',
  },
  'pin.tries-unknown': {
    title: '无法确认剩余次数',
    what: '为了安全，没有将密码发送给卡片。',
    lost: noTry,
    todo: again,
  },
  'pin.outcome-unknown': {
    title: '无法得知密码是否正确',
    what: '确认途中，与卡片的通信中断了。',
    lost: '剩余次数可能减少了1次。本终端不会自动再次发送同一密码。',
    todo: '请再放一次卡片。我们会确认剩余次数，并显示在画面上。',
  },
  'pin.length': {
    title: '密码是4位数字',
    what: '输入的数字位数不够。',
    lost: noTry,
    todo: '请输入全部4位数字。',
  },
  'password.wrong': {
    title: '签名用密码不正确',
    what: '您输入的密码与卡片的密码不同。',
    lost: '剩余次数减少了1次。输入正确后，次数会恢复。',
    todo: '请再输入一次。如果没有把握，请在输入前按“呼叫工作人员”。',
    left: triesLeft,
  },
  'password.blocked': {
    title: '签名用密码已被锁定',
    what: '由于连续输错，卡片不再接受此密码。',
    lost: '此次登记没有保存。卡片的其他用途不受影响。',
    todo: '请到您居住地的市区町村窗口解除锁定。',
  },
  'password.tries-unknown': {
    title: '无法确认剩余次数',
    what: '为了安全，没有将签名用密码发送给卡片。',
    lost: noPasswordTry,
    todo: again,
  },
  'password.outcome-unknown': {
    title: '无法得知签名用密码是否正确',
    what: '确认途中，与卡片的通信中断了。',
    lost: '剩余次数可能减少了1次。本终端不会自动再次发送同一密码。',
    todo: '请再放一次卡片。我们会确认剩余次数，并显示在画面上。',
  },
  'password.length': {
    title: '签名用密码是6至16位',
    what: '输入的位数不符。',
    lost: noPasswordTry,
    todo: '请输入6至16位大写英文字母和数字。',
  },
  'draft.unknown': {
    title: '没有找到与这组数字对应的内容',
    what: '数字不正确，或者已超过两小时。',
    lost: '没有。',
    todo: '请核对数字后重新输入，或按“在这里重新选择”。',
  },
  'draft.paused': {
    title: '现在不能确认数字',
    what: '输入错误的次数过多，为安全起见暂停确认。',
    lost: '没有。',
    todo: '请稍候，或按“在这里重新选择”。',
    left: (count) => `${count}分钟后可以再次输入。`,
  },
  'draft.unreachable': {
    title: '现在无法取得您选好的内容',
    what: '与市政府系统的连接已中断。',
    lost: '没有。您选好的内容会保留到期限为止。',
    todo: '请稍后再试，或按“在这里重新选择”，仍然可以登记。',
  },
  'email.malformed': {
    title: '电子邮件地址不正确',
    what: '可能缺少“@”或“.”，或含有不能使用的字符。',
    lost: kept,
    todo: '请检查并改正。',
  },
  'phone.malformed': {
    title: '电话号码不正确',
    what: '输入的内容不是日本的电话号码。',
    lost: kept,
    todo: '请输入以0开头的10位或11位数字。也可以不填。',
  },
  'code.wrong': {
    title: '验证码不正确',
    what: '您输入的与我们发送的验证码不同。',
    lost: kept,
    todo: '请查看最新收到的验证码，再输入一次。',
    left: triesLeft,
  },
  'code.expired': {
    title: '验证码已过期',
    what: '发送后时间过长，此验证码已不能使用。',
    lost: kept,
    todo: '请按“重新发送验证码”。',
  },
  'code.spent': {
    title: '此验证码已不能使用',
    what: '由于连续输错，为了安全，此验证码已停用。',
    lost: kept,
    todo: '请按“重新发送验证码”。',
  },
  'code.paused': {
    title: '请稍候',
    what: '验证码连续输错5次。为了安全，暂时停止核对。',
    lost: kept,
    todo: '请等到画面上显示的时间后再输入，也可以稍后用手机完成。',
  },
  'code.bounced': {
    title: '邮件未能送达',
    what: '发送到此地址的邮件被退回，地址可能有误。',
    lost: kept,
    todo: '请按“更正地址”，检查邮件地址。',
  },
  'code.send-failed': {
    title: '无法发送验证码',
    what: '网络或收件地址似乎有问题。',
    lost: kept,
    todo: '请检查联系方式后重新发送，也可以稍后用手机完成。',
  },
  'code.too-many': {
    title: '暂时不能再发送验证码',
    what: '短时间内发送了多次，因此暂停发送。',
    lost: kept,
    todo: '请使用已收到的最新验证码，也可以稍后用手机完成。',
  },
  'account-pin.length': {
    title: '位数不符',
    what: '输入的数字过多或过少。',
    lost: kept,
    todo: '请按画面上写的位数输入。',
  },
  'account-pin.mismatch': {
    title: '两次输入不一致',
    what: '第二次输入的PIN码与第一次不同。',
    lost: '只需重新输入此PIN码。其他内容仍然保留。',
    todo: '请重新设定并输入PIN码。',
  },
  'account-pin.same': {
    title: 'PIN2不能与PIN1相同',
    what: '您输入了相同的号码。',
    lost: kept,
    todo: '请输入其他号码。',
  },
  'mailbox.offline': {
    title: '目前没有连接',
    what: '无法连接市政系统，现在不能办理。',
    lost: nothing,
    todo: '请稍后再按一次。通知不会消失。',
  },
  'mailbox.message-gone': {
    title: '这条通知已被删除',
    what: '已在手机等别处删除。',
    lost: '只有这条通知。其他通知都还在。',
    todo: '请选择其他通知。',
  },
  'mailbox.message-not-here': {
    title: '现在无法阅读这条通知',
    what: '本终端没有存放，只有连接时才能阅读。',
    lost: '没有。通知仍然保留。',
    todo: '请稍后再按一次，也可以用手机阅读。',
  },
  'mailbox.changed-elsewhere': {
    title: '内容已在别处更改',
    what: '显示本画面期间，已在手机等处更改。',
    lost: '没有。您刚才按的内容还没有办理。',
    todo: '请确认新的内容，需要时再按一次。',
  },
  'pin1.wrong': {
    title: '账户PIN码（PIN1）不正确',
    what: '您输入的不是登记时设定的PIN1。',
    lost: '没有。卡的密码剩余次数没有减少。',
    todo: '请再输入一次。PIN1不是卡的4位数密码。',
    left: triesLeft,
  },
  'pin1.paused': {
    title: '现在无法核对PIN1',
    what: '连续输错5次。为了安全，一小时内不核对。',
    lost: '没有。仍可阅读通知。',
    todo: `请过一段时间再来。如果不知道PIN1，${call}`,
    left: (count) => `${count}分钟后可以再次输入。`,
  },
  'pin1.none': {
    title: '没有设定PIN1',
    what: '您的账户没有PIN1，无法办理这项手续。',
    lost: nothing,
    todo: '请从首页的“开设账户”重新登记，并设定PIN1。',
  },
  'delegate.number-wrong': {
    title: '受理编号不正确',
    what: '您输入的内容不是受理编号。',
    lost: kept,
    todo: '请确认那个人的回执，再输入一次。',
  },
  'delegate.own-number': {
    title: '这是您自己的受理编号',
    what: '不能把自己指定为代读人。',
    lost: kept,
    todo: '请输入代读人回执上的编号。',
  },
  'typed-number.wrong': {
    title: '数字不一致',
    what: '您输入的数字与画面上的不同。',
    lost: '没有。还没有办理任何手续。',
    todo: '请看画面上的数字，再输入一次。',
  },
  'printer.empty': { title: '打印机缺纸', what: '没有打印回执的纸了。', lost: saved, todo: qrInstead },
  'printer.unavailable': { title: '打印机不能使用', what: '打印机没有连接。', lost: saved, todo: qrInstead },
  'printer.jam': {
    title: '打印机卡纸',
    what: '纸张卡在打印机里了。',
    lost: saved,
    todo: qrInstead,
  },
  'printer.cover': {
    title: '打印机的盖子开着',
    what: '盖子开着时不能打印。',
    lost: saved,
    todo: qrInstead,
  },
  'printer.ink': {
    title: '打印机没有墨了',
    what: '打印机的墨水或碳粉已用完。',
    lost: saved,
    todo: qrInstead,
  },
  'printer.full': {
    title: '打印机没有空位了',
    what: '打印好的纸堆满了，不能继续打印。',
    lost: saved,
    todo: qrInstead,
  },
  'printer.paused': {
    title: '打印机已停止',
    what: '打印机处于暂停状态。',
    lost: saved,
    todo: qrInstead,
  },
  'printer.offline': {
    title: '打印机没有回应',
    what: '打印机没有开电源，或者线脱落了。',
    lost: saved,
    todo: qrInstead,
  },
  'printer.late': {
    title: '打印没有完成',
    what: '回执没有按时打印出来，因此取消了打印。',
    lost: saved,
    todo: qrInstead,
  },
  'printer.failed': { title: '无法打印回执', what: '打印途中发生了问题。', lost: saved, todo: qrInstead },
  'facts.wrong': {
    title: '请更新卡片的内容',
    what: '卡片的内容与现状不符，因此没有登记就结束了。',
    lost: notSavedCardFine,
    todo: renewCard,
  },
  'session.cancelled': {
    title: '已中途退出',
    what: '您输入的内容已全部删除。',
    lost: notFinishedYet,
    todo: '您可以随时重新开始。',
  },
  'session.idle': {
    title: '由于超时，已结束',
    what: '一段时间没有操作，为了安全，内容已全部删除。',
    lost: notFinishedYet,
    todo: '请从头重新开始。',
  },
  'session.card-gone': {
    title: '由于卡片被拿开，已结束',
    what: '卡片没有放回，为了安全，内容已全部删除。',
    lost: notFinishedYet,
    todo: '请从头重新开始。结束之前请不要拿开卡片。',
  },
  'session.declined': {
    title: '没有登记，已结束',
    what: '您没有同意，因此内容已全部删除。',
    lost: notSaved,
    todo: '如有疑问，请询问工作人员。',
  },
};
