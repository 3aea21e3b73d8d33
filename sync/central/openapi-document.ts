// OpenAPI 3.1 from the table of routes: the document that integrators read is never written by hand.
import { z } from 'zod';
import * as api from '../contract/api.ts';
import * as balance from '../contract/balance.ts';
import * as desk from '../contract/desk.ts';
import * as drafts from '../contract/drafts.ts';
import * as feed from '../contract/feed.ts';
import { MessageContent } from '../contract/message.ts';
import * as mailbox from '../contract/mailbox-view.ts';
import * as phone from '../contract/phone.ts';
import * as slips from '../contract/slips.ts';
import * as web from '../contract/web.ts';
import { SealedRegistration } from '../contract/record.ts';
import { problems } from '../contract/problems.ts';
import { eventsAnswer, fileTypeOf } from '../contract/route.ts';
import type { RouteContract } from '../contract/route.ts';

type Json = Record<string, unknown>;

/** Schemas with a name of their own in the document. The push is described as terminals send it. */
const named = {
  Problem: api.Problem,
  EnrolmentRequest: api.EnrolmentRequest,
  EnrolmentAnswer: api.EnrolmentAnswer,
  SealedRegistration,
  PushRequest: api.PushRequest,
  PushAnswer: api.PushAnswer,
  BalanceRequest: balance.BalanceRequest,
  BalanceAnswer: balance.BalanceAnswer,
  BalanceList: balance.BalanceList,
  FeedPage: feed.FeedPage,
  FeedEntry: feed.FeedEntry,
  KnownFeedEntry: feed.KnownFeedEntry,
  MessageContent,
  VerificationRequest: api.VerificationRequest,
  VerificationAnswer: api.VerificationAnswer,
  CodeAnswerRequest: api.CodeAnswerRequest,
  CodeAnswer: api.CodeAnswer,
  TerminalReport: api.TerminalReport,
  PushSubscription: phone.PushSubscription,
  ArrivalNotice: phone.ArrivalNotice,
  SlipEntryRequest: phone.SlipEntryRequest,
  SlipEntry: phone.SlipEntry,
  PhoneView: phone.PhoneView,
  PhoneCodeRequest: phone.PhoneCodeRequest,
  PhoneInterests: phone.PhoneInterests,
  PhoneNotify: phone.PhoneNotify,
  PhonePush: phone.PhonePush,
  PhonePins: phone.PhonePins,
  PushPayload: phone.PushPayload,
  MailboxInfo: web.MailboxInfo,
  SignInRequest: mailbox.SignInRequest,
  SignInStarted: mailbox.SignInStarted,
  SignInAnswer: mailbox.SignInAnswer,
  SignInOutcome: mailbox.SignInOutcome,
  PasskeyChallenge: web.PasskeyChallenge,
  PasskeyRegistration: web.PasskeyRegistration,
  PasskeyAnswer: web.PasskeyAnswer,
  PasskeyOutcome: web.PasskeyOutcome,
  Passkeys: web.Passkeys,
  MailboxEntry: web.MailboxEntry,
  MailboxEntryOutcome: web.MailboxEntryOutcome,
  MailboxView: mailbox.MailboxView,
  MailboxEvent: mailbox.MailboxEvent,
  MailboxChange: mailbox.MailboxChange,
  MailboxChanged: mailbox.MailboxChanged,
  MailboxFound: mailbox.MailboxFound,
  Choices: drafts.Choices,
  DraftRequest: drafts.DraftRequest,
  DraftAnswer: drafts.DraftAnswer,
  DraftClaim: drafts.DraftClaim,
  DraftClaimAnswer: drafts.DraftClaimAnswer,
  SlipStatus: slips.SlipStatus,
  SlipNotices: slips.SlipNotices,
  SlipNoticesAnswer: slips.SlipNoticesAnswer,
  SlipCheck: slips.SlipCheck,
  VerificationState: api.VerificationState,
  MessageRequest: desk.MessageRequest,
  MessageAnswer: desk.MessageAnswer,
  MessageRelease: desk.MessageRelease,
  DeskMessage: desk.DeskMessage,
  DeskMessages: desk.DeskMessages,
  Audience: desk.Audience,
  AudienceCount: desk.AudienceCount,
  ListUpload: desk.ListUpload,
  AudienceList: desk.AudienceList,
  AudienceLists: desk.AudienceLists,
  Recipients: desk.Recipients,
  PersonReceipts: desk.PersonReceipts,
  TerminalList: api.TerminalList,
  Health: api.Health,
  Readiness: api.Readiness,
} as const satisfies Record<string, z.ZodType>;

/** The whole document. */
export function openApi(routes: Readonly<Record<string, RouteContract>>, version: string): Json {
  const paths: Record<string, Json> = {};
  for (const [name, route] of Object.entries(routes)) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Madoguchi central API',
      version,
      description:
        'Terminals speak mutual TLS on their own listener; everything else is on the public one. Fields marked x-personal hold personal data.',
    },
    tags: [{ name: 'terminals' }, { name: 'public' }],
    paths,
    components: { schemas: components(), securitySchemes: securitySchemes() },
  };
}

function components(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { uri: reference, override: markPersonal });
  // What has a default may be left out by who asks.
  const asked = z.toJSONSchema(registry, { uri: reference, override: markPersonal, io: 'input' }).schemas;
  if (asked['MessageRequest'] !== undefined) schemas['MessageRequest'] = asked['MessageRequest'];
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, bare(schema)]));
}

const reference = (id: string): string => `#/components/schemas/${id}`;

/** `$schema` and `$id` belong to free-standing documents. */
function bare({ $schema: _schema, $id: _id, ...rest }: Json): Json {
  return rest;
}

/** Our own marks are extensions to JSON Schema and say so. */
function markPersonal({ jsonSchema }: { jsonSchema: Json }): void {
  if (!('personal' in jsonSchema)) return;
  jsonSchema['x-personal'] = jsonSchema.personal;
  delete jsonSchema.personal;
}

function operation(name: string, route: RouteContract): Json {
  const bodyName = name === 'push' ? 'PushRequest' : nameOf(route.body);
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.listener],
    ...security(route.caller),
    ...parameters(route),
    ...(bodyName === null
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: reference(bodyName) } } },
          },
        }),
    responses: { ...success(route), default: problemAnswer() },
  };
}

function success({ answer, summary }: RouteContract): Json {
  if (answer === null) return { 204: { description: 'Done.' } };
  if (answer === eventsAnswer) return { 200: { description: summary, content: { 'text/event-stream': {} } } };
  const file = fileTypeOf(answer);
  if (file !== null) return { 200: { description: summary, content: { [file]: {} } } };
  const name = nameOf(answer);
  const schema =
    name === null ? bare(z.toJSONSchema(answer, { override: markPersonal })) : { $ref: reference(name) };
  return { 200: { description: summary, content: { 'application/json': { schema } } } };
}

function problemAnswer(): Json {
  const codes = Object.entries(problems).map(([code, { status }]) => `${code} (${status})`);
  return {
    description: `A problem document (RFC 9457). Codes: ${codes.join(', ')}.`,
    content: { 'application/problem+json': { schema: { $ref: reference('Problem') } } },
  };
}

function parameters(route: RouteContract): Json {
  const all = [...parametersIn(route.params, 'path'), ...parametersIn(route.query, 'query')];
  return all.length === 0 ? {} : { parameters: all };
}

function parametersIn(schema: z.ZodType, place: 'path' | 'query'): Json[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: property,
  }));
}

const nameOf = (schema: z.ZodType): string | null =>
  Object.entries(named).find(([, candidate]) => candidate === schema)?.[0] ?? null;

function security(caller: RouteContract['caller']): Json {
  if (caller === 'anyone' || caller === 'page') return { security: [] };
  return { security: [{ [caller]: [] }] };
}

const securitySchemes = (): Json => ({
  mailbox: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-mailbox',
    description:
      'Set by what opens a session: a sign-in with a code, a passkey, PIN1 behind a slip. Calls that change something must come from a page of this very site.',
  },
  terminal: { type: 'mutualTLS', description: 'Certificate from POST /v1/enrolments.' },
  sender: { type: 'http', scheme: 'bearer', description: "A municipality's sender token." },
  admin: { type: 'http', scheme: 'bearer', description: "IT's token." },
  phone: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-madoguchi',
    description:
      'Set by POST /v1/slips/{slip}/sessions. Calls that change something must come from a page of this very site.',
  },
});
