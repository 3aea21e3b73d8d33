// What is too small for a file of its own: the slip in the address, addresses as they are typed, PINs, languages, whose session it is.
import { describe, expect, it } from 'vitest';
import { PhonePins } from '../../sync/contract/phone.ts';
import { Email, Phone } from '../../sync/contract/words.ts';
import { domestic, emailOf, phoneOf } from './address.ts';
import { languageOf, type Store } from './look.svelte.ts';
import { pinFaults } from './pins.ts';
import { keyBytes } from './push.svelte.ts';
import { SessionMark } from './session.ts';
import { slipOf } from './slip.ts';

const number = '123412341234123412341234';

describe('the slip in the address', () => {
  it('is found in capitals and small letters, as number and as token', () => {
    expect(slipOf(`/s/${number}`)).toBe(number);
    expect(slipOf(`/S/${'7'.repeat(208)}`)).toBe('7'.repeat(208));
    expect(slipOf(`/city/s/${number}/`)).toBe(number);
  });
  it('may be left out, to be typed', () => {
    expect([slipOf('/s/'), slipOf('/s')]).toEqual(['', '']);
  });
  it('is refused when it is none', () => {
    for (const path of ['/', '/s/hello', `/s/${number}9`, '/s/12', `/s/${number}/x`])
      expect(slipOf(path)).toBeNull();
  });
});

describe('what is typed', () => {
  it('becomes a phone number of the contract, however it is written', () => {
    for (const typed of [
      '090-1234-5678',
      '０９０ １２３４ ５６７８',
      '+81 90 1234 5678',
      '+81(0)9012345678',
      '(03)1234-5678',
    ]) {
      const phone = phoneOf(typed);
      expect(Phone.safeParse(phone).success, typed).toBe(true);
    }
    expect(domestic('+819012345678')).toBe('09012345678');
    for (const typed of ['', '12345', '+1 212 555 0100', '090-1234-56789']) expect(phoneOf(typed)).toBeNull();
  });

  it('becomes an email address, and never one that could be none', () => {
    expect(emailOf(' mihon@Example.jp ')).toBe('mihon@Example.jp');
    expect(Email.safeParse(emailOf('ｍihon@example.jp')).success).toBe(true);
    for (const typed of ['', 'mihon', 'mihon@', '@example.jp', 'mi hon@example.jp', 'mihon@example'])
      expect(emailOf(typed)).toBeNull();
  });

  it('is saved as PINs only when the contract takes them', () => {
    const none = { pin1: '', again1: '', want2: false, pin2: '', again2: '' };
    const right = { pin1: '2468', again1: '2468', want2: true, pin2: '135791', again2: '135791' };
    expect(pinFaults(right)).toEqual({});
    expect(PhonePins.safeParse({ pin1: right.pin1, pin2: right.pin2 }).success).toBe(true);
    expect(pinFaults({ ...right, want2: false, pin2: '', again2: '' })).toEqual({});
    expect(pinFaults(none)).toEqual({ pin1: 'length1' });
    expect(pinFaults({ ...right, again1: '2469' })).toEqual({ again1: 'differs' });
    expect(pinFaults({ ...right, pin2: '1357', again2: '1357' })).toEqual({ pin2: 'length2' });
    expect(pinFaults({ ...right, again2: '135792' })).toEqual({ again2: 'differs' });
    const same = { ...right, pin1: '135791', again1: '135791' };
    expect(pinFaults(same)).toEqual({ pin2: 'same' });
    expect(PhonePins.safeParse({ pin1: same.pin1, pin2: same.pin2 }).success).toBe(false);
  });
});

it('a browser gets the first language that we have, and English when there is none', () => {
  expect(languageOf(['fr-FR', 'pt-BR'])).toBe('pt');
  expect(languageOf(['fil-PH'])).toBe('tl');
  expect(languageOf(['zh-Hans-CN', 'en'])).toBe('zh');
  expect(languageOf(['ja-JP'])).toBe('ja');
  expect(languageOf(['fr'])).toBe('en');
  expect(languageOf([])).toBe('en');
});

it('a VAPID key becomes its bytes', () => {
  expect([...keyBytes('-_8A')]).toEqual([0xfb, 0xff, 0x00]);
  expect(keyBytes('BAAA')).toHaveLength(3);
});

describe('the session', () => {
  function browser(): Store {
    const kept = new Map<string, string>();
    return {
      read: (key) => kept.get(key) ?? null,
      write: (key, value) => (value === null ? kept.delete(key) : kept.set(key, value)),
    };
  }

  it('goes on for the slip that it was opened for, and for no other', () => {
    const store = browser();
    const first = new SessionMark(store, number);
    expect(first.mayGoOn()).toBe(false);
    first.opened(0.25);
    expect(first.isMine()).toBe(true);
    const again = new SessionMark(store, number);
    expect([again.mayGoOn(), again.isMine()]).toEqual([true, true]);
    const other = new SessionMark(store, '9'.repeat(24));
    expect([other.mayGoOn(), other.isMine()]).toEqual([false, false]);
  });

  it('of an older tab ends when another slip is opened in the same browser', () => {
    const store = browser();
    const [mother, child] = [new SessionMark(store, number), new SessionMark(store, '9'.repeat(24))];
    mother.opened(0.25);
    child.opened(0.5);
    expect([mother.isMine(), child.isMine()]).toEqual([false, true]);
    mother.closed();
    expect(child.isMine()).toBe(true);
    child.closed();
    expect(child.mayGoOn()).toBe(false);
  });
});
