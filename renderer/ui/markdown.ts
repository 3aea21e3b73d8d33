// The markdown subset of legal texts and messages: headings, paragraphs, `- ` lists. It becomes plain data that components turn
// into elements, so no text from outside is ever read as markup.

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] };

const headingLine = /^(#{1,6})[ \t]+(\S.*)$/u;
const itemLine = /^[-*][ \t]+(\S.*)$/u;

/**
 * Splits `text` into blocks. Every line that is not a heading or a list item is text; lines of one paragraph (and indented
 * lines after a list item) flow together. Heading levels start at `top` and never skip one, as screen readers expect.
 */
export function parseMarkdown(text: string, top = 2): readonly Block[] {
  const blocks: Block[] = [];
  let open: 'paragraph' | 'list' | null = null;
  for (const raw of text.split(/\r\n|\r|\n/u)) {
    const line = raw.trim();
    const last = blocks.at(-1);
    if (line === '') {
      open = null;
      continue;
    }
    const heading = headingLine.exec(line);
    const item = heading === null ? itemLine.exec(line) : null;
    if (heading !== null) {
      blocks.push({ kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' });
      open = null;
    } else if (item !== null) {
      if (open === 'list' && last?.kind === 'list')
        replaceLast(blocks, { ...last, items: [...last.items, item[1] ?? ''] });
      else blocks.push({ kind: 'list', items: [item[1] ?? ''] });
      open = 'list';
    } else if (open === 'paragraph' && last?.kind === 'paragraph') {
      replaceLast(blocks, { ...last, text: flow(last.text, line) });
    } else if (open === 'list' && last?.kind === 'list' && /^\s/u.test(raw)) {
      const items = [...last.items];
      items.push(flow(items.pop() ?? '', line));
      replaceLast(blocks, { ...last, items });
    } else {
      blocks.push({ kind: 'paragraph', text: line });
      open = 'paragraph';
    }
  }
  return levelled(blocks, top);
}

function replaceLast(blocks: Block[], block: Block): void {
  blocks[blocks.length - 1] = block;
}

/** Joins two lines: with a space where one side is written with spaces, without between Japanese characters. */
function flow(before: string, after: string): string {
  const wide = /[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]/u;
  return wide.test(before.at(-1) ?? '') && wide.test(after.at(0) ?? '')
    ? before + after
    : `${before} ${after}`;
}

function levelled(blocks: readonly Block[], top: number): readonly Block[] {
  const levels = blocks.flatMap((block) => (block.kind === 'heading' ? [block.level] : []));
  const shift = top - Math.min(...levels, 6);
  let previous = top - 1;
  return blocks.map((block) => {
    if (block.kind !== 'heading') return block;
    previous = Math.max(top, Math.min(block.level + shift, previous + 1, 6));
    return { ...block, level: previous };
  });
}
