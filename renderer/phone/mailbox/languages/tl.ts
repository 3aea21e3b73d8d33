// Tagalog. The words of ../../languages/tl.ts: mailbox, code, rehistrasyon (registration), kawani (staff).
import type { Texts } from './index.ts';

export const tl: Texts = {
  title: 'Mailbox',
  privacy: 'Walang ipinapadala sa ibang site. Hindi naiiwan sa browser na ito ang mga mensahe mo.',

  signIn: {
    title: 'Buksan ang mailbox',
    lead: 'Ilagay ang nakarehistrong email address at ang PIN1. Magpapadala kami ng code sa email.',
    passkey: 'Buksan gamit ang passkey',
    passkeyNote: 'Mukha, fingerprint o screen lock ang magbubukas.',
    passkeyFailed: 'Hindi nabuksan gamit ang passkey. Puwede rin ang email address at PIN1.',
    or: 'Kung walang passkey',
    pin1: 'PIN1',
    pin1Hint: 'Ang 4 hanggang 12 numero na pinili mo sa rehistrasyon',
    pin1Digits: 'Ilagay ang 4 hanggang 12 numero.',
    send: 'Ipadala ang code',
    sent: 'Kung tama ang email address at PIN1, naipadala na ang code.',
    wrong: (left) => `May mali sa email address, PIN1 o code. Natitirang subok: ${left}.`,
    paused: (time) => `Maraming beses na mali. Puwedeng subukan ulit mula ${time}.`,
    restart: 'Magsimula ulit',
    forgot: 'Nakalimutan ko ang PIN1',
    forgotHelp:
      'Dalhin ang My Number Card sa counter. Mabubuksan ng card ang mailbox doon. Kung magrerehistro ulit, pipili ka ng bagong PIN1; mananatili ang mga mensahe.',
    lost: 'Nawala ang phone ko',
    lostHelp:
      'Buksan ang mailbox dito, pumunta sa Settings at piliin ang nawalang phone. Hindi na ito mabubuksan sa nawalang phone. Puwede rin sa counter.',
    notYet: 'Hindi pa ako nakarehistro',
    notYetHelp: 'Puwedeng magrehistro sa counter ng munisipyo gamit ang My Number Card.',
  },

  fromSlip: {
    lead: 'Mabubuksan ito rito gamit ang PIN1. Sa susunod, email address at PIN1 o passkey ang magbubukas.',
    passkey: 'Magrehistro ng passkey at buksan',
    passkeyNote: 'Kapag may passkey, mukha o fingerprint ang magbubukas sa susunod.',
    closed: 'Hindi mabuksan ngayon. Tingnan kung nakumpirma na ang email address at napili na ang PIN1.',
  },

  over: {
    left: { title: 'Lumabas ka na sa mailbox', body: 'Walang naiwang impormasyon mo sa browser na ito.' },
    lost: {
      title: 'Isinara sa lahat ng browser',
      body: 'Hindi na mabubuksan ang mailbox sa nawalang phone. Itinigil na rin ang mga abiso at passkey. Naroon pa ang mga mensahe. Mabubuksan ulit gamit ang email address at PIN1.',
    },
    closed: {
      title: 'Binura na ang account',
      body: 'Binura rin ang lahat ng mensahe. Para gumamit ulit, magrehistro sa counter.',
    },
    again: 'Buksan ulit',
  },

  nav: { label: 'Menu', messages: 'Mga mensahe', settings: 'Settings', leave: 'Lumabas' },

  list: {
    title: 'Mga mensahe',
    tabs: 'Kaninong mensahe',
    mine: 'Akin',
    readFor: (receipt) => `Binabasa para sa resibo ${receipt}`,
    readForNote:
      'Binabasa mo ito para sa iba. Pagbasa lang ang puwede. Nakasulat sa kanilang tala ang binasa mo.',
    search: 'Maghanap ng mensahe',
    go: 'Hanapin',
    clear: 'Tapusin ang paghahanap',
    found: (count) => `${count} ang nahanap`,
    unreadCount: (count) => `May ${count} mensaheng hindi pa nababasa`,
    allRead: 'Nabasa mo na lahat',
    unread: 'Hindi pa nababasa',
    emergency: 'Emergency',
    until: (day) => `Pakibasa bago ang ${day}`,
    attachments: (count) => `${count} file`,
    empty: 'Wala pang mensahe',
    emptyHelp: 'Kusang lilitaw dito pagdating.',
    notFound: 'Walang nahanap',
    more: (shown, total) => `Ipinapakita ang pinakabagong ${shown} sa ${total}. Hanapin ang mas luma.`,
    stale: 'Hindi makita kung may bago. Kusang maa-update kapag may koneksyon na.',
  },

  moved: {
    lead: 'Kung lumipat ka ng tirahan, dalawang pindot lang sa makina sa counter.',
    steps: (move, change) => [
      'Ipatong sa makina ang My Number Card na may bagong address.',
      `Pindutin ang “${move}”.`,
      `Tingnan ang naka-on at naka-off at pindutin ang “${change}”. Hihingin ang PIN1 para itigil ang dating lugar.`,
    ],
    go: 'Tingnan kung saan ako tumatanggap',
  },

  message: {
    back: 'Lahat ng mensahe',
    open: 'Buksan ang PDF',
    size: (pages, kilobytes) => `${pages} pahina, ${kilobytes} KB`,
    print: 'I-print',
    deleted: 'Binura na ang mensahe',
    gone: 'Binura na ang mensaheng ito sa ibang lugar',
    goneNote: 'Naroon pa ang iba mong mensahe.',
    missingTitle: 'Walang ganitong mensahe',
    missingBody: 'Binura na ito, o hindi tama ang address ng page.',
    openedTold: 'Kapag binuksan mo ang mensaheng ito, malalaman ng nagpadala.',
  },

  pin1: {
    ask: 'Ilagay ang PIN ng account (PIN1)',
    hint: '4 hanggang 12 numero. Hindi ito ang PIN ng card.',
    wrong: (left) => `Mali ang PIN1. Natitirang subok: ${left}.`,
    paused: (time) => `Maraming beses na mali ang PIN1. Puwedeng subukan ulit mula ${time}.`,
  },

  settings: { title: 'Settings', back: 'Lahat ng settings', save: 'I-save', saved: 'Na-save na' },
  municipalities: {
    available: 'Hindi tumatanggap',
    start: 'Tumanggap',
    resume: 'Ituloy ang pagtanggap',
    pause: 'Itigil ang pagtanggap',
  },
  facts: {
    name: 'Pangalan',
    birthDate: 'Petsa ng kapanganakan',
    sex: 'Kasarian',
    address: 'Address',
    email: 'Email address',
    phone: 'Numero ng telepono',
  },
  sexes: { male: 'Lalaki', female: 'Babae', other: 'Iba pa', unknown: 'Hindi alam' },
  receipt: 'Numero ng resibo',
  factsNote: 'Kung luma na, ipatong ang card sa makina sa counter para ma-update.',
  servicesMore: 'Para magdagdag ng serbisyo, magrehistro ulit sa makina sa counter.',
  delegateHow: 'Para pumili ng magbabasa, gamitin ang makina sa counter, ang card at ang PIN1.',

  passkeys: {
    title: 'Mga passkey',
    note: 'Buksan ang mailbox gamit ang mukha o fingerprint',
    lead: 'Kapag may passkey, mabubuksan ang mailbox gamit ang mukha o fingerprint nang hindi naghihintay ng code. Hindi lumalabas sa phone mo ang mukha o fingerprint.',
    none: 'Wala pang passkey.',
    add: 'Magrehistro ng passkey para sa browser na ito',
    added: 'Nairehistro na ang passkey',
    failed: 'Hindi nairehistro ang passkey. Subukan ulit.',
    unsupported: 'Hindi magagamit ang passkey sa browser na ito.',
    one: 'Passkey',
    here: 'Ang passkey na ginagamit ngayon',
    since: (day) => `Nairehistro noong ${day}`,
    used: (day) => `Huling ginamit: ${day}`,
    remove: 'Tanggalin ang passkey na ito',
    removed: 'Tinanggal na ang passkey',
    offer: 'Kapag may passkey, mabubuksan agad ang mailbox sa susunod.',
  },

  lost: 'Isasara rin ang mailbox sa browser na ito; mabubuksan ulit gamit ang email address at PIN1. Kung nababasa rin ang email sa nawalang phone, palitan din ang password ng email.',

  typed: {
    label: 'Mga numero para kumpirmahin',
    hint: (digits) => `I-type ang ${digits}.`,
    differs: (digits) => `I-type nang eksakto ang ${digits}.`,
  },
  resetDone: 'Wala nang laman ang mailbox',
};
