// Simplified Chinese. The words of ../../languages/zh.ts: 信箱 (mailbox), 验证码 (code), 登记 (registration).
import type { Texts } from './index.ts';

export const zh: Texts = {
  title: '信箱',
  privacy: '本页面不会向其他网站发送任何信息。通知的内容不会保存在此浏览器中。',

  signIn: {
    title: '打开信箱',
    lead: '请输入登记的电子邮箱和PIN1。验证码将通过邮件发送。',
    passkey: '用通行密钥打开',
    passkeyNote: '用面容、指纹或屏幕锁打开。',
    passkeyFailed: '未能用通行密钥打开。也可以用电子邮箱和PIN1打开。',
    or: '没有通行密钥时',
    pin1: 'PIN1',
    pin1Hint: '登记时设定的4至12位数字',
    pin1Digits: '请输入4至12位数字。',
    send: '发送验证码',
    sent: '如果电子邮箱和PIN1与登记一致，验证码已经发出。',
    wrong: (left) => `电子邮箱、PIN1或验证码不正确。还可以输入${left}次。`,
    paused: (time) => `多次输入错误。${time}起可以再次输入。`,
    restart: '从头开始',
    forgot: '忘记了PIN1',
    forgotHelp:
      '请携带个人编号卡到窗口。用卡可以在窗口阅读信箱。重新登记即可设定新的PIN1，收到的通知会保留。',
    lost: '手机丢失了',
    lostHelp: '请从这里打开信箱，在“设置”中选择手机丢失。丢失的手机将无法再查看。在窗口也可以办理。',
    notYet: '还没有登记',
    notYetHelp: '可以在市政府窗口用个人编号卡登记。',
  },

  fromSlip: {
    lead: '输入PIN1即可从这里打开。以后用电子邮箱和PIN1，或通行密钥打开。',
    passkey: '登记通行密钥并打开',
    passkeyNote: '有了通行密钥，下次用面容或指纹即可打开。',
    closed: '现在无法打开。请确认电子邮箱已确认、PIN1已设定。',
  },

  over: {
    left: { title: '已退出信箱', body: '此浏览器中没有留下您的信息。' },
    lost: {
      title: '已在所有浏览器中关闭',
      body: '丢失的手机已无法查看信箱。推送和通行密钥也已停止。通知仍然保留。可以用电子邮箱和PIN1再次打开。',
    },
    closed: { title: '账户已删除', body: '收到的通知也已全部删除。如需再次使用，请在窗口登记。' },
    again: '再次打开',
  },

  nav: { label: '菜单', messages: '通知', settings: '设置', leave: '退出' },

  list: {
    title: '通知',
    tabs: '谁的通知',
    mine: '我的',
    readFor: (receipt) => `代读：受理编号 ${receipt}`,
    readForNote: '您正在代他人阅读，只能阅读。阅读记录会留在本人的记录中。',
    search: '搜索通知',
    go: '搜索',
    clear: '结束搜索',
    found: (count) => `找到${count}条`,
    unreadCount: (count) => `有${count}条未读通知`,
    allRead: '已全部阅读',
    unread: '未读',
    emergency: '紧急',
    until: (day) => `请在${day}前阅读`,
    attachments: (count) => `附件${count}个`,
    empty: '还没有通知',
    emptyHelp: '收到后会自动显示在这里。',
    notFound: '没有找到',
    more: (shown, total) => `共${total}条，显示最新的${shown}条。更早的可以搜索。`,
    stale: '无法确认是否有新通知。恢复连接后会自动更新。',
  },

  moved: {
    lead: '如果您搬了家，在窗口的终端按两次即可更改。',
    steps: (move, change) => [
      '把已更新住址的个人编号卡放在终端上。',
      `按“${move}”。`,
      `确认开和关，然后按“${change}”。停止原来的地方时需要输入PIN1。`,
    ],
    go: '查看从哪里接收',
  },

  message: {
    back: '通知列表',
    open: '打开PDF',
    size: (pages, kilobytes) => `${pages}页，${kilobytes} KB`,
    print: '打印',
    deleted: '已删除',
    gone: '这条通知已在别处删除',
    goneNote: '其他通知仍然保留。',
    missingTitle: '没有这条通知',
    missingBody: '已被删除，或者地址不正确。',
    openedTold: '打开这条通知后，发送方会得知。',
  },

  pin1: {
    ask: '请输入账户PIN码（PIN1）',
    hint: '4至12位数字。不是卡的密码。',
    wrong: (left) => `PIN1不正确。还可以输入${left}次。`,
    paused: (time) => `PIN1多次错误。${time}起可以再次输入。`,
  },

  settings: { title: '设置', back: '返回设置', save: '保存', saved: '已保存' },
  municipalities: { available: '未接收', start: '接收', resume: '恢复接收', pause: '停止接收' },
  facts: {
    name: '姓名',
    birthDate: '出生日期',
    sex: '性别',
    address: '住址',
    email: '电子邮箱',
    phone: '电话号码',
  },
  sexes: { male: '男', female: '女', other: '其他', unknown: '不明' },
  receipt: '受理编号',
  factsNote: '如果内容已过时，在窗口的终端放上卡即可更新。',
  servicesMore: '要增加服务，请在窗口的终端重新登记。',
  delegateHow: '要指定代读人，请在窗口的终端使用卡和PIN1。',

  passkeys: {
    title: '通行密钥',
    note: '用面容或指纹打开信箱',
    lead: '有了通行密钥，无需等待邮件验证码，用面容或指纹即可打开。面容和指纹信息不会离开您的手机。',
    none: '还没有通行密钥。',
    add: '为此浏览器登记通行密钥',
    added: '已登记通行密钥',
    failed: '未能登记通行密钥，请重试。',
    unsupported: '此浏览器不能使用通行密钥。',
    one: '通行密钥',
    here: '正在使用的通行密钥',
    since: (day) => `${day}登记`,
    used: (day) => `上次使用：${day}`,
    remove: '删除这个通行密钥',
    removed: '已删除通行密钥',
    offer: '登记通行密钥后，下次可以立即打开信箱。',
  },

  lost: '此浏览器的信箱也会关闭，可以用电子邮箱和PIN1再次打开。如果丢失的手机也能阅读邮件，请同时更改邮箱密码。',

  typed: {
    label: '确认数字',
    hint: (digits) => `请输入 ${digits}。`,
    differs: (digits) => `请准确输入 ${digits}。`,
  },
  resetDone: '信箱已清空',
};
