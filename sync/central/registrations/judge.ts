// An item is judged by one small check after another; these lists are the specification of their order, one for registrations and one
// for commands, after the seal and the signature that both have. Each check is a file in checks/ named after what it makes sure of. The
// first refusal ends it, and nothing has been written yet.
import { ok } from '../../contract/result.ts';
import { assuranceHeld } from './checks/assurance-held.ts';
import { certificatesTrusted } from './checks/certificates-trusted.ts';
import { commandParses, isCommand } from './checks/command-parses.ts';
import { consentsComplete } from './checks/consents-complete.ts';
import { contactsProved } from './checks/contacts-proved.ts';
import { declarationAgrees } from './checks/declaration-agrees.ts';
import { declarationPresent } from './checks/declaration-present.ts';
import { declarationSigned } from './checks/declaration-signed.ts';
import type { SignedDeclaration } from './checks/declaration-signed.ts';
import { deviceSigned } from './checks/device-signed.ts';
import { recordParses } from './checks/record-parses.ts';
import { sealOpens } from './checks/seal-opens.ts';
import { senderMatches } from './checks/sender-matches.ts';
import type { Arrived, CheckPorts, Checked, Judged, JudgedCommand, JudgedItem } from './item.ts';

/** The registration or the command when everything about it holds, or the first thing that does not. */
export async function judge(item: Arrived, ports: CheckPorts): Checked<JudgedItem> {
  const jws = await sealOpens(item, ports);
  if (!jws.ok) return jws;

  const payload = deviceSigned(jws.value, ports);
  if (!payload.ok) return payload;

  return isCommand(payload.value)
    ? judgeCommand(item, payload.value)
    : judgeRegistration(item, payload.value, jws.value, ports);
}

/** What it comes to is not judged here: a command that was signed by its terminal is taken in. */
function judgeCommand(item: Arrived, payload: unknown): Awaited<Checked<JudgedCommand>> {
  const command = commandParses(payload);
  if (!command.ok) return command;

  const sender = senderMatches(item, command.value);
  if (!sender.ok) return sender;

  return ok({ kind: 'command', command: command.value });
}

async function judgeRegistration(
  item: Arrived,
  payload: unknown,
  jws: string,
  ports: CheckPorts,
): Checked<Judged> {
  const parsed = recordParses(payload);
  if (!parsed.ok) return parsed;
  const record = parsed.value;

  const sender = senderMatches(item, record);
  if (!sender.ok) return sender;

  const consents = consentsComplete(record);
  if (!consents.ok) return consents;

  const declaration = declarationPresent(record);
  if (!declaration.ok) return declaration;

  let signed: SignedDeclaration | null = null;
  if (declaration.value !== null) {
    const verified = declarationSigned(declaration.value);
    if (!verified.ok) return verified;
    signed = verified.value;
  }

  const trusted = certificatesTrusted(record, signed, ports);
  if (!trusted.ok) return trusted;

  if (signed !== null) {
    const agrees = declarationAgrees(record, signed.declaration);
    if (!agrees.ok) return agrees;
  }

  const proved = await contactsProved(item, record, ports);
  if (!proved.ok) return proved;

  return ok({ kind: 'registration', record, assurance: assuranceHeld(record, ports), jws });
}
