import { fieldsOf, REJECT_CODES, type JsonSchema } from '@bellwether/domain';

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A page: its parts with an empty line between them. */
export function page(...parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}

export function code(text: string): string {
  return `\`${text}\``;
}

/** A JSON document as a block. */
export function json(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value)}\n\`\`\``;
}

/** The fields of a record, those of records inside as `record.field`: name, type, what it is. An optional one has a `?`. */
export function fieldTable(schema: JsonSchema): string {
  const rows = fieldRows(schema, '');
  return rows.length === 0 ? 'No fields.' : table(['field', 'type', 'meaning'], rows);
}

function fieldRows(schema: JsonSchema, path: string): readonly (readonly string[])[] {
  return fieldsOf(schema).flatMap(({ name, schema: field, optional }) => {
    const words = field.description ?? field.items?.description ?? '';
    const row = [code(`${path}${name}${optional ? '?' : ''}`), typeOf(field), words];
    const inner = field.type === 'array' ? field.items : field;
    const mark = field.type === 'array' ? `${path}${name}[].` : `${path}${name}.`;
    return inner?.type === 'object' ? [row, ...fieldRows(inner, mark)] : [row];
  });
}

/** What a field may hold, in words. */
function typeOf(field: JsonSchema): string {
  if (field.enum?.length === REJECT_CODES.length) return '[code of a rejection](errors.md)';
  if (field.enum !== undefined) return field.enum.map(code).join(' ');
  switch (field['x-kind']) {
    case 'decimal':
      return 'decimal string';
    case 'integer64':
      return 'integer string';
    case 'uuid':
      return 'UUID';
    case 'date':
      return 'day, `YYYY-MM-DD`';
    default:
      return plainType(field);
  }
}

function plainType(field: JsonSchema & Bounds): string {
  switch (field.type) {
    case 'array':
      return `list of ${typeOf(field.items ?? {})}`;
    case 'integer':
      return `integer${boundsOf(field)}`;
    case 'string':
      return field.pattern === undefined ? 'text' : `text ${code(field.pattern)}`;
    case 'object':
      return 'record';
    case undefined:
      return 'JSON';
    default:
      return field.type;
  }
}

interface Bounds {
  readonly minimum?: number;
  readonly maximum?: number;
}

function boundsOf({ minimum, maximum }: Bounds): string {
  return minimum === undefined || maximum === undefined ? '' : `, ${minimum} to ${maximum}`;
}
