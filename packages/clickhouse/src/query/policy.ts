import type { StatementClass } from '../engine/connection.ts';
import { clickHouseError } from '../engine/error-codes.ts';
import { unquoted, type Statement } from '../sql/statement.ts';
import { isQualified, type Token } from '../sql/lexer.ts';

/** The client-side clauses that write and read files on the server's disk. As raw text: no lexer to be fooled. */
const FILE_CLAUSE = /\b(?:OUTFILE|INFILE)\b/i;

/** Statements of class `control` that change nothing but the session. */
const SESSION_STATEMENTS = [
  ['SET'],
  ['USE'],
  ['BEGIN'],
  ['COMMIT'],
  ['ROLLBACK'],
  ['CREATE', 'TEMPORARY'],
  ['CREATE', 'OR', 'REPLACE', 'TEMPORARY'],
  ['DROP', 'TEMPORARY'],
];

/** Engines of tables and databases that keep what they hold in the data directory. Others take paths and addresses. */
const ENGINES =
  /^(?:(?:Replacing|Summing|Aggregating|Collapsing|VersionedCollapsing|Coalescing)?MergeTree|Log|TinyLog|StripeLog|Memory|Null|Set|Join|Buffer|Merge|GenerateRandom|Atomic)$/;

/**
 * What no network user may say, whoever it is. `text` is the statement without an INSERT's rows.
 * @throws EngineError
 */
export function checkText(text: string, statement: Statement): void {
  if (FILE_CLAUSE.test(text)) {
    throw clickHouseError(
      'INTO_OUTFILE_NOT_ALLOWED',
      'INTO OUTFILE and FROM INFILE are not allowed, nor are these two words anywhere in a statement',
    );
  }
  const { tokens } = statement;
  tokens.forEach((token, index) => {
    // `SET x = DEFAULT` steps over every bound: the engine does not check it.
    if (token.text === '=' && isBare(tokens[index + 1], 'DEFAULT')) {
      throw clickHouseError('SETTING_CONSTRAINT_VIOLATION', 'Settings cannot be set to DEFAULT');
    }
    // `SETTINGS disk = disk(type = …, path = …)` makes a disk anywhere.
    if (tokens[index + 1]?.text === '(' && namesDisk(token) && !isQualified(tokens, index)) {
      throw clickHouseError('ACCESS_DENIED', 'Disks cannot be defined in a statement');
    }
  });
  if (['CREATE', 'REPLACE', 'ATTACH'].includes(statement.words[0] ?? '')) checkEngine(tokens);
}

/** Before a column that is called engine: ORDER BY engine, PRIMARY KEY engine, …, engine. No clause begins there. */
const AS_COLUMN = new Set(['BY', 'KEY', ',']);

/** Looks at `ENGINE [=] name` outside parentheses, up to the SELECT that may follow. */
function checkEngine(tokens: readonly Token[]): void {
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (depth > 0) continue;
    if (isBare(token, 'AS') && ['SELECT', 'WITH', 'FROM', '('].includes(upper(next))) return;
    if (!isBare(token, 'ENGINE') || isQualified(tokens, index)) continue;
    if (AS_COLUMN.has(upper(tokens[index - 1]))) continue;
    const name = next?.text === '=' ? tokens[index + 2] : next;
    if (name !== undefined && ENGINES.test(unquoted(name))) continue;
    throw clickHouseError('ACCESS_DENIED', `The engine ${name?.text ?? ''} is not allowed`);
  }
}

const upper = (token: Token | undefined): string => token?.text.toUpperCase() ?? '';

const isBare = (token: Token | undefined, word: string): boolean =>
  token?.kind === 'word' && token.text.toUpperCase() === word;

/** A quoted name with an escape in it may spell anything. */
const namesDisk = (token: Token): boolean =>
  (token.kind === 'word' || token.kind === 'quoted') &&
  (unquoted(token).toLowerCase() === 'disk' ||
    (token.kind === 'quoted' && token.text.includes('\\')));

/**
 * Whether the statement may run, by what the engine's own parser says of it.
 * @throws EngineError
 */
export function checkClass(statement: Statement, is: StatementClass, readonly: boolean): void {
  if (is === 'read') return;
  if (is === 'control' && isSessionStatement(statement)) return;
  if (is !== 'write') {
    throw clickHouseError(
      'ACCESS_DENIED',
      `Statements like ${statement.words.join(' ')} are not allowed over this interface`,
    );
  }
  if (readonly) throw clickHouseError('READONLY', 'Cannot execute query in readonly mode');
}

const isSessionStatement = ({ words }: Statement): boolean =>
  SESSION_STATEMENTS.some((form) => form.every((word, index) => words[index] === word));
