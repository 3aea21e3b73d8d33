// Two records of one person, written by two systems: what counts as the same and what does not.
import { describe, expect, test } from 'vitest';
import type { BasicFour } from '../../sync/contract/record.ts';
import type { CertificateFacts } from './jpki-profile.ts';
import { compareFacts } from './same-facts.ts';

const card: BasicFour = {
  name: '見本　花子',
  birthDate: '19850403',
  sex: '2',
  address: '架空県みほん市中央１－２－３',
};
const certificate: CertificateFacts = {
  name: '見本　花子',
  nameFlags: '00000',
  birthDate: '319850403',
  sex: '2',
  address: '架空県みほん市中央１－２－３',
  addressFlags: '0'.repeat(15),
};

const differing = (one: Partial<CertificateFacts>, other: Partial<BasicFour> = {}) => {
  const seen = compareFacts({ ...certificate, ...one }, { ...card, ...other });
  return seen.result === 'match' ? [] : seen.fields;
};

describe('the same person', () => {
  test.each<[string, Partial<CertificateFacts>, Partial<BasicFour>]>([
    ['as it stands', {}, {}],
    ['another hyphen', { address: '架空県みほん市中央１−２‐３' }, {}],
    ['a long vowel for a hyphen', { address: '架空県みほん市中央１ー２ー３' }, {}],
    ['narrow digits and hyphens', { address: '架空県みほん市中央1-2-3' }, {}],
    ['narrow kana with a voice mark', { name: 'ﾐﾎﾝ ｶﾞｸ' }, { name: 'ミホン　ガク' }],
    ['a narrow space', { name: '見本 花子' }, {}],
    ['Latin letters of another width', { name: 'ＭＩＨＯＮ　Ａ' }, { name: 'MIHON A' }],
    ['a substitute', { name: '＊本　花子', nameFlags: '10000' }, { name: '𠮷本　花子' }],
    [
      'a substitute for a variant',
      { name: '＊本　花子', nameFlags: '10000' },
      { name: '葛\u{E0100}本　花子' },
    ],
    ['a variant in its plain form', { name: '葛本　花子' }, { name: '葛\u{E0100}本　花子' }],
    ['a substitute in the address', { address: '＊県', addressFlags: '10' }, { address: '𠮷県' }],
    [
      'an address cut off at the length that certificates hold',
      { address: '架'.repeat(200), addressFlags: '0'.repeat(200) },
      { address: '架'.repeat(230) },
    ],
    ['sex not applicable', { sex: '3' }, { sex: '9' }],
    ['sex unknown', { sex: '3' }, { sex: '0' }],
    ['sex other', { sex: '3' }, { sex: '3' }],
    ['era unknown', { birthDate: '019850403' }, {}],
    ['birth date unknown', { birthDate: '400000000' }, { birthDate: '00000000' }],
    ['a day unknown in the month of a change', { birthDate: '419890100' }, { birthDate: '19890100' }],
    ['the same, of the era before', { birthDate: '319890100' }, { birthDate: '19890100' }],
    ['the day that belongs to two eras', { birthDate: '219261225' }, { birthDate: '19261225' }],
    ['first day of Heisei', { birthDate: '419890108' }, { birthDate: '19890108' }],
    ['last day of Heisei', { birthDate: '420190430' }, { birthDate: '20190430' }],
    ['Meiji', { birthDate: '118991201' }, { birthDate: '18991201' }],
  ])('%s', (_name, one, other) => {
    expect(differing(one, other)).toEqual([]);
  });
});

describe('not the same', () => {
  test.each<[string, Partial<CertificateFacts>, Partial<BasicFour>, readonly string[]]>([
    ['another name', { name: '前野　花子' }, {}, ['name']],
    ['an address before a move', { address: '架空県となり市１' }, {}, ['address']],
    ['a substitute nobody flagged', { name: '＊本　花子' }, {}, ['name']],
    ['flags that do not fit', { name: '＊本　花子', nameFlags: '1' }, {}, ['name']],
    ['a substitute for two characters', { name: '＊　花子', nameFlags: '1000' }, {}, ['name']],
    ['another day', { birthDate: '319850404' }, {}, ['birthDate']],
    ['another era', { birthDate: '419850403' }, {}, ['birthDate']],
    ['last day of Showa called Heisei', { birthDate: '419890107' }, { birthDate: '19890107' }, ['birthDate']],
    ['another sex', { sex: '1' }, {}, ['sex']],
    ['sex known to one only', { sex: '3' }, {}, ['sex']],
    ['a longer address', { address: '架空県みほん市中央１－２' }, {}, ['address']],
    [
      'a card of somebody else',
      { name: 'だれか', birthDate: '519850403', sex: '1', address: 'どこか' },
      {},
      ['name', 'birthDate', 'sex', 'address'],
    ],
  ])('%s', (_name, one, other, fields) => {
    expect(differing(one, other)).toEqual(fields);
  });
});
