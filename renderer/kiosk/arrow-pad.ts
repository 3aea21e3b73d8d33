// The arrow pad: four arrows and Enter work every screen, with and without speech. Up and down go through what there is in the
// order of the page; left and right go along a row of keys, and from heading to heading in a long text.
import { frontOf, goTo, itemsOf, placeOf, type Item } from './speech/items.ts';

export type Arrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';
const arrows: ReadonlySet<string> = new Set<Arrow>(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']);

/** What an arrow came to: another item, more of the same one or the end of a row, or nothing because there is none further on. */
export type Move = 'gone' | 'stayed' | 'first' | 'last';

/** The arrow of a key event that is meant for the pad; null for any other, and where a field or a list wants it for itself. */
export function arrowOf(event: KeyboardEvent): Arrow | null {
  // A number pad without its lock types digits (ui/keys.ts).
  if (/^Numpad\d$/u.test(event.code)) return null;
  if (!arrows.has(event.key) || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return null;
  const sideways = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
  return sideways && event.target instanceof HTMLInputElement ? null : (event.key as Arrow); // one of the set above
}

/** Goes one step. `reading`: to texts as well, not only to what can be worked. */
export function step(page: Document, arrow: Arrow, reading: boolean): Move {
  const front = frontOf(page);
  const all = itemsOf(front);
  const items = reading
    ? all.filter(({ kind }) => kind !== 'region')
    : all.filter(
        ({ kind, element }) => kind === 'control' || kind === 'region' || element === page.activeElement,
      );
  const here = items[placeOf(items, front)];
  const forward = arrow === 'ArrowDown' || arrow === 'ArrowRight';
  if (!reading && here?.kind === 'region' && scrolled(here.element, forward)) return 'stayed';
  const next = target(items, here, arrow) ?? neighbour(items, here, forward, page);
  if (next === undefined) return forward ? 'last' : 'first';
  if (next === here) return 'stayed';
  goTo(next, items);
  return 'gone';
}

function scrolled(region: HTMLElement, forward: boolean): boolean {
  const before = region.scrollTop;
  region.scrollBy({ top: region.clientHeight * (forward ? 0.8 : -0.8), behavior: 'instant' });
  return region.scrollTop !== before;
}

/** From a field to the keys for it. False where there are none on the screen. */
export function toKeys(page: Document): boolean {
  const items = itemsOf(frontOf(page));
  const first = items.find((item) => rowOf(item) !== null);
  if (first === undefined) return false;
  goTo(first, items);
  return true;
}

/** The next in the order of the page; from nowhere, the first one after the heading. */
function neighbour(
  items: readonly Item[],
  here: Item | undefined,
  forward: boolean,
  page: Document,
): Item | undefined {
  if (here !== undefined) return items[items.indexOf(here) + (forward ? 1 : -1)];
  const main = page.querySelector('main');
  return items.find(({ element }) => main?.contains(element) ?? true) ?? items[0];
}

const rowOf = ({ element }: Item): Element | null => element.closest('[data-row]');
const middle = ({ element }: Item): number => {
  const { left, right } = element.getBoundingClientRect();
  return (left + right) / 2;
};

/** Where the arrow leads by the shape of what one is in; undefined: as the page goes on. */
function target(items: readonly Item[], here: Item | undefined, arrow: Arrow): Item | undefined {
  if (here === undefined) return undefined;
  const at = items.indexOf(here);
  const forward = arrow === 'ArrowDown' || arrow === 'ArrowRight';
  const row = rowOf(here);
  if (row !== null && (arrow === 'ArrowLeft' || arrow === 'ArrowRight')) {
    const next = items[at + (forward ? 1 : -1)];
    // The row ends here: one stays, and hears where one is.
    return next !== undefined && rowOf(next) === row ? next : here;
  }
  if (row !== null) {
    const beyond = forward ? items.slice(at + 1) : items.slice(0, at).reverse();
    const out = beyond.find((item) => rowOf(item) !== row);
    const other = out === undefined ? null : rowOf(out);
    if (other === null || other.parentElement !== row.parentElement) return out;
    return nearest(
      items.filter((item) => rowOf(item) === other),
      middle(here),
    );
  }
  const long = here.element.closest('[data-sections]');
  if (long !== null && (arrow === 'ArrowLeft' || arrow === 'ArrowRight')) {
    const beyond = forward ? items.slice(at + 1) : items.slice(0, at).reverse();
    return beyond.find(({ kind, element }) => kind === 'heading' && long.contains(element));
  }
  return undefined;
}

const nearest = (items: readonly Item[], x: number): Item | undefined =>
  items.reduce<Item | undefined>(
    (best, item) =>
      best === undefined || Math.abs(middle(item) - x) < Math.abs(middle(best) - x) ? item : best,
    undefined,
  );
