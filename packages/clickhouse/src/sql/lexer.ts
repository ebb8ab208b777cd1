import { clickHouseError } from '../engine/error-codes.ts';

/** A piece of SQL that means something: no white space, no comments. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'symbol';
  /** Where it begins and ends in the text. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const IDENTIFIER = /^[A-Za-z_\x80-\uffff]/;

/** True for the second part of `database.name`: a name then, whatever it is called. In `1. FORMAT` the point belongs to the number. */
export function isQualified(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 2];
  return (
    tokens[index - 1]?.text === '.' &&
    (before?.kind === 'quoted' || (before?.kind === 'word' && IDENTIFIER.test(before.text)))
  );
}

const SPACE = /[\s\0]+/y;
/** `--`, `//`, `#!` and `# ` run to the end of the line. */
const LINE_COMMENT = /(?:--|\/\/|#!|#(?=\s))[^\n]*/y;
const WORD = /[A-Za-z0-9_$\x80-\uffff]+/y;
/** Each is looked for up to the end of the text. */
const MAX_OPEN_HEREDOCS = 100;
const HEREDOC = /\$\w*\$/y;

/** Closing marks of what opens a string or a quoted name; the curly ones as they are in UTF-8 read as Latin-1. */
const QUOTES: readonly { open: string; close: string; kind: 'string' | 'quoted' }[] = [
  { open: "'", close: "'", kind: 'string' },
  { open: '"', close: '"', kind: 'quoted' },
  { open: '`', close: '`', kind: 'quoted' },
  { open: '\xe2\x80\x98', close: '\xe2\x80\x99', kind: 'string' },
  { open: '\xe2\x80\x9c', close: '\xe2\x80\x9d', kind: 'quoted' },
];

/**
 * The tokens of a statement, by ClickHouse's rules, one at a time, so that a reader can stop where data begins. `text`
 * is bytes as Latin-1, so that positions are byte positions. What does not end (a string, a comment) reaches to the end.
 */
export function* tokenize(text: string): Generator<Token, void, undefined> {
  let at = 0;
  let openHeredocs = 0;
  const token = (kind: Token['kind'], end: number): Token => {
    const start = at;
    at = end;
    return { kind, start, end, text: text.slice(start, end) };
  };
  while (at < text.length) {
    const skipped = matchEnd(SPACE, text, at) ?? matchEnd(LINE_COMMENT, text, at);
    if (skipped !== undefined) at = skipped;
    else if (text.startsWith('/*', at)) at = endOfBlockComment(text, at);
    else {
      const quote = QUOTES.find(({ open }) => text.startsWith(open, at));
      const heredoc = endOfHeredoc(text, at);
      if (heredoc === 'open' && (openHeredocs += 1) > MAX_OPEN_HEREDOCS) {
        throw clickHouseError('SYNTAX_ERROR', 'Too many heredocs without an end');
      }
      if (quote !== undefined) yield token(quote.kind, endOfQuoted(text, at, quote));
      else if (typeof heredoc === 'number') yield token('string', heredoc);
      else {
        const word = matchEnd(WORD, text, at);
        yield word === undefined ? token('symbol', at + 1) : token('word', word);
      }
    }
  }
}

function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** Block comments nest. */
function endOfBlockComment(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length - 1;) {
    const pair = text.slice(at, at + 2);
    if (pair === '/*') depth += 1;
    if (pair === '*/') depth -= 1;
    at += pair === '/*' || pair === '*/' ? 2 : 1;
    if (depth === 0) return at;
  }
  return text.length;
}

/** A plain quote is written doubled or after a backslash; curly ones know no escape. */
function endOfQuoted(text: string, start: number, quote: { open: string; close: string }): number {
  const escapes = quote.close.length === 1;
  for (let at = start + quote.open.length; at < text.length; at += 1) {
    if (escapes && text[at] === '\\') at += 1;
    else if (text.startsWith(quote.close, at)) {
      const end = at + quote.close.length;
      if (!escapes || text[end] !== quote.close) return end;
      at += 1;
    }
  }
  return text.length;
}

/** `$tag$ … $tag$`; a dollar that opens none belongs to a word. */
function endOfHeredoc(text: string, start: number): number | 'open' | undefined {
  if (text[start] !== '$') return undefined;
  const opened = matchEnd(HEREDOC, text, start);
  if (opened === undefined) return undefined;
  const tag = text.slice(start, opened);
  const closed = text.indexOf(tag, opened);
  return closed === -1 ? 'open' : closed + tag.length;
}
