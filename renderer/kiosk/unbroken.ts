// The name of a place is not torn apart at the end of a line, as the browser's segmentation would do with one it does not know.

/** `text` in pieces; those that are `name` are to be kept whole. */
export function unbroken(text: string, name: string): readonly { text: string; whole: boolean }[] {
  if (name === '') return [{ text, whole: false }];
  return text
    .split(name)
    .flatMap((piece, place) => [
      ...(place === 0 ? [] : [{ text: name, whole: true }]),
      ...(piece === '' ? [] : [{ text: piece, whole: false }]),
    ]);
}
