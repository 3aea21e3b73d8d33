// The way to the card: the PC/SC service, its driver, the reader.
import type { ReadersLook } from '../looks/readers.ts';
import { broken, fine, odd, type Finding } from './finding.ts';
import { check, type World } from './world.ts';

const what = 'card reader';

export const reader = check(what, async (world) => {
  const { kind, name } = world.config.reader;
  if (kind === 'software') return fine(what, 'reader.kind is software: the made-up cards are used');
  return judgeReaders(await world.readers(), { kind, name, platform: world.platform });
});

/** Also for `doctor -- card`. */
export function judgeReaders(
  look: ReadersLook,
  wanted: { readonly kind: 'auto' | 'pcsc'; readonly name: string; readonly platform: World['platform'] },
): Finding {
  // `auto` goes on with the software card; that is a start, but no counter.
  const wrong = (finding: string, todo: string): Finding =>
    wanted.kind === 'pcsc'
      ? broken(what, finding, todo)
      : odd(what, `${finding}; auto takes the software card`, todo);
  if (look.trouble !== null)
    return wrong(`the PC/SC service does not answer (${look.trouble})`, start(wanted.platform));
  const fitting = look.names.filter((name) => name.toLowerCase().includes(wanted.name.toLowerCase()));
  const [first] = fitting;
  if (first !== undefined) {
    const more = fitting.length > 1 ? `; ${String(fitting.length - 1)} more would fit reader.name` : '';
    return fine(what, `${first}${more}`);
  }
  if (look.names.length > 0)
    return wrong(`none is called "${wanted.name}"; there is ${look.names.join(', ')}`, 'correct reader.name');
  if (look.rivals.length > 0)
    return wrong(
      `none; the kernel module ${look.rivals.join(', ')} holds it`,
      `blacklist ${look.rivals.join(', ')} in /etc/modprobe.d and plug the reader in again`,
    );
  if ((look.usb ?? 0) > 0)
    return wrong(
      'one is on USB, but PC/SC has no driver for it',
      'install libccid or the maker’s driver, restart pcscd',
    );
  return wrong('none', 'plug it in; see that its light is on');
}

const start = (platform: World['platform']): string =>
  platform === 'win32'
    ? 'start the service SCardSvr (Smart Card)'
    : 'apt install pcscd libccid; systemctl enable --now pcscd.socket; not as root: allow org.debian.pcsc-lite in polkit';
