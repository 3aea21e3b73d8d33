// What staff read beside a code: where it comes from and what they do. For every face of a resident, and for what only staff see
// (why a registration waits or was refused, what the terminal warns of). Loaded with the staff screen alone; docs/STAFF.md holds the
// same tables (tests/house/guides.test.ts). A code without an entry does not compile; a new one of the wire fails a test.
import type { FaceKey } from './index.ts';
import { enStaffFaces } from './staff-faces-en.ts';
import { jaStaffFaces } from './staff-faces-ja.ts';

/** Codes that no resident meets. */
export const staffCodes = [
  'seal-unreadable',
  'device-signature-invalid',
  'record-malformed',
  'record-mismatch',
  'declaration-missing',
  'declaration-invalid',
  'certificate-untrusted',
  'verification-mismatch',
  'verification-unknown',
  'receipt-invalid',
  'balance-unknown',
  'balance-different',
  'payload-lost-held',
  'malformed',
  'too-large',
  'rate-limited',
  'unavailable',
  'internal',
  'unanswered',
  'offline',
  'timeout',
  'malformed-answer',
  'worker-gone',
  'proxy-refused',
  'tls',
  'clock',
  'server-certificate-expired',
  'unauthenticated',
  'forbidden',
  'terminal-revoked',
  'certificate-expired',
  'limits.days',
  'limits.count',
  'disk.low',
  'backup.failed',
  'balance.differs',
  'store.salvaged',
] as const;
export type StaffCode = FaceKey | (typeof staffCodes)[number];

export interface StaffFace {
  readonly cause: string;
  readonly todo: string;
}

/** Staff read Japanese or English. */
export const staffFaces: Readonly<Record<'ja' | 'en', Readonly<Record<StaffCode, StaffFace>>>> = {
  ja: jaStaffFaces,
  en: enStaffFaces,
};

/**
 * What is known of a code as main tells it; what follows a colon is a detail. Undefined for one that nobody has described: then the
 * code itself is for IT.
 */
export function staffFace(code: string, language: 'ja' | 'en'): StaffFace | undefined {
  const own: Readonly<Partial<Record<string, StaffFace>>> = staffFaces[language];
  return own[code.replace(/:.*$/u, '')];
}

/** Labels of the staff screen that only staff read. */
export const staffWords = {
  ja: {
    keeping: '登録の保管',
    warnings: '注意',
    oldest: 'いちばん古いもの',
    nextTry: 'つぎの送信',
    cutOff: '通信できていない日数',
    days: (count: number) => `${count}日`,
    frozen: '新しい登録を止めています',
    balance: '市のシステムとの照合',
    agrees: '合っています',
    differs: '合っていません',
    backup: '控えの写し',
    salvage: '保存用ファイルの修復',
    kept: (kept: number, lost: number) => `残った ${kept}件、失われた ${lost}件`,
    figure: (figure: number) => `（${figure}）`,
    noRetry: '送り直せません',
    undescribed: 'コードをITへ伝えてください。',
    sync: {
      title: '「いま送受信する」の結果',
      pressed: '終わった時刻',
      confirmed: '市のシステムに届いたと確かめた登録',
      of: (confirmed: number, offered: number) => `${offered}件のうち${confirmed}件`,
      waiting: 'まだ送っていない登録',
      attention: '確認が必要な登録',
      count: (count: number) => `${count}件`,
      news: '市からの知らせ',
      current: 'すべて受け取りました',
      behind: '最後まで受け取れませんでした',
      notBalanced: '照合できていないか、合っていません',
      notBefore: 'この時刻まで待つように言われました',
    },
  },
  en: {
    keeping: 'How registrations are kept',
    warnings: 'Warnings',
    oldest: 'Oldest',
    nextTry: 'Next attempt',
    cutOff: 'Days without contact',
    days: (count: number) => String(count),
    frozen: 'No new registrations are taken',
    balance: 'Balance with the city’s system',
    agrees: 'agrees',
    differs: 'does not agree',
    backup: 'Backup',
    salvage: 'Repair of the store',
    kept: (kept: number, lost: number) => `${kept} kept, ${lost} lost`,
    figure: (figure: number) => ` (${figure})`,
    noRetry: 'Cannot be sent again',
    undescribed: 'Tell IT the code.',
    sync: {
      title: 'What “Synchronise now” did',
      pressed: 'Ended at',
      confirmed: 'Registrations confirmed by the city’s system',
      of: (confirmed: number, offered: number) => `${confirmed} of ${offered}`,
      waiting: 'Still to be sent',
      attention: 'Need attention',
      count: (count: number) => String(count),
      news: 'News from the city',
      current: 'all received',
      behind: 'not received to the end',
      notBalanced: 'not compared, or does not agree',
      notBefore: 'Asked to wait until',
    },
  },
} as const;
