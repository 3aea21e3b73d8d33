// The calls of the desk that are not about messages: the session of who signed in, the registry (paper, please; deaths), what was done
// by whom, and the mailbox's public state.
import { z } from 'zod';
import {
  DeathReport,
  DeathReports,
  DeathRequest,
  DeskSession,
  Exemption,
  ExemptionReview,
  Exemptions,
} from './desk.ts';
import { DeskLog, DeskLogQuery } from './desk-log.ts';
import { MailboxHealth } from './mailbox-view.ts';
import { empty, none, nothing, small, type RouteContract } from './route.ts';
import { MunicipalityCode, Uuid } from './words.ts';

const here = z.strictObject({ code: MunicipalityCode });
const one = here.extend({ id: Uuid });
const desk = { listener: 'public', caller: 'desk', query: nothing, bodyLimitBytes: small } as const;

export const registryRoutes = {
  deskSession: {
    ...desk,
    method: 'GET',
    path: '/v1/desk/session',
    summary: 'Who has signed in, and what they may do where.',
    params: nothing,
    body: none,
    answer: DeskSession,
  },
  deskLeave: {
    ...desk,
    method: 'POST',
    path: '/v1/desk/leave',
    summary: 'Ends the session.',
    params: nothing,
    body: empty,
    answer: null,
  },
  deskLog: {
    ...desk,
    method: 'GET',
    path: '/v1/desk/log',
    summary: "What was done at a municipality's desk, by whom, newest first. Role release or registry.",
    params: nothing,
    query: DeskLogQuery,
    body: none,
    answer: DeskLog,
  },
  exemptions: {
    ...desk,
    method: 'GET',
    path: '/v1/municipalities/:code/exemptions',
    summary: 'Who wants paper and why, those to be asked again first. Role registry.',
    params: here,
    body: none,
    answer: Exemptions,
  },
  reviewExemption: {
    ...desk,
    method: 'POST',
    path: '/v1/municipalities/:code/exemptions/:id/review',
    summary: 'Somebody still wants paper: asked again on a later day. Role registry.',
    params: one,
    body: ExemptionReview,
    answer: Exemption,
  },
  endExemption: {
    ...desk,
    method: 'POST',
    path: '/v1/municipalities/:code/exemptions/:id/end',
    summary: 'Somebody no longer wants paper; their mailbox is theirs to switch on again. Role registry.',
    params: one,
    body: empty,
    answer: null,
  },
  deaths: {
    ...desk,
    method: 'GET',
    path: '/v1/municipalities/:code/deaths',
    summary: 'Deaths that were reported, open ones first; those that are confirmed get paper. Role registry.',
    params: here,
    body: none,
    answer: DeathReports,
  },
  reportDeath: {
    ...desk,
    method: 'POST',
    path: '/v1/municipalities/:code/deaths',
    summary: 'Reports a death by the number of the receipt; somebody else confirms it. Role registry.',
    params: here,
    body: DeathRequest,
    answer: DeathReport,
  },
  confirmDeath: {
    ...desk,
    method: 'POST',
    path: '/v1/municipalities/:code/deaths/:id/confirmation',
    summary: 'Confirms a death that somebody else reported: the mailbox is closed for good. Role registry.',
    params: one,
    body: empty,
    answer: DeathReport,
  },
  withdrawDeath: {
    ...desk,
    method: 'POST',
    path: '/v1/municipalities/:code/deaths/:id/withdrawal',
    summary: 'Takes back a report that nobody has confirmed. Role registry.',
    params: one,
    body: empty,
    answer: null,
  },
  mailboxHealth: {
    method: 'GET',
    path: '/health/mailbox',
    summary: "The mailbox's state, part by part, and since when; 503 when a part fails.",
    listener: 'public',
    caller: 'anyone',
    params: nothing,
    query: nothing,
    body: none,
    answer: MailboxHealth,
    bodyLimitBytes: small,
  },
} as const satisfies Record<string, RouteContract>;
