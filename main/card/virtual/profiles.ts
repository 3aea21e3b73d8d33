// Sample people and sample cards. All of them are made up, and so is their city. The PINs are here to be read: try-out pages
// show them beside the card.

/** Kinds of card that the software card can be. */
export type ChipKind = 'my-number' | 'juki' | 'phone' | 'licence' | 'residence' | 'transit';

export interface Holder {
  readonly name: string;
  /** YYYYMMDD. */
  readonly birthDate: string;
  readonly sex: '1' | '2' | '9' | '0';
  readonly address: string;
}

export interface SamplePins {
  /** 4 digits; null: never set (cards without PINs). */
  readonly supportPin: string | null;
  readonly authPin: string | null;
  /** Null where there is no signature certificate. */
  readonly signaturePassword: string | null;
}

export interface CardProfile {
  readonly name: string;
  readonly kind: ChipKind;
  /** One line for people who try things out. */
  readonly title: { readonly ja: string; readonly en: string };
  /** Null for cards that are no My Number card. */
  readonly holder: Holder | null;
  readonly pins: SamplePins;
  /** What is wrong with the signature certificate; absent: nothing. */
  readonly signature?: 'expired' | 'old-address';
  /** Tries left when the card is made; absent: all. */
  readonly left?: { readonly supportPin?: number; readonly signaturePassword?: number };
}

/** Where all of them live. */
export const SAMPLE_PREFECTURE = { name: '架空県', romaji: 'Kakuu-ken' };
export const SAMPLE_CITY = { name: 'みほん市', romaji: 'Mihon-shi', code: '99201' };

const PINS: SamplePins = { supportPin: '1234', authPin: '5678', signaturePassword: 'ABC123' };
const NO_PINS: SamplePins = { supportPin: null, authPin: null, signaturePassword: null };

export const PROFILES: readonly CardProfile[] = [
  {
    name: 'hanako',
    kind: 'my-number',
    title: { ja: '見本　花子（ふつうのカード）', en: 'Mihon Hanako (ordinary card)' },
    holder: {
      name: '見本　花子',
      birthDate: '19850403',
      sex: '2',
      address: '架空県みほん市中央一丁目２番３号',
    },
    pins: PINS,
  },
  {
    name: 'rare',
    kind: 'my-number',
    title: { ja: '𠮷𡈽　葛󠄀之介（めずらしい文字、とても長い住所）', en: 'Rare characters, very long address' },
    holder: {
      // Two characters outside the BMP and one with an ideographic variation selector (U+845B U+E0100).
      name: '𠮷𡈽　葛\u{E0100}之介',
      birthDate: '19521130',
      sex: '1',
      address:
        '架空県みほん市大字字上野ヶ原字下ノ沢千二百三十四番地の五十六　' +
        'サンプルガーデンヒルズみほん中央公園駅前セントラルタワーレジデンス南弐号館　' +
        '１２３４号室　見本方　（旧表記：架空県見本郡見本町大字見本字𡈽手下）',
    },
    pins: { ...PINS, signaturePassword: 'RARE2026' },
  },
  {
    name: 'young',
    kind: 'my-number',
    title: { ja: '見本　わかば（１５歳未満、署名用証明書なし）', en: 'Under 15, no signature certificate' },
    holder: {
      name: '見本　わかば',
      birthDate: '20150505',
      sex: '2',
      address: '架空県みほん市中央一丁目２番３号',
    },
    pins: { ...PINS, signaturePassword: null },
  },
  {
    name: 'blocked',
    kind: 'my-number',
    title: { ja: '見本　鍵男（暗証番号がロック）', en: 'Support PIN blocked' },
    holder: { name: '見本　鍵男', birthDate: '19700101', sex: '1', address: '架空県みほん市北町４番５号' },
    pins: PINS,
    left: { supportPin: 0 },
  },
  {
    name: 'lasttry',
    kind: 'my-number',
    title: { ja: '見本　一子（のこり１回）', en: 'One try left for both PINs' },
    holder: { name: '見本　一子', birthDate: '20000229', sex: '2', address: '架空県みほん市南町６番７号' },
    pins: PINS,
    left: { supportPin: 1, signaturePassword: 1 },
  },
  {
    name: 'nopin',
    kind: 'my-number',
    title: { ja: '見本　顔子（暗証番号のないカード）', en: 'Card without PINs' },
    holder: { name: '見本　顔子', birthDate: '19380815', sex: '2', address: '架空県みほん市西町８番９号' },
    pins: NO_PINS,
  },
  {
    name: 'expired',
    kind: 'my-number',
    title: { ja: '見本　暦（署名用証明書の期限切れ）', en: 'Signature certificate expired' },
    holder: { name: '見本　暦', birthDate: '19651103', sex: '1', address: '架空県みほん市東町１０番１１号' },
    pins: PINS,
    signature: 'expired',
  },
  {
    name: 'moved',
    kind: 'my-number',
    title: {
      ja: '見本　引子（引っ越し後、署名用証明書が古い住所のまま）',
      en: 'Moved: signature certificate with the old address',
    },
    holder: {
      name: '見本　引子',
      birthDate: '19920620',
      sex: '2',
      address: '架空県みほん市港町１２番１３号',
    },
    pins: PINS,
    signature: 'old-address',
  },
  {
    name: 'juki',
    kind: 'juki',
    title: { ja: '住民基本台帳カード（古いカード）', en: 'Old Juki card' },
    holder: null,
    pins: NO_PINS,
  },
  {
    name: 'phone',
    kind: 'phone',
    title: { ja: 'スマートフォン', en: 'Phone with certificates' },
    holder: null,
    pins: NO_PINS,
  },
  {
    name: 'licence',
    kind: 'licence',
    title: { ja: '運転免許証', en: 'Driving licence' },
    holder: null,
    pins: NO_PINS,
  },
  {
    name: 'residence',
    kind: 'residence',
    title: { ja: '在留カード', en: 'Residence card' },
    holder: null,
    pins: NO_PINS,
  },
  {
    name: 'transit',
    kind: 'transit',
    title: { ja: '交通系ICカード', en: 'Transit card' },
    holder: null,
    pins: NO_PINS,
  },
];
