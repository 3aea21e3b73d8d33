// How many of something: the same in both languages, in groups of three.
const groups = new Intl.NumberFormat('en');
export const figure = (count: number): string => groups.format(count);
/** English: one of it, or several. */
export const counted = (count: number, one: string, several: string): string =>
  `${figure(count)} ${count === 1 ? one : several}`;
