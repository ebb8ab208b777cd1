import { StatementError } from '../xml.ts';

/** A field of a SWIFT MT message: `:97A::SAFE//alice` has the tag `97A` and the value `:SAFE//alice`; lines by `\n`. */
export interface MtField {
  readonly tag: string;
  readonly value: string;
}

/** Text blocks end with a line of a hyphen, or with `-}` where the message has its other blocks, too. */
const TEXT = /\{4:\r?\n([\s\S]*?)\r?\n-\}/g;
const FIELD = /^:(\d{2}[A-Z]?):/;

/**
 * The messages of a file (ISO 15022, text block 4), each as its fields in order. Messages come with all their blocks, `{1:…}{4:…-}`, or as
 * text alone, one behind the other with a line `-` between them.
 * @throws StatementError where there is none, or one is cut.
 */
export function mtMessages(source: string): readonly (readonly MtField[])[] {
  const texts = source.includes('{4:')
    ? blocksIn(source)
    : source.split(/^-\s*$/m).filter((text) => text.trim() !== '');
  if (texts.length === 0) throw new StatementError('there is no message in it');
  return texts.map(fieldsOf);
}

function blocksIn(source: string): readonly string[] {
  const texts = [...source.matchAll(TEXT)].map(([, text = '']) => text);
  if (texts.length !== source.split('{4:').length - 1)
    throw new StatementError('a message is cut: its text has no end');
  return texts;
}

function fieldsOf(text: string): readonly MtField[] {
  const fields: { tag: string; value: string }[] = [];
  for (const line of text.split(/\r?\n/)) {
    const tag = FIELD.exec(line);
    const last = fields.at(-1);
    if (tag !== null) fields.push({ tag: tag[1] as string, value: line.slice(tag[0].length) });
    else if (last !== undefined) last.value += `\n${line}`;
    else if (line.trim() !== '') throw new StatementError(`no SWIFT message: ${line.slice(0, 40)}`);
  }
  return fields.map(({ tag, value }) => ({ tag, value: value.trim() }));
}

/** The value of the one field of a tag. @throws StatementError where there is none, or several. */
export function fieldOf(fields: readonly MtField[], tag: string): string {
  const [found, ...more] = fields.filter((field) => field.tag === tag);
  if (found === undefined || more.length > 0)
    throw new StatementError(`there ${more.length > 0 ? 'are several' : 'is no'} field ${tag}`);
  return found.value;
}

/** What a qualifier says: of `:SAFE//alice`, asked for `SAFE`, `alice`. Undefined: no field of the tags has it. */
export function qualified(
  fields: readonly MtField[],
  tags: readonly string[],
  qualifier: string,
): string | undefined {
  const start = `:${qualifier}/`;
  const found = fields.find(({ tag, value }) => tags.includes(tag) && value.startsWith(start));
  // Between the slashes may be the scheme of who issues it.
  return found?.value.slice(start.length).replace(/^[^/]*\//, '');
}

/** A decimal as SWIFT writes it, `1234,5`: a comma always, and no sign. @throws StatementError */
export function mtDecimal(text: string, where: string): string {
  if (!/^\d{1,14},\d{0,4}$/.test(text)) throw new StatementError(`${where}: ${text} is no amount`);
  return text.replace(/,$/, '').replace(',', '.');
}
