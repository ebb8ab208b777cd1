/** A number of a record, as the exact text that the file has. */
export interface CatNumber {
  readonly digits: string;
}

export type CatValue =
  | string
  | boolean
  | CatNumber
  | readonly CatValue[]
  | { readonly [name: string]: CatValue };

/** Fields of a record in the order of the file. */
export type CatBody = Readonly<Record<string, CatValue>>;

export const ACTION_TYPES = ['NEW', 'COR', 'RPR', 'DEL'] as const;
export type ActionType = (typeof ACTION_TYPES)[number];

/** One reportable event. Its id follows from its place in the log: made again, it is the same. */
export interface CatRecord {
  /** `firmROEID`: Eastern day of the event, position, index and number among the records of its fact. */
  readonly id: string;
  readonly type: string;
  /** Eastern day of the event, `20261120`. */
  readonly day: string;
  readonly body: CatBody;
}

export function isCatNumber(value: CatValue): value is CatNumber {
  return typeof value === 'object' && !Array.isArray(value) && 'digits' in value;
}

/** A value as JSON; numbers keep every digit. */
export function catJson(value: CatValue): string {
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(catJson).join(',')}]`;
  if (isCatNumber(value)) return value.digits;
  const fields = Object.entries(value as CatBody);
  return `{${fields.map(([name, one]) => `${JSON.stringify(name)}:${catJson(one)}`).join(',')}}`;
}

/** A record as the line of a file. */
export function catLine({ id, type, body }: CatRecord, action: ActionType = 'NEW'): string {
  return catJson({ actionType: action, firmROEID: id, type, ...body });
}

/** Parsed JSON with the digits of its numbers. @throws SyntaxError */
export function parseCatLine(line: string): CatBody {
  const keepDigits = (_: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' ? { digits: context?.source ?? `${value}` } : value;
  const parsed: unknown = JSON.parse(line, keepDigits);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new SyntaxError('not a JSON object');
  return parsed as CatBody;
}
