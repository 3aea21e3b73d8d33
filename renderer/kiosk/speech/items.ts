// What there is to go to on the page, in order: headings, texts, pictures, controls. The arrow pad and the reader go through the
// same list, so that what is told next is what is focused next.
export type ItemKind = 'heading' | 'text' | 'picture' | 'progress' | 'control' | 'region';

export interface Item {
  readonly element: HTMLElement;
  readonly kind: ItemKind;
  /** What belongs to it: the answers to a term. */
  readonly also: readonly Element[];
}

const controls = 'button, input, select, textarea, a[href], [role="button"]';
const blocks = new Set(['P', 'LI', 'DT', 'DD', 'CAPTION', 'FIGCAPTION', 'LABEL']);

/** Whether it is there for the eye or the ear. `data-spoken` is heard although screen readers are spared it. */
export const isThere = (element: Element): boolean =>
  !(element instanceof SVGElement) &&
  (element.getAttribute('aria-hidden') !== 'true' || element.hasAttribute('data-spoken')) &&
  element.checkVisibility({ visibilityProperty: true });

/** What stands in front of everything: the topmost question or sheet, else the whole page. */
export function frontOf(page: Document): HTMLElement {
  return [...page.querySelectorAll<HTMLElement>('dialog[open]')].at(-1) ?? page.body;
}

/** The question of what is in front. */
export const headingOf = (front: HTMLElement): HTMLElement | null =>
  front.querySelector<HTMLElement>(front instanceof HTMLDialogElement ? 'h2' : 'h1');

/** Everything in front that one can go to. */
export function itemsOf(front: HTMLElement): readonly Item[] {
  const items: Item[] = [];
  visit(front, items);
  return items;
}

function visit(element: HTMLElement, items: Item[]): void {
  for (const child of element.children) {
    if (!(child instanceof HTMLElement) || !isThere(child)) continue;
    const kind = kindOf(child);
    if (kind !== null) items.push({ element: child, kind, also: answersOf(child) });
    const whole = child.hasAttribute('data-spoken') || isTold(child);
    if ((kind === null || kind === 'region') && !whole) visit(child, items);
  }
}

function kindOf(element: HTMLElement): ItemKind | null {
  if (element.matches(controls)) return 'control';
  if (/^H[1-6]$/u.test(element.tagName)) return 'heading';
  if (element.matches('img, [role="img"]')) return 'picture';
  if (element.matches('[role="progressbar"]')) return 'progress';
  if (element.matches('[role="region"][tabindex="0"]')) return 'region';
  if (isTold(element) || element.querySelector(controls) !== null) return null;
  if (element.tagName === 'DD' && element.previousElementSibling?.tagName === 'DT') return null;
  const speaks = blocks.has(element.tagName) || element.hasAttribute('data-spoken') || hasText(element);
  return speaks && element.textContent.trim() !== '' ? 'text' : null;
}

/** Told with something else: the label and the descriptions with their field, the second heading of a screen not at all. */
function isTold(element: HTMLElement): boolean {
  if (element.tagName === 'LABEL') return true;
  if (element.tagName === 'DD') return element.previousElementSibling?.tagName === 'DT';
  const root = element.ownerDocument;
  return (
    element.id !== '' && root.querySelector(`input[aria-describedby~="${CSS.escape(element.id)}"]`) !== null
  );
}

const hasText = (element: HTMLElement): boolean =>
  [...element.childNodes].some((node) => node instanceof Text && node.data.trim() !== '');

function answersOf(element: HTMLElement): readonly Element[] {
  const answers: Element[] = [];
  if (element.tagName !== 'DT') return answers;
  for (let next = element.nextElementSibling; next?.tagName === 'DD'; next = next.nextElementSibling)
    answers.push(next);
  return answers;
}

/** Where one is among them; the heading when one is nowhere; -1 when there is none either. */
export function placeOf(items: readonly Item[], front: HTMLElement): number {
  const focused = front.ownerDocument.activeElement;
  const exact = items.findIndex(({ element }) => element === focused);
  if (exact >= 0 || focused === null) return exact;
  const around = items.findLastIndex(({ element, kind }) => kind !== 'region' && element.contains(focused));
  if (around >= 0) return around;
  const heading = headingOf(front);
  return items.findIndex(({ element }) => element === heading);
}

/** Puts the focus there, and everything of it in sight. What is last in a place that scrolls brings its very end into sight. */
export function goTo(item: Item, items: readonly Item[]): void {
  const { element } = item;
  if (item.kind !== 'control' && item.kind !== 'region' && !element.hasAttribute('tabindex'))
    element.tabIndex = -1;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: 'nearest', behavior: 'instant' });
  const scroller = scrollerOf(element);
  if (scroller === null) return;
  const next = items[items.indexOf(item) + 1];
  if (next === undefined || !scroller.contains(next.element))
    scroller.scrollTo({ top: scroller.scrollHeight, behavior: 'instant' });
}

function scrollerOf(element: HTMLElement): HTMLElement | null {
  for (let around = element.parentElement; around !== null; around = around.parentElement)
    if (
      around.scrollHeight > around.clientHeight + 1 &&
      /auto|scroll/u.test(getComputedStyle(around).overflowY)
    )
      return around;
  return null;
}
