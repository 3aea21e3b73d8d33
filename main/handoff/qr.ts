// QR codes as SVG text that a strict page may hold: no script, no style, one path. Error correction follows the medium:
// M on a screen, Q on paper, which gets creased and printed pale (lessons 2.7).
import { create } from 'qrcode';

export type QrMedium = 'screen' | 'paper';

export interface QrCode {
  readonly svg: string;
  /** Modules along one side, the quiet zone of 4 on each side included (ISO/IEC 18004, 9.1). */
  readonly modules: number;
}

const QUIET_ZONE = 4;
const levels = { screen: 'M', paper: 'Q' } as const;

/** One rectangle for each horizontal run of dark modules. */
function darkPath(size: number, isDark: (row: number, column: number) => boolean): string {
  let path = '';
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (!isDark(row, column)) continue;
      const start = column;
      while (column < size && isDark(row, column)) column++;
      const run = column - start;
      path += `M${start + QUIET_ZONE} ${row + QUIET_ZONE}h${run}v1h-${run}z`;
    }
  }
  return path;
}

/**
 * The QR code of `text`. `side` is the width and height with unit (`"40mm"`); without it the code takes the size of its
 * place. The picture is decorative in the accessibility tree unless the page labels it: the code stands beside it in letters.
 */
export function qrCode(text: string, medium: QrMedium, side?: string): QrCode {
  const { modules } = create(text, { errorCorrectionLevel: levels[medium] });
  const whole = modules.size + 2 * QUIET_ZONE;
  const size = side === undefined ? '' : ` width="${side}" height="${side}"`;
  const path = darkPath(
    modules.size,
    (row, column) => column < modules.size && modules.get(row, column) === 1,
  );
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${whole} ${whole}"${size} shape-rendering="crispEdges" aria-hidden="true">` +
    `<path fill="#fff" d="M0 0h${whole}v${whole}H0z"/><path fill="#000" d="${path}"/></svg>`;
  return { svg, modules: whole };
}
