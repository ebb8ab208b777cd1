import { clickHouseError } from '../engine/error-codes.ts';
import { unquoted, type Statement } from '../sql/statement.ts';
import type { Token } from '../sql/lexer.ts';
import type { User } from './user.ts';

/** How a statement may begin, in upper case; `name` stands for the database's name, `table` for one of its tables'. */
const FORMS: Readonly<Record<'database' | 'table' | 'ttl' | 'insert', readonly string[]>> = {
  database: ['CREATE DATABASE name', 'CREATE DATABASE IF NOT EXISTS name'],
  table: ['CREATE TABLE name . table', 'CREATE TABLE IF NOT EXISTS name . table'],
  ttl: ['ALTER TABLE name . table MODIFY TTL'],
  insert: ['INSERT INTO name . table', 'INSERT INTO TABLE name . table'],
};

/** Words that bring in rows of elsewhere. */
const ELSEWHERE: ReadonlySet<string> = new Set(['AS', 'CLONE', 'FROM', 'IN', 'SELECT', 'WITH']);

/**
 * Holds a user that writes one database only to statements that name it in one of a few forms: what is not known to be
 * harmless is refused, since the engine itself would let it read and write everything. Rows given in the request are not
 * part of the statement.
 * @throws EngineError ACCESS_DENIED
 */
export function checkScope(statement: Statement, { name, writesInto }: User): void {
  if (writesInto === undefined) return;
  const { kind, tokens } = statement;
  const rest = (form: keyof typeof FORMS): readonly Token[] | undefined =>
    restOf(tokens, FORMS[form], writesInto);
  const isHarmless =
    kind === 'insert'
      ? isOwn(rest('insert'))
      : rest('database')?.length === 0 ||
        (isOwn(rest('table')) && fillsItself(tokens)) ||
        (isOwn(rest('ttl')) && !tokens.some(({ text }) => text === ','));
  if (isHarmless) return;
  throw clickHouseError(
    'ACCESS_DENIED',
    `${name}: Not enough privileges: it may create and fill tables of ${writesInto}`,
  );
}

/** What follows a beginning that fits; undefined where none does. */
function restOf(
  tokens: readonly Token[],
  forms: readonly string[],
  database: string,
): readonly Token[] | undefined {
  const form = forms
    .map((text) => text.split(' '))
    .find((words) => words.every((word, index) => fits(tokens[index], word, database)));
  return form && tokens.slice(form.length);
}

/** Names stand without quotes: in those anything may be spelt. */
function fits(token: Token | undefined, word: string, database: string): boolean {
  if (word === '.') return token?.text === '.';
  if (token?.kind !== 'word') return false;
  if (word === 'name') return token.text === database;
  return word === 'table' || token.text.toUpperCase() === word;
}

/** Neither rows of elsewhere, nor a longer name than it looks, nor what a parameter puts in. */
function isOwn(rest: readonly Token[] | undefined): boolean {
  return (
    rest !== undefined &&
    rest[0]?.text !== '.' &&
    !rest.some(
      ({ kind, text }) => text === '{' || (kind === 'word' && ELSEWHERE.has(text.toUpperCase())),
    )
  );
}

/** Whether the table keeps its rows: others hand them on, or show those of others. */
function fillsItself(tokens: readonly Token[]): boolean {
  const engines = tokens.flatMap((token, index) =>
    token.text.toUpperCase() === 'ENGINE' ? [tokens.slice(index + 1, index + 3)] : [],
  );
  const [equals, engine] = engines[0] ?? [];
  return (
    engines.length === 1 &&
    equals?.text === '=' &&
    engine !== undefined &&
    /^\w*MergeTree$/.test(unquoted(engine))
  );
}
