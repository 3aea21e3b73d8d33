// What in a new version of the contract would break somebody who was built against the old one. Answers may gain fields
// and lose none; requests may gain optional fields and must not ask for more than before.

type Json = Record<string, unknown>;
type Side = 'request' | 'answer';

/** One line for every break, empty when there is none. Both are OpenAPI documents of ours. */
export function breakingChanges(before: unknown, after: unknown): string[] {
  const oldPaths = objectAt(before, 'paths');
  const newPaths = objectAt(after, 'paths');
  const breaks: string[] = [];
  for (const [path, oldItem] of Object.entries(oldPaths)) {
    for (const [method, oldOperation] of Object.entries(asObject(oldItem))) {
      const newOperation = objectAt(newPaths, path)[method];
      const where = `${method.toUpperCase()} ${path}`;
      if (newOperation === undefined) breaks.push(`${where}: removed`);
      else breaks.push(...operationBreaks(where, [oldOperation, before], [newOperation, after]));
    }
  }
  return breaks;
}

type Placed = readonly [node: unknown, document: unknown];

function operationBreaks(where: string, before: Placed, after: Placed): string[] {
  return [
    ...parameterBreaks(where, before[0], after[0]),
    ...schemaBreaks(`${where} request`, 'request', bodyOf(before), bodyOf(after), 0),
    ...schemaBreaks(`${where} answer`, 'answer', answerOf(before), answerOf(after), 0),
  ];
}

function parameterBreaks(where: string, before: unknown, after: unknown): string[] {
  const known = new Set(listAt(before, 'parameters').map((one) => String(asObject(one).name)));
  const asked = listAt(after, 'parameters').map(asObject);
  const fresh = asked.filter(({ name, required }) => required === true && !known.has(String(name)));
  const kept = new Set(asked.map(({ name }) => String(name)));
  return [
    ...fresh.map(({ name }) => `${where}: parameter ${String(name)} is new and required`),
    ...[...known].filter((name) => !kept.has(name)).map((name) => `${where}: parameter ${name} removed`),
  ];
}

const depthMax = 30;

function schemaBreaks(where: string, side: Side, before: Placed, after: Placed, depth: number): string[] {
  const was = resolved(before);
  const is = resolved(after);
  if (was === null || depth > depthMax) return [];
  if (is === null) return [`${where}: removed`];
  const [wasDocument, isDocument] = [before[1], after[1]];
  const breaks = [
    ...typeBreaks(where, was, is),
    ...enumBreaks(where, side, was, is),
    ...requiredBreaks(where, side, was, is),
  ];
  const isProperties = objectAt(is, 'properties');
  for (const [name, schema] of Object.entries(objectAt(was, 'properties'))) {
    const next = isProperties[name];
    if (next === undefined) breaks.push(`${where}.${name}: removed`);
    else
      breaks.push(
        ...schemaBreaks(`${where}.${name}`, side, [schema, wasDocument], [next, isDocument], depth + 1),
      );
  }
  if (was.items !== undefined) {
    breaks.push(
      ...schemaBreaks(`${where}[]`, side, [was.items, wasDocument], [is.items, isDocument], depth + 1),
    );
  }
  for (const key of ['anyOf', 'oneOf'] as const) {
    const alternatives = listAt(is, key);
    listAt(was, key).forEach((schema, index) => {
      const at = `${where}|${index}`;
      breaks.push(
        ...schemaBreaks(at, side, [schema, wasDocument], [alternatives[index], isDocument], depth + 1),
      );
    });
  }
  return breaks;
}

function typeBreaks(where: string, was: Json, is: Json): string[] {
  const same = JSON.stringify([was.type, was.const]) === JSON.stringify([is.type, is.const]);
  return same ? [] : [`${where}: another type or constant`];
}

function enumBreaks(where: string, side: Side, was: Json, is: Json): string[] {
  const [narrow, wide] = side === 'request' ? [is, was] : [was, is];
  if (!Array.isArray(was.enum) || !Array.isArray(is.enum)) return [];
  const missing = listAt(wide, 'enum').filter((value) => !listAt(narrow, 'enum').includes(value));
  // A request must go on taking what it took; an answer must not say what nobody was built to hear.
  return missing.map(
    (value) => `${where}: ${side === 'request' ? 'no longer takes' : 'may now say'} ${String(value)}`,
  );
}

function requiredBreaks(where: string, side: Side, was: Json, is: Json): string[] {
  const [before, after] = [listAt(was, 'required'), listAt(is, 'required')];
  return side === 'request'
    ? after.filter((name) => !before.includes(name)).map((name) => `${where}.${String(name)}: now required`)
    : before
        .filter((name) => !after.includes(name))
        .map((name) => `${where}.${String(name)}: no longer always there`);
}

function bodyOf([operation, document]: Placed): Placed {
  const content = objectAt(objectAt(operation, 'requestBody'), 'content');
  return [objectAt(content, 'application/json').schema, document];
}

function answerOf([operation, document]: Placed): Placed {
  const content = objectAt(objectAt(objectAt(operation, 'responses'), '200'), 'content');
  return [objectAt(content, 'application/json').schema, document];
}

/** Follows a reference within its own document; null when there is nothing. */
function resolved([node, document]: Placed): Json | null {
  if (node === undefined) return null;
  const schema = asObject(node);
  if (typeof schema.$ref !== 'string') return schema;
  const name = schema.$ref.split('/').at(-1) ?? '';
  return asObject(objectAt(objectAt(document, 'components'), 'schemas')[name]);
}

const asObject = (value: unknown): Json => (typeof value === 'object' && value !== null ? { ...value } : {});
const objectAt = (value: unknown, key: string): Json => asObject(asObject(value)[key]);
function listAt(value: unknown, key: string): unknown[] {
  const list = asObject(value)[key];
  return Array.isArray(list) ? list : [];
}
