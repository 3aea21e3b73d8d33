// The one who registers in every trial. Nobody in here exists, and the words occur nowhere else: found in a file of a terminal,
// they were left behind.
export const nobody = {
  municipality: '992011',
  basicFour: {
    name: '無何有　障子之介',
    birthDate: '19010203',
    sex: '1',
    address: '架空県みほん市無何有郷百二十三番地',
  },
  email: 'shojinosuke.mukau@example.jp',
} as const;

/** What must not be found, as it would be written. */
const traces: readonly string[] = [
  '無何有',
  '障子之介',
  'shojinosuke.mukau',
  // The full terminal's sample card.
  '見本　花子',
  '架空県みほん市中央一丁目２番３号',
];

/** Each trace in every form, named by its number. */
export const traceForms = (): readonly { readonly trace: string; readonly form: Buffer }[] =>
  traces.flatMap((text, index) =>
    formsOf(`trace ${String(index + 1)}`, text).map(({ what, form }) => ({ trace: what, form })),
  );

/** A text in every form that a program would write it in: UTF-8, UTF-16 both ways, base64 at all three offsets, JSON's escapes. */
export function formsOf(
  what: string,
  text: string,
): readonly { readonly what: string; readonly form: Buffer }[] {
  const utf8 = Buffer.from(text, 'utf8');
  const little = Buffer.from(text, 'utf16le');
  const big = Buffer.from(little).swap16();
  const escaped = [...text]
    .map((char) => {
      const code = char.codePointAt(0) ?? 0;
      return code < 128 ? char : `\\u${code.toString(16).padStart(4, '0')}`;
    })
    .join('');
  const forms = [utf8, little, big, ...[0, 1, 2].map((offset) => base64At(utf8, offset))];
  if (escaped !== text) forms.push(Buffer.from(escaped));
  return forms.map((form) => ({ what, form }));
}

/** The middle of the text's base64 that does not depend on what stands before and after it. */
function base64At(bytes: Buffer, offset: number): Buffer {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replaceAll('=', '');
  return Buffer.from(text.slice(offset === 0 ? 0 : 4, -2));
}
