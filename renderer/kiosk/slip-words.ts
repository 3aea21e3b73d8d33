// What staff read when they check a slip. Japanese or English, like the other words of their screen; loaded with it alone.
import type { SlipVerdict } from '../../preload/contract/state.ts';

export interface SlipWords {
  readonly title: string;
  readonly label: string;
  readonly hint: string;
  readonly keys: string;
  readonly check: string;
  readonly cancel: string;
  readonly close: string;
  readonly asking: string;
  readonly by: Readonly<Record<'signature' | 'central', string>>;
  readonly arrived: string;
  readonly notArrived: string;
  until(day: string): string;
  readonly verdict: Readonly<Record<SlipVerdict, string>>;
  readonly todo: Readonly<Record<SlipVerdict, string>>;
}

const ja: SlipWords = {
  title: '控えを確かめる',
  label: '控えの番号',
  hint: 'QRコードを読み取るか、24けたの番号を入力します。',
  keys: '数字のキー',
  check: '確かめる',
  cancel: 'この控えを無効にする',
  close: '次の控え',
  asking: '市のシステムに問い合わせています',
  by: { signature: 'この端末で確かめました', central: '市のシステムで確かめました' },
  arrived: '登録は市のシステムに届いています。',
  notArrived: '登録はまだ市のシステムに届いていません。',
  until: (day) => `期限：${day}`,
  verdict: {
    valid: '有効です',
    used: '手続きはすべて終わっています',
    expired: '期限が過ぎています',
    cancelled: '無効になっています',
    unknown: 'この番号の控えは見つかりません',
    forged: '本物の控えではありません',
    elsewhere: 'ほかの自治体の控えです',
    'no-slip': '控えの番号ではありません',
    mistyped: '番号がまちがっています',
    unchecked: 'ネットワークがないので、番号だけでは確かめられません',
    'new-key': 'この端末がまだ知らない端末の控えです',
  },
  todo: {
    valid: 'スマートフォンで続きができます。',
    used: 'することはありません。',
    expired: '窓口で続きをします。',
    cancelled: '新しい控えがあれば、そちらを使います。なければ窓口で続きをします。',
    unknown: '番号を確かめます。合っていれば、登録がまだ届いていません。後でもう一度確かめます。',
    forged: '預からずに、ITへ伝えます。',
    elsewhere: 'その自治体の窓口を案内します。',
    'no-slip': 'もう一度読み取ります。',
    mistyped: 'もう一度入力します。',
    unchecked: 'QRコードを読み取れば、ネットワークがなくても確かめられます。',
    'new-key': 'ネットワークがつながってから、もう一度確かめます。',
  },
};

const en: SlipWords = {
  title: 'Check a slip',
  label: 'Number of the slip',
  hint: 'Scan the QR code, or type the 24 digits.',
  keys: 'Keys with digits',
  check: 'Check',
  cancel: 'Cancel this slip',
  close: 'Next slip',
  asking: 'Asking the city’s system',
  by: { signature: 'Checked at this terminal', central: 'Checked with the city’s system' },
  arrived: 'The registration has arrived at the city’s system.',
  notArrived: 'The registration has not arrived at the city’s system yet.',
  until: (day) => `Until ${day}`,
  verdict: {
    valid: 'Valid',
    used: 'Everything is finished',
    expired: 'Expired',
    cancelled: 'Cancelled',
    unknown: 'No slip with this number is known',
    forged: 'Not a genuine slip',
    elsewhere: 'A slip of another municipality',
    'no-slip': 'Not the number of a slip',
    mistyped: 'The number is mistyped',
    unchecked: 'A number cannot be checked without network',
    'new-key': 'From a terminal that this one has not heard of yet',
  },
  todo: {
    valid: 'It can be continued on the phone.',
    used: 'Nothing to do.',
    expired: 'Go on at the counter.',
    cancelled: 'If there is a newer slip, that one is good. If not, go on at the counter.',
    unknown:
      'Look at the number again. If it is right, the registration has not arrived yet: check again later.',
    forged: 'Do not keep it; tell IT.',
    elsewhere: 'Send the resident to the counter of that municipality.',
    'no-slip': 'Scan again.',
    mistyped: 'Type it again.',
    unchecked: 'Scan the QR code: it can be checked without network.',
    'new-key': 'Check again when there is network.',
  },
};

export const slipWords: Readonly<Record<'ja' | 'en', SlipWords>> = { ja, en };
