// A message as a municipality writes it and a resident reads it.
import { z } from 'zod';
import { Instant, Language, LocalText, MunicipalityCode, Sha256Hex, Uuid } from './words.ts';

/** In one language; the body is plain text, paragraphs by blank lines. */
export const MessageText = z.strictObject({
  title: z.string().trim().min(1).max(200).meta({ personal: true }),
  body: z.string().trim().min(1).max(20_000).meta({ personal: true }),
});
export type MessageText = z.infer<typeof MessageText>;

/** Japanese always, the others as far as somebody wrote them. `easy` is やさしい日本語, with readings: `{漢字|かんじ}`. */
export const MessageTexts = z.strictObject({
  ja: MessageText,
  easy: MessageText.optional(),
  en: MessageText.optional(),
  zh: MessageText.optional(),
  ko: MessageText.optional(),
  vi: MessageText.optional(),
  pt: MessageText.optional(),
  tl: MessageText.optional(),
});
export type MessageTexts = z.infer<typeof MessageTexts>;

/** The text for a reader of this language. */
export const messageText = (texts: MessageTexts, language: Language): MessageText => {
  const instead = language === 'easy' || language === 'ja' ? texts.ja : (texts.en ?? texts.ja);
  return texts[language] ?? instead;
};

export const attachmentsAtMost = 5;
export const attachmentBytesAtMost = 5_000_000;
export const attachmentPagesAtMost = 50;

/** A PDF that was looked into. At the counter its text is read; the file itself opens on the phone. */
export const Attachment = z.strictObject({
  id: Uuid,
  /** Ends with `.pdf`. */
  name: z.string().min(5).max(120).meta({ personal: true }),
  bytes: z.number().int().positive().max(attachmentBytesAtMost),
  pages: z.number().int().positive().max(attachmentPagesAtMost),
  sha256: Sha256Hex,
});
export type Attachment = z.infer<typeof Attachment>;

/** What a list shows of a message. */
export const MessageHead = z.strictObject({
  id: Uuid,
  from: LocalText,
  municipality: MunicipalityCode,
  /** In every language that it has. */
  titles: z
    .strictObject({ ja: z.string().min(1) })
    .extend(
      Object.fromEntries(
        Language.options.filter((one) => one !== 'ja').map((one) => [one, z.string().min(1).optional()]),
      ) as Record<Exclude<Language, 'ja'>, z.ZodOptional<z.ZodString>>,
    )
    .meta({ personal: true }),
  sentAt: Instant,
  opened: z.boolean(),
  emergency: z.boolean(),
  attachments: z.number().int().nonnegative(),
  /** After that it asks for no attention any more; it stays. */
  attentionUntil: Instant.nullable(),
  /** Its sender hears that it was opened, and the reader is told so before; left out where nobody asked. */
  openedTold: z.boolean().optional(),
});
export type MessageHead = z.infer<typeof MessageHead>;

/** What a sealed message holds. */
export const MessageContent = z.strictObject({
  id: Uuid,
  from: LocalText,
  texts: MessageTexts,
  /** The bodies are longer than a counter takes: they go on on the phone. */
  continues: z.boolean().optional(),
  attachments: z.array(
    Attachment.extend({
      /** Of each page, so that it can be read and heard at the counter. */
      text: z.array(z.string().max(50_000)).meta({ personal: true }),
      /** There is more of it than a counter takes: it goes on on the phone. */
      continues: z.boolean().optional(),
    }),
  ),
  emergency: z.boolean(),
});
export type MessageContent = z.infer<typeof MessageContent>;
