// Tagalog. The words of renderer/ui/languages/tl.ts: slip, mailbox, code, rehistrasyon (registration), kawani (staff).
import { tlStages } from '../../ui/languages/tl.ts';
import type { Texts } from './index.ts';

export const tl: Texts = {
  stages: tlStages,
  title: 'Iyong rehistrasyon',
  privacy: 'Walang ipinapadala sa ibang site. Puwede mong isara ang page at ituloy mamaya.',

  common: {
    next: 'I-save at magpatuloy',
    later: 'Mamaya na',
    back: 'Bumalik',
    again: 'Subukan ulit',
    sending: 'Ipinapadala…',
    loading: 'Sinusuri…',
    step: (step, of) => `${step} / ${of}`,
  },

  look: {
    open: 'Display',
    close: 'Isara',
    language: 'Wika',
    size: 'Laki ng titik',
    sizes: { 100: 'Karaniwan', 125: 'Malaki', 150: 'Mas malaki', 200: 'Pinakamalaki' },
    theme: 'Kulay',
    themes: {
      light: 'Maliwanag',
      dark: 'Madilim',
      'contrast-light': 'Itim sa puti (malinaw)',
      'contrast-dark': 'Puti sa itim (malinaw)',
    },
  },

  trouble: {
    offline: 'Walang koneksyon ngayon',
    offlineHelp: 'Walang nawala. Subukan ulit kung saan malakas ang signal.',
    busy: 'Maraming gumagamit ngayon',
    busyUntil: (time) => `Subukan ulit pagkatapos ng ${time}.`,
    failed: 'Hindi ito nagawa',
    failedHelp: 'Walang nawala. Maghintay sandali at subukan ulit.',
    ended: 'Isinara ang page dahil matagal itong hindi ginamit. Naroon pa ang mga na-save mo.',
  },

  typing: {
    title: 'Ilagay ang numero ng slip',
    lead: 'Ito ang 24 na numero sa ilalim ng QR code.',
    label: 'Numero ng slip',
    hint: 'Nakasulat ito sa anim na grupo na tig-4 na numero.',
    typed: (count) => `${count} sa 24 na numero`,
    go: 'Buksan',
    length: 'Ilagay ang lahat ng 24 na numero.',
    mistyped: 'May maling numero. Ihambing ulit sa iyong slip.',
  },

  birth: {
    title: 'Ilagay ang petsa ng kapanganakan',
    lead: 'Tinitiyak muna naming ikaw ito bago ipakita ang personal na impormasyon.',
    era: 'Kalendaryo',
    eras: { western: 'Pangkanluran', reiwa: 'Reiwa', heisei: 'Heisei', showa: 'Showa', taisho: 'Taisho' },
    year: 'Taon',
    month: 'Buwan',
    day: 'Araw',
    tries: 'Hanggang tatlong beses puwedeng subukan.',
    go: 'Suriin',
    incomplete: 'Ilagay ang taon, buwan at araw sa numero.',
    none: 'Walang ganitong petsa. Tingnan ang kalendaryo at mga numero.',
    wrong: (left) => `Mali ang petsa. May ${left} pagsubok ka pa.`,
    paused: (time) => `Tatlong beses na mali ang petsa. Puwede ulit mula ${time}.`,
    pausedHelp:
      'Hindi nawala ang rehistrasyon. Ilagay ang petsa ng kapanganakan ng may-ari ng My Number Card.',
  },

  waiting: {
    title: 'Hindi pa dumarating',
    lead: 'Naka-save ang rehistrasyon mo sa makina sa counter. Kusa itong darating kapag nagkaroon ng koneksyon.',
    kept: 'Walang nawala. Puwede mong isara ang page na ito.',
    mail: 'Pagdating nito, kusa kaming magpapadala ng email na may code.',
    ask: 'Abisuhan ako pagdating',
    asked: 'Aabisuhan ang cellphone na ito pagdating',
    checked: (time) => `Sinuri noong ${time}. Kusa ulit itong susuriin.`,
    check: 'Suriin ngayon',
  },

  gone: {
    used: { title: 'Tapos na ang lahat', body: 'Wala nang gagawin sa slip na ito. Puwede na itong itapon.' },
    expired: {
      title: 'Lampas na sa bisa ang slip',
      body: 'Naroon pa ang rehistrasyon mo. Puwede itong tapusin sa counter: dalhin ang My Number Card.',
    },
    cancelled: {
      title: 'Kinansela ang slip na ito',
      body: 'Kung may mas bagong slip, iyon ang gamitin. Kung wala, magtanong sa counter.',
    },
    unknown: {
      title: 'Hindi pa makita ang slip na ito',
      body: 'Hindi pa dumarating ang rehistrasyon, o mali ang numero. Tingnan ang numero at buksan ulit mamaya. Hindi nawala ang rehistrasyon mo.',
    },
    forged: {
      title: 'Hindi matiyak ang slip na ito',
      body: 'Mali ang QR code. I-scan ulit, o ilagay ang numero ng slip.',
    },
    elsewhere: {
      title: 'Sa ibang munisipalidad ang slip na ito',
      body: 'Buksan ang page ng munisipalidad na nakasulat sa slip, o magtanong sa kontak na nakasulat doon.',
    },
    address: {
      title: 'Mali ang address ng page na ito',
      body: 'I-scan ulit ang QR code ng slip, o ilagay ang numero ng slip.',
    },
    type: 'Ilagay ang numero ng slip',
  },

  steps: {
    email: 'Kumpirmahin ang email',
    phone: 'Kumpirmahin ang telepono',
    interests: 'Mga interes',
    pins: 'PIN ng account',
    notify: 'Paraan ng abiso',
  },

  contact: {
    emailTitle: 'Kumpirmahin ang email address',
    phoneTitle: 'Kumpirmahin ang numero ng telepono',
    lead: 'Magpapadala kami ng 6-digit na code. Ilagay ito sa susunod na screen.',
    email: 'Email address',
    phone: 'Numero ng telepono',
    phoneHint: '10 o 11 numero na nagsisimula sa 0.',
    helper: 'Sa taong pinagkakatiwalaan ko ito',
    helperNote: 'Kamag-anak o katulong ang tatanggap ng code para sa iyo.',
    send: 'Ipadala ang code',
    sms: 'Ipadala sa SMS',
    voice: 'Tawagan ako',
    badEmail: 'Hindi kumpleto ang email address. Halimbawa: name@example.jp',
    badPhone: 'Ilagay ang numero ng telepono sa Japan.',
    codeTitle: 'Ilagay ang 6-digit na code',
    sentTo: 'Ipinadala sa',
    number: (number) => `Ito ang mensahe blg. ${number}. Gamitin ang pinakabagong code.`,
    until: (time) => `Magagamit ang code hanggang ${time}.`,
    over: 'Lampas na sa bisa ang code. Humingi ng bago.',
    label: 'Code',
    check: 'Suriin ang code',
    six: 'Ilagay ang lahat ng 6 na numero.',
    wrong: (left) => `Mali ang code. May ${left} pagsubok ka pa.`,
    spent: 'Maraming beses na mali ang code. Humingi ng bago.',
    paused: (time) => `Maraming beses na mali ang code. Puwede ulit mula ${time}.`,
    resend: 'Magpadala ng bagong code',
    resendAt: (time) => `Puwede ulit humingi mula ${time}.`,
    noMore: 'Wala nang maipapadalang code. Gamitin ang pinakabago, o magtanong sa counter.',
    change: 'Gumamit ng iba',
    notFound: 'Kung hindi makita ang email, tingnan din ang spam.',
    bounced: 'Hindi ito naihatid doon',
    bouncedHelp: 'Tingnan ang inilagay mo at ipadala ulit, o gumamit ng iba.',
    confirmed: 'Nakumpirma na',
    refused: 'Hindi makapagpadala roon. Maglagay ng iba.',
  },

  interests: {
    title: 'Ano ang mga interes mo?',
    lead: 'Magpapadala kami ng abiso tungkol sa pipiliin mo. Puwedeng walang piliin.',
    count: (count) => `${count} ang napili`,
  },

  pins: {
    title: 'Pumili ng PIN ng account',
    lead: 'Huwag gamitin ang PIN ng My Number Card. Hindi ipinapakita ang inilalagay mo.',
    pin1: 'PIN1 (pagbukas ng mailbox)',
    pin1Hint: '4 hanggang 12 numero',
    again1: 'PIN1 ulit',
    want2: 'Pumili rin ng PIN2',
    want2Note: 'Para lang sa pagpirma ng dokumento. Puwede ring mamaya.',
    pin2: 'PIN2 (pagpirma)',
    pin2Hint: '6 hanggang 12 numero, iba sa PIN1',
    again2: 'PIN2 ulit',
    length1: 'Gumamit ng 4 hanggang 12 numero.',
    length2: 'Gumamit ng 6 hanggang 12 numero.',
    same: 'Gumamit ng iba sa PIN1.',
    differs: 'Hindi magkapareho ang dalawa. Ilagay ulit.',
  },

  notify: {
    title: 'Paano mo gustong makatanggap ng abiso?',
    lead: 'Piliin ang dalawa, isa o wala. Mababago mo ito mamaya.',
    push: 'Notification sa iyong cellphone',
    email: 'Email',
    both: 'Darating ang notification kapag naka-on ang dalawa',
    app: 'Notification ng page na ito (app)',
    phone: 'Notification sa settings ng cellphone',
    on: 'Naka-on',
    off: 'Naka-off',
    allow: 'Tumanggap sa cellphone na ito',
    blocked:
      'Naka-block ang notification ng page na ito. Payagan ang browser o app na ito sa “Notifications” sa settings ng cellphone.',
    none: 'Hindi makatanggap ng notification ang browser na ito. Mag-e-email kami sa iyo.',
    iphone: 'Sa iPhone, idagdag muna ito sa Home Screen',
    iphoneSteps: [
      'Pindutin ang Share button ng browser (parisukat na may arrow).',
      'Piliin ang “Add to Home Screen”.',
      'Buksan ang bagong icon, bumalik dito at i-on ang notification. (iOS 16.4 o mas bago)',
    ],
    test: 'Magpakita ng pansubok na notification',
    testTitle: 'Pansubok ito',
    tested: 'Nakita mo ba? Kung hindi, i-on ang notification sa settings ng cellphone.',
  },

  overview: {
    done: 'Tapos na ang lahat',
    open: (count) => `${count} pa ang hindi tapos`,
    waiting: 'Wala ka nang kailangang gawin',
    byWhen: 'Hanggang',
    receipt: 'Reference number',
    todo: 'Hindi pa tapos',
    finished: 'Tapos na',
    start: 'Ituloy',
    look: 'Tingnan ulit',
    cancel: 'Kanselahin ang slip na ito',
    leave: 'Tapusin at umalis sa page',
  },

  cancel: {
    title: 'Kanselahin ang slip na ito?',
    body: 'Kanselahin ito kung nawala ang slip o nakita ng iba. Pagkatapos, wala nang makakapagpatuloy gamit ito. Naroon pa rin ang rehistrasyon mo, at puwede itong tapusin sa counter.',
    yes: 'Kanselahin ang slip',
    no: 'Huwag kanselahin',
  },

  left: {
    title: 'Umalis ka na sa page',
    body: 'Walang naiwang impormasyon mo sa cellphone na ito. Puwede kang magpatuloy anumang oras gamit ang QR code ng slip.',
  },
};
