// What a resident reads when something went wrong, in Korean.
import type { Face, FaceKey } from './index.ts';

const nothing = '없습니다.';
const kept = '없습니다. 지금까지 입력하신 내용은 그대로 있습니다.';
const notFinishedYet = '끝나지 않은 절차는 저장되지 않았습니다.';
const noTry = '없습니다. 비밀번호의 남은 횟수도 줄지 않았습니다.';
const noPasswordTry = '없습니다. 서명용 비밀번호의 남은 횟수도 줄지 않았습니다.';
const saved = '없습니다. 등록 내용은 저장되어 있습니다.';
const unfinished = '이번 등록은 아직 끝나지 않았습니다. 카드에는 영향이 없습니다.';
const notSaved = '이번 등록은 저장되지 않았습니다.';
const notSavedCardFine = `${notSaved} 카드에는 영향이 없습니다.`;
const triesLeft = (count: number) => `앞으로 ${count}번 입력할 수 있습니다.`;
const call = '‘직원 호출’을 눌러 주십시오.';
const wait = `잠시 기다려 주십시오. 변화가 없으면 ${call}`;
const again = `카드를 들었다가 다시 올려놓아 주십시오. 되풀이되면 ${call}`;
const onlyMyNumber = '이 단말기에서는 마이넘버 카드를 사용합니다.';
const placeMyNumber = '마이넘버 카드를 올려놓아 주십시오.';
const renewCard = '거주하시는 시구정촌의 창구에서 카드의 내용을 갱신한 후 다시 방문해 주십시오.';
const unlock = '거주하시는 시구정촌의 창구에서 잠금을 해제해 주십시오.';
const qrInstead = `화면의 QR 코드를 사용할 수 있습니다. 종이 접수증이 필요하시면 ${call}`;

export const koFaces: Readonly<Record<FaceKey, Face>> = {
  'terminal.not-ready': {
    title: '준비하고 있습니다',
    what: '이 단말기는 지금 시작할 준비를 하고 있습니다.',
    lost: nothing,
    todo: wait,
  },
  'terminal.needs-attention': {
    title: '직원의 확인이 필요합니다',
    what: '이 단말기에 직원이 확인해야 할 사항이 있습니다.',
    lost: nothing,
    todo: call,
  },
  'terminal.frozen': {
    title: '지금은 이 단말기에서 등록할 수 없습니다',
    what: '시 시스템과 오랫동안 통신하지 못했습니다. 이미 저장된 등록은 없어지지 않습니다.',
    lost: nothing,
    todo: `다른 단말기를 사용하시거나 ${call}`,
  },
  'reader.none': {
    title: '카드 리더기를 찾을 수 없습니다',
    what: '카드를 읽는 기기가 연결되어 있지 않습니다.',
    lost: kept,
    todo: call,
  },
  'reader.gone': {
    title: '카드 리더기의 연결이 끊어졌습니다',
    what: '카드를 읽는 기기를 사용할 수 없게 되었습니다.',
    lost: kept,
    todo: wait,
  },
  'reader.busy': {
    title: '카드 리더기가 사용 중입니다',
    what: '카드를 읽는 기기가 다른 작업을 하고 있습니다.',
    lost: kept,
    todo: wait,
  },
  'network.offline': {
    title: '지금 네트워크가 끊어져 있습니다',
    what: '등록 내용은 이 단말기에 안전하게 저장되며, 연결되는 대로 자동으로 전송됩니다.',
    lost: kept,
    todo: '그대로 계속하실 수 있습니다. 인증번호는 나중에 스마트폰에서 받을 수 있습니다.',
  },
  'central.refused': {
    title: '시 시스템에서 접수되지 않았습니다',
    what: '등록 내용을 전송했지만, 시 담당자의 확인이 필요합니다.',
    lost: '없습니다. 등록 내용은 이 단말기에 저장되어 있습니다.',
    todo: `접수 번호를 적어 두시고 ${call}`,
  },
  'disk.full': {
    title: '저장하지 못했습니다',
    what: '이 단말기에 등록 내용을 저장할 공간이 없습니다.',
    lost: unfinished,
    todo: call,
  },
  'store.failed': {
    title: '저장하지 못했습니다',
    what: '이 단말기에 등록 내용을 저장할 수 없었습니다.',
    lost: unfinished,
    todo: call,
  },
  'card.not-my-number': {
    title: '마이넘버 카드가 아닌 것 같습니다',
    what: '놓인 카드를 마이넘버 카드로 읽을 수 없었습니다.',
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.juki': {
    title: '주민기본대장 카드가 놓여 있습니다',
    what: onlyMyNumber,
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.licence': {
    title: '운전면허증이 놓여 있습니다',
    what: onlyMyNumber,
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.residence': {
    title: '재류카드가 놓여 있습니다',
    what: onlyMyNumber,
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.transit': {
    title: '교통카드 등의 IC 카드가 놓여 있습니다',
    what: onlyMyNumber,
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.phone': {
    title: '스마트폰이 놓여 있습니다',
    what: '이 단말기에서는 실물 마이넘버 카드를 사용합니다.',
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.unreadable': {
    title: '카드를 읽지 못했습니다',
    what: '카드와의 통신이 잘 되지 않았습니다.',
    lost: kept,
    todo: `카드를 들었다가 다시 평평하게 올려놓아 주십시오. 되풀이되면 ${call}`,
  },
  'card.moved': {
    title: '도중에 카드가 움직였습니다',
    what: '읽는 도중에 카드가 카드 리더기에서 떨어졌습니다.',
    lost: noTry,
    todo: '카드를 다시 올려놓고, 끝날 때까지 그대로 두십시오.',
  },
  'card.other': {
    title: '처음과 다른 카드입니다',
    what: '처음에 놓은 카드와 지금 놓인 카드가 다릅니다.',
    lost: noTry,
    todo: '처음에 놓은 카드를 올려놓아 주십시오.',
  },
  'card.no-signature-certificate': {
    title: '서명용 전자증명서가 없습니다',
    what: '이사 등으로 효력을 잃었거나 처음부터 들어 있지 않은 카드입니다. 서비스를 연계하려면 이 증명서가 필요합니다.',
    lost: kept,
    todo: '선택하신 연계 서비스를 해제하면 등록을 계속할 수 있습니다. 증명서는 시구정촌 창구에서 발급받을 수 있습니다.',
  },
  'card.certificate-expired': {
    title: '서명용 전자증명서의 유효기간이 지났습니다',
    what: '서비스를 연계하려면 유효한 증명서가 필요합니다.',
    lost: kept,
    todo: '선택하신 연계 서비스를 해제하면 등록을 계속할 수 있습니다. 증명서는 시구정촌 창구에서 갱신할 수 있습니다.',
  },
  'card.no-mailbox-certificate': {
    title: '이용자 증명용 전자증명서가 없습니다',
    what: '우편함을 열려면 이 증명서가 들어 있는 카드가 필요합니다.',
    lost: kept,
    todo: '증명서는 시구정촌 창구에서 발급받을 수 있습니다.',
  },
  'card.facts-differ': {
    title: '카드 안의 내용이 일치하지 않습니다',
    what: '카드에 들어 있는 두 기록에서 성명이나 주소 등이 서로 다릅니다.',
    lost: notSavedCardFine,
    todo: renewCard,
  },
  'card.signature-invalid': {
    title: '서명을 확인하지 못했습니다',
    what: '카드가 만든 서명을 확인했지만 올바르지 않았습니다.',
    lost: notSaved,
    todo: call,
  },
  'card.timeout': {
    title: '카드를 읽는 데 시간이 너무 오래 걸렸습니다',
    what: '카드에서 응답이 없어 읽기를 중단했습니다.',
    lost: kept,
    todo: again,
  },
  'pin.wrong': {
    title: '비밀번호가 다릅니다',
    what: '입력하신 4자리 비밀번호가 카드의 비밀번호와 다릅니다.',
    lost: '남은 횟수가 1회 줄었습니다. 올바르게 입력하면 원래대로 돌아갑니다.',
    todo: '다시 입력해 주십시오. 확실하지 않으면 입력하기 전에 ‘직원 호출’을 눌러 주십시오.',
    left: triesLeft,
  },
  'pin.blocked': {
    title: '비밀번호가 잠겨 있습니다',
    what: '연속으로 틀려서 카드가 4자리 비밀번호를 받아들이지 않습니다.',
    lost: `${notSaved} 카드는 다른 용도로는 그대로 사용할 수 있습니다.`,
    todo: unlock,
  },
  'pin.tries-unknown': {
    title: '남은 횟수를 확인할 수 없습니다',
    what: '안전을 위해 비밀번호를 카드로 보내지 않았습니다.',
    lost: noTry,
    todo: again,
  },
  'pin.outcome-unknown': {
    title: '비밀번호가 맞았는지 알 수 없습니다',
    what: '확인하는 도중에 카드와의 통신이 끊어졌습니다.',
    lost: '남은 횟수가 1회 줄었을 수 있습니다. 이 단말기가 같은 번호를 자동으로 다시 보내는 일은 없습니다.',
    todo: '카드를 다시 올려놓아 주십시오. 남은 횟수를 확인하여 화면으로 알려 드립니다.',
  },
  'pin.length': {
    title: '비밀번호는 4자리입니다',
    what: '입력하신 숫자가 4자리보다 적습니다.',
    lost: noTry,
    todo: '숫자 4자리를 모두 입력해 주십시오.',
  },
  'password.wrong': {
    title: '서명용 비밀번호가 다릅니다',
    what: '입력하신 비밀번호가 카드의 비밀번호와 다릅니다.',
    lost: '남은 횟수가 1회 줄었습니다. 올바르게 입력하면 원래대로 돌아갑니다.',
    todo: '다시 입력해 주십시오. 확실하지 않으면 입력하기 전에 ‘직원 호출’을 눌러 주십시오.',
    left: triesLeft,
  },
  'password.blocked': {
    title: '서명용 비밀번호가 잠겨 있습니다',
    what: '연속으로 틀려서 카드가 비밀번호를 받아들이지 않습니다.',
    lost: `${notSaved} 카드는 다른 용도로는 그대로 사용할 수 있습니다.`,
    todo: unlock,
  },
  'password.tries-unknown': {
    title: '남은 횟수를 확인할 수 없습니다',
    what: '안전을 위해 서명용 비밀번호를 카드로 보내지 않았습니다.',
    lost: noPasswordTry,
    todo: again,
  },
  'password.outcome-unknown': {
    title: '서명용 비밀번호가 맞았는지 알 수 없습니다',
    what: '확인하는 도중에 카드와의 통신이 끊어졌습니다.',
    lost: '남은 횟수가 1회 줄었을 수 있습니다. 이 단말기가 같은 비밀번호를 자동으로 다시 보내는 일은 없습니다.',
    todo: '카드를 다시 올려놓아 주십시오. 남은 횟수를 확인하여 화면으로 알려 드립니다.',
  },
  'password.length': {
    title: '서명용 비밀번호는 6~16자리입니다',
    what: '입력하신 자릿수가 맞지 않습니다.',
    lost: noPasswordTry,
    todo: '영문 대문자와 숫자로 6~16자리를 입력해 주십시오.',
  },
  'draft.unknown': {
    title: '이 숫자에 맞는 내용이 없습니다',
    what: '숫자가 다르거나 2시간이 지났습니다.',
    lost: '없습니다.',
    todo: '숫자를 확인하고 다시 입력하시거나 ‘여기에서 처음부터 고르기’를 눌러 주십시오.',
  },
  'draft.paused': {
    title: '지금은 숫자를 확인할 수 없습니다',
    what: '틀린 숫자가 여러 번 입력되어 안전을 위해 확인을 쉬고 있습니다.',
    lost: '없습니다.',
    todo: '기다리시거나 ‘여기에서 처음부터 고르기’를 눌러 주십시오.',
    left: (count) => `${count}분 뒤에 다시 입력할 수 있습니다.`,
  },
  'draft.unreachable': {
    title: '고르신 내용을 지금 가져올 수 없습니다',
    what: '시 시스템과 연결되어 있지 않습니다.',
    lost: '없습니다. 고르신 내용은 기한까지 남아 있습니다.',
    todo: '잠시 후 다시 시도하시거나 ‘여기에서 처음부터 고르기’를 눌러 주십시오. 등록은 그대로 하실 수 있습니다.',
  },
  'email.malformed': {
    title: '이메일 주소가 올바르지 않습니다',
    what: '‘@’나 ‘.’이 없거나, 사용할 수 없는 문자가 들어 있는 것 같습니다.',
    lost: kept,
    todo: '다시 확인하고 고쳐 주십시오.',
  },
  'phone.malformed': {
    title: '전화번호가 올바르지 않습니다',
    what: '일본의 전화번호로 읽을 수 없었습니다.',
    lost: kept,
    todo: '0으로 시작하는 10자리 또는 11자리 숫자를 입력해 주십시오. 비워 두셔도 됩니다.',
  },
  'code.wrong': {
    title: '인증번호가 다릅니다',
    what: '입력하신 번호가 보내 드린 인증번호와 다릅니다.',
    lost: kept,
    todo: '가장 최근에 받은 인증번호를 확인하고 다시 입력해 주십시오.',
    left: triesLeft,
  },
  'code.expired': {
    title: '인증번호의 유효 시간이 지났습니다',
    what: '보낸 후 시간이 지나 이 인증번호는 사용할 수 없습니다.',
    lost: kept,
    todo: '‘인증번호 다시 보내기’를 눌러 주십시오.',
  },
  'code.spent': {
    title: '이 인증번호는 더 이상 사용할 수 없습니다',
    what: '연속으로 틀려서 안전을 위해 인증번호를 정지했습니다.',
    lost: kept,
    todo: '‘인증번호 다시 보내기’를 눌러 주십시오.',
  },
  'code.paused': {
    title: '잠시 기다려 주십시오',
    what: '인증번호를 다섯 번 연속으로 틀려서, 안전을 위해 잠시 확인을 중지했습니다.',
    lost: kept,
    todo: '화면에 표시된 시각까지 기다렸다가 다시 입력해 주십시오. 나중에 스마트폰에서 계속할 수도 있습니다.',
  },
  'code.bounced': {
    title: '이메일이 도착하지 않았습니다',
    what: '이 주소로 보낸 이메일이 되돌아왔습니다. 주소가 잘못된 것 같습니다.',
    lost: kept,
    todo: '‘주소 고치기’를 눌러 주소를 확인해 주십시오.',
  },
  'code.send-failed': {
    title: '인증번호를 보내지 못했습니다',
    what: '네트워크나 받는 주소에 문제가 있는 것 같습니다.',
    lost: kept,
    todo: '연락처를 확인하고 다시 보내 주십시오. 나중에 스마트폰에서 계속할 수도 있습니다.',
  },
  'code.too-many': {
    title: '지금은 인증번호를 더 보낼 수 없습니다',
    what: '짧은 시간에 여러 번 보내서 일시적으로 중지했습니다.',
    lost: kept,
    todo: '가장 최근에 받은 인증번호를 사용해 주십시오. 나중에 스마트폰에서 계속할 수도 있습니다.',
  },
  'account-pin.length': {
    title: '자릿수가 맞지 않습니다',
    what: '입력하신 숫자가 너무 적거나 많습니다.',
    lost: kept,
    todo: '화면에 적힌 자릿수로 입력해 주십시오.',
  },
  'account-pin.mismatch': {
    title: '두 번의 입력이 서로 다릅니다',
    what: '첫 번째와 두 번째에 서로 다른 번호가 입력되었습니다.',
    lost: '이 번호만 처음부터 다시 입력합니다. 다른 내용은 그대로 있습니다.',
    todo: '번호를 다시 정하여 입력해 주십시오.',
  },
  'account-pin.same': {
    title: 'PIN1과 같은 번호는 사용할 수 없습니다',
    what: 'PIN2는 PIN1과 다른 번호여야 합니다.',
    lost: kept,
    todo: '다른 번호를 입력해 주십시오.',
  },
  'mailbox.offline': {
    title: '지금 연결되어 있지 않습니다',
    what: '시 시스템과 연결되지 않아 지금은 할 수 없습니다.',
    lost: nothing,
    todo: '잠시 뒤에 다시 눌러 주십시오. 알림은 사라지지 않습니다.',
  },
  'mailbox.message-gone': {
    title: '이 알림은 삭제되었습니다',
    what: '스마트폰 등 다른 곳에서 삭제되었습니다.',
    lost: '이 알림뿐입니다. 다른 알림은 남아 있습니다.',
    todo: '다른 알림을 선택해 주십시오.',
  },
  'mailbox.message-not-here': {
    title: '이 알림은 지금 읽을 수 없습니다',
    what: '이 단말기에 보관하지 않아 연결되어 있을 때만 읽을 수 있습니다.',
    lost: '없습니다. 알림은 남아 있습니다.',
    todo: '나중에 다시 누르시거나 스마트폰에서 읽어 주십시오.',
  },
  'mailbox.changed-elsewhere': {
    title: '다른 곳에서 내용이 바뀌었습니다',
    what: '이 화면을 여는 동안 스마트폰 등에서 바뀌었습니다.',
    lost: '없습니다. 방금 누르신 일은 아직 하지 않았습니다.',
    todo: '새 내용을 확인하고, 필요하면 다시 눌러 주십시오.',
  },
  'pin1.wrong': {
    title: '계정 PIN(PIN1)이 다릅니다',
    what: '입력하신 번호가 등록할 때 정한 PIN1과 다릅니다.',
    lost: '없습니다. 카드 비밀번호의 남은 횟수도 줄지 않았습니다.',
    todo: '다시 입력해 주십시오. PIN1은 카드의 4자리 비밀번호가 아닙니다.',
    left: triesLeft,
  },
  'pin1.paused': {
    title: '지금은 PIN1을 확인할 수 없습니다',
    what: '다섯 번 연속으로 틀려, 안전을 위해 한 시간 동안 확인하지 않습니다.',
    lost: '없습니다. 알림은 계속 읽을 수 있습니다.',
    todo: `시간을 두고 다시 와 주십시오. PIN1을 모르시면 ${call}`,
    left: (count) => `${count}분 뒤에 다시 입력할 수 있습니다.`,
  },
  'pin1.none': {
    title: 'PIN1이 없습니다',
    what: '계정에 PIN1이 없어 이 절차를 할 수 없습니다.',
    lost: nothing,
    todo: '첫 화면의 ‘계정 만들기’에서 다시 등록하고 PIN1을 정해 주십시오.',
  },
  'delegate.number-wrong': {
    title: '접수 번호가 아닙니다',
    what: '입력하신 내용은 접수 번호가 아닙니다.',
    lost: kept,
    todo: '그분의 접수증을 확인하고 다시 입력해 주십시오.',
  },
  'delegate.own-number': {
    title: '본인의 접수 번호입니다',
    what: '본인을 대신 읽는 사람으로 정할 수 없습니다.',
    lost: kept,
    todo: '읽어 줄 분의 접수증에 적힌 번호를 입력해 주십시오.',
  },
  'typed-number.wrong': {
    title: '숫자가 다릅니다',
    what: '입력하신 숫자가 화면의 숫자와 다릅니다.',
    lost: '없습니다. 아직 아무것도 하지 않았습니다.',
    todo: '화면의 숫자를 보고 다시 입력해 주십시오.',
  },
  'printer.empty': {
    title: '프린터에 용지가 없습니다',
    what: '접수증을 인쇄할 용지가 떨어졌습니다.',
    lost: saved,
    todo: qrInstead,
  },
  'printer.unavailable': {
    title: '프린터를 사용할 수 없습니다',
    what: '프린터가 연결되어 있지 않습니다.',
    lost: saved,
    todo: qrInstead,
  },
  'printer.jam': {
    title: '프린터에 종이가 걸렸습니다',
    what: '프린터 안에서 종이가 걸렸습니다.',
    lost: saved,
    todo: qrInstead,
  },
  'printer.cover': {
    title: '프린터 덮개가 열려 있습니다',
    what: '덮개가 열려 있으면 인쇄할 수 없습니다.',
    lost: saved,
    todo: qrInstead,
  },
  'printer.ink': {
    title: '프린터의 잉크가 없습니다',
    what: '프린터의 잉크나 토너가 떨어졌습니다.',
    lost: saved,
    todo: qrInstead,
  },
  'printer.full': {
    title: '프린터에 빈자리가 없습니다',
    what: '인쇄된 종이가 쌓여 있어 인쇄할 수 없습니다.',
    lost: saved,
    todo: qrInstead,
  },
  'printer.paused': {
    title: '프린터가 멈춰 있습니다',
    what: '프린터가 일시 정지되어 있습니다.',
    lost: saved,
    todo: qrInstead,
  },
  'printer.offline': {
    title: '프린터가 응답하지 않습니다',
    what: '프린터의 전원이 꺼져 있거나 선이 빠져 있습니다.',
    lost: saved,
    todo: qrInstead,
  },
  'printer.late': {
    title: '인쇄가 끝나지 않았습니다',
    what: '접수증이 제시간에 나오지 않아 인쇄를 취소했습니다.',
    lost: saved,
    todo: qrInstead,
  },
  'printer.failed': {
    title: '접수증을 인쇄하지 못했습니다',
    what: '인쇄하는 도중에 문제가 생겼습니다.',
    lost: saved,
    todo: qrInstead,
  },
  'facts.wrong': {
    title: '카드의 내용을 갱신해 주십시오',
    what: '카드의 내용이 현재와 달라 등록하지 않고 마쳤습니다.',
    lost: notSavedCardFine,
    todo: renewCard,
  },
  'session.cancelled': {
    title: '중간에 그만두었습니다',
    what: '입력하신 내용을 모두 지웠습니다.',
    lost: notFinishedYet,
    todo: '언제든지 처음부터 다시 하실 수 있습니다.',
  },
  'session.idle': {
    title: '시간이 지나 종료되었습니다',
    what: '한동안 조작이 없어 안전을 위해 내용을 모두 지웠습니다.',
    lost: notFinishedYet,
    todo: '처음부터 다시 시작해 주십시오.',
  },
  'session.card-gone': {
    title: '카드가 떨어져 종료되었습니다',
    what: '카드가 다시 놓이지 않아 안전을 위해 내용을 모두 지웠습니다.',
    lost: notFinishedYet,
    todo: '처음부터 다시 시작해 주십시오. 카드는 끝날 때까지 그대로 두십시오.',
  },
  'session.declined': {
    title: '등록하지 않고 마쳤습니다',
    what: '동의하지 않으셔서 내용을 모두 지웠습니다.',
    lost: notSaved,
    todo: '궁금한 점은 직원에게 문의해 주십시오.',
  },
};
