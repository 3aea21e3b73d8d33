// What a mail that came back says (RFC 3464): given up for good, given up for now, or merely late.
import PostalMime from 'postal-mime';

/** `bounced`: the address does not take it (5.x.x). `failed`: given up for another reason. Null: no report, or no news in it. */
export type BounceVerdict = 'bounced' | 'failed' | null;

/** Reads a whole mail as it came. Anything that is no delivery status notification is no news. */
export async function readBounce(raw: Uint8Array): Promise<BounceVerdict> {
  const mail = await PostalMime.parse(raw).catch(() => null);
  const reports = (mail?.attachments ?? []).filter(({ mimeType }) => mimeType === 'message/delivery-status');
  const verdicts = reports.flatMap(({ content }) => verdictsOf(textOf(content)));
  if (verdicts.includes('bounced')) return 'bounced';
  return verdicts.includes('failed') ? 'failed' : null;
}

const textOf = (content: string | ArrayBuffer | Uint8Array): string =>
  typeof content === 'string' ? content : Buffer.from(content as Uint8Array).toString('latin1');

/** Groups of fields with blank lines between them; the first is of the whole mail, each other of one recipient (section 2.1). */
function verdictsOf(status: string): BounceVerdict[] {
  return status
    .replaceAll('\r\n', '\n')
    .split(/\n\s*\n/)
    .map((group) => {
      // Folded lines belong to the one before (RFC 5322 section 2.2.3).
      const fields = group.replaceAll(/\n[ \t]+/g, ' ');
      const action = /^Action:\s*([a-z]+)/im.exec(fields)?.[1]?.toLowerCase();
      const kind = /^Status:\s*([245])\.\d{1,3}\.\d{1,3}/im.exec(fields)?.[1];
      if (action !== 'failed') return null;
      return kind === '5' ? 'bounced' : 'failed';
    });
}
