// `npm test`: makes sure that this machine has what the whole suite needs, builds, runs everything, and ends with one line
// that says how it went. On Debian as root it installs the missing packages; elsewhere it names them.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const house = resolve(import.meta.dirname, '..');

/** Debian package → what of it the tests use. */
const needed: Readonly<Record<string, () => boolean>> = {
  chromium: () => existsSync('/usr/bin/chromium'),
  pcscd: () => existsSync('/usr/sbin/pcscd'),
  'vsmartcard-vpcd': () =>
    someFile('/usr/lib/pcsc/drivers/serial', /vpcd/) || someFile('/usr/lib/x86_64-linux-gnu/pcsc', /vpcd/),
  opensc: () => existsSync('/usr/bin/pkcs15-tool'),
  openssl: () => existsSync('/usr/bin/openssl'),
  postgresql: () => someFile('/usr/lib/postgresql', /^\d+$/),
  'zbar-tools': () => existsSync('/usr/bin/zbarimg'),
  'poppler-utils': () => existsSync('/usr/bin/pdftoppm'),
  cups: () => existsSync('/usr/sbin/cupsd'),
  'cups-client': () => existsSync('/usr/sbin/lpadmin'),
  'cups-filters': () => existsSync('/usr/lib/cups/filter/pdftopdf'),
  'cups-ipp-utils': () => existsSync('/usr/sbin/ippeveprinter'),
  dbus: () => existsSync('/usr/bin/dbus-daemon'),
  'avahi-daemon': () => existsSync('/usr/sbin/avahi-daemon'),
  imagemagick: () => existsSync('/usr/bin/convert'),
  'espeak-ng': () => existsSync('/usr/bin/espeak-ng'),
  mecab: () => existsSync('/usr/bin/mecab'),
  'mecab-ipadic-utf8': () => existsSync('/var/lib/mecab/dic/ipadic-utf8'),
  'fonts-noto-cjk': () => existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'),
};

function someFile(directory: string, pattern: RegExp): boolean {
  return (
    existsSync(directory) &&
    readdirSync(directory, { recursive: true, encoding: 'utf8' }).some((name) => pattern.test(name))
  );
}

const missing = (): string[] => Object.entries(needed).flatMap(([name, there]) => (there() ? [] : [name]));

function runs(command: string, args: readonly string[], env: Record<string, string> = {}): boolean {
  return (
    spawnSync(command, args, {
      cwd: house,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    }).status === 0
  );
}

const isDebian =
  existsSync('/etc/debian_version') && /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));

function install(packages: readonly string[]): void {
  const noninteractive = { DEBIAN_FRONTEND: 'noninteractive' };
  // A service that the package would start is not wanted: the tests start their own pcscd and PostgreSQL.
  const options = [
    '-y',
    '-qq',
    '--no-install-recommends',
    '-o',
    'Dpkg::Use-Pty=0',
    '-o',
    'Acquire::Retries=3',
  ];
  runs('apt-get', ['update', '-qq'], noninteractive);
  if (!runs('apt-get', ['install', ...options, ...packages], noninteractive))
    console.error('apt-get did not end well');
}

const lacking = missing();
if (lacking.length > 0 && process.getuid?.() === 0 && isDebian) {
  console.log(`test: installing ${lacking.join(' ')}`);
  install(lacking);
}
const still = missing();
if (still.length > 0) {
  console.error(
    `test: this machine lacks ${still.join(', ')}. On Debian: apt-get install ${still.join(' ')}`,
  );
  process.exit(1);
}
const bin = (name: string): string => join(house, 'node_modules/.bin', name);
if (!runs(bin('electron-vite'), ['build', '--logLevel', 'warn'])) {
  console.error('test: the build failed');
  process.exit(1);
}
process.exit(runs(bin('vitest'), ['run', ...process.argv.slice(2)]) ? 0 : 1);
