// The small parts of the room, each by itself.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameBirthDate } from './birth-date.ts';
import { cookieIn, isOwnPage, setCookie } from './cookie.ts';
import { stepsOf } from './steps.ts';
import type { StepFacts } from './steps.ts';

const https = 'https://phone.example.jp';
const http = 'http://127.0.0.1:8080';
const value = 'a'.repeat(43);

describe('the cookie', () => {
  it('over HTTPS has the name that browsers keep for the very host, and goes over HTTPS only', () => {
    expect(setCookie(value, https)).toBe(
      `__Host-madoguchi=${value}; Max-Age=86400; Path=/; HttpOnly; SameSite=Strict; Secure`,
    );
    expect(setCookie(null, https)).toBe(
      '__Host-madoguchi=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict; Secure',
    );
  });

  it('is found among others, under its own name only', () => {
    expect(cookieIn({ cookie: `x=1; __Host-madoguchi=${value};y=2` }, https)).toBe(value);
    expect(cookieIn({ cookie: `madoguchi=${value}` }, http)).toBe(value);
    for (const cookie of [`madoguchi=${value}`, `x__Host-madoguchi=${value}`, `__Host-madoguchi=short`, ''])
      expect(cookieIn({ cookie }, https)).toBeNull();
    expect(cookieIn({}, https)).toBeNull();
  });

  it('is read from no nonsense', () => {
    fc.assert(
      fc.property(fc.string(), (cookie) => {
        const found = cookieIn({ cookie }, https);
        expect(found === null || cookie.includes(`__Host-madoguchi=${found}`)).toBe(true);
      }),
    );
  });
});

describe('a page of ours', () => {
  it.each([
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }, true],
    [{ 'sec-fetch-site': 'same-site' }, false],
    [{ 'sec-fetch-site': 'cross-site', origin: https }, false],
    [{ 'sec-fetch-site': 'none' }, false],
    [{ origin: https }, true],
    [{ origin: 'https://inside:8080' }, true],
    [{ origin: 'https://phone.example.jp.evil.example' }, false],
    [{ origin: 'https://phone.example.jp:444' }, false],
    [{ origin: 'null' }, false],
    [{}, false],
  ])('%o: %s', (headers, own) => {
    expect(isOwnPage(headers, 'inside:8080', https)).toBe(own);
  });
});

describe('a birth date', () => {
  it.each([
    ['19900101', '19900101', true],
    ['19900101', '19900102', false],
    ['19900101', '19910101', false],
    // The day, or month and day, are not known to the card.
    ['19500400', '19500417', true],
    ['19500400', '19500517', false],
    ['19500000', '19501231', true],
    ['19500000', '19511231', false],
    // Nothing at all is known: nothing opens.
    ['00000000', '00000000', false],
    [null, '00000000', false],
    [null, '19900101', false],
  ])('on the card %s, typed %s: %s', (stored, typed, same) => {
    expect(sameBirthDate(stored, typed)).toBe(same);
  });
});

describe('the steps', () => {
  const done: StepFacts = {
    emailConfirmed: true,
    phoneConfirmed: true,
    mailboxWanted: true,
    pin1Set: true,
    interestsAnswered: true,
    pushWanted: true,
    pushDevices: 1,
  };
  it.each([
    [{}, []],
    [{ emailConfirmed: false }, ['email']],
    [{ phoneConfirmed: false }, ['phone']],
    [{ pin1Set: false }, ['pins']],
    [{ pin1Set: false, mailboxWanted: false }, []],
    [{ interestsAnswered: false }, ['interests']],
    [{ pushDevices: 0 }, ['notify']],
    [{ pushDevices: 0, pushWanted: false }, []],
  ] as const)('with %o: open %o', (change, open) => {
    expect(stepsOf({ ...done, ...change }).open).toEqual(open);
  });

  it('are each open, done or not asked for, never two of these', () => {
    const facts = fc.record({
      emailConfirmed: fc.boolean(),
      phoneConfirmed: fc.option(fc.boolean()),
      mailboxWanted: fc.boolean(),
      pin1Set: fc.boolean(),
      interestsAnswered: fc.boolean(),
      pushWanted: fc.boolean(),
      pushDevices: fc.nat(5),
    });
    fc.assert(
      fc.property(facts, (some) => {
        const { open, done: finished } = stepsOf(some);
        expect(new Set([...open, ...finished]).size).toBe(open.length + finished.length);
        expect(open.includes('phone') || finished.includes('phone')).toBe(some.phoneConfirmed !== null);
      }),
    );
  });
});
