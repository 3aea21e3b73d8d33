// Addresses as they are typed, checked as far as a page can: whether they arrive is what the code is for.

/** An email address without blanks, or null where it cannot be one. */
export function emailOf(typed: string): string | null {
  const address = typed.normalize('NFKC').trim();
  return address.length <= 254 && /^[^\s@]{1,64}@[^\s@]+\.[^\s@.]{2,}$/.test(address) ? address : null;
}

/** A Japanese phone number in E.164 (+81…), however it was written, or null. */
export function phoneOf(typed: string): string | null {
  const digits = typed
    .normalize('NFKC')
    .replace(/[\s().‐-―ー-]/g, '')
    .replace(/^\+810?|^0/, '+81');
  return /^\+81\d{9,10}$/.test(digits) ? digits : null;
}

/** As people in Japan write it: 090…. */
export const domestic = (phone: string): string => phone.replace(/^\+81/, '0');
