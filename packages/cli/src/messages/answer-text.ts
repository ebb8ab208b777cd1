/** A page as the questions answer it. */
interface AnsweredPage {
  readonly rows: readonly object[];
  readonly next?: string;
}

/** An answer for people: a field in each line, an empty line between rows, and how to ask for the next page. */
export function answerText(answer: unknown): string {
  if (answer === null) return 'nothing there, or nothing to be seen by cli';
  if (!isPage(answer)) return recordText(answer as object);
  const { rows, next, ...more } = answer;
  const parts = rows.length === 0 ? ['no rows'] : rows.map(recordText);
  if (Object.keys(more).length > 0) parts.push(recordText(more));
  if (next !== undefined) parts.push(`more rows: --field cursor=${next}`);
  return parts.join('\n\n');
}

function isPage(answer: unknown): answer is AnsweredPage {
  return Array.isArray((answer as { readonly rows?: unknown }).rows);
}

function recordText(record: object): string {
  const entries = Object.entries(record).filter(([, value]) => value !== null);
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `${name.padEnd(width)}  ${valueText(value)}`).join('\n');
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
