// The terminal's certificate: there, and with time left.
import { broken, fine, odd, span } from './finding.ts';
import { check } from './world.ts';

const what = 'enrolment';
const guide = 'docs/IT.md, "Renewal, recovery, revocation"';
const recover = `start the terminal and approve its number at the central API (${guide})`;
const late = `it should have been renewed by now: see that the terminal runs and reaches the central API (${guide})`;
const howTo = 'get a code (npm run central -- enrol) and start once with MADOGUCHI_ENROLMENT_CODE';

export const enrolment = check(what, (world) => {
  const look = world.identity();
  const { url, enrolmentCode } = world.config.central;
  switch (look.kind) {
    case 'none':
      if (url === 'embedded') return fine(what, 'embedded: done by itself at the first start');
      return enrolmentCode === null
        ? broken(what, 'not enrolled, and there is no code', howTo)
        : fine(what, 'not enrolled yet; the code will be used at the next start');
    case 'sealed':
      return fine(what, 'enrolled; the key store keeps the details');
    case 'unreadable':
      return broken(
        what,
        `the identity cannot be read (${look.code})`,
        'run as the user that runs the terminal, or enrol anew',
      );
    case 'known':
      break;
  }
  const left = look.validTo - world.now();
  if (left <= 0) return broken(what, `the certificate ended ${span(left)} ago`, recover);
  if (look.validFrom > world.now())
    return broken(what, `the certificate begins in ${span(look.validFrom - world.now())}`, 'set the clock');
  const told = `terminal ${look.terminalId}, certificate good for ${span(left)}`;
  return left < (look.validTo - look.validFrom) / 10 ? odd(what, told, late) : fine(what, told);
});
