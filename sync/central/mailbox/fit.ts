// What a message holds for a counter, within what fits under one seal. The first pages come first; what does not fit is left to the phone,
// and said so.
import type { MessageContent, MessageText } from '../../contract/message.ts';

/** The message whose JSON takes no more than `bytesAtMost`: pages of attachments are cut first, then its bodies, never a title. */
export function fitMessage(content: MessageContent, bytesAtMost: number): MessageContent {
  if (bytesOf(content) <= bytesAtMost) return content;
  const bare = { ...content, attachments: content.attachments.map((one) => ({ ...one, ...noPages })) };
  const short = withShortBodies(bare, bytesAtMost);
  let left = bytesAtMost - bytesOf(short);
  const attachments = content.attachments.map((one) => {
    const text: string[] = [];
    for (const page of one.text) {
      const fitting = cutTo(page, left - aPage);
      if (fitting === '' && page !== '') left = 0;
      else text.push(fitting);
      left -= bytesOf(fitting) + aPage;
      // A page that was cut is the last one.
      if (fitting !== page || left <= 0) break;
    }
    const whole = text.length === one.text.length && text.at(-1) === one.text.at(-1);
    if (!whole) left = 0;
    return { ...one, text, ...(!whole && { continues: true }) };
  });
  return { ...short, attachments };
}

type Attached = MessageContent['attachments'][number];
const noPages: Pick<Attached, 'text' | 'continues'> = { text: [], continues: true };
/** Quotes and comma of one. */
const aPage = 3;
/** Not worth a heading of its own. */
const tooShort = 100;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** The beginning that takes no more than so many bytes as JSON; empty when that would be next to nothing. */
function cutTo(page: string, bytesAtMost: number): string {
  let length = page.length;
  for (let bytes = bytesOf(page); bytes > bytesAtMost; bytes = bytesOf(page.slice(0, length))) {
    length = Math.floor(Math.min(length * 0.95, (length * bytesAtMost) / bytes));
    if (length < tooShort) return '';
  }
  return begin(page, length);
}

/** Never half a pair. */
const begin = (text: string, length: number): string =>
  length >= text.length ? text : text.slice(0, length).replace(/[\ud800-\udbff]$/, '');

/** All bodies cut to one length, the longest that fits. */
function withShortBodies(content: MessageContent, bytesAtMost: number): MessageContent {
  let fitted = content;
  for (let length = 20_000; bytesOf(fitted) > bytesAtMost; length = Math.floor(length * 0.9)) {
    const short = Object.entries(content.texts).map(([language, text]: [string, MessageText | undefined]) => [
      language,
      text && { ...text, body: begin(text.body, length) },
    ]);
    // The same languages as before.
    const texts = Object.fromEntries(short) as MessageContent['texts'];
    fitted = { ...content, texts, continues: true };
  }
  return fitted;
}
