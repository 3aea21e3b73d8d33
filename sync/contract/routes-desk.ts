// The calls of the sender's desk: staff of a municipality in their browser, and its own systems with a token. Every one is about one
// municipality, named in the path, and the roles that the caller has there decide.
import { z } from 'zod';
import {
  Audience,
  AudienceCount,
  AudienceList,
  AudienceLists,
  DeskMessage,
  DeskMessages,
  ListUpload,
  MessageAnswer,
  MessageRelease,
  MessageRequest,
  PersonReceipts,
  PersonReceiptsQuery,
  Recipients,
  RecipientsQuery,
} from './desk.ts';
import { attachmentBytesAtMost, attachmentsAtMost } from './message.ts';
import { empty, fileAnswer, none, nothing, small, type RouteContract } from './route.ts';
import { MunicipalityCode, Uuid } from './words.ts';

const here = z.strictObject({ code: MunicipalityCode });
const one = here.extend({ id: Uuid });
const desk = { listener: 'public', caller: 'desk', query: nothing } as const;

export const deskRoutes = {
  countAudience: {
    ...desk,
    method: 'POST',
    path: '/v1/municipalities/:code/audience',
    summary: 'How many residents an audience has now, and how they would be told. Role compose.',
    params: here,
    body: Audience,
    answer: AudienceCount,
    bodyLimitBytes: small,
  },
  postMessage: {
    ...desk,
    method: 'POST',
    path: '/v1/municipalities/:code/messages',
    summary:
      'Takes a message to the mailboxes of an audience; the same id and content again is the same message. Role compose.',
    params: here,
    body: MessageRequest,
    answer: MessageAnswer,
    // As many attachments of the largest size as there may be, in base64, and the texts.
    bodyLimitBytes: attachmentsAtMost * Math.ceil(attachmentBytesAtMost / 3) * 4 + 1_000_000,
  },
  deskMessages: {
    ...desk,
    method: 'GET',
    path: '/v1/municipalities/:code/messages',
    summary: 'Messages of a municipality with their receipts, newest first. Any role.',
    params: here,
    query: z.strictObject({ before: Uuid.optional() }),
    body: none,
    answer: DeskMessages,
    bodyLimitBytes: small,
  },
  deskMessage: {
    ...desk,
    method: 'GET',
    path: '/v1/municipalities/:code/messages/:id',
    summary: 'One message with its receipts. Any role.',
    params: one,
    body: none,
    answer: DeskMessage,
    bodyLimitBytes: small,
  },
  releaseMessage: {
    ...desk,
    method: 'POST',
    path: '/v1/municipalities/:code/messages/:id/release',
    summary: 'Lets a message to a large audience go that somebody else wrote. Role release.',
    params: one,
    body: MessageRelease,
    answer: MessageAnswer,
    bodyLimitBytes: small,
  },
  stopMessage: {
    ...desk,
    method: 'POST',
    path: '/v1/municipalities/:code/messages/:id/stop',
    summary:
      'Stops a message: who has it keeps it, nobody else gets it or is told of it. Role release; its author until it goes.',
    params: one,
    body: empty,
    answer: MessageAnswer,
    bodyLimitBytes: small,
  },
  deskAttachment: {
    ...desk,
    method: 'GET',
    path: '/v1/municipalities/:code/messages/:id/attachments/:attachment',
    summary: 'An attachment as it was sent. Any role.',
    params: one.extend({ attachment: Uuid }),
    body: none,
    answer: fileAnswer('application/pdf'),
    bodyLimitBytes: small,
  },
  personReceipts: {
    ...desk,
    method: 'GET',
    path: '/v1/municipalities/:code/messages/:id/receipts',
    summary: 'Receipts of a message by person. Role recipients.',
    params: one,
    query: PersonReceiptsQuery,
    body: none,
    answer: PersonReceipts,
    bodyLimitBytes: small,
  },
  paperList: {
    ...desk,
    method: 'GET',
    path: '/v1/municipalities/:code/messages/:id/paper',
    summary:
      'Who gets this message on paper: who is exempt, who stands on the list and did not receive, whom nothing could tell. CSV. Role recipients.',
    params: one,
    body: none,
    answer: fileAnswer('text/csv'),
    bodyLimitBytes: small,
  },
  uploadList: {
    ...desk,
    method: 'POST',
    path: '/v1/municipalities/:code/lists',
    summary: 'Takes a list of people to write to. Who of them has an account is not told. Role compose.',
    params: here,
    body: ListUpload,
    answer: AudienceList,
    bodyLimitBytes: 41_000_000,
  },
  lists: {
    ...desk,
    method: 'GET',
    path: '/v1/municipalities/:code/lists',
    summary: 'Lists that were uploaded, newest first. Role compose.',
    params: here,
    body: none,
    answer: AudienceLists,
    bodyLimitBytes: small,
  },
  recipients: {
    ...desk,
    method: 'GET',
    path: '/v1/municipalities/:code/recipients',
    summary:
      'Who receives from this municipality, who does not any more, since when and why. Role recipients.',
    params: here,
    query: RecipientsQuery,
    body: none,
    answer: Recipients,
    bodyLimitBytes: small,
  },
} as const satisfies Record<string, RouteContract>;
