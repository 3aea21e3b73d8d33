// What the picture says is proved with a decoder that is not ours in tests/e2e/slip.test.ts; here: that a strict page may hold it.
import { describe, expect, it } from 'vitest';
import { qrCode } from './qr.ts';

const url = 'https://portal.mihon.example/s/0123456789ABCDEFGHJKMNPQRS';

describe('a QR code', () => {
  it('is one picture without script, style or address, so that a strict policy lets it through', () => {
    const { svg } = qrCode(url, 'screen');
    expect(svg).toMatch(/^<svg [^>]+>(<path fill="#(fff|000)" d="[MHhvz\d\s-]+"\/>){2}<\/svg>$/);
    expect(svg).not.toMatch(/style|script|href/);
  });

  it('has a quiet zone of four modules on every side', () => {
    const { svg, modules } = qrCode(url, 'paper');
    expect(svg).toContain(`viewBox="0 0 ${modules} ${modules}"`);
    const dark = /fill="#000" d="([^"]+)"/.exec(svg)![1]!;
    const runs = [...dark.matchAll(/M(\d+) (\d+)h(\d+)/g)].map((run) => run.slice(1).map(Number));
    expect(Math.min(...runs.map(([x]) => x!))).toBe(4);
    expect(Math.min(...runs.map(([, y]) => y!))).toBe(4);
    expect(Math.max(...runs.map(([x, , length]) => x! + length!))).toBe(modules - 4);
    expect(Math.max(...runs.map(([, y]) => y! + 1))).toBe(modules - 4);
  });

  it('corrects more errors on paper than on the screen', () => {
    expect(qrCode(url, 'paper').modules).toBeGreaterThan(qrCode(url, 'screen').modules);
  });

  it('takes a size with its unit, or the size of its place', () => {
    expect(qrCode(url, 'paper', '40mm').svg).toContain('width="40mm" height="40mm"');
    expect(qrCode(url, 'screen').svg).not.toContain('width=');
  });
});
