// What a resident reads when something went wrong, in Tagalog.
import type { Face, FaceKey } from './index.ts';

const kept = 'Wala. Narito pa ang mga inilagay mo.';
const unfinished = 'Hindi na-save ang mga hindi pa natapos.';
const noTry = 'Wala. Hindi nabawasan ang mga pagsubok sa PIN.';
const noPasswordTry = 'Wala. Hindi nabawasan ang mga pagsubok sa password.';
const saved = 'Wala. Naka-save na ang iyong rehistrasyon.';
const notSaved = 'Hindi na-save ang rehistrasyong ito.';
const notFinished = 'Hindi natapos ang rehistrasyong ito. Walang nagbago sa iyong card.';
const onlyMyNumber = 'Para sa My Number Card ang makinang ito.';
const placeMyNumber = 'Pakilagay ang iyong My Number Card.';
const triesLeft = (count: number) =>
  count === 1 ? 'May 1 pagsubok ka na lang.' : `May ${count} pagsubok ka pa.`;
const staff = '“Tumawag ng kawani”.';
const wait = `Pakihintay sandali. Kung walang magbago, pindutin ang ${staff}`;
const again = `Pakiangat ang card at ilagay ulit. Kung maulit ito, pindutin ang ${staff}`;
const onPaper = `Magagamit mo ang QR code sa screen. Kung kailangan mo ito sa papel, pindutin ang ${staff}`;

export const tlFaces: Readonly<Record<FaceKey, Face>> = {
  'terminal.not-ready': {
    title: 'Naghahanda',
    what: 'Naghahanda pa ang makinang ito para magsimula.',
    lost: 'Wala.',
    todo: wait,
  },
  'terminal.needs-attention': {
    title: 'Kailangan ang kawani',
    what: 'May bagay sa makinang ito na dapat suriin ng kawani.',
    lost: 'Wala.',
    todo: `Pakipindot ang ${staff}`,
  },
  'terminal.frozen': {
    title: 'Hindi muna tumatanggap ng rehistrasyon ang makinang ito',
    what: 'Masyado nang matagal itong walang koneksyon sa sistema ng lungsod. Ligtas ang mga rehistrasyong naka-save rito.',
    lost: 'Wala.',
    todo: `Gumamit ng ibang makina, o pindutin ang ${staff}`,
  },
  'reader.none': {
    title: 'Walang makitang card reader',
    what: 'Hindi nakakabit ang aparatong bumabasa ng card.',
    lost: kept,
    todo: `Pakipindot ang ${staff}`,
  },
  'reader.gone': {
    title: 'Naputol ang koneksyon sa card reader',
    what: 'Hindi na sumasagot ang aparatong bumabasa ng card.',
    lost: kept,
    todo: wait,
  },
  'reader.busy': {
    title: 'May ginagawa pa ang card reader',
    what: 'May ibang ginagawa ang aparatong bumabasa ng card.',
    lost: kept,
    todo: wait,
  },
  'network.offline': {
    title: 'Walang network sa ngayon',
    what: 'Ligtas na ise-save rito ang rehistrasyon mo, at kusang ipapadala pagbalik ng network.',
    lost: kept,
    todo: 'Magpatuloy lang. Matatanggap ang code mamaya sa cellphone.',
  },
  'central.refused': {
    title: 'Hindi tinanggap ang rehistrasyon',
    what: 'Naipadala ito, ngunit kailangan muna itong tingnan ng taga-lungsod.',
    lost: 'Wala. Naka-save sa makinang ito ang iyong rehistrasyon.',
    todo: `Isulat ang reference number at pindutin ang ${staff}`,
  },
  'disk.full': {
    title: 'Hindi ma-save ang iyong rehistrasyon',
    what: 'Wala nang espasyo sa makinang ito para i-save ito.',
    lost: notFinished,
    todo: `Pakipindot ang ${staff}`,
  },
  'store.failed': {
    title: 'Hindi ma-save ang iyong rehistrasyon',
    what: 'Hindi ito na-save ng makinang ito.',
    lost: notFinished,
    todo: `Pakipindot ang ${staff}`,
  },
  'card.not-my-number': {
    title: 'Mukhang hindi ito My Number Card',
    what: 'Hindi mabasa ang card bilang My Number Card.',
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.juki': {
    title: 'Ito ay Basic Resident Register Card (Juki Card)',
    what: onlyMyNumber,
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.licence': {
    title: 'Ito ay lisensya sa pagmamaneho',
    what: onlyMyNumber,
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.residence': {
    title: 'Ito ay residence card (zairyu card)',
    what: onlyMyNumber,
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.transit': {
    title: 'Ito ay card para sa tren, bus o katulad nito',
    what: onlyMyNumber,
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.phone': {
    title: 'Ito ay cellphone',
    what: 'Para sa plastik na My Number Card ang makinang ito.',
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.unreadable': {
    title: 'Hindi mabasa ang card',
    what: 'Nagkaproblema sa pakikipag-ugnayan sa card.',
    lost: kept,
    todo: `Pakiangat ang card at ilapag ulit nang patag. Kung maulit ito, pindutin ang ${staff}`,
  },
  'card.moved': {
    title: 'Gumalaw ang card',
    what: 'Naalis ang card sa card reader habang binabasa.',
    lost: noTry,
    todo: 'Pakilagay ulit ang card, at iwan ito roon hanggang matapos.',
  },
  'card.other': {
    title: 'Ibang card ito',
    what: 'Ang card na nasa card reader ay hindi ang una mong inilagay.',
    lost: noTry,
    todo: 'Pakilagay ang card na una mong ginamit.',
  },
  'card.no-signature-certificate': {
    title: 'Walang sertipiko para sa pagpirma ang card',
    what: 'Maaaring nawalan ito ng bisa, halimbawa dahil sa paglipat ng tirahan, o wala talaga nito ang card. Kailangan ito sa pag-link ng serbisyo.',
    lost: kept,
    todo: 'Maaari mong alisin ang mga serbisyo at magrehistro nang wala ang mga ito. Maibibigay ang sertipiko sa counter ng inyong munisipalidad.',
  },
  'card.certificate-expired': {
    title: 'Lampas na sa bisa ang sertipiko para sa pagpirma',
    what: 'Kailangan sa pag-link ng serbisyo ang sertipikong may bisa pa.',
    lost: kept,
    todo: 'Maaari mong alisin ang mga serbisyo at magrehistro nang wala ang mga ito. Mare-renew ang sertipiko sa counter ng inyong munisipalidad.',
  },
  'card.no-mailbox-certificate': {
    title: 'Walang user certificate ang card',
    what: 'Mabubuksan lang ang mailbox gamit ang card na may sertipikong ito.',
    lost: kept,
    todo: 'Maibibigay ang sertipiko sa counter ng inyong munisipalidad.',
  },
  'card.facts-differ': {
    title: 'Hindi magkatugma ang mga tala sa card',
    what: 'May dalawang tala sa card na magkaiba ang pangalan, tirahan o ibang detalye.',
    lost: `${notSaved} Walang nagbago sa iyong card.`,
    todo: 'Ipa-update ang card sa counter ng inyong munisipalidad, saka bumalik dito.',
  },
  'card.signature-invalid': {
    title: 'Hindi makumpirma ang pirma',
    what: 'Sinuri namin ang pirmang ginawa ng card, at hindi ito tumugma.',
    lost: notSaved,
    todo: `Pakipindot ang ${staff}`,
  },
  'card.timeout': {
    title: 'Masyadong nagtagal ang pagbasa',
    what: 'Hindi sumagot ang card, kaya inihinto ang pagbasa.',
    lost: kept,
    todo: again,
  },
  'pin.wrong': {
    title: 'Hindi tama ang PIN',
    what: 'Ang 4 na numerong inilagay mo ay hindi ang sa card na ito.',
    lost: 'Nabawasan ng isa ang mga pagsubok. Babalik ito sa dati kapag inilagay mo ang tamang PIN.',
    todo: `Pakisubukan ulit. Kung hindi ka sigurado, bago maglagay ay pindutin ang ${staff}`,
    left: triesLeft,
  },
  'pin.blocked': {
    title: 'Naka-lock ang PIN',
    what: 'Dahil sa ilang pagkakamali, hindi na tinatanggap ng card ang 4-digit na PIN.',
    lost: `${notSaved} Magagamit pa rin ang card sa ibang bagay.`,
    todo: 'Ipa-unlock ito sa counter ng inyong munisipalidad.',
  },
  'pin.tries-unknown': {
    title: 'Hindi alam kung ilang pagsubok ang natitira',
    what: 'Para makasiguro, hindi ipinadala ang PIN sa card.',
    lost: noTry,
    todo: again,
  },
  'pin.outcome-unknown': {
    title: 'Hindi alam kung tama ang PIN',
    what: 'Naputol ang koneksyon sa card habang sinusuri ito.',
    lost: 'Maaaring nabawasan ng isa ang mga pagsubok. Hindi kailanman kusang ipinapadala ulit ng makina ang parehong PIN.',
    todo: 'Pakilagay ulit ang card. Susuriin at ipapakita kung ilang pagsubok ang natitira.',
  },
  'pin.length': {
    title: '4 na numero ang PIN',
    what: 'Kulang ang inilagay na numero.',
    lost: noTry,
    todo: 'Ilagay ang lahat ng 4 na numero.',
  },
  'password.wrong': {
    title: 'Hindi tama ang password sa pagpirma',
    what: 'Ang inilagay mo ay hindi ang password ng card na ito.',
    lost: 'Nabawasan ng isa ang mga pagsubok. Babalik ito sa dati kapag inilagay mo ang tamang password.',
    todo: `Pakisubukan ulit. Kung hindi ka sigurado, bago maglagay ay pindutin ang ${staff}`,
    left: triesLeft,
  },
  'password.blocked': {
    title: 'Naka-lock ang password sa pagpirma',
    what: 'Dahil sa ilang pagkakamali, hindi na tinatanggap ng card ang password.',
    lost: `${notSaved} Magagamit pa rin ang card sa ibang bagay.`,
    todo: 'Ipa-unlock ito sa counter ng inyong munisipalidad.',
  },
  'password.tries-unknown': {
    title: 'Hindi alam kung ilang pagsubok ang natitira',
    what: 'Para makasiguro, hindi ipinadala ang password sa card.',
    lost: noPasswordTry,
    todo: again,
  },
  'password.outcome-unknown': {
    title: 'Hindi alam kung tama ang password',
    what: 'Naputol ang koneksyon sa card habang sinusuri ito.',
    lost: 'Maaaring nabawasan ng isa ang mga pagsubok. Hindi kailanman kusang ipinapadala ulit ng makina ang parehong password.',
    todo: 'Pakilagay ulit ang card. Susuriin at ipapakita kung ilang pagsubok ang natitira.',
  },
  'password.length': {
    title: '6 hanggang 16 na karakter ang password sa pagpirma',
    what: 'Hindi tama ang bilang ng mga karakter.',
    lost: noPasswordTry,
    todo: 'Maglagay ng 6 hanggang 16 na malaking titik at numero.',
  },
  'draft.unknown': {
    title: 'Walang nakita para sa mga numerong ito',
    what: 'Hindi ito ang mga numero sa cellphone, o lumipas na ang dalawang oras.',
    lost: 'Wala.',
    todo: 'Tingnan ang mga numero at ilagay muli, o pindutin ang “Dito pumili ng lahat”.',
  },
  'draft.paused': {
    title: 'Hindi matingnan ang mga numero ngayon',
    what: 'Maraming beses na mali ang inilagay, kaya nakahinto muna ang pagtingin para sa kaligtasan.',
    lost: 'Wala.',
    todo: 'Maghintay muna, o pindutin ang “Dito pumili ng lahat”.',
    left: (count) => `Puwede kang sumubok muli sa loob ng ${count} minuto.`,
  },
  'draft.unreachable': {
    title: 'Hindi makuha ngayon ang mga pinili mo',
    what: 'Walang koneksyon sa sistema ng lungsod.',
    lost: 'Wala. Nananatili ang mga pinili mo hanggang sa takdang oras.',
    todo: 'Subukan muli maya-maya, o pindutin ang “Dito pumili ng lahat”: makakapagrehistro ka pa rin.',
  },
  'email.malformed': {
    title: 'Hindi kumpleto ang email address',
    what: 'Baka kulang ng “@” o “.”, o may karakter na hindi magagamit.',
    lost: kept,
    todo: 'Pakitingnan at itama ito.',
  },
  'phone.malformed': {
    title: 'Hindi kumpleto ang numero ng telepono',
    what: 'Hindi ito mabasa bilang numero ng telepono sa Japan.',
    lost: kept,
    todo: 'Maglagay ng 10 o 11 numerong nagsisimula sa 0, o iwan itong blangko.',
  },
  'code.wrong': {
    title: 'Hindi tama ang code',
    what: 'Ang inilagay mo ay hindi ang code na ipinadala namin.',
    lost: kept,
    todo: 'Tingnan ang pinakabagong mensahe at ilagay ang code nito.',
    left: triesLeft,
  },
  'code.expired': {
    title: 'Lampas na sa bisa ang code',
    what: 'Masyado nang matagal mula nang ipadala ito.',
    lost: kept,
    todo: 'Pakipindot ang “Magpadala ng bagong code”.',
  },
  'code.spent': {
    title: 'Hindi na magagamit ang code na ito',
    what: 'Dahil sa ilang pagkakamali, inihinto ito para makasiguro.',
    lost: kept,
    todo: 'Pakipindot ang “Magpadala ng bagong code”.',
  },
  'code.paused': {
    title: 'Pakihintay sandali',
    what: 'Limang beses na sunod-sunod na mali ang code. Para makasiguro, hindi muna susuriin ang code.',
    lost: kept,
    todo: 'Maghintay hanggang sa oras na nasa screen at subukan ulit, o tapusin mamaya sa iyong cellphone.',
  },
  'code.bounced': {
    title: 'Hindi dumating ang email',
    what: 'Ibinalik ng mail system ng address na ito ang aming email. Baka may mali sa address.',
    lost: kept,
    todo: 'Pindutin ang “Itama ang address” at tingnan ito.',
  },
  'code.send-failed': {
    title: 'Hindi maipadala ang code',
    what: 'Mukhang may problema sa network o sa address.',
    lost: kept,
    todo: 'Tingnan ang address at ipadala ulit, o tapusin mamaya sa iyong cellphone.',
  },
  'code.too-many': {
    title: 'Hindi muna makapagpapadala ng code',
    what: 'Marami nang ipinadala sa maikling panahon, kaya inihinto muna.',
    lost: kept,
    todo: 'Gamitin ang pinakabagong code na dumating, o tapusin mamaya sa iyong cellphone.',
  },
  'account-pin.length': {
    title: 'Hindi tama ang bilang ng numero',
    what: 'Kulang o sobra ang inilagay na numero.',
    lost: kept,
    todo: 'Ilagay ang bilang ng numerong sinasabi ng screen.',
  },
  'account-pin.mismatch': {
    title: 'Magkaiba ang dalawang inilagay',
    what: 'Hindi kapareho ng una ang ikalawang PIN.',
    lost: 'Ang PIN lang na ito ang uulitin. Narito pa ang lahat ng iba.',
    todo: 'Pumili ng PIN at ilagay ito nang dalawang beses.',
  },
  'account-pin.same': {
    title: 'Dapat iba ang PIN2 sa PIN1',
    what: 'Iisang numero ang inilagay mo sa dalawa.',
    lost: kept,
    todo: 'Maglagay ng ibang numero.',
  },
  'mailbox.offline': {
    title: 'Walang koneksyon sa ngayon',
    what: 'Hindi maabot ang sistema ng lungsod, kaya hindi ito magagawa ngayon.',
    lost: 'Wala.',
    todo: 'Pakisubukan ulit maya-maya. Walang mawawalang mensahe.',
  },
  'mailbox.message-gone': {
    title: 'Nabura na ang mensaheng ito',
    what: 'Binura ito sa ibang lugar, halimbawa sa cellphone.',
    lost: 'Ang mensaheng ito lang. Naroon pa ang iba.',
    todo: 'Pumili ng ibang mensahe.',
  },
  'mailbox.message-not-here': {
    title: 'Hindi mabasa ang mensaheng ito ngayon',
    what: 'Wala ito sa makinang ito, kaya mababasa lang kapag may koneksyon.',
    lost: 'Wala. Naroon pa ang mensahe.',
    todo: 'Pindutin ulit mamaya, o basahin sa cellphone.',
  },
  'mailbox.changed-elsewhere': {
    title: 'May nagbago sa ibang lugar',
    what: 'Habang bukas ang screen na ito, nabago ang mailbox, halimbawa sa cellphone.',
    lost: 'Wala. Hindi pa nagagawa ang pinindot mo.',
    todo: 'Tingnan ang nakikita ngayon, at pindutin ulit kung gusto mo pa.',
  },
  'pin1.wrong': {
    title: 'Hindi tama ang PIN ng account (PIN1)',
    what: 'Hindi ito ang PIN1 na pinili mo sa rehistrasyon.',
    lost: 'Wala. Hindi nabawasan ang mga pagsubok sa PIN ng card.',
    todo: 'Pakisubukan ulit. Ang PIN1 ay hindi ang 4-digit na PIN ng card.',
    left: triesLeft,
  },
  'pin1.paused': {
    title: 'Hindi masuri ang PIN1 sa ngayon',
    what: 'Limang beses na sunod-sunod itong mali. Para makasiguro, isang oras itong hindi susuriin.',
    lost: 'Wala. Mababasa mo pa rin ang mga mensahe.',
    todo: `Bumalik mamaya. Kung hindi mo alam ang PIN1, pindutin ang ${staff}`,
    left: (count) => `Makasusubok ka ulit pagkalipas ng ${count} minuto.`,
  },
  'pin1.none': {
    title: 'Walang PIN1',
    what: 'Walang PIN1 ang account mo, at kailangan ito rito.',
    lost: 'Wala.',
    todo: 'Magparehistro ulit sa “Gumawa ng account” sa unang screen at pumili ng PIN1.',
  },
  'delegate.number-wrong': {
    title: 'Hindi ito reference number',
    what: 'Ang inilagay mo ay hindi maaaring reference number.',
    lost: kept,
    todo: 'Tingnan ang slip ng taong iyon at ilagay ulit.',
  },
  'delegate.own-number': {
    title: 'Sarili mong reference number ito',
    what: 'Hindi maaaring ikaw ang magbasa para sa iyo.',
    lost: kept,
    todo: 'Ilagay ang numero sa slip ng taong magbabasa para sa iyo.',
  },
  'typed-number.wrong': {
    title: 'Hindi pareho ang numero',
    what: 'Ang inilagay mo ay hindi ang numero sa screen.',
    lost: 'Wala. Wala pang nagagawa.',
    todo: 'Tingnan ang numero sa screen at ilagay ulit.',
  },
  'printer.empty': {
    title: 'Wala nang papel ang printer',
    what: 'Wala nang papel para i-print ang iyong slip.',
    lost: saved,
    todo: onPaper,
  },
  'printer.unavailable': {
    title: 'Hindi magamit ang printer',
    what: 'Hindi nakakabit ang printer.',
    lost: saved,
    todo: onPaper,
  },
  'printer.jam': {
    title: 'May naipit na papel sa printer',
    what: 'May papel na naipit sa loob ng printer.',
    lost: saved,
    todo: onPaper,
  },
  'printer.cover': {
    title: 'Bukas ang takip ng printer',
    what: 'Hindi makapag-print habang bukas ang takip.',
    lost: saved,
    todo: onPaper,
  },
  'printer.ink': {
    title: 'Wala nang tinta ang printer',
    what: 'Naubos na ang tinta o toner ng printer.',
    lost: saved,
    todo: onPaper,
  },
  'printer.full': {
    title: 'Puno na ang labasan ng printer',
    what: 'Maraming papel sa labasan, kaya hindi makapag-print.',
    lost: saved,
    todo: onPaper,
  },
  'printer.paused': {
    title: 'Nakahinto ang printer',
    what: 'Naka-pause ang printer.',
    lost: saved,
    todo: onPaper,
  },
  'printer.offline': {
    title: 'Hindi sumasagot ang printer',
    what: 'Nakapatay ang printer, o natanggal ang kable.',
    lost: saved,
    todo: onPaper,
  },
  'printer.late': {
    title: 'Hindi natapos ang pag-print',
    what: 'Hindi lumabas ang slip sa oras, kaya kinansela ang pag-print.',
    lost: saved,
    todo: onPaper,
  },
  'printer.failed': {
    title: 'Hindi ma-print ang slip',
    what: 'Nagkaproblema habang nagpi-print.',
    lost: saved,
    todo: onPaper,
  },
  'facts.wrong': {
    title: 'Ipa-update ang iyong card',
    what: 'Hindi na tama ang nasa card mo, kaya huminto kami nang hindi nagrehistro.',
    lost: `${notSaved} Walang nagbago sa iyong card.`,
    todo: 'Ipa-update ang card sa counter ng inyong munisipalidad, saka bumalik dito.',
  },
  'session.cancelled': {
    title: 'Huminto ka sa gitna',
    what: 'Binura ang lahat ng inilagay mo.',
    lost: unfinished,
    todo: 'Maaari kang magsimula ulit kahit kailan.',
  },
  'session.idle': {
    title: 'Naubos ang oras',
    what: 'Matagal na walang pinindot, kaya binura ang lahat para sa iyong kaligtasan.',
    lost: unfinished,
    todo: 'Pakisimulan ulit mula sa umpisa.',
  },
  'session.card-gone': {
    title: 'Naalis ang card',
    what: 'Hindi ito naibalik, kaya binura ang lahat para sa iyong kaligtasan.',
    lost: unfinished,
    todo: 'Pakisimulan ulit, at iwan ang card sa lugar nito hanggang matapos.',
  },
  'session.declined': {
    title: 'Natapos nang hindi nagrehistro',
    what: 'Pinili mong hindi sumang-ayon, kaya binura ang lahat.',
    lost: notSaved,
    todo: 'Kung may tanong ka, magtanong sa kawani.',
  },
};
