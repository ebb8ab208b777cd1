import { isQualified, tokenize, type Token } from './lexer.ts';

/** A query whose result can be streamed: its parts around the FORMAT clause, each without the separating blanks. */
export interface Query {
  readonly kind: 'query';
  readonly body: string;
  /** What FORMAT names, if the query says. */
  readonly format: string | undefined;
  /** What stands after the format's name: SETTINGS. */
  readonly tail: string;
}

/** An INSERT whose rows follow the statement: inline, in the request's body, or both. */
export interface InsertOfRows {
  readonly kind: 'insert';
  /** The statement without its FORMAT or VALUES. */
  readonly head: string;
  readonly format: string;
  /** Where the rows begin in the text. */
  readonly dataAt: number;
}

/** Anything else, by its first words in upper case. */
interface Command {
  readonly kind: 'command';
  readonly text: string;
}

/** A statement as far as it has to be understood to be sent on. All texts are bytes as Latin-1. */
export type Statement = (Query | InsertOfRows | Command) & {
  /** Upper-case words at the beginning, up to the first thing that is no bare word; at most four. */
  readonly words: readonly string[];
  readonly tokens: readonly Token[];
};

const isWord = (token: Token | undefined, word: string): boolean =>
  token?.kind === 'word' && token.text.toUpperCase() === word;
const isSymbol = (token: Token | undefined, symbol: string): boolean =>
  token?.kind === 'symbol' && token.text === symbol;

const OPENING = new Set(['(', '[', '{']);
const CLOSING = new Set([')', ']', '}']);

/** Understands one statement. Reads no further than to where an INSERT's rows begin. */
export function describeStatement(text: string): Statement {
  const source = tokenize(text);
  const tokens: Token[] = [];
  const next = (): Token | undefined => {
    const token = source.next().value as Token | undefined;
    if (token !== undefined) tokens.push(token);
    return token;
  };
  const insert = isWord(next(), 'INSERT') ? findRows(text, next) : undefined;
  if (insert !== undefined) return { ...insert, words: firstWords(tokens), tokens };
  while (next() !== undefined);
  while (isSymbol(tokens.at(-1), ';')) tokens.pop();
  const words = firstWords(tokens);
  const end = tokens.at(-1)?.end ?? 0;
  const opening = tokens.find((token) => !isSymbol(token, '('));
  const isQuery = ['SELECT', 'WITH', 'FROM'].some((word) => isWord(opening, word));
  if (isQuery) return { ...splitFormat(text.slice(0, end), tokens), words, tokens };
  return { kind: 'command', text: text.slice(0, end), words, tokens };
}

function firstWords(tokens: readonly Token[]): string[] {
  const end = tokens.findIndex((token) => token.kind !== 'word');
  return tokens.slice(0, end === -1 ? 4 : Math.min(end, 4)).map((t) => t.text.toUpperCase());
}

/** After these, and after a database's name, FORMAT is what something is called. */
const BEFORE_NAME = ['FROM', 'JOIN', 'AS'];

const isName = (tokens: readonly Token[], index: number): boolean =>
  isQualified(tokens, index) || BEFORE_NAME.some((word) => isWord(tokens[index - 1], word));

/** Finds `… FORMAT name [SETTINGS …]` at the end of a query. */
function splitFormat(text: string, tokens: readonly Token[]): Query {
  const at = tokens.findLastIndex(
    (token, index) =>
      isWord(token, 'FORMAT') &&
      !isName(tokens, index) &&
      ['word', 'quoted'].includes(tokens[index + 1]?.kind ?? '') &&
      (index + 2 === tokens.length || isWord(tokens[index + 2], 'SETTINGS')),
  );
  const [format, name] = [tokens[at], tokens[at + 1]];
  if (at < 1 || format === undefined || name === undefined) {
    return { kind: 'query', body: text, format: undefined, tail: '' };
  }
  return {
    kind: 'query',
    body: text.slice(0, tokens[at - 1]?.end),
    format: unquoted(name),
    tail: text.slice(name.end).trim(),
  };
}

/**
 * `INSERT INTO [TABLE] [FUNCTION] target [(columns)] [SETTINGS …] [FORMAT name | VALUES] rows`, read up to the rows.
 * Undefined where a SELECT gives the rows. Without FORMAT and VALUES the rows are those of VALUES, as in ClickHouse.
 */
function findRows(text: string, next: () => Token | undefined): InsertOfRows | undefined {
  let token = next();
  for (const noise of ['INTO', 'TABLE', 'FUNCTION']) if (isWord(token, noise)) token = next();
  // The target's name, whatever it and its database are called.
  let end = token?.end ?? 0;
  for (token = next(); isSymbol(token, '.'); token = next()) end = next()?.end ?? end;
  let depth = 0;
  let before: Token | undefined;
  for (; token !== undefined; before = token, token = next()) {
    if (token.kind === 'symbol' && OPENING.has(token.text)) depth += 1;
    if (token.kind === 'symbol' && CLOSING.has(token.text)) depth -= 1;
    if (isWord(token, 'SELECT') && !(depth > 0 && isSymbol(before, ','))) return undefined;
    if (depth === 0 && isWord(token, 'WITH')) return undefined;
    if (depth === 0 && isSymbol(token, ';')) break;
    if (depth === 0 && isWord(token, 'VALUES')) {
      return { kind: 'insert', head: text.slice(0, end), format: 'Values', dataAt: token.end };
    }
    if (depth === 0 && isWord(token, 'FORMAT')) {
      const name = next();
      if (name === undefined) return undefined;
      const dataAt = afterFormat(text, name.end);
      return { kind: 'insert', head: text.slice(0, end), format: unquoted(name), dataAt };
    }
    end = token.end;
  }
  // Left to the engine where something follows that is no blank: it knows how to complain.
  if (token !== undefined && next() !== undefined) return undefined;
  return { kind: 'insert', head: text.slice(0, end), format: 'Values', dataAt: text.length };
}

/** Rows begin after blanks, a semicolon and one line end, no more: the next byte may be part of a binary format. */
function afterFormat(text: string, at: number): number {
  return at + (/^[ \t\f]*;?[ \t\f]*(?:\r?\n)?/.exec(text.slice(at, at + 4_096))?.[0].length ?? 0);
}

/** A name without its quotes; escapes in it stay as they are. */
export function unquoted(token: Token): string {
  return token.kind === 'quoted' ? token.text.slice(1, -1) : token.text;
}
