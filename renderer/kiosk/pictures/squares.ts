// A square pattern that everybody reads as "a code to scan", without being one.
const pattern = ['1110111', '1010101', '1110111', '0001010', '1110110', '1011001', '1110111'];

/** The path of the pattern with its corner at (x, y), each of its 7 × 7 fields `size` wide. */
export const squares = (x: number, y: number, size: number): string =>
  pattern
    .flatMap((row, down) =>
      [...row].map((field, right) =>
        field === '1' ? `M${x + right * size} ${y + down * size}h${size}v${size}h-${size}z` : '',
      ),
    )
    .join('');
