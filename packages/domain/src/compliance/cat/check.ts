import { CAT_FIELDS, CAT_RECORD_BYTES_MAX, CAT_REQUIRED, type CatFieldKind } from './fields.ts';
import { isCatNumber, parseCatLine, type CatBody, type CatValue } from './record.ts';

/** What is wrong with a record. */
export interface CatError {
  /** Line of the file, from 1. */
  readonly line: number;
  /** `firmROEID`, where it has one. */
  readonly record: string;
  readonly field: string;
  readonly message: string;
}

/** Orders and trades that other files have told: linkage goes across days. */
export interface CatKnown {
  /** `orderKeyDate/orderID` of orders, `tradeKeyDate/tradeID` of trades. */
  readonly keys: ReadonlySet<string>;
}

const TIMESTAMP =
  /^(\d{4})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3])[0-5]\d[0-5]\d\.\d{1,9}$/;
const NEW_ORDERS = ['MENO', 'MONO'];
const IN_FORCE = ['DAY', 'GTC', 'GTD', 'IOC', 'GTX', 'GTT'];

/** Checks a file of order events: form of each record, what it requires, and that what it refers to is there. */
export function checkCatFile(
  lines: readonly string[],
  known: CatKnown = { keys: new Set() },
): readonly CatError[] {
  const errors: CatError[] = [];
  const bodies: { readonly line: number; readonly body: CatBody }[] = [];
  lines.forEach((text, index) => {
    const line = index + 1;
    if (utf8Length(text) > CAT_RECORD_BYTES_MAX)
      errors.push({ line, record: '', field: '', message: `over ${CAT_RECORD_BYTES_MAX} bytes` });
    try {
      bodies.push({ line, body: parseCatLine(text) });
    } catch {
      errors.push({ line, record: '', field: '', message: 'not a JSON object' });
    }
  });
  for (const { line, body } of bodies)
    for (const [field, message] of recordErrors(body))
      errors.push({ line, record: textOf(body['firmROEID']), field, message });
  return [...errors, ...linkageErrors(bodies, known)];
}

/** Keys that a file's records make known to later files. */
export function catKeys(lines: readonly string[]): ReadonlySet<string> {
  return keysOf(lines.map(parseCatLine));
}

function keysOf(bodies: readonly CatBody[]): Set<string> {
  const live = bodies.filter((body) => body['actionType'] !== 'DEL');
  return new Set(live.flatMap((body) => catKeyOf(textOf(body['type']), body) ?? []));
}

/** The key by which later records name what an event has made: an order, or a trade; undefined: it has made none. */
export function catKeyOf(type: string, body: CatBody): string | undefined {
  if (NEW_ORDERS.includes(type)) return orderKey(body);
  return type === 'MEOT' && body['cancelFlag'] === false ? tradeKey(body) : undefined;
}

type Wrong = readonly [field: string, message: string];

function recordErrors(body: CatBody): readonly Wrong[] {
  const type = textOf(body['type']);
  const required = CAT_REQUIRED[type];
  if (required === undefined) return [['type', `unknown event ${type}`]];
  // What is taken back is named, no more.
  const needed = body['actionType'] === 'DEL' ? ['actionType', 'firmROEID', 'type'] : required;
  const missing = needed.filter((name) => !(name in body));
  return [
    ...missing.map((name): Wrong => [name, 'required and absent']),
    ...Object.entries(body).flatMap(([name, value]): readonly Wrong[] => {
      const kind = CAT_FIELDS[name];
      if (kind === undefined) return [[name, 'no such field']];
      return isOfKind(kind, value) ? [] : [[name, `not a ${kind.kind} as declared`]];
    }),
    ...acrossFields(body),
  ];
}

/** Fields that depend on each other. */
function acrossFields(body: CatBody): readonly Wrong[] {
  const wrong: Wrong[] = [];
  const { orderType, price, eventTimestamp, firmROEID, cancelFlag, cancelTimestamp } = body;
  if (orderType === 'LMT' && price === undefined) wrong.push(['price', 'a limit order has one']);
  if (orderType === 'MKT' && price !== undefined) wrong.push(['price', 'a market order has none']);
  if (
    eventTimestamp !== undefined &&
    textOf(firmROEID).slice(0, 9) !== `${textOf(eventTimestamp).slice(0, 8)}_`
  )
    wrong.push(['firmROEID', 'does not begin with the Eastern day of the event']);
  if (cancelFlag === true && cancelTimestamp === undefined)
    wrong.push(['cancelTimestamp', 'a trade that is taken back says when']);
  if (body['type'] === 'MEOT')
    for (const name of ['buyDetails', 'sellDetails'])
      if (Array.isArray(body[name]) && (body[name] as readonly CatValue[]).length === 0)
        wrong.push([name, 'names no order']);
  const quantity = digitsOf(body['quantity']);
  const leaves = digitsOf(body['leavesQty']);
  if (quantity !== undefined && leaves !== undefined && Number(leaves) > Number(quantity))
    wrong.push(['leavesQty', 'more than the order']);
  return wrong;
}

function linkageErrors(
  bodies: readonly { readonly line: number; readonly body: CatBody }[],
  known: CatKnown,
): readonly CatError[] {
  const errors: CatError[] = [];
  const here = keysOf(bodies.map(({ body }) => body));
  const isKnown = (key: string): boolean => here.has(key) || known.keys.has(key);
  const [ids, routes] = [new Set<string>(), new Set<string>()];
  for (const { line, body } of bodies) {
    const record = textOf(body['firmROEID']);
    const say = (field: string, message: string) => errors.push({ line, record, field, message });
    if (ids.has(record)) say('firmROEID', 'there twice');
    ids.add(record);
    if (body['actionType'] === 'DEL') continue;
    const route = body['routedOrderID'];
    if (route !== undefined) {
      if (routes.has(textOf(route))) say('routedOrderID', 'there twice');
      routes.add(textOf(route));
    }
    if (body['orderID'] !== undefined && !isKnown(orderKey(body)))
      say('orderID', 'no new order has this key');
    if (body['type'] !== 'MEOT') continue;
    if (body['cancelFlag'] === true && !isKnown(tradeKey(body)))
      say('tradeID', 'no trade has this key');
    for (const name of ['buyDetails', 'sellDetails'])
      for (const side of Array.isArray(body[name]) ? (body[name] as readonly CatBody[]) : [])
        if (side['orderID'] !== undefined && !isKnown(orderKey(side)))
          say(name, `no new order has the key of ${textOf(side['orderID'])}`);
  }
  return errors;
}

const orderKey = (body: CatBody): string =>
  `${textOf(body['orderKeyDate'])}/${textOf(body['orderID'])}`;
const tradeKey = (body: CatBody): string =>
  `${textOf(body['tradeKeyDate'])}/${textOf(body['tradeID'])}`;

function textOf(value: CatValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function digitsOf(value: CatValue | undefined): string | undefined {
  return value !== undefined && isCatNumber(value) ? value.digits : undefined;
}

function isOfKind(kind: CatFieldKind, value: CatValue): boolean {
  switch (kind.kind) {
    case 'text':
      return typeof value === 'string' && value !== '' && value.length <= kind.max;
    case 'flag':
      return typeof value === 'boolean';
    case 'timestamp':
      return typeof value === 'string' && TIMESTAMP.test(value);
    case 'choice':
      return typeof value === 'string' && kind.of.includes(value);
    case 'number': {
      const [, whole = '', decimals = ''] = /^(\d+)(?:\.(\d+))?$/.exec(digitsOf(value) ?? '') ?? [];
      return whole !== '' && whole.length <= kind.whole && decimals.length <= kind.decimals;
    }
    case 'timeInForce': {
      const [name, ...others] = namesOf(value);
      return name !== undefined && others.length === 0 && IN_FORCE.includes(name);
    }
    case 'instructions':
      return namesOf(value).length > 0;
    case 'sides':
      return Array.isArray(value) && value.every((side) => namesOf(side).includes('side'));
  }
}

function namesOf(value: CatValue): readonly string[] {
  return typeof value === 'object' && !Array.isArray(value) ? Object.keys(value) : [];
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
