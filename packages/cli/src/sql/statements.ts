/**
 * Cuts typed text into statements at semicolons, except for those inside quotes and comments.
 * @returns the complete statements, and the rest that has no semicolon yet.
 */
export function splitStatements(text: string): {
  readonly statements: readonly string[];
  readonly rest: string;
} {
  const statements: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at = afterToken(text, at)) {
    if (text[at] !== ';') continue;
    const statement = text.slice(from, at).trim();
    if (statement !== '') statements.push(statement);
    from = at + 1;
  }
  return { statements, rest: text.slice(from).trim() };
}

/** Where the token that begins at `at` ends: a quoted text, a comment, or one character. */
function afterToken(text: string, at: number): number {
  const character = text[at];
  if (character === "'" || character === '"' || character === '`')
    return afterQuote(text, at + 1, character);
  if (text.startsWith('--', at)) return endOf(text.indexOf('\n', at), 1, text);
  if (text.startsWith('/*', at)) return endOf(text.indexOf('*/', at + 2), 2, text);
  return at + 1;
}

/** A quote ends at its own kind; a backslash or a doubled quote is part of it. */
function afterQuote(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === quote && text[at + 1] === quote) at += 1;
    else if (text[at] === quote) return at + 1;
  }
  return text.length;
}

function endOf(found: number, length: number, text: string): number {
  return found < 0 ? text.length : found + length;
}
