// Korean. The words of ../../languages/ko.ts: 우편함 (mailbox), 인증번호 (code), 등록 (registration).
import type { Texts } from './index.ts';

export const ko: Texts = {
  title: '우편함',
  privacy: '다른 사이트로는 아무것도 보내지 않습니다. 알림 내용은 이 브라우저에 저장되지 않습니다.',

  signIn: {
    title: '우편함 열기',
    lead: '등록한 이메일 주소와 PIN1을 입력해 주십시오. 인증번호를 이메일로 보냅니다.',
    passkey: '패스키로 열기',
    passkeyNote: '얼굴, 지문 또는 화면 잠금으로 엽니다.',
    passkeyFailed: '패스키로 열지 못했습니다. 이메일 주소와 PIN1로도 열 수 있습니다.',
    or: '패스키가 없을 때',
    pin1: 'PIN1',
    pin1Hint: '등록할 때 정한 4~12자리 숫자',
    pin1Digits: '4~12자리 숫자를 입력해 주십시오.',
    send: '인증번호 보내기',
    sent: '이메일 주소와 PIN1이 등록과 맞으면 인증번호를 보냈습니다.',
    wrong: (left) => `이메일 주소, PIN1, 인증번호 중 하나가 틀립니다. ${left}번 더 입력할 수 있습니다.`,
    paused: (time) => `여러 번 틀렸습니다. ${time}부터 다시 입력할 수 있습니다.`,
    restart: '처음부터 다시',
    forgot: 'PIN1을 잊었을 때',
    forgotHelp:
      '마이넘버 카드를 가지고 창구로 오십시오. 카드로 우편함을 읽을 수 있습니다. 다시 등록하면 PIN1을 새로 정할 수 있고, 받은 알림은 그대로 남습니다.',
    lost: '스마트폰을 잃어버렸을 때',
    lostHelp:
      '여기에서 우편함을 연 다음 설정에서 스마트폰 분실을 선택해 주십시오. 잃어버린 스마트폰에서는 볼 수 없게 됩니다. 창구에서도 할 수 있습니다.',
    notYet: '아직 등록하지 않았을 때',
    notYetHelp: '시청 창구에서 마이넘버 카드로 등록할 수 있습니다.',
  },

  fromSlip: {
    lead: 'PIN1을 입력하면 여기에서 열 수 있습니다. 다음부터는 이메일 주소와 PIN1 또는 패스키로 엽니다.',
    passkey: '패스키를 등록하고 열기',
    passkeyNote: '패스키가 있으면 다음부터 얼굴이나 지문으로 바로 엽니다.',
    closed: '지금은 열 수 없습니다. 이메일 주소 확인과 PIN1 설정이 끝났는지 확인해 주십시오.',
  },

  over: {
    left: { title: '우편함을 닫았습니다', body: '이 브라우저에 귀하의 정보는 남아 있지 않습니다.' },
    lost: {
      title: '모든 브라우저에서 닫았습니다',
      body: '잃어버린 스마트폰에서는 더 이상 볼 수 없습니다. 푸시 알림과 패스키도 중지했습니다. 알림은 남아 있습니다. 이메일 주소와 PIN1로 다시 열 수 있습니다.',
    },
    closed: {
      title: '계정을 삭제했습니다',
      body: '받은 알림도 모두 삭제했습니다. 다시 사용하려면 창구에서 등록해 주십시오.',
    },
    again: '다시 열기',
  },

  nav: { label: '메뉴', messages: '알림', settings: '설정', leave: '나가기' },

  list: {
    title: '알림',
    tabs: '누구의 알림',
    mine: '내 알림',
    readFor: (receipt) => `대신 읽기: 접수번호 ${receipt}`,
    readForNote: '부탁을 받아 읽고 있습니다. 읽기만 할 수 있습니다. 읽은 것은 본인의 기록에 남습니다.',
    search: '알림 찾기',
    go: '찾기',
    clear: '찾기 끝내기',
    found: (count) => `${count}건 찾았습니다`,
    unreadCount: (count) => `읽지 않은 알림이 ${count}건 있습니다`,
    allRead: '모두 읽었습니다',
    unread: '읽지 않음',
    emergency: '긴급',
    until: (day) => `${day}까지 읽어 주십시오`,
    attachments: (count) => `첨부 ${count}건`,
    empty: '아직 알림이 없습니다',
    emptyHelp: '도착하면 여기에 자동으로 나타납니다.',
    notFound: '찾지 못했습니다',
    more: (shown, total) => `${total}건 중 최근 ${shown}건입니다. 오래된 것은 찾기로 볼 수 있습니다.`,
    stale: '새 알림이 있는지 확인할 수 없습니다. 연결되면 자동으로 갱신됩니다.',
  },

  moved: {
    lead: '이사하셨다면 창구의 단말기에서 두 번만 누르면 바꿀 수 있습니다.',
    steps: (move, change) => [
      '주소를 갱신한 마이넘버 카드를 단말기에 올려놓습니다.',
      `「${move}」을(를) 누릅니다.`,
      `켜짐과 꺼짐을 확인하고 「${change}」을(를) 누릅니다. 이전 지역을 중지할 때는 PIN1을 입력합니다.`,
    ],
    go: '어디에서 받는지 보기',
  },

  message: {
    back: '알림 목록',
    open: 'PDF 열기',
    size: (pages, kilobytes) => `${pages}쪽, ${kilobytes} KB`,
    print: '인쇄',
    deleted: '삭제했습니다',
    gone: '이 알림은 다른 곳에서 삭제되었습니다',
    goneNote: '다른 알림은 남아 있습니다.',
    missingTitle: '이 알림은 없습니다',
    missingBody: '삭제되었거나 주소가 맞지 않습니다.',
    openedTold: '이 알림을 열면 보낸 곳에 전해집니다.',
  },

  pin1: {
    ask: '계정 PIN(PIN1)을 입력해 주십시오',
    hint: '4~12자리 숫자입니다. 카드의 비밀번호가 아닙니다.',
    wrong: (left) => `PIN1이 틀립니다. ${left}번 더 입력할 수 있습니다.`,
    paused: (time) => `PIN1이 여러 번 틀렸습니다. ${time}부터 다시 입력할 수 있습니다.`,
  },

  settings: { title: '설정', back: '설정으로', save: '저장', saved: '저장했습니다' },
  municipalities: { available: '받지 않음', start: '받기', resume: '다시 받기', pause: '수신 중지' },
  facts: {
    name: '이름',
    birthDate: '생년월일',
    sex: '성별',
    address: '주소',
    email: '이메일 주소',
    phone: '전화번호',
  },
  sexes: { male: '남', female: '여', other: '기타', unknown: '불명' },
  receipt: '접수번호',
  factsNote: '내용이 오래되었으면 창구의 단말기에 카드를 올려놓아 갱신할 수 있습니다.',
  servicesMore: '서비스를 추가하려면 창구의 단말기에서 다시 등록해 주십시오.',
  delegateHow: '대신 읽을 사람은 창구의 단말기에서 카드와 PIN1로 정합니다.',

  passkeys: {
    title: '패스키',
    note: '얼굴이나 지문으로 우편함 열기',
    lead: '패스키가 있으면 이메일 인증번호를 기다리지 않고 얼굴이나 지문으로 열 수 있습니다. 얼굴과 지문 정보는 스마트폰 밖으로 나가지 않습니다.',
    none: '등록한 패스키가 없습니다.',
    add: '이 브라우저의 패스키 등록',
    added: '패스키를 등록했습니다',
    failed: '패스키를 등록하지 못했습니다. 다시 시도해 주십시오.',
    unsupported: '이 브라우저에서는 패스키를 사용할 수 없습니다.',
    one: '패스키',
    here: '지금 사용 중인 패스키',
    since: (day) => `${day} 등록`,
    used: (day) => `마지막 사용: ${day}`,
    remove: '이 패스키 삭제',
    removed: '패스키를 삭제했습니다',
    offer: '패스키를 등록하면 다음부터 우편함을 바로 열 수 있습니다.',
  },

  lost: '이 브라우저의 우편함도 닫힙니다. 이메일 주소와 PIN1로 다시 열 수 있습니다. 잃어버린 스마트폰에서 이메일도 읽을 수 있다면 이메일 비밀번호도 바꿔 주십시오.',

  typed: {
    label: '확인 숫자',
    hint: (digits) => `${digits} 을(를) 입력해 주십시오.`,
    differs: (digits) => `${digits} 을(를) 그대로 입력해 주십시오.`,
  },
  resetDone: '우편함을 비웠습니다',
};
